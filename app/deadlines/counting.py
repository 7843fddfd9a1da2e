"""Counting by the calendar as the Civil Act does (155–161): pure, a day or an hour in, the last one out."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

Closed = Callable[[date], bool]
"""Whether offices are closed on a day: Saturdays, Sundays and public holidays."""

HOUR = 3_600_000
_PERIOD = re.compile(r"P(?:(\d{1,2})Y)?(?:(\d{1,3})M)?(?:(\d{1,4})D)?(?:T(\d{1,3})H)?\Z")


@dataclass(frozen=True, slots=True)
class Span:
    """A period of months, of days, or of hours: one of the three."""

    months: int = 0
    days: int = 0
    hours: int = 0


def span_of(text: str) -> Span | None:
    """An ISO 8601 period such as P3M or PT48H; None for `none`; ValueError where it is neither."""
    if text == "none":
        return None
    found = _PERIOD.match(text)
    years, months, days, hours = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
    span = Span(years * 12 + months, days, hours)
    if sum(map(bool, (span.months, span.days, span.hours))) != 1:
        raise ValueError(text)
    return span


def last_day(event: date, span: Span, times: int = 1) -> date:
    """The last day of a period that an event sets going, or of so many such periods on end.

    The event's own day is left out (157). Months end with the day before the one that corresponds to the first counted
    day; where the last month has no such day, with that month's end (160②③).
    """
    return _through(event + timedelta(days=1), span, times)


def last_day_from(first: date, span: Span) -> date:
    """The last day of a period that begins with this day at midnight, so that it counts (157, second sentence)."""
    return _through(first, span, 1)


def last_instant(event: int, span: Span) -> int:
    """The end (UTC ms) of so many hours from the moment of an event (156)."""
    return event + span.hours * HOUR


def open_day(day: date, closed: Closed) -> date:
    """The day itself, or the next on which offices are open (161)."""
    while closed(day):
        day += timedelta(days=1)
    return day


def open_day_before(day: date, closed: Closed) -> date:
    """The day itself, or the last one before it on which somebody is at work."""
    while closed(day):
        day -= timedelta(days=1)
    return day


def short_month(event: date, span: Span, times: int = 1) -> bool:
    """Whether the last month has no day that corresponds to the first counted one."""
    first = event + timedelta(days=1)
    year, month = _month_after(first, span.months * times)
    return bool(span.months) and first.day > monthrange(year, month)[1]


def _through(first: date, span: Span, times: int) -> date:
    if not span.months:
        return first + timedelta(days=span.days * times - 1)
    year, month = _month_after(first, span.months * times)
    longest = monthrange(year, month)[1]
    return date(year, month, longest) if first.day > longest else date(year, month, first.day) - timedelta(days=1)


def _month_after(day: date, months: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1

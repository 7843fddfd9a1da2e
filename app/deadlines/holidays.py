"""Public holidays of Korea with their substitutes: a table that is shipped, beyond its years the package behind it.

The package costs half a second and holds every thread for a moment, so nobody waits for it in years that matter.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache

from app.i18n import pick
from app.paths import resource

FIRST, LAST = 2015, 2045
"""The years of the table; a test compares it with the package."""


def closed(day: date) -> bool:
    """Whether offices are closed: Saturdays, Sundays and public holidays (Civil Act 161)."""
    return day.weekday() >= 5 or day in _of_year(day.year)


def holiday(day: date) -> str:
    """The name of a public holiday in the current language; an empty text on other days."""
    found = _of_year(day.year).get(day)
    return pick(dict(zip(("ko", "en"), found, strict=True))) if found else ""


def _of_year(year: int) -> Mapping[date, tuple[str, str]]:
    return _table() if FIRST <= year <= LAST else computed(year)


@cache
def _table() -> Mapping[date, tuple[str, str]]:
    with resource("deadlines", "holidays.csv").open(encoding="utf-8", newline="") as stream:
        return {date.fromisoformat(row["day"]): (row["ko"], row["en"]) for row in csv.DictReader(stream)}


@cache
def computed(year: int) -> Mapping[date, tuple[str, str]]:
    """What the package says of a year."""
    from holidays.countries.south_korea import SouthKorea

    ko = SouthKorea(years=year, language="ko")  # type: ignore[no-untyped-call] # it ships no types
    en = SouthKorea(years=year, language="en_US")  # type: ignore[no-untyped-call] # as above
    return {day: (name, en[day]) for day, name in ko.items()}

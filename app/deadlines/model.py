"""An event, the rules that count from it, and the deadlines that come out: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

from app.clock import instant, local
from app.deadlines.counting import (
    Closed,
    Span,
    last_day,
    last_day_from,
    last_instant,
    open_day,
    open_day_before,
    short_month,
)

Effect = Literal["ends", "act_by"]
Texts = Mapping[str, str]

_LATEST = 3
"""Days before its end that a protection is spoken of at the latest, where its own reminder days come too late."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One deadline that the law ties to a kind of event; `span` None has no end."""

    id: str
    event: str
    title: Texts = field(hash=False)
    span: Span | None
    effect: Effect
    law: str
    mark: str
    counting_mark: str
    checked_on: date
    moves: bool = False
    measures: frozenset[str] = frozenset()
    alone: bool = False
    settled_by_approval: bool = False
    """It is about asking a judge, and is over once the judge has answered."""
    extensions: int = 0
    extension_law: str = ""
    in_force_from: date | None = None
    in_force_to: date | None = None
    remind: tuple[int, ...] = ()
    remind_before: tuple[int, ...] = ()
    note: Texts | None = field(default=None, hash=False)

    def meets(self, event: LegalEvent) -> bool:
        """Whether this rule is about such an event, in force or not."""
        if self.event != event.kind or (self.settled_by_approval and event.approval in ("given", "refused")):
            return False
        if not self.measures:
            return True
        asked = set(event.measures)
        return asked == self.measures if self.alone else bool(asked & self.measures)

    def holds_on(self, day: date) -> bool:
        after = self.in_force_from is None or day >= self.in_force_from
        return after and (self.in_force_to is None or day <= self.in_force_to)


@dataclass(frozen=True, slots=True)
class LegalEvent:
    """Something that happened from which a law counts, as it was noted."""

    id: str
    case_id: str
    kind: str
    on_day: date
    at: int | None = None
    measures: tuple[str, ...] = ()
    order_no: str | None = None
    approval: str | None = None
    order_id: str | None = None
    served_until: date | None = None
    ended_on: date | None = None
    ended_why: str | None = None
    note: str | None = None
    noted_at: int = 0
    author: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """What a rule makes of an event: the day that counts, and everything that led to it."""

    rule: Rule
    event: LegalEvent
    due: date | None
    """The day that counts now: the served order's where it names one, else the calculated one."""
    due_at: int | None = None
    """The hour (UTC ms), where hours are counted."""
    calculated: date | None = None
    """What the calculation says, whether or not a served order overrides it."""
    before_moving: date | None = None
    """The last day as counted, where it fell on a closed day and went on."""
    served: date | None = None
    stage: int = 0
    """How many extensions lie behind it."""
    since: date | None = None
    """The event or the extension that this stage begins with."""
    from_served: bool = False
    """This stage is counted from the day that an earlier paper named."""
    at_month_end: bool = False
    in_force: bool = True
    closed_day: bool = False
    """It falls on a day on which offices are closed, and does not move."""
    remind: tuple[date, ...] = ()

    @property
    def ended(self) -> bool:
        return self.event.ended_on is not None

    @property
    def last_stage(self) -> bool:
        """Nothing more can be added to it."""
        return self.stage >= self.rule.extensions


def reckon(
    event: LegalEvent, extensions: Iterable[LegalEvent], rules: Iterable[Rule], closed: Closed
) -> tuple[Deadline, ...]:
    """Every deadline of an event; `extensions` are the later orders that lengthen it, in order of their days."""
    later = tuple(extensions)
    return tuple(_deadline(event, later, rule, closed) for rule in rules if rule.meets(event))


def _deadline(event: LegalEvent, later: tuple[LegalEvent, ...], rule: Rule, closed: Closed) -> Deadline:
    if not rule.holds_on(event.on_day):
        return Deadline(rule, event, None, in_force=False)
    if rule.span is None:
        return Deadline(rule, event, None, since=event.on_day)
    if rule.span.hours:
        return _hours(event, rule, rule.span)
    return _days(event, later if rule.extensions else (), rule, rule.span, closed)


def _hours(event: LegalEvent, rule: Rule, span: Span) -> Deadline:
    """Without an hour the count begins with the day: too early by some hours, never too late."""
    begins = event.at if event.at is not None else instant(datetime.combine(event.on_day, time()))
    end = last_instant(begins, span)
    day = local(end - 1).date()
    return Deadline(rule, event, day, due_at=end, calculated=day, since=event.on_day)


def _days(event: LegalEvent, later: tuple[LegalEvent, ...], rule: Rule, span: Span, closed: Closed) -> Deadline:
    begins, counted, named, from_served = _stages(event, later, rule, span)
    moved = open_day(counted, closed) if rule.moves else counted
    due = named or moved
    return Deadline(
        rule, event, due, calculated=moved, before_moving=counted if moved != counted else None, served=named,
        stage=len(later), since=begins, from_served=from_served, at_month_end=short_month(event.on_day, span, len(later) + 1),
        closed_day=not rule.moves and named is None and closed(due), remind=_reminders(rule, begins, due, closed),
    )  # fmt: skip


def _stages(
    event: LegalEvent, later: tuple[LegalEvent, ...], rule: Rule, span: Span
) -> tuple[date, date, date | None, bool]:
    """Of the latest stage: the day it follows, its last day as calculated, the one its paper names, and what it counts from.

    While no paper names a day everything is counted from the first event, so that the sum is never longer than the
    law allows. From a named day on, the next stage begins with the day after it.
    """
    begins = counted = event.on_day
    named: date | None = None
    anchor: date | None = None
    from_served = False
    for number, one in enumerate((event, *later)):
        begins = (named or counted) if number else event.on_day
        from_served = anchor is not None
        counted = last_day(event.on_day, span, number + 1) if anchor is None else last_day_from(_next(anchor), span)
        named = one.served_until if rule.effect == "ends" else None
        anchor = named or (counted if anchor is not None else None)
    return begins, counted, named, from_served


def _reminders(rule: Rule, begins: date, due: date, closed: Closed) -> tuple[date, ...]:
    """Days on which somebody is reminded: working days, behind the beginning and before the end."""
    asked = [begins + timedelta(days=number) for number in rule.remind]
    asked += [due - timedelta(days=number) for number in rule.remind_before]
    found = {open_day_before(day, closed) for day in asked if day < due}
    if rule.remind and not found:
        found = {open_day_before(due - timedelta(days=_LATEST), closed)}
    return tuple(sorted(day for day in found if begins < day < due))


def _next(day: date) -> date:
    return day + timedelta(days=1)

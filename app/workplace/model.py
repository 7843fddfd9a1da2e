"""A case at a workplace: organisations, who stands where, separation, secondary damage, what is owed. Pure."""

from __future__ import annotations

import json
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.codelists import Code, code, codes

LINES = ("unit", "place", "shift", "approver", "appraiser")
"""What two people must not share once they are kept apart."""
EVERY = 7
"""Days between two questions about secondary damage."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An employer or another organisation, as it stands in one case."""

    id: str
    case_id: str
    name: str
    kind: str
    contact: str | None
    designation: str | None
    told_on: str | None
    note: str | None
    at: int
    author: str

    @property
    def reviewed(self) -> bool:
        """Whether a contract or designation stands behind it that may be reviewed."""
        return bool(code("organisation_kind", self.kind).extra.get("reviewed"))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the workplace, by the name the case calls them."""

    id: str
    case_id: str
    part: str
    called: str
    organisation_id: str | None
    unit: str | None
    place: str | None
    shift: str | None
    approver: str | None
    appraiser: str | None
    note: str | None
    at: int
    author: str

    @property
    def protected(self) -> bool:
        return bool(code("workplace_part", self.part).extra.get("protected"))


@dataclass(frozen=True, slots=True)
class ThirdReport:
    """Somebody else reported it; `id` is the case's."""

    id: str
    reported_on: str
    anonymous: int
    survivor_knows: str
    survivor_wish: str
    words: str | None
    at: int
    author: str

    @property
    def about_one(self) -> bool:
        """Whether steps about this person may be asked for."""
        return bool(code("third_report_wish", self.survivor_wish).extra.get("one"))


@dataclass(frozen=True, slots=True)
class Breach:
    """The separation was broken on a day."""

    id: str
    case_id: str
    separation_id: str
    day: str
    scope: str
    words: str
    told_on: str | None
    followed: str | None
    at: int
    author: str


@dataclass(frozen=True, slots=True)
class Separation:
    """One order that keeps two people apart, with its matrix and its breaches."""

    id: str
    case_id: str
    organisation_id: str
    state: str
    who_moves: str
    wish: str
    wish_words: str | None
    wish_on: str | None
    order_no: str | None
    starts_on: str | None
    review_on: str | None
    ends_when: str | None
    ended_on: str | None
    note: str | None
    at: int
    author: str
    scopes: dict[str, str] = field(default_factory=dict, hash=False)
    breaches: tuple[Breach, ...] = ()

    @property
    def in_force(self) -> bool:
        return self.state == "ordered"

    def answered(self, answer: str) -> tuple[str, ...]:
        """The scopes with this answer; a scope nobody answered counts as unknown."""
        return tuple(one.id for one in codes("separation_scope") if self.scopes.get(one.id, "unknown") == answer)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to the weekly question on one day; no codes: nothing happened."""

    id: str
    case_id: str
    watch_id: str
    day: str
    codes: str
    words: str | None
    at: int
    author: str

    @property
    def damage(self) -> tuple[str, ...]:
        return tuple(json.loads(self.codes))

    @property
    def urgent(self) -> tuple[str, ...]:
        return tuple(one for one in self.damage if code("secondary_damage", one).extra.get("urgent"))


@dataclass(frozen=True, slots=True)
class Watch:
    """Somebody who is asked every week whether anything followed their report."""

    id: str
    case_id: str
    person_id: str
    from_on: str
    next_on: str | None
    task_id: str | None
    at: int
    author: str
    answers: tuple[Answer, ...] = ()

    def due(self, day: date) -> bool:
        return self.next_on is not None and self.next_on <= day.isoformat()


@dataclass(frozen=True, slots=True)
class Duty:
    """What an organisation owes in this case, by when, and what followed."""

    id: str
    case_id: str
    organisation_id: str
    duty: str
    due_on: str | None
    state: str
    state_on: str | None
    words: str | None
    letter_on: str | None
    review_on: str | None
    task_id: str | None
    at: int
    author: str

    def unmet(self, day: date) -> bool:
        """Nothing, or not enough, was done by its day."""
        if self.state == "done":
            return False
        return self.state == "nothing" or (self.due_on is not None and self.due_on < day.isoformat())


@dataclass(frozen=True, slots=True)
class Check:
    """How an organisation is made up in one respect, as it was found on a day."""

    id: str
    case_id: str
    organisation_id: str
    topic: str
    answer: str
    day: str
    words: str | None
    at: int
    author: str

    def old(self, day: date) -> bool:
        months = int(code("organisation_check", self.topic).extra["months"])
        return later(date.fromisoformat(self.day), months) < day


@dataclass(frozen=True, slots=True)
class File:
    """Everything about the workplace in one case."""

    case_id: str
    organisations: tuple[Organisation, ...] = ()
    people: tuple[Person, ...] = ()
    report: ThirdReport | None = None
    separations: tuple[Separation, ...] = ()
    watches: tuple[Watch, ...] = ()
    duties: tuple[Duty, ...] = ()
    checks: tuple[Check, ...] = ()

    def organisation(self, ident: str | None) -> Organisation | None:
        return next((one for one in self.organisations if one.id == ident), None)

    def person(self, ident: str) -> Person | None:
        return next((one for one in self.people if one.id == ident), None)

    def checked(self, organisation_id: str) -> dict[str, Check]:
        """The newest check of each topic; they come in the order of their days."""
        return {one.topic: one for one in self.checks if one.organisation_id == organisation_id}


def owed(kind: str, *, asked: bool = False) -> tuple[Code, ...]:
    """The duties an organisation of this kind has once it knows; with `asked` those it has on request only."""
    found = (one for one in codes("employer_duty") if kind in one.extra.get("kinds", (kind,)))
    return tuple(one for one in found if bool(one.extra.get("asked")) == asked)


def due_on(duty: str, told_on: str) -> str | None:
    """The last day for a duty, counted from the day the organisation was told; the day itself does not count."""
    extra, start = code("employer_duty", duty).extra, date.fromisoformat(told_on)
    if months := extra.get("months"):
        return later(start, int(months)).isoformat()
    return (start + timedelta(days=int(extra["days"]))).isoformat() if extra.get("days") else None


def later(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

"""Deletion work: addresses, what was asked for where, when somebody looks again, and the rules between them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.codelists import code, codes

FOUND, ASKED, REFUSED, GONE, BLOCKED, BACK, LEFT = "found", "asked", "refused", "gone", "blocked", "back", "left"
DOWN = frozenset({GONE, BLOCKED})
WAITING, NO_ANSWER = "waiting", "none"
SHOWN = ("all", "due", "found", "asked", "down", "back", "left")
"""What a list of addresses may be narrowed to."""


@dataclass(frozen=True, slots=True)
class Target:
    """One address in a case; `first_id` is where it stood before it came up here again."""

    id: str
    case_id: str
    url: str
    url_key: str
    platform: str
    account: str | None
    note: str | None
    state: str
    first_id: str | None
    clock_from: str | None
    next_look: str | None
    at: int
    author: str

    def due(self, day: date) -> bool:
        return self.next_look is not None and self.next_look <= day.isoformat()


@dataclass(frozen=True, slots=True)
class Request:
    """Asked for at one place for one address, and what they answered."""

    id: str
    case_id: str
    target_id: str
    route: str
    sent_on: str
    reference: str | None
    answer: str
    answered_on: str | None
    note: str | None
    at: int
    author: str


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked again, or was told, whether it is still there."""

    id: str
    case_id: str
    target_id: str
    day: str
    result: str
    way: str
    note: str | None
    at: int
    author: str


@dataclass(frozen=True, slots=True)
class Mandate:
    """On whose behalf deletion is asked for, and whether the paper for it was seen."""

    id: str
    case_id: str
    asked_by: str
    name: str | None
    paper: str
    signed_on: str | None
    until_on: str | None
    kept_where: str | None
    withdrawn_on: str | None
    at: int
    author: str

    def holds(self, day: date) -> bool:
        """Whether somebody may ask on this ground on that day."""
        over = (self.withdrawn_on, self.until_on and _after(self.until_on))
        return self.paper != "missing" and not any(one and one <= day.isoformat() for one in over)


@dataclass(frozen=True, slots=True)
class Counts:
    """How a case's deletion work stands: addresses by state, those due, requests by route and answer."""

    total: int
    states: dict[str, int]
    due: int
    again: int
    """Addresses at which something came up again."""
    requests: dict[str, int]
    answers: dict[str, int]

    @property
    def down(self) -> int:
        return sum(self.states.get(one, 0) for one in DOWN)


def spans() -> tuple[int, ...]:
    """Days after the first request on which somebody looks again, in order."""
    return tuple(int(one.extra["days"]) for one in codes("deletion_recheck"))


def calendar(clock_from: str, behind: str | None = None) -> tuple[str, ...]:
    """The days to look again for a clock that began on a day; only those behind `behind`, where one is named."""
    start = date.fromisoformat(clock_from)
    days = ((start + timedelta(days=span)).isoformat() for span in spans())
    return tuple(day for day in days if behind is None or day > behind)


def days_of(clocks: Iterable[tuple[str, str]], day: date) -> set[str]:
    """The days that want a task: those to come, and of those that passed the last one alone.

    A clock is the day it counts from and the next day on which somebody looks.
    """
    days = {each for clock, next_look in clocks for each in calendar(clock) if each >= next_look}
    passed = sorted(each for each in days if each <= day.isoformat())
    return days - set(passed[:-1])


def needs_paper(asked_by: str) -> bool:
    """Whether somebody else asks, so that a power of attorney or a proof of kinship is wanted."""
    return bool(code("deletion_requester", asked_by).extra.get("paper"))


def after_look(before: str, result: str) -> str:
    """The state of an address once somebody looked: what was down and is there again came back."""
    if result != "there":
        return result
    return BACK if before in DOWN else before


def after_answer(before: str, answer: str, *, others_wait: bool) -> str:
    """The state of an address once a place answered; another place may still be asked."""
    if state := code("deletion_answer", answer).extra.get("state"):
        return str(state)
    if answer == REFUSED and before in (ASKED, BACK) and not others_wait:
        return REFUSED
    return before


def once_asked(one: Target, day: str) -> dict[str, Any]:
    """What changes in an address when deletion was asked for on a day: its calendar begins with the first time."""
    values: dict[str, Any] = {"state": ASKED} if one.state in (FOUND, REFUSED, BACK) else {}
    if one.clock_from is None and one.state != LEFT:
        values |= {"clock_from": day, "next_look": calendar(day)[0]}
    return values


def once_looked(one: Target, result: str, day: str) -> dict[str, Any]:
    """What changes in an address when somebody looked on a day; what came back begins its calendar anew."""
    state = one.state if one.state == LEFT else after_look(one.state, result)
    if state == BACK and one.state != BACK:
        return {"state": state, "clock_from": day, "next_look": calendar(day)[0]}
    if one.clock_from is None or one.state == LEFT:
        return {"state": state}
    return {"state": state, "next_look": next(iter(calendar(one.clock_from, day)), None)}


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()

"""A sealed case as others see it, and how a member of staff is recognised who may be a party to a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from app.text import folded, phone_tail

LEAST_REASON = 5
"""Characters: fewer say nothing to whoever asks later."""
"""Eight digits name a Korean number without its prefix or country; fewer than seven name a switchboard."""


@dataclass(frozen=True, slots=True)
class SealedCase:
    """A sealed case: a number, for how many people it is sealed, and whether one is among them."""

    id: str
    number: str
    holders: int
    mine: bool
    at: int
    by: str


class Holder(Protocol):
    """A member of staff as far as a match needs them (app.office.Member fits)."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def phone(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Match:
    """A member of staff who may be somebody in a case; `why` is name or phone."""

    user: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A match that waits for a decision, or was decided."""

    id: str
    case_id: str | None
    contact_id: str | None
    user: str
    why: str
    state: str


def match(staff: Iterable[Holder], names: Iterable[str | None], phones: Iterable[str | None]) -> tuple[Match, ...]:
    """Staff with one of these names (whole, or one of its words: “가온 팀장”) or the end of one of these numbers."""
    said = {word for name in names if name for word in _names(name)}
    tails = {tail for phone in phones if (tail := phone_tail(phone))}
    found = []
    for one in staff:
        if _whole(one.name) in said:
            found.append(Match(one.id, one.name, "name"))
        elif phone_tail(one.phone) in tails:
            found.append(Match(one.id, one.name, "phone"))
    return tuple(found)


def _whole(name: str) -> str:
    return folded(name).replace(" ", "")


def _names(name: str) -> set[str]:
    return {_whole(name), *folded(name).split()} - {""}

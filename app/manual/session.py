"""A guided session as a fold over its events: where one stands, the way there, answers, ticks. Pure.

An event's `step` is where it happened; the `to` of its detail is where it led. Moves are `entered` (the start and
the way on), `branch`, `jump`, `returned` and `back`, which undoes the last move that still stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, Literal

from app.errors import Damaged
from app.i18n import _
from app.manual.model import END

EventKind = Literal[
    "entered",
    "branch",
    "jump",
    "returned",
    "back",
    "ticked",
    "unticked",
    "recorded",
    "paused",
    "resumed",
    "ended",
    "filed",
]
State = Literal["running", "paused", "ended"]
MOVES = frozenset({"entered", "branch", "jump", "returned"})


@dataclass(frozen=True, slots=True)
class Session:
    """One row of manual_session: the pack it was started with, pinned, and where it belongs."""

    id: str
    case_id: str | None
    contact_id: str | None
    pack: str
    pack_version: str
    pack_hash: str
    state: str
    step: str
    started_at: int
    ended_at: int | None
    author: str


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the path. Detail keys: to, push, clear, keep, branch, red_flag, audience, part, item, field, value, pack, version, hash."""

    at: int
    kind: str
    step: str
    detail: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Visit:
    """A stay at one step; `until` is None while one stands there, `paused` counts milliseconds of pauses in it."""

    step: str
    at: int
    until: int | None = None
    paused: int = 0
    undone: bool = False

    def seconds(self, now: int) -> int:
        return max(0, (now if self.until is None else self.until) - self.at - self.paused) // 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """A branch or red flag that was chosen."""

    step: str
    branch: str
    to: str
    at: int
    red_flag: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """What was said or done at a step (index into its items), or a service chosen for referral (part `refer`)."""

    step: str
    audience: str
    part: str
    item: int | str


@dataclass(frozen=True, slots=True)
class Mark:
    """What `back` brings back."""

    step: str
    returns: tuple[str, ...]
    at_end: bool
    answers: tuple[Answer, ...]
    visit: int


@dataclass(frozen=True, slots=True)
class Trail:
    """All that the events of one session say."""

    step: str = ""
    at_end: bool = False
    returns: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    path: tuple[Visit, ...] = ()
    ticks: frozenset[Tick] = frozenset()
    records: Mapping[str, str] = field(default_factory=dict, hash=False)
    past: tuple[Mark, ...] = ()
    paused_at: int | None = None
    ended_at: int | None = None
    filed_in: str | None = None
    pins: Mapping[str, tuple[str, str]] = field(default_factory=dict, hash=False)
    """Version and hash by pack id: taken over at a resumption (id "" is the first manual), or on crossing into a tree."""
    last_at: int = 0

    @property
    def state(self) -> State:
        if self.ended_at is not None:
            return "ended"
        return "running" if self.paused_at is None else "paused"

    @property
    def can_go_back(self) -> bool:
        return bool(self.past)


def replay(events: Iterable[Event]) -> Trail:
    """The trail of a session from its events, in their order."""
    return reduce(advance, events, Trail())


def advance(trail: Trail, event: Event) -> Trail:
    """The trail after one more event. Raises Damaged where a row cannot belong to a session."""
    try:
        return replace(_after(trail, event), last_at=event.at)
    except (KeyError, TypeError, ValueError, IndexError) as problem:
        raise Damaged(
            _("The path of this session is damaged and was not shown. The case itself is intact.")
        ) from problem


def _after(trail: Trail, event: Event) -> Trail:
    if event.kind in MOVES:
        return _moved(trail, event)
    return {
        "back": _back,
        "ticked": _ticked,
        "unticked": _ticked,
        "recorded": _recorded,
        "paused": _paused,
        "resumed": _resumed,
        "ended": _ended,
        "filed": _filed,
    }[event.kind](trail, event)


def _moved(trail: Trail, event: Event) -> Trail:
    target = str(event.detail["to"])
    mark = Mark(trail.step, trail.returns, trail.at_end, trail.answers, len(trail.path))
    past = (*trail.past, mark) if trail.step else ()
    answers = (*trail.answers, _answer(event, target)) if event.kind == "branch" else trail.answers
    if target == END:
        return replace(trail, at_end=True, answers=answers, past=past)
    path = _arrive(trail.path, target, event.at)
    moved = replace(trail, step=target, at_end=False, answers=answers, past=past, path=path, pins=_pins(trail, event))
    return replace(moved, returns=_returns(trail, event))


def _pins(trail: Trail, event: Event) -> Mapping[str, tuple[str, str]]:
    """The first crossing into a manual, and every resumption after a change, pin its version and hash."""
    if "hash" not in event.detail:
        return trail.pins
    pin = str(event.detail["version"]), str(event.detail["hash"])
    return {**trail.pins, str(event.detail.get("pack", "")): pin}


def _returns(trail: Trail, event: Event) -> tuple[str, ...]:
    if event.detail.get("push"):
        return (*trail.returns, trail.step)
    if event.detail.get("pop"):
        return trail.returns[:-1]
    return tuple(event.detail.get("keep", ())) if event.detail.get("clear") else trail.returns


def _answer(event: Event, target: str) -> Answer:
    return Answer(event.step, str(event.detail["branch"]), target, event.at, bool(event.detail.get("red_flag")))


def _arrive(path: tuple[Visit, ...], step: str, at: int) -> tuple[Visit, ...]:
    return (*_leave(path, at), Visit(step, at))


def _leave(path: tuple[Visit, ...], at: int) -> tuple[Visit, ...]:
    return (*path[:-1], replace(path[-1], until=at)) if path and path[-1].until is None else path


def _back(trail: Trail, event: Event) -> Trail:
    mark = trail.past[-1]
    kept = trail.path[: mark.visit]
    undone = tuple(replace(visit, undone=True) for visit in _leave(trail.path, event.at)[mark.visit :])
    path = (*kept, *undone, Visit(mark.step, event.at)) if undone else trail.path
    return replace(
        trail,
        step=mark.step,
        returns=mark.returns,
        at_end=mark.at_end,
        answers=mark.answers,
        path=path,
        past=trail.past[:-1],
    )


def _ticked(trail: Trail, event: Event) -> Trail:
    detail = event.detail
    tick = Tick(event.step, str(detail["audience"]), str(detail["part"]), detail["item"])
    return replace(trail, ticks=trail.ticks | {tick} if event.kind == "ticked" else trail.ticks - {tick})


def _recorded(trail: Trail, event: Event) -> Trail:
    name, value = str(event.detail["field"]), event.detail["value"]
    kept = {key: held for key, held in trail.records.items() if key != name}
    return replace(trail, records=kept if value is None else {**kept, name: str(value)})


def _paused(trail: Trail, event: Event) -> Trail:
    return replace(trail, paused_at=event.at)


def _resumed(trail: Trail, event: Event) -> Trail:
    path = trail.path
    if trail.paused_at is not None and path:
        path = (*path[:-1], replace(path[-1], paused=path[-1].paused + event.at - trail.paused_at))
    return replace(trail, paused_at=None, path=path, pins=_pins(trail, event))


def _ended(trail: Trail, event: Event) -> Trail:
    path = trail.path
    if trail.paused_at is not None:
        path = _resumed(trail, event).path
    return replace(trail, ended_at=event.at, paused_at=None, path=_leave(path, event.at))


def _filed(trail: Trail, event: Event) -> Trail:
    return replace(trail, filed_in=str(event.detail["case"]))

"""What a session leaves: its steps and times, red flags, what was said and done, values, and what to do next. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.clock import local
from app.i18n import _, language, long_date
from app.manual.model import Pack
from app.manual.session import Answer, Session, Tick, Trail
from app.recordfields import fields

CRISIS_FOLLOW_UP = timedelta(days=1)
FOLLOW_UP = timedelta(days=3)
"""After a crisis the next contact is due within 24 to 72 hours."""
MEASURE_NOTICE = timedelta(days=7)
"""A protective measure is asked about this long before it ends."""

REMINDERS = (
    (frozenset({"emergency-measure", "provisional-custody"}), (20, 27)),
    (frozenset({"provisional-approach", "provisional-contact", "provisional-device"}), (70, 85)),
)
"""Days on which to ask about extending: a measure of one month, and those of three months."""

NEXT_CONTACT = "next-contact-on"
MEASURE_ENDS = "measure-ends-on"


@dataclass(frozen=True, slots=True)
class Stay:
    """One step of the path and how long it took, pauses left out."""

    step: str
    title: str
    at: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """An answer or red flag with its words."""

    step: str
    branch: str
    label: str
    to: str


@dataclass(frozen=True, slots=True)
class DoneLine:
    """A line of the manual that was ticked as said or done."""

    step: str
    audience: str
    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A service that a visited step names; `chosen` where the worker marked it."""

    directory_id: str
    steps: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class ProposedTask:
    """A task that follows from the session."""

    title: str
    kind: str
    due_on: date


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """What a session was, in the language it is read in."""

    session_id: str
    case_id: str | None
    pack: str
    pack_version: str
    started_at: int
    ended_at: int | None
    stays: tuple[Stay, ...]
    answers: tuple[Chosen, ...]
    red_flags: tuple[Chosen, ...]
    done: tuple[DoneLine, ...]
    records: Mapping[str, str] = field(hash=False)
    referrals: tuple[Proposal, ...]
    tasks: tuple[ProposedTask, ...]
    first_version: str = ""
    """The version it began with, where the manual was updated meanwhile."""
    crossed: tuple[tuple[str, str], ...] = ()
    """The other manuals it led through, each with its version."""


def summarise(pack: Pack, session: Session, trail: Trail, values: Mapping[str, str], now: int) -> SessionSummary:
    """The summary of a session; `values` are all recorded fields, `now` closes a stay that is still open."""
    chosen = [(answer, _chosen(pack, answer)) for answer in trail.answers]
    day = local(trail.ended_at or now).date()
    return SessionSummary(
        session_id=session.id,
        case_id=session.case_id,
        pack=pack.title,
        pack_version=trail.pins.get(session.pack, trail.pins.get("", (session.pack_version, "")))[0],
        started_at=session.started_at,
        ended_at=trail.ended_at,
        stays=tuple(_stays(pack, trail, now)),
        answers=tuple(one for answer, one in chosen if not answer.red_flag),
        red_flags=tuple(one for answer, one in chosen if answer.red_flag),
        done=tuple(_done_lines(pack, trail)),
        records=dict(values),
        referrals=_proposals(pack, trail),
        tasks=tuple(_tasks(trail, values, day)),
    )


def _stays(pack: Pack, trail: Trail, now: int) -> Iterator[Stay]:
    for visit in trail.path:
        seconds = visit.seconds(now)
        # A slip that was taken back within seconds is no part of the conversation.
        if not visit.undone or seconds >= 10:
            yield Stay(visit.step, _title(pack, visit.step), visit.at, seconds)


def _title(pack: Pack, step_id: str) -> str:
    step = pack.steps.get(step_id)
    return step.title(language()) if step else step_id


def _chosen(pack: Pack, answer: Answer) -> Chosen:
    step = pack.steps.get(answer.step)
    label = step.label(answer.branch, language()) if step else answer.branch
    return Chosen(answer.step, answer.branch, label, answer.to)


def _done_lines(pack: Pack, trail: Trail) -> Iterator[DoneLine]:
    order = {step_id: number for number, step_id in enumerate(pack.steps)}
    ticks = [tick for tick in trail.ticks if isinstance(tick.item, int) and tick.step in order]
    for tick in sorted(ticks, key=lambda one: (order[one.step], one.audience, one.part, one.item)):
        text = _line(pack, tick)
        if text:
            yield DoneLine(tick.step, tick.audience, tick.part, text)


def _line(pack: Pack, tick: Tick) -> str:
    words = pack.steps[tick.step].words(language(), tick.audience)
    items = words.say if tick.part == "say" else words.do
    return items[tick.item] if isinstance(tick.item, int) and tick.item < len(items) else ""


def _proposals(pack: Pack, trail: Trail) -> tuple[Proposal, ...]:
    """Every service that a visited step names, those the worker marked first."""
    chosen = {str(tick.item) for tick in trail.ticks if tick.part == "refer"}
    steps: dict[str, list[str]] = {directory_id: [] for directory_id in sorted(chosen)}
    for step_id in dict.fromkeys(visit.step for visit in trail.path if not visit.undone):
        for directory_id in pack.steps[step_id].refer if step_id in pack.steps else ():
            steps.setdefault(directory_id, []).append(step_id)
    return tuple(Proposal(one, tuple(where), one in chosen) for one, where in steps.items())


def _tasks(trail: Trail, values: Mapping[str, str], day: date) -> Iterator[ProposedTask]:
    """The next contact (as agreed, or 24 to 72 hours on), and the days that recorded measures ask for."""
    agreed = _future(values, NEXT_CONTACT, day)
    if agreed:
        yield ProposedTask(_("Contact as agreed in the guided session"), "call_back", agreed)
    elif any(answer.red_flag for answer in trail.answers):
        yield ProposedTask(_("Contact again within 24 hours: a red flag was seen"), "call_back", day + CRISIS_FOLLOW_UP)
    else:
        yield ProposedTask(_("Contact again within 72 hours"), "call_back", day + FOLLOW_UP)
    ends = _future(values, MEASURE_ENDS, day)
    if ends:
        title = _("The protective measure ends on {day}: ask about extending it").format(day=long_date(ends))
        yield ProposedTask(title, "deadline", max(day, ends - MEASURE_NOTICE))
    yield from _dates(values, day)


def _dates(values: Mapping[str, str], day: date) -> Iterator[ProposedTask]:
    titles = {
        "limitation-on": (_("A legal time limit ends"), "deadline"),
        "review-on": (_("Look at the decision again, as agreed"), "todo"),
        "debrief-on": (_("Debrief for the counsellor"), "todo"),
    }
    for name, (title, kind) in titles.items():
        due = _future(values, name, day)
        if due:
            yield ProposedTask(title, kind, due)
    for one in fields().values():
        ahead = _future(values, one.id, day) if one.task else None
        if ahead:
            title = _("{what}: {day}").format(what=one.label, day=long_date(ahead))
            yield ProposedTask(title, one.task, max(day, ahead - timedelta(days=one.notice)))
    yield from _measures(values, day)


def _measures(values: Mapping[str, str], day: date) -> Iterator[ProposedTask]:
    """When to ask about extending a measure whose end nobody noted, counted from the day it began."""
    began = _day(values, "measure-from")
    if began is None or _day(values, MEASURE_ENDS):
        return
    listed = set(json.loads(values.get("measure-type", "[]")))
    for measures, days in REMINDERS:
        for after in days if listed & measures else ():
            due = began + timedelta(days=after)
            if due >= day:
                title = _(
                    "Day {number} of the protective measure: ask about extending it. Calculated: confirm with the document"
                )
                yield ProposedTask(title.format(number=after), "deadline", due)


def _future(values: Mapping[str, str], name: str, day: date) -> date | None:
    """A recorded day that is still to come."""
    found = _day(values, name)
    return found if found and found >= day else None


def _day(values: Mapping[str, str], name: str) -> date | None:
    """A recorded day; what is no ISO day proposes nothing."""
    try:
        return date.fromisoformat(values.get(name, ""))
    except ValueError:
        return None

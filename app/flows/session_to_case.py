"""A guided session becomes part of a case: its note, values, tasks and proposed referrals, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.changes import Changes, Done
from app.clock import local
from app.codelists import known
from app.errors import Conflict
from app.i18n import _, pick
from app.kinds import Risk
from app.manual import ProposedTask, SessionSummary
from app.recordfields import check_record, fields
from app.safety import Safety, is_higher, signs_of_flags

if TYPE_CHECKING:
    from app.agenda import Agenda
    from app.cases import Cases
    from app.manual import Manual
    from app.referrals import Referrals
    from app.store import Database


Places = Mapping[str, Mapping[str, str]]
"""The names of services by directory id, as this centre has them."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """Where a session leaves its traces, all on the same database, and the names of the directory's services."""

    cases: Cases
    agenda: Agenda
    referrals: Referrals
    manual: Manual
    places: Places = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionInCase:
    """What was written into the case."""

    session_id: str
    case_id: str
    summary: SessionSummary
    referrals: tuple[str, ...]
    tasks: tuple[ProposedTask, ...]


def session_to_case(
    db: Database,
    rooms: Rooms,
    session_id: str,
    case_id: str,
    *,
    referrals: Collection[str] | None = None,
    tasks: Collection[ProposedTask] | None = None,
    body: str = "",
) -> Done[SessionInCase]:
    """End the session (if it runs) and write it into the case once.

    `referrals` are directory ids; without them those marked in the session. `tasks` default to the proposed ones.
    `body` is what the worker adds above the path. A second call raises Conflict and writes nothing.
    """
    manual = rooms.manual
    with db.atomic():
        manual.attach(session_id, case_id)
        state = manual.state(session_id)
        if state.trail.filed_in is not None:
            raise Conflict(_("The summary of this session already stands in the case. Nothing was written again."))
        summary = manual.summary(session_id) if state.trail.ended_at else manual.end(session_id).value
        chosen = tuple(referrals) if referrals is not None else _marked(summary)
        wanted = tuple(tasks) if tasks is not None else summary.tasks
        changes = _note(rooms, case_id, summary, chosen, body)
        if state.trail.records:
            changes |= rooms.cases.record(case_id, state.trail.records, session_id).changes
        flags = [one.branch for one in summary.red_flags]
        changes |= _risk(Safety(db), rooms.cases, case_id, state.trail.records, flags)
        changes |= _next_steps(rooms, case_id, session_id, chosen, wanted)
        changes |= manual.filed(session_id, case_id).changes
    return Done(SessionInCase(session_id, case_id, summary, chosen, wanted), changes)


def _marked(summary: SessionSummary) -> tuple[str, ...]:
    return tuple(one.directory_id for one in summary.referrals if one.chosen)


def _note(rooms: Rooms, case_id: str, summary: SessionSummary, referrals: tuple[str, ...], body: str) -> Changes:
    title = _("Guided session: {manual}").format(manual=summary.pack)
    above = [body.strip(), ""] if body.strip() else []
    text = "\n".join([*above, *note_lines(summary, referrals, rooms.places)])
    return rooms.cases.add_note(case_id, title, text, session_id=summary.session_id).changes


def _risk(safety: Safety, cases: Cases, case_id: str, records: Mapping[str, str], flags: Collection[str]) -> Changes:
    """The signs that were answered, and the level where it was set above the case's, with its reason.

    What the person said of a sign before is kept, and a level somebody raised is not lowered.
    """
    answers = sign_answers(records, flags)
    said = {one.sign: one.words for one in safety.signs(case_id) if one.words}
    changes = safety.answer(case_id, answers, said).changes if answers else Changes.NONE
    level, reason = _LEVELS.get(records.get("risk-level", "")), records.get("risk-reason", "")
    stands = (safety.rule(case_id).level, Risk(cases.get(case_id).risk))
    if level and reason and all(is_higher(level, one) for one in stands):
        changes |= safety.raise_level(case_id, level, reason).changes
    return changes


def sign_answers(records: Mapping[str, str], flags: Collection[str]) -> dict[str, str]:
    """One answer a sign from the session's lists and red flags; a yes outweighs "not known", and that a no."""
    answers: dict[str, str] = {}
    for answer in ("no", "unknown", "yes"):
        answers |= dict.fromkeys(json.loads(records.get(f"warning-signs-{answer}", "[]")), answer)
    answers |= dict.fromkeys(signs_of_flags(flags), "yes")
    return {sign: answer for sign, answer in answers.items() if known("warning_sign", sign)}


_LEVELS = {"critical": Risk.CRITICAL, "high": Risk.HIGH, "caution": Risk.CAUTION, "watch": Risk.WATCH}


def _next_steps(
    rooms: Rooms, case_id: str, session_id: str, referrals: tuple[str, ...], tasks: tuple[ProposedTask, ...]
) -> Changes:
    changes = Changes.NONE
    for task in tasks:
        due = task.due_on.isoformat()
        added = rooms.agenda.add(task.title, task.kind, case_id=case_id, due_on=due, session_id=session_id)
        changes |= added.changes
    for organisation in referrals:
        purpose = _("Proposed in the guided session")
        changes |= rooms.referrals.propose(case_id, organisation, purpose, session_id=session_id).changes
    return changes


def note_lines(summary: SessionSummary, referrals: tuple[str, ...], places: Places) -> Iterator[str]:
    """The note of a session, line by line, in the current language."""
    version = _("Manual version {version}, {start} to {end}")
    end = _clock(summary.ended_at) if summary.ended_at else "…"
    yield version.format(version=summary.pack_version, start=_clock(summary.started_at), end=end)
    if summary.first_version:
        yield _("It began with version {version} of the manual.").format(version=summary.first_version)
    for manual, number in summary.crossed:
        yield _("Also in {manual}, version {version}").format(manual=manual, version=number)
    for stay in summary.stays:
        line = _("{time} {step} {title} ({minutes} min)")
        minutes = max(1, round(stay.seconds / 60))
        yield line.format(time=_clock(stay.at), step=stay.step, title=stay.title, minutes=minutes)
    yield from _section(_("Red flags seen"), [f"{one.step} {one.label}" for one in summary.red_flags])
    yield from _section(_("Answers chosen"), [f"{one.step} {one.label} → {one.to}" for one in summary.answers])
    yield from _section(_("What was said"), [f"{one.step} {one.text}" for one in summary.done if one.part == "say"])
    yield from _section(_("What was done"), [f"{one.step} {one.text}" for one in summary.done if one.part == "do"])
    yield from _section(_("Values recorded"), [_value(*one) for one in summary.records.items()])
    yield from _section(
        _("Referrals proposed"), [pick(dict(places[one])) if one in places else one for one in referrals]
    )


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield title
        yield from (f"- {line}" for line in lines)


def _value(field_id: str, value: str) -> str:
    field = fields().get(field_id)
    label, shown = (field.label, field.shown(check_record(field_id, value))) if field else (field_id, value)
    return _("{field}: {value}").format(field=label, value=shown)


def _clock(instant: int) -> str:
    return f"{local(instant):%H:%M}"

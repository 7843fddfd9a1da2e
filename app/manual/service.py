"""Guided sessions: what a worker can do while the manual stands beside a call. Everything is in the database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app import clock
from app.changes import Changes, Done
from app.errors import BadInput, Conflict, NotFound
from app.i18n import _
from app.manual import records
from app.manual.library import Library
from app.manual.model import END, RETURN, Pack, Step
from app.manual.moves import afresh, onward, waiting
from app.manual.session import Event, Session, Tick, advance, replay
from app.manual.standing import SessionState, notice_of, placed, walked
from app.manual.summary import SessionSummary, summarise
from app.recordfields import check_record
from app.text import nfc

if TYPE_CHECKING:
    from app.store import Database


class Manual:
    """Sessions over the manuals of a library; every public change is one transaction."""

    def __init__(self, db: Database, library: Library | None = None) -> None:
        self._db = db
        self.library = library or Library()

    # -- reading ---------------------------------------------------------------------------------

    def state(self, session_id: str) -> SessionState:
        return self._state(self._session(session_id))

    def open_sessions(self) -> tuple[SessionState, ...]:
        """Sessions that nobody ended, the newest first: what a crash or a lock left behind is here."""
        return tuple(self._state(one) for one in records.open_sessions(self._db))

    def sessions_of_case(self, case_id: str) -> tuple[SessionState, ...]:
        return tuple(self._state(one) for one in records.sessions_of_case(self._db, case_id))

    def open_session_of(self, *, case_id: str | None = None, contact_id: str | None = None) -> SessionState | None:
        """This person's newest session of a case or contact that nobody ended."""
        return next(
            (
                self._state(one)
                for one in records.open_sessions(self._db)
                if one.author == self._db.who
                and (
                    (case_id is not None and one.case_id == case_id)
                    or (contact_id is not None and one.contact_id == contact_id)
                )
            ),
            None,
        )

    def summary(self, session_id: str) -> SessionSummary:
        """What the session has been so far, or was when it ended."""
        state = self.state(session_id)
        values = {**records.recorded_in_case(self._db, session_id), **state.trail.records}
        made = summarise(walked(self.library, state.session), state.session, state.trail, values, clock.now())
        first = state.session.pack_version if state.session.pack_version != made.pack_version else ""
        return replace(made, first_version=first, crossed=self._crossed(state))

    def _crossed(self, state: SessionState) -> tuple[tuple[str, str], ...]:
        """Title and version of the other manuals a session led through."""
        held = self.library.held()
        pins = {pack: version for pack, (version, _hash) in state.pins.items() if pack != state.session.pack}
        return tuple((held[pack].title if pack in held else pack, version) for pack, version in pins.items())

    # -- beginning, pausing, ending --------------------------------------------------------------

    def start(
        self, pack: Pack | str, case_id: str | None = None, contact_id: str | None = None, *, entry: str = ""
    ) -> Done[SessionState]:
        """Open a session at the first step, or at that of an entry, pinned to the pack's version and hash."""
        manual = self.library.pack(pack) if isinstance(pack, str) else pack
        first = manual.first_step(entry)
        at = clock.now()
        row = Session(
            id=clock.new_id(at),
            case_id=case_id,
            contact_id=contact_id,
            pack=manual.id,
            pack_version=manual.version,
            pack_hash=manual.hash,
            state="running",
            step=first,
            started_at=at,
            ended_at=None,
            author=self._db.who,
        )
        event = Event(at, "entered", first, {"to": first, **({"entry": entry} if entry else {})})
        with self._db.atomic():
            records.add_session(self._db, row)
            records.add_event(self._db, row.id, event)
        return Done(placed(self.library, row, replay([event])), Changes.SESSIONS)

    def pause(self, session_id: str) -> Done[SessionState]:
        with self._db.atomic():
            state = self._unended(session_id)  # a change of the manual does not keep anybody from stopping
            if state.paused:
                raise Conflict(_("This session is paused. Resume it to go on."))
            return self._write(state, "paused")

    def resume(self, session_id: str) -> Done[SessionState]:
        """Go on after a pause, a crash or an update of the manual.

        The step stays where its id still exists; where it does not, the session stands at the start. The result's
        `notice` says which.
        """
        with self._db.atomic():
            state = self._unended(session_id)
            pack, notice = self._pack(state), state.notice
            taken = {"pack": pack.id, "version": pack.version, "hash": pack.hash} if notice else {}
            state = self._write(state, "resumed", taken).value
            if state.step not in pack.steps:
                left = waiting(state.returns, pack, self.library.tree_of)
                state = self._write(state, "entered", afresh(pack.first_step(), left)).value
            return Done(replace(state, notice=notice), Changes.SESSIONS)

    def end(self, session_id: str) -> Done[SessionSummary]:
        """Close the session and hand back what it was; nothing is written into a case here."""
        with self._db.atomic():
            self._write(self._unended(session_id), "ended")
            return Done(self.summary(session_id), Changes.SESSIONS)

    def attach(self, session_id: str, case_id: str) -> Done[SessionState]:
        """Give the session of a call to the case that came of it."""
        with self._db.atomic():
            state = self.state(session_id)
            if state.session.case_id not in (None, case_id):
                raise Conflict(_("This session already belongs to another case. Nothing was changed."))
            records.change_session(self._db, session_id, case_id=case_id)
            return Done(self.state(session_id), Changes.SESSIONS | Changes.CASES)

    def filed(self, session_id: str, case_id: str) -> Done[SessionState]:
        """Note that the summary now stands in the case, so that it is never written twice."""
        with self._db.atomic():
            state = self.state(session_id)
            if state.trail.filed_in is not None:
                raise Conflict(_("The summary of this session already stands in the case. Nothing was written again."))
            return self._write(state, "filed", {"case": case_id})

    # -- moving ----------------------------------------------------------------------------------

    def answer(self, session_id: str, branch_id: str) -> Done[SessionState]:
        """Take a branch or a red flag of the present step."""
        with self._db.atomic():
            state, step, pack = self._here(session_id)
            way = step.way_out(branch_id)
            if way is None:
                raise BadInput(_("This step has no such answer. Nothing was recorded. Choose one that is shown."))
            more: dict[str, Any] = {"branch": branch_id}
            if step.is_red_flag(branch_id):
                more["red_flag"] = True
            return Done(self._go(state, "branch", way.target, pack, **more), Changes.SESSIONS)

    def next(self, session_id: str) -> Done[SessionState]:
        """Go on where no branch applies; from a jump that leads back to where one came from."""
        with self._db.atomic():
            state, step, pack = self._here(session_id)
            target = step.next or (RETURN if step.kind == "card" else None)
            if target is None:
                raise BadInput(_("There is no way straight on from this step. Choose one of its answers."))
            kind = "returned" if target == RETURN else "entered"
            if target == END and state.trail.at_end:
                return Done(state, Changes.NONE)
            return Done(self._go(state, kind, target, pack), Changes.SESSIONS)

    def jump(self, session_id: str, jump_id: str) -> Done[SessionState]:
        """Jump to danger, suicide, body, minor, overheard … from anywhere, remembering where to return."""
        with self._db.atomic():
            state, step, pack = self._here(session_id)
            target = pack.steps.get(jump_id)
            if target is None or target.kind != "jump":
                raise NotFound(_("The manual has no such jump. You are still at the same step."))
            if target.id == step.id:
                return Done(state, Changes.NONE)
            return Done(self._write(state, "jump", {"to": jump_id, "push": True}).value, Changes.SESSIONS)

    def go_over(self, session_id: str, pack_id: str) -> Done[SessionState]:
        """Go on at the start of another manual, remembering where to return."""
        with self._db.atomic():
            state, _step, pack = self._here(session_id)
            other = self.library.pack(pack_id)
            if other.id == pack.id:
                return Done(state, Changes.NONE)
            return Done(self._go(state, "entered", other.first_step(), pack), Changes.SESSIONS)

    def return_(self, session_id: str) -> Done[SessionState]:
        """Back to where the last jump, card or crossing was made."""
        with self._db.atomic():
            state, _step, pack = self._here(session_id)
            return Done(self._go(state, "returned", RETURN, pack), Changes.SESSIONS)

    def back(self, session_id: str) -> Done[SessionState]:
        """Undo the last move, its answer included; ticks and values stay."""
        with self._db.atomic():
            state = self._running(session_id)
            if not state.trail.can_go_back:
                raise Conflict(_("This is where the session began. There is nothing to take back."))
            self._still_there(state, state.trail.past[-1].step)
            return self._write(state, "back")

    def tick(self, session_id: str, audience: str, item_no: int, on: bool, part: str = "do") -> Done[SessionState]:
        """Tick what was done (or said: part="say") at the present step; items count from 0."""
        with self._db.atomic():
            state, step, _pack = self._here(session_id)
            count = max((len(_items(step, language, audience, part)) for language in step.texts), default=0)
            if not 0 <= item_no < count:
                raise BadInput(_("This step has no such line. Nothing was ticked."))
            return self._ticked(state, Tick(step.id, audience, part, item_no), on)

    def choose_referral(self, session_id: str, directory_id: str, on: bool = True) -> Done[SessionState]:
        """Mark a service of the present step as one to propose to the case."""
        with self._db.atomic():
            state, step, _pack = self._here(session_id)
            if directory_id not in step.refer:
                raise BadInput(_("This step does not name that service. Nothing was marked."))
            return self._ticked(state, Tick(step.id, "", "refer", directory_id), on)

    def record(self, session_id: str, field: str, value: str | None) -> Done[SessionState]:
        """Keep a value the manual asks to record, with or without a case; None takes it away."""
        with self._db.atomic():
            state, _step, pack = self._here(session_id)
            if not any(field in step.record for step in pack.steps.values()):
                raise BadInput(_("The manual does not ask for this field. Nothing was recorded."), field=field)
            clean = check_record(field, nfc(value)) or None if value is not None else None
            if state.trail.records.get(field) == clean:
                return Done(state, Changes.NONE)
            return self._write(state, "recorded", {"field": field, "value": clean})

    # -- inside ----------------------------------------------------------------------------------

    def _session(self, session_id: str) -> Session:
        found = records.session(self._db, session_id)
        if found is None:
            raise NotFound(_("This session of the manual is not there any more."))
        return found

    def _state(self, row: Session) -> SessionState:
        state = placed(self.library, row, replay(records.events(self._db, row.id)))
        return replace(state, notice=notice_of(self.library, state)) if row.state != "ended" else state

    def _pack(self, state: SessionState) -> Pack:
        return self.library.pack(state.tree)

    def _unended(self, session_id: str) -> SessionState:
        state = self.state(session_id)
        if state.trail.state == "ended":
            raise Conflict(_("This session has ended. Its path is kept; begin a new session to go on."))
        return state

    def _running(self, session_id: str) -> SessionState:
        state = self._unended(session_id)
        if state.paused:
            raise Conflict(_("This session is paused. Resume it to go on."))
        if state.notice:
            raise Conflict(_("The manual changed since this session began. Resume it to go on with the new version."))
        return state

    def _here(self, session_id: str) -> tuple[SessionState, Step, Pack]:
        state = self._running(session_id)
        pack = self._pack(state)
        return state, pack.steps[state.step], pack

    def _go(self, state: SessionState, kind: str, target: str, pack: Pack, **more: Any) -> SessionState:
        """Move to a target of the pack; a first crossing into another tree notes its version."""
        detail = onward(target, state.step, state.returns, pack, self.library.tree_of)
        step = pack.steps.get(target)
        pin = self._pin(state, step.pack) if step and step.kind == "step" and step.pack != pack.id else {}
        return self._write(state, kind, {**detail, **more, **pin}).value

    def _pin(self, state: SessionState, pack_id: str) -> dict[str, str]:
        """What a first crossing into another tree notes of it."""
        if pack_id in state.pins:
            return {}
        pack = self.library.pack(pack_id)
        return {"pack": pack.id, "version": pack.version, "hash": pack.hash}

    def _still_there(self, state: SessionState, step_id: str) -> None:
        """An update of the manual may have taken away a step that lies behind."""
        if step_id not in self._pack(state).steps:
            raise NotFound(_("That step is no longer in the manual. You are still at the same step."))

    def _ticked(self, state: SessionState, tick: Tick, on: bool) -> Done[SessionState]:
        if (tick in state.ticks) == on:
            return Done(state, Changes.NONE)
        detail = {"audience": tick.audience, "part": tick.part, "item": tick.item}
        return self._write(state, "ticked" if on else "unticked", detail)

    def _write(self, state: SessionState, kind: str, detail: dict[str, Any] | None = None) -> Done[SessionState]:
        """Append one event and keep the row's step and state in line with it."""
        # A clock that stands or jumps back must not reorder the path.
        at = max(clock.now(), state.trail.last_at + 1)
        event = Event(at, kind, state.step, detail or {})
        trail = advance(state.trail, event)
        row = replace(state.session, step=trail.step, state=trail.state, ended_at=trail.ended_at)
        records.add_event(self._db, row.id, event)
        records.change_session(self._db, row.id, step=row.step, state=row.state, ended_at=row.ended_at)
        return Done(placed(self.library, row, trail), Changes.SESSIONS)


def _items(step: Step, language: str, audience: str, part: str) -> tuple[str, ...]:
    words = step.words(language, audience)
    return {"say": words.say, "do": words.do}.get(part, ())

"""One guided session as a page holds it: every act is a write, and what is shown always comes back from the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.cases import Case, Event, SafeCard, Verdict
from app.changes import Done
from app.codelists import code
from app.contacts import Contact
from app.desk import Desk
from app.errors import GyeotError, NotFound
from app.manual import DirectoryEntry, LawCard, Pack, SessionState, Step
from ui.application import Guide, Shell
from ui.manual.words import BACK

_BEHIND_THE_STEP = 60
"""Milliseconds after which the case is read again: the session's own moves come first, and many make one reading."""


def _nothing(_around: object) -> None:
    """Nobody asked."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is known before a session begins: one that was not ended, the manuals, and the one that fits the case."""

    unended: SessionState | None
    packs: dict[str, Pack]
    fitting: str


def read_beginning(desk: Desk, guide: Guide) -> Beginning:
    """Asked on the reader thread."""
    packs = {pack.id: pack for pack in desk.manual.library.packs()}
    unended = desk.manual.open_session_of(case_id=guide.case_id, contact_id=guide.contact_id)
    fitting = ""
    if guide.case_id:
        fitting = code("violence_type", desk.cases.get(guide.case_id).main_type).extra.get("manual", "")
    return Beginning(unended, packs, fitting if fitting in packs else "")


@dataclass(frozen=True, slots=True)
class Around:
    """A session with all that stands around it."""

    state: SessionState
    packs: dict[str, Pack]
    law: dict[str, LawCard]
    services: dict[str, DirectoryEntry]
    old_names: dict[str, str]
    case: Case | None = None
    contact: Contact | None = None
    card: SafeCard | None = None
    verdict: Verdict | None = None
    timeline: tuple[Event, ...] = ()
    recorded: dict[str, str] | None = None
    notes: str = ""

    @property
    def pack(self) -> Pack:
        """The manual one is in."""
        return self.packs[self.state.tree]

    @property
    def step(self) -> Step:
        return self.pack.steps[self.state.step]

    def value(self, field: str) -> str:
        """A recorded value: of this session, else of the case."""
        return self.state.trail.records.get(field) or (self.recorded or {}).get(field, "")


def read_around(desk: Desk, state: SessionState) -> Around:
    """What a session stands among; asked on the reader thread."""
    session = state.session
    library = desk.manual.library
    packs = {pack.id: pack for pack in library.packs()}
    found = Around(state, packs, library.law(), desk.directory.by_id(), library.old_names())
    draft = desk.contacts.draft(session.id)
    contact = desk.contacts.get(session.contact_id) if session.contact_id else None
    case_id = session.case_id or (contact.case_id if contact else None)
    found = replace(found, contact=contact, notes=draft.body if draft else "")
    if case_id is None:
        return found
    return replace(
        found,
        case=desk.cases.get(case_id),
        card=desk.cases.safe_card(case_id),
        verdict=desk.cases.may_call(case_id),
        timeline=desk.cases.timeline(case_id, 60),
        recorded=desk.cases.recorded(case_id),
    )


class SessionKeeper(QObject):
    """Carries one session; a move waits for the one before it, so that a key pressed twice never skips a step."""

    opened = Signal(object)
    """Around: a session was begun or resumed, or what stands around it changed."""
    moved = Signal(object)
    """Around: the session stands at another step."""
    ending = Signal()
    """A way to the end was taken."""
    waits = Signal(object)
    """SessionState: the case already has a session that nobody ended."""
    choosing = Signal(object, object)
    """Guide and the manuals by id: nothing says which of them fits."""
    gone = Signal(str, str)
    """A session whose manual is no longer installed, and the sentence that says so."""
    record_refused = Signal(object)
    record_kept = Signal(str)

    def __init__(self, shell: Shell, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        self.around: Around | None = None
        self._moving = False
        self._refreshed: Callable[[Around], None] = _nothing
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._refresh)

    @property
    def session_id(self) -> str:
        return self.around.state.id if self.around else ""

    # -- beginning -------------------------------------------------------------------------------

    def open(self, guide: Guide) -> None:
        """Go on with a session, or begin one; a case's unended session is offered first."""
        if guide.session_id:
            self.resume(guide.session_id)
            return

        def found(beginning: Beginning) -> None:
            if beginning.unended is None:
                self.begin(guide, beginning)
            elif guide.contact_id:
                self.resume(beginning.unended.id)
            else:
                self.waits.emit(beginning.unended)

        self.shell.tasks.read(self, lambda desk: read_beginning(desk, guide), found)

    def begin(self, guide: Guide, beginning: Beginning) -> None:
        """Start in the manual that was asked for or fits the case; where neither is known, ask."""
        if pack := guide.pack or beginning.fitting:
            self.start(replace(guide, pack=pack))
        else:
            self.choosing.emit(guide, beginning.packs)

    def begin_anew(self, guide: Guide) -> None:
        """Begin another session though one waits."""
        self.shell.tasks.read(
            self, lambda desk: read_beginning(desk, guide), lambda beginning: self.begin(guide, beginning)
        )

    def start(self, guide: Guide) -> None:
        """Begin a session in the manual that the guide names."""
        self.shell.tasks.write(
            self,
            lambda desk: desk.manual.start(guide.pack, guide.case_id, guide.contact_id, entry=guide.entry),
            self._look_around,
        )

    def go_over(self, pack: str) -> None:
        """Take the session into another manual."""
        self._move(lambda desk, ident: desk.manual.go_over(ident, pack))

    def resume(self, session_id: str) -> None:
        def failed(problem: GyeotError) -> None:
            if isinstance(problem, NotFound):
                self.gone.emit(session_id, str(problem))
            else:
                self.shell.refuse(problem)

        self.shell.tasks.write(self, lambda desk: desk.manual.resume(session_id), self._resumed, failed)

    def _resumed(self, state: SessionState) -> None:
        if state.notice:
            self.shell.tell(state.notice)
        self._look_around(state)

    def _look_around(self, state: SessionState) -> None:
        self.shell.tasks.read(self, lambda desk: read_around(desk, state), self._opened, topic="around")

    def _opened(self, around: Around) -> None:
        known = self.around.state if self.around is not None else None
        if known and known.id == around.state.id and known.trail.last_at > around.state.trail.last_at:
            around = replace(around, state=known)  # a key was faster than the reading
        self.around, self._moving = around, False
        self.opened.emit(around)
        if around.state.trail.at_end:
            self.ending.emit()

    def refresh(self, done: Callable[[Around], None]) -> None:
        """Ask again for what stands around the session; the session itself stays as it is shown."""
        self._refreshed = done
        self._soon.start(_BEHIND_THE_STEP)

    def _refresh(self) -> None:
        if self.around is None:
            return
        state, done = self.around.state, self._refreshed

        def read(around: Around) -> None:
            if self.around is None or self.around.state.id != around.state.id:
                return
            if around.state.notice:
                self.resume(around.state.id)  # a manual was installed or changed meanwhile: say so, and go on
            else:
                self.around = replace(around, state=self.around.state, notes=self.around.notes)
                done(self.around)

        self.shell.tasks.read(
            self, lambda desk: read_around(desk, desk.manual.state(state.id)), read, topic="refreshed"
        )  # fmt: skip

    def close(self) -> None:
        self.around = None

    # -- moving ----------------------------------------------------------------------------------

    def take(self, way: str) -> None:
        """Take a way on by its id; `default` is the way straight on."""
        if way == "default":
            self._move(lambda desk, ident: desk.manual.next(ident))
        elif way == BACK:
            self._move(lambda desk, ident: desk.manual.return_(ident))
        else:
            self._move(lambda desk, ident: desk.manual.answer(ident, way))

    def jump(self, step_id: str) -> None:
        self._move(lambda desk, ident: desk.manual.jump(ident, step_id))

    def back(self) -> None:
        if self.around and self.around.state.trail.can_go_back:
            self._move(lambda desk, ident: desk.manual.back(ident))

    def _move(self, act: Callable[[Desk, str], Done[SessionState]]) -> None:
        if self.around is None or self._moving:
            return
        ident, self._moving = self.session_id, True
        self.shell.tasks.write(self, lambda desk: act(desk, ident), self._moved, self._stayed)

    def _moved(self, state: SessionState) -> None:
        self._moving = False
        if self.around is None or state.id != self.session_id:
            return
        self.around = replace(self.around, state=state)
        self.moved.emit(self.around)
        if state.trail.at_end:
            self.ending.emit()

    def _stayed(self, problem: GyeotError) -> None:
        self._moving = False
        self.shell.refuse(problem)

    # -- writing down ----------------------------------------------------------------------------

    def tick(self, audience: str, at: int, on: bool) -> None:
        self._write(lambda desk, ident: desk.manual.tick(ident, audience, at, on))

    def choose_referral(self, service: str, on: bool) -> None:
        self._write(lambda desk, ident: desk.manual.choose_referral(ident, service, on))

    def record(self, field: str, value: str) -> None:
        """Keep a value; a wrong one comes back as `record_refused` with the field's name."""

        def kept(state: SessionState) -> None:
            self._written(state)
            self.record_kept.emit(field)

        self._write(lambda desk, ident: desk.manual.record(ident, field, value or None), kept, self.record_refused.emit)

    def pause(self, done: Callable[[], None]) -> None:
        def paused(_state: Any) -> None:
            self.close()
            done()

        self._write(lambda desk, ident: desk.manual.pause(ident), paused)

    def _write(
        self,
        act: Callable[[Desk, str], Done[SessionState]],
        done: Callable[[SessionState], None] | None = None,
        failed: Callable[[GyeotError], None] | None = None,
    ) -> None:
        if self.around is None:
            return
        ident = self.session_id
        self.shell.tasks.write(self, lambda desk: act(desk, ident), done or self._written, failed or self.shell.refuse)

    def _written(self, state: SessionState) -> None:
        if self.around is not None and state.id == self.session_id:
            self.around = replace(self.around, state=state)

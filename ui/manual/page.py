"""The manual's page: go on, begin, read; and the session itself. What is shown always comes from the database."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.changes import Changes
from app.errors import BadInput, GyeotError
from app.kinds import Compartment
from app.manual import Finder, Pack, SessionState
from ui.application import Guide, Place, Shell
from ui.manual.choice import ask_manual
from ui.manual.doors import AtTheDoors, Doors, read_doors
from ui.manual.ending import ask_ending
from ui.manual.guided import GuidedView
from ui.manual.handout_form import ask_handout
from ui.manual.keeper import Around, SessionKeeper
from ui.manual.marks import Marks
from ui.manual.notes import NotesKeeper
from ui.manual.reading import ReadingPage
from ui.manual.rehearsal import Rehearsing
from ui.manual.search import ask_role, ask_search, peek
from ui.tasks import Job


class ManualPage(Place):
    """`arrive` takes a Guide, or None for whatever stands open."""

    watches = Changes.SESSIONS | Changes.CASES | Changes.NOTES | Changes.CONTACTS | Changes.MANUALS

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._casework = Compartment.CASEWORK in shell.who.opens
        self.keeper = SessionKeeper(shell, self)
        self.marks = Marks(shell.tasks, self)
        self.doors = Doors(self._casework)
        self.guided = GuidedView(self.keeper, self.marks)
        self.reading: ReadingPage | None = None
        self._anew = Guide()
        self._asking = self._fresh = False
        self._search: Job | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(self.doors)
        self.stack.addWidget(self.guided)
        self.rehearsing = Rehearsing(shell.tasks, self.stack)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.notes = NotesKeeper(shell.tasks, self.guided.case.written, self)
        self._connect()

    def _connect(self) -> None:
        keeper, guided, doors = self.keeper, self.guided, self.doors
        keeper.opened.connect(self._opened)
        keeper.moved.connect(self._moved)
        keeper.ending.connect(self.finish)
        keeper.waits.connect(self._offer)
        keeper.record_kept.connect(guided.case.form.accept)
        keeper.record_refused.connect(self._refused)
        guided.case.typed.connect(self.notes.touch)
        guided.case.form.kept.connect(keeper.record)
        self.notes.saved.connect(guided.case.say_saved)
        self.notes.failed.connect(guided.case.say_not_saved)
        guided.paused.connect(self.pause)
        guided.finish_asked.connect(self.finish)
        guided.contact_asked.connect(self._to_contact)
        guided.search_asked.connect(self.search)
        guided.manual_asked.connect(self.change_manual)
        guided.role_asked.connect(self.ask_role)
        guided.handout_asked.connect(self.hand_out)
        guided.peeked.connect(self.peek)
        doors.resumed.connect(self._resume)
        keeper.choosing.connect(self._choose)
        keeper.gone.connect(self._offer_end)
        doors.ended.connect(self._end)
        doors.started.connect(keeper.start)
        doors.begun_anew.connect(lambda: keeper.begin_anew(self._anew))
        doors.read.connect(self.read)
        doors.acts.insertWidget(1, self.rehearsing.button())

    # -- coming and going ------------------------------------------------------------------------

    def arrive(self, argument: object = None) -> None:
        self.marks.load()
        if isinstance(argument, str) and argument:
            argument = Guide(session_id=argument)  # back from the lock, at the same step
        if isinstance(argument, Guide) and self._casework:
            self._flush()
            self._anew = argument
            self.keeper.open(argument)
        elif self.keeper.around is None:
            self._show_doors()
        else:
            self.reload()

    def here(self) -> str:
        return self.keeper.session_id

    def leave(self) -> None:
        self._flush()

    def reload(self) -> None:
        """Ask again; what is being typed stays."""
        if self.keeper.around is not None:
            self.keeper.refresh(self.guided.case.show_around)
        elif self.stack.currentWidget() is self.doors and self._casework:
            self._ask_unended()

    def _flush(self) -> None:
        self.guided.case.form.flush()
        self.notes.flush()

    def _show_doors(self) -> None:
        self.shell.session_changed.emit(None)
        self.stack.setCurrentWidget(self.doors)
        self._fresh = True
        if self._casework:
            self._ask_unended()
        else:
            self.read()

    def _ask_unended(self) -> None:
        self.shell.tasks.read(self, read_doors, self._show_unended, topic="unended")

    def _show_unended(self, found: AtTheDoors) -> None:
        self.doors.show_unended(found.unended)
        if self._fresh:
            self._fresh = False
            self.doors.show_packs(found.packs, Guide())
            (self.doors.rows if found.unended else self.doors.choice).setFocus()

    def _choose(self, guide: Guide, packs: dict[str, Pack]) -> None:
        """Nothing says which manual fits: the trees stand at the doors, with the focus."""
        self._show_doors()
        self._fresh = False
        self.doors.show_packs(packs, guide)
        self.doors.choice.setFocus()

    def _offer(self, state: SessionState) -> None:
        self._show_doors()
        self._fresh = False  # the focus stands on the offer
        self.doors.offer(state)

    def _offer_end(self, session_id: str, sentence: str) -> None:
        self._show_doors()
        self._fresh = False  # the focus stands on the offer
        self.doors.offer_end(session_id, sentence)

    def _end(self, session_id: str) -> None:
        def ended(_summary: object) -> None:
            self.doors.take_down()
            self._ask_unended()

        self.shell.tasks.write(self, lambda desk: desk.manual.end(session_id), ended)

    def _resume(self, session_id: str) -> None:
        self.keeper.resume(session_id)

    # -- the session -----------------------------------------------------------------------------

    def _opened(self, around: Around) -> None:
        self.doors.take_down()
        self.guided.show_session(around)
        self.notes.begin(around.state.id, self.guided.case.written())
        self.stack.setCurrentWidget(self.guided)
        self.guided.take_focus()
        self.shell.session_changed.emit(around.state.session.started_at)

    def _moved(self, around: Around) -> None:
        self.guided.show_step(around)

    def _refused(self, problem: GyeotError) -> None:
        if isinstance(problem, BadInput) and problem.field in self.guided.case.form.fields():
            self.guided.case.form.refuse(problem.field, str(problem))
        else:
            self.shell.refuse(problem)

    def pause(self) -> None:
        self._flush()
        self.keeper.pause(self._paused)

    def _paused(self) -> None:
        self.notes.begin("", "")
        self._show_doors()

    def _to_contact(self) -> None:
        if self.keeper.around is not None:
            self.shell.go("contacts", self.keeper.around.state.session.contact_id)

    def search(self) -> None:
        around = self.keeper.around
        if around is not None:
            if self._search is not None:
                self._search.cancel()  # the key pressed twice opens one search
            self._search = self.shell.tasks.work(
                self,
                lambda _tell, _stop: Finder(around.pack, around.law, around.services, around.old_names),
                lambda finder: self._ask_search(around.pack, finder),
            )

    def _ask_search(self, pack: Pack, finder: Finder) -> None:
        ask_search(self.window(), pack, finder, self.peek, self.marks.steps)

    def change_manual(self) -> None:
        """Take the session over into another manual; the way back stays."""
        around = self.keeper.around
        if around is not None:
            others = {ident: pack for ident, pack in around.packs.items() if ident != around.pack.id}
            ask_manual(self.window(), others, self.keeper.go_over)

    def hand_out(self) -> None:
        """A paper of the steps of this session, for the person to take along."""
        around = self.keeper.around
        if around is not None:
            steps = [visit.step for visit in around.state.path if not visit.undone]
            case = around.case
            ask_handout(
                self.window(),
                self.shell,
                around.pack,
                steps,
                case.id if case else None,
                case.survivor.alias if case else "",
            )

    def ask_role(self) -> None:
        around = self.keeper.around
        if around is not None:
            ask_role(self.window(), around.pack, self.peek)

    def peek(self, ident: str) -> None:
        """Look at another step; the path stays as it is."""
        around = self.keeper.around
        if around is not None and ident in around.pack.steps:
            peek(self.window(), around.pack, around.pack.steps[ident], self.keeper.jump)

    # -- ending ----------------------------------------------------------------------------------

    def finish(self) -> None:
        """Everything typed is written first; then the dialog reads the summary."""
        if self.keeper.around is None or self._asking:
            return
        self._flush()
        self._asking = True
        written = self.guided.case.written()
        ask_ending(self, self.shell, self.keeper.around, written, self._finished, self._stay)

    def _finished(self, case_id: str) -> None:
        self._asking = False
        self.keeper.close()
        self.notes.begin("", "")
        self.shell.session_changed.emit(None)
        self.shell.go("cases", case_id)

    def _stay(self) -> None:
        self._asking = False
        around = self.keeper.around
        if around is not None and around.state.trail.at_end:
            self.keeper.back()

    # -- reading ---------------------------------------------------------------------------------

    def read(self) -> None:
        """Open the manual without a session."""
        if self.reading is None:
            self.reading = ReadingPage(self.shell.tasks, marks=self.marks)
            self.reading.left.connect(self._stop_reading)
            self.reading.handout_asked.connect(lambda pack, step: ask_handout(self.window(), self.shell, pack, (step,)))
            if not self._casework:
                self.reading.head.add_act(self.rehearsing.button())
            self.stack.addWidget(self.reading)
        self.stack.setCurrentWidget(self.reading)

    def _stop_reading(self) -> None:
        """Reading begins anew next time: a manual or a number may have come in meanwhile."""
        if self.reading is not None:
            self.stack.removeWidget(self.reading)
            self.reading.deleteLater()
            self.reading = None
        if self._casework:
            self._show_doors()
        else:
            self.shell.go("office")

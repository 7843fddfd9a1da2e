"""The first run: nine steps from an empty computer to a centre whose recovery was tried once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.desk import Desk, create_databases
from app.flows.first_run import Attempt, Doors, Founding, Order
from app.i18n import _, set_language
from app.paths import default_home
from app.vault import DEFAULT, Kdf, Kind
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.dialogs import Dialog
from ui.kit.label import Label
from ui.tasks import Tasks
from ui.unlock.practice import PracticeAttempt
from ui.unlock.ready import Ready
from ui.unlock.sheets import ask_printer
from ui.unlock.steps import welcome
from ui.unlock.steps.done import Finished
from ui.unlock.steps.drill import Drill
from ui.unlock.steps.kit import Kit
from ui.unlock.steps.making import Making
from ui.unlock.steps.passphrases import Passphrases
from ui.unlock.steps.people import People
from ui.unlock.steps.place import OnlyFolder, Place
from ui.unlock.steps.second import Second
from ui.unlock.steps.step import Draft, Step
from ui.unlock.steps.trustee import Trustee
from ui.unlock.threshold import Threshold

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FirstRun(Threshold):
    """The assistant; `finished` carries a Ready, and nothing is left of a run that was stopped."""

    finished = Signal(object)
    restore_wanted = Signal()
    language_changed = Signal(str)
    arrived = Signal(object)
    """The step that is shown now."""

    def __init__(
        self,
        tasks: Tasks,
        folder: Path | None = None,
        kdf: Kdf = DEFAULT,
        ballast: int | None = None,
        printer: Callable[[QWidget], QPrinter | None] = ask_printer,
        allowed: frozenset[str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._kdf, self._ballast = tasks, kdf, ballast
        self._printer, self._allowed = printer, allowed
        self._folder = str(folder if folder is not None else default_home())
        self._attempt: Attempt | PracticeAttempt | None = None
        self._language, self._chief = "", ""
        self._step: Step | None = None
        self.language_asked.connect(self._ask_language)
        self._start()

    # -- what the window does ------------------------------------------------------------------------

    @property
    def step(self) -> Step:
        assert self._step is not None
        return self._step

    def stop(self) -> None:
        """Leave nothing behind of an unfinished centre; also called when the window closes."""
        if self._attempt is not None:
            self._attempt.stop()
            self._attempt = None
        self.draft.passphrases.clear()
        self.draft.founding = None

    # -- the frame -----------------------------------------------------------------------------------

    def _start(self) -> None:
        self.draft = Draft(folder=self._folder)
        step = welcome.Welcome(self.draft, self._tasks)
        step.wanted.connect(self._begin)
        self._show(step)

    def _show(self, step: Step) -> None:
        if self._step is not None:
            self._step.drop()
        self._step = step
        self.languages.setVisible(isinstance(step, welcome.Welcome))
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(0)
        column.addWidget(Label(step_words(step.number), 13, 500, "text3"))
        column.addSpacing(6)
        column.addWidget(Label(step.title(), 28, 700, wrap=True))
        column.addSpacing(6)
        column.addWidget(Label(step.sentence(), 14, 400, "text2", wrap=True))
        column.addSpacing(24)
        column.addWidget(step)
        column.addSpacing(24)
        column.addLayout(self._foot(step))
        step.passed.connect(self._passed)
        self.show_content(content, step.wide)
        self._focus_step()
        step.arrive()
        self.arrived.emit(step)

    def _focus_step(self) -> None:
        """Stand on the first thing of the step, not on the languages above it."""
        step = self.step
        (step.first() or (self.next if step.verb() else self.back)).setFocus(Qt.FocusReason.TabFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._focus_step()  # a focus set before the page stood in its window is forgotten

    def _foot(self, step: Step) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.next = Button(step.verb(), "primary", "Ctrl+Enter" if step.verb() else "", tall=True)
        if not step.verb():
            self.next.hide()
        self.next.clicked.connect(step.go_on)
        making = isinstance(step, Making)
        self.back = Button(_("Stop") if making else _("Back"), "secondary" if making else "quiet", "Esc")
        if not step.can_go_back():
            self.back.hide()
        self.back.clicked.connect(self._back)
        row.addWidget(self.next)
        row.addWidget(self.back, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        return row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            focused = self.focusWidget()
            if isinstance(focused, Button):
                focused.click()
            elif self.step.verb():
                self.step.go_on()
        elif event.key() == Qt.Key.Key_Escape and self.step.can_go_back():
            self._back()
        else:
            super().keyPressEvent(event)

    # -- from step to step ---------------------------------------------------------------------------

    def _begin(self, way: str) -> None:
        if way == welcome.RESTORE:
            self.restore_wanted.emit()
        elif way == welcome.CREATE:
            self._show(Place(self.draft, self._tasks))
        else:
            existing = way == welcome.EXISTING
            self.draft.folder = "" if existing else f"{self._folder}-practice"
            self._show(OnlyFolder(self.draft, self._tasks, existing))

    def _passed(self) -> None:
        step = self.step
        if isinstance(step, OnlyFolder):
            self._only_folder(step)
        elif isinstance(step, People | Passphrases):
            self._next_passphrase()
        elif isinstance(step, Second):
            self._make()
        elif isinstance(step, Finished):
            self.finished.emit(Ready(self.draft.home(), self._chief))
        else:
            self._show(self._after(step))

    def _after(self, step: Step) -> Step:
        if isinstance(step, Place):
            return People(self.draft, self._tasks)
        if isinstance(step, Trustee):
            return Second(self.draft, self._tasks, self._allowed)
        if isinstance(step, Kit):
            return Drill(self.draft, self._tasks)
        self._attempt = None
        self.draft.founding = None
        return Finished(self.draft, self._tasks)

    def _next_passphrase(self) -> None:
        for person in self.draft.people:
            if person.here and person.name not in self.draft.passphrases:
                self._show(Passphrases(self.draft, self._tasks, person))
                return
        self._show(Trustee(self.draft, self._tasks))

    def _back(self) -> None:
        step = self.step
        if isinstance(step, Kit | Drill):
            self._ask_stop()
        elif isinstance(step, Making):
            self.stop()
            self._show(self._before_making(step))
        elif isinstance(step, Place | OnlyFolder):
            self._start()
        elif isinstance(step, People):
            self._show(Place(self.draft, self._tasks))
        elif isinstance(step, Second):
            self._show(Trustee(self.draft, self._tasks))
        else:
            self.draft.passphrases.clear()
            self._show(People(self.draft, self._tasks))

    def _before_making(self, step: Making) -> Step:
        """Passphrases are gone after a try, so they are asked for again."""
        if step.practice:
            return OnlyFolder(self.draft, self._tasks, existing=False)
        return People(self.draft, self._tasks)

    def _ask_stop(self) -> None:
        verbs = (Verb("stay", _("Go on"), safe=True), Verb("stop", _("Stop and leave nothing"), kind="danger"))
        sentence = _("The centre is not in its place yet. If you stop, keys, codes and folder are taken back.")
        dialog = Dialog(self, _("Stop the first run?"), sentence, verbs)
        dialog.chosen.connect(lambda verb: self._stop_when_left(dialog) if verb == "stop" else None)
        dialog.ask()

    def _stop_when_left(self, dialog: Dialog) -> None:
        """The dialog gives the focus back first, to a step that is still there."""
        dialog.left.connect(self._stop_and_start)

    def _stop_and_start(self) -> None:
        self.stop()
        self._start()

    # -- making --------------------------------------------------------------------------------------

    def _make(self) -> None:
        draft = self.draft
        order = Order(
            home=draft.home(),
            name=draft.name,
            centre_type=draft.centre_type,
            people=tuple(draft.people),
            passphrases=tuple(draft.passphrases.get(one.name, "") for one in draft.people),
            trustee=draft.trustee or None,
            second=draft.second or Kind.KEYFILE,
            keyfile_folder=Path(draft.keyfile_folder) if draft.second is Kind.KEYFILE else None,
            kdf=self._kdf,
            ballast=self._ballast,
        )
        draft.passphrases.clear()
        attempt = self._attempt = Attempt(order, Doors(create_databases, Desk.open))
        step = Making(draft, self._tasks, attempt.run)
        step.made.connect(self._made)
        self._show(step)

    def _made(self, founding: Founding) -> None:
        self.draft.founding = founding
        self._chief = founding.chief
        self._show(Kit(self.draft, self._tasks, self._printer))

    def _only_folder(self, step: OnlyFolder) -> None:
        home = self.draft.home()
        if step.existing:
            self.finished.emit(Ready(home))
            return
        attempt = self._attempt = PracticeAttempt(home)
        making = Making(self.draft, self._tasks, attempt.run, practice=True)
        making.made.connect(lambda made: self.finished.emit(practice_ready(home, made)))
        self._show(making)

    # -- language ------------------------------------------------------------------------------------

    def _ask_language(self, wanted: str) -> None:
        self._language = wanted
        self._tasks.work(self, lambda _progress, _stop: set_language(wanted), self._relanguage)

    def _relanguage(self, _none: None) -> None:
        self.retell()
        self._start()
        self.languages.setFocus(Qt.FocusReason.OtherFocusReason)
        self.language_changed.emit(self._language)


def practice_ready(home: Path, made: dict[str, Any]) -> Ready:
    """Whom to unlock a practice centre as, and the sentence that says with what."""
    counsellor = made["users"]["counsellor"]
    note = _(
        "The practice centre is ready. You open it as {name}. The passphrase stands in {file}; the key file lies beside it."
    ).format(name=counsellor["name"], file=counsellor["passphrase_file"])
    return Ready(home, str(counsellor["name"]), note, Path(counsellor["key_file"]))


def step_words(number: int) -> str:
    """Which step of nine, in words."""
    words = (
        _("Step one of nine"),
        _("Step two of nine"),
        _("Step three of nine"),
        _("Step four of nine"),
        _("Step five of nine"),
        _("Step six of nine"),
        _("Step seven of nine"),
        _("Step eight of nine"),
        _("Step nine of nine"),
    )
    return words[number - 1]

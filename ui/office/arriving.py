"""Cases of another Gyeot are taken in: the file is read to its end first, then asked for once, then case by case."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import BadInput, GyeotError, Interrupted
from app.flows.arriving import Arriving, Taken, Told
from app.i18n import _
from ui.application import Shell
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.dialogs import Dialog
from ui.kit.form import CONTROL, Form
from ui.kit.label import Label
from ui.kit.page import Column
from ui.kit.path_field import PathField
from ui.kit.progress import Progress
from ui.kit.secret import SecretEdit
from ui.office.leaving import WIDTH

AT_ONCE = 10
"""Cases in one step: people save in between."""


class _File(PathField):
    """The path of a file that is there."""

    def _choose(self) -> None:
        found, _kind = QFileDialog.getOpenFileName(
            self, self.accessibleName(), self.text(), _("Files of cases (*.gyeot *.age *.zip)"), "",
            QFileDialog.Option.DontUseNativeDialog,
        )  # fmt: skip
        if found:
            self.set_path(found)
            self.line.setFocus()


class ArrivingSection(QWidget):
    """Which file, its passphrase, and the one act."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self._stop = threading.Event()
        self._coming: Arriving | None = None
        self.asking: Dialog | None = None
        self.form = Form()
        self.file = _File(_("File of cases"), _("Choose a file"), folder=True)
        self.form.add("file", _("File of cases"), self.file, "f")
        self.passphrase = SecretEdit(CONTROL)
        told = _("A file of this centre opens for its managers without one.")
        self.form.add("passphrase", _("Passphrase"), self.passphrase, "p", told)
        self.take = Button(_("Look into the file"), "primary", "Ctrl+Return", icon="eye")
        self.take.clicked.connect(self._look)
        self.stop = Button(_("Stop"), "secondary", icon="pause")
        self.stop.clicked.connect(self._stop.set)
        self.stop.hide()
        self.progress = Progress()
        self.answer = Label("", 13, 500, "text", wrap=True)
        self._place()

    def _place(self) -> None:
        acts = QHBoxLayout()
        acts.addWidget(self.take)
        acts.addWidget(self.stop)
        acts.addStretch(1)
        card = Card(padding=(20, 18, 20, 18), spacing=14)
        card.setMaximumWidth(WIDTH)
        sentence = _(
            "Cases come in under new numbers of this centre; what is here already stays as it is. The same file can be taken in again after an interruption."
        )
        card.body.addWidget(Label(sentence, 13, 400, "text2", wrap=True))
        card.body.addWidget(self.form)
        card.body.addLayout(acts)
        card.body.addWidget(self.progress)
        card.body.addWidget(self.answer)
        column = Column(_("Cases that come in"), spacing=12)
        column.add(card)
        column.end()
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(column)

    def reload(self) -> None:
        """Nothing is read before somebody names a file."""

    # -- looking ---------------------------------------------------------------------------------

    def _look(self) -> None:
        self.form.clear_errors()
        path = self.file.path()
        if path is None:
            self.form.set_error("file", _("Please choose the file."))
            return
        passphrase = self.passphrase.take().strip() or None
        self._begin(_("The file is being read to its end."))
        self.shell.tasks.read(self, lambda desk: Arriving(desk, path, passphrase), self._read, self._refused)

    def _begin(self, sentence: str) -> None:
        self._stop.clear()
        self.answer.setText("")
        self.take.setEnabled(False)
        self.stop.show()
        self.progress.begin(sentence)

    def _read(self, coming: Arriving) -> None:
        self._coming = coming
        self._work(coming.look, self._looked)

    def _work(self, act: Callable[[Callable[[float], None], Callable[[], bool]], Told | None], done: Callable[[Told | None], None]) -> None:  # fmt: skip
        stop = self._stop

        def work(tell: Callable[[float], None], _cancelled: threading.Event) -> Told | str | None:
            try:
                return act(tell, stop.is_set)
            except Interrupted as problem:
                return str(problem)

        def over(found: Told | str | None) -> None:
            if isinstance(found, str):
                self._stopped()
            else:
                done(found)

        self.shell.tasks.work(self, work, over, self._refused, self.progress.set_part)

    def _looked(self, told: Told | None) -> None:
        self.progress.hide()
        self.stop.hide()
        assert told is not None, "a look tells what there is"
        sentence = _("It is whole and holds {cases} cases and {files} files of evidence.").format(
            cases=told.cases, files=told.files
        )
        verbs = [Verb("take", _("Take the cases in"), "Ctrl+Enter", "primary"), Verb("leave", _("Not now"), "Esc")]
        self.asking = Dialog(self.window(), _("Take these cases in?"), sentence, verbs)
        self.asking.chosen.connect(self._decided)
        self.asking.left.connect(self._left)
        self.asking.ask()

    def _left(self) -> None:
        """Closed without an answer, it is not taken in."""
        if self.asking is not None:
            self._decided("leave")

    def _decided(self, verb: str) -> None:
        self.asking = None
        if verb == "take" and self._coming is not None:
            self._begin(_("The cases are being taken in."))
            self._step(self._coming)
        else:
            self._end()

    # -- step by step ----------------------------------------------------------------------------

    def _step(self, coming: Arriving) -> None:
        if self._stop.is_set() or coming.ended:
            self.shell.tasks.write(self, coming.end, self._taken, self._refused)
            return
        self.progress.set_part(coming.part)
        self.shell.tasks.write(
            self, lambda desk: coming.step(desk, AT_ONCE), lambda file: self._stepped(coming, file), self._broken
        )

    def _stepped(self, coming: Arriving, file: bool) -> None:
        if not file:
            self._step(coming)
            return

        def sealed(tell: Callable[[float], None], stopped: Callable[[], bool]) -> None:
            coming.seal(lambda _part: None, stopped)

        def entered(_none: Told | None) -> None:
            self.shell.tasks.write(self, coming.enter, lambda _done: self._step(coming), self._broken)

        self._work(sealed, entered)

    def _stopped(self) -> None:
        if self._coming is not None and self._coming.part:
            self.shell.tasks.write(self, self._coming.end, self._taken, self._refused)
        else:
            self._end()
            self.shell.tell(_("It was stopped. Nothing was taken in."))

    def _taken(self, taken: Taken) -> None:
        whole = self._coming is not None and self._coming.ended
        self._end()
        told = [] if whole else [_("It was stopped. The same file brings the rest.")]
        told.append(_("{new} cases came in with {files} files; {here} were here already.").format(new=taken.imported, files=taken.files, here=taken.already_here))  # fmt: skip
        if taken.files_staying:
            told.append(
                _("{n} files of evidence did not come, because your keys may not seal them. Somebody who works with cases takes the same file in once more.").format(n=taken.files_staying)
            )  # fmt: skip
        self.answer.setText(" ".join(told))

    # -- the end ---------------------------------------------------------------------------------

    def _broken(self, problem: GyeotError) -> None:
        """What came until now stays and is in the trail; then the sentence."""
        coming = self._coming
        if coming is not None:
            self.shell.tasks.write(self, coming.end)
        self._refused(problem)

    def _end(self) -> None:
        self._coming = None
        self.take.setEnabled(True)
        self.stop.hide()
        self.progress.hide()

    def _refused(self, problem: GyeotError) -> None:
        self._end()
        if isinstance(problem, BadInput):
            passphrase = problem.field == "file_passphrase_file"
            sentence = _("This file opens with its passphrase only. Please type it.") if passphrase else str(problem)
            self.form.set_error("passphrase" if passphrase else "file", sentence)
        else:
            self.shell.refuse(problem)

"""What people call a computer: asked once where nobody gave it a name, and changed whenever somebody likes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QSysInfo
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.changes import Changes
from app.flows.ways import Way
from app.i18n import _
from ui.application import Shell
from ui.forms.dialog import FormDialog, Work
from ui.kit.banner import Banner, Verb
from ui.kit.buttons import Button
from ui.kit.form import Form, LineEdit


def host_offer(line: LineEdit) -> QWidget:
    """The computer's own name, taken over only where somebody presses it: it often carries a person's name."""
    row = QWidget()
    across = QHBoxLayout(row)
    across.setContentsMargins(0, 0, 0, 0)
    host = QSysInfo.machineHostName()
    button = Button(_("Take its own name: {name}").format(name=host), "quiet", icon="desktop")
    button.clicked.connect(lambda: line.setText(host[:40]))
    across.addWidget(button)
    across.addStretch(1)
    row.setVisible(bool(host))
    return row


class NameForm(FormDialog):
    """One name for one way in."""

    def __init__(self, host: QWidget, shell: Shell, way: Way, *, computer: bool) -> None:
        self._way, self._computer = way, computer
        title = _("What is this computer called?") if computer else _("What do you call it?")
        sentence = _("It stands beside your ways in, for you and the managers, and is locked with the records.")
        super().__init__(host, shell, title, sentence, _("Keep the name"))

    def build(self, form: Form) -> None:
        note = _("For example where it stands: front desk, counselling room 2. Please write no names of people.")
        self.name = self.line("name", _("Name"), "N", self._way.name, note=note)
        if self._computer:
            form.add_widget(host_offer(self.name))

    def about(self) -> str:
        return self._way.id

    def work(self) -> Work:
        way, name = self._way.id, self.name.text()
        return lambda desk: desk.ways.call(way, name)


class Naming(QObject):
    """Once an unlocking: the day is written down, and a computer without a name is asked for one."""

    def __init__(
        self, shell: Shell, window: Callable[[], QWidget], show: Callable[[Banner], None], free: Callable[[], bool]
    ) -> None:
        super().__init__(shell)
        self.banner: Banner | None = None
        self.form: NameForm | None = None
        self._shell, self._window, self._show, self._free = shell, window, show, free

    def start(self) -> None:
        self._shell.tasks.write(self, lambda desk: desk.ways.note_use(), self._noted)

    def _noted(self, unnamed: Way | None) -> None:
        if unnamed is None or not self._free():
            return
        title = _("This computer has no name yet.")
        sentence = _("With a name it is told apart from others by which you get in.")
        verbs = (Verb("name", _("Give it a name"), icon="desktop"), Verb("later", _("Not now")))
        self.banner = Banner("watch", title, sentence, verbs)
        self.banner.chosen.connect(lambda verb: self._obey(verb, unnamed))
        self._show(self.banner)

    def _obey(self, verb: str, way: Way) -> None:
        if self.banner is not None:
            self.banner.gone.emit()
            self.banner = None
        if verb == "name":
            self.form = NameForm(self._window(), self._shell, way, computer=True)
            self.form.saved.connect(lambda _none: self._shell.tasks.changed.emit(Changes.STAFF))
            self.form.begin()

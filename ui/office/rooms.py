"""The rooms in which people are met: a manager keeps the list, appointments choose from it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.changes import Changes, Done
from app.desk import Desk
from app.i18n import _
from app.kinds import Role
from app.office import Room
from ui import notices
from ui.application import Shell
from ui.forms import FormDialog, Work
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.form import Form
from ui.kit.label import Label
from ui.kit.page import Column
from ui.kit.rows import Row, Rows
from ui.office.face import Face


class RoomsFace(Face):
    """The rooms by name."""

    icon = "building"

    def __init__(self, shell: Shell) -> None:
        self.word = _("Rooms")
        self._can = shell.who.role == Role.MANAGER
        said = _("An appointment names its room; two in one room at one time are shown before they are saved.")
        super().__init__(shell, _("Rooms for appointments"), said)
        self._rooms: tuple[Room, ...] = ()
        self.form: FormDialog | None = None
        self.rows = Rows(_("Rooms"), height=56, fit=True)
        self.none = Card()
        self.none.body.addWidget(
            Label(_("No room is noted yet. A manager adds them here."), 13, 400, "text2", wrap=True)
        )
        column = Column(self.word, spacing=10)
        column.body.setContentsMargins(0, 0, 8, 16)
        if self._can:
            column.add(self._acts())
            self.rows.opened.connect(self._open)
        column.add(self.rows, self.none)
        column.end()
        self.body.addWidget(column, 1)

    def _acts(self) -> QHBoxLayout:
        acts = QHBoxLayout()
        button = Button(_("Add a room"), "quiet", "", "plus")
        button.clicked.connect(lambda _on=False: self._begin(None))
        acts.addWidget(button)
        acts.addStretch(1)
        return acts

    def reload(self) -> None:
        self.shell.tasks.read(self, lambda desk: desk.rooms.all(), self._show, topic="office")

    def _show(self, found: tuple[Room, ...]) -> None:
        self._rooms = found
        self.rows.show_rows([Row(one.id, one.name, second=one.note or "", icon="building") for one in found])
        self.rows.setVisible(bool(found))
        self.none.setVisible(not found)

    def _open(self, ident: str) -> None:
        self._begin(next((one for one in self._rooms if one.id == ident), None))

    def _begin(self, room: Room | None) -> None:
        self.form = RoomForm(self, self.shell, room)
        self.form.begin()


class RoomForm(FormDialog):
    """One room."""

    def __init__(self, host: QWidget, shell: Shell, room: Room | None) -> None:
        self._room = room
        super().__init__(host, shell, room.name if room else _("Add a room"))

    def about(self) -> str:
        return self._room.id if self._room else ""

    def build(self, form: Form) -> None:
        room = self._room or Room("", "")
        self.name = self.line("name", _("Name of the room"), "N", room.name)
        self.note = self.line("note", _("What to know of it"), "W", room.note)
        self.keep = None
        if self._room is not None:
            keeps = [("keep", _("It is used")), ("retire", _("It is used no more"))]
            self.keep = self.strip("keep", _("The room"), "T", keeps, "keep")

    def work(self) -> Work:
        ident, name, note = self.about(), self.name.text(), self.note.text()
        if self.keep is not None and self.keep.value() == "retire":
            self.saved.connect(lambda _none: self._retired(ident))
            return lambda desk: desk.rooms.retire(ident)

        def save(desk: Desk) -> Done[None]:
            _saved = desk.rooms.write(ident, name, note) if ident else desk.rooms.add(name, note)
            return Done(None, Changes.SETTINGS)

        return save

    def _retired(self, ident: str) -> None:
        shell = self.shell

        def back() -> None:
            shell.tasks.write(shell, lambda desk: desk.rooms.retire(ident, gone=False))

        shell.tell(notices.undo(_("The room is not offered any more. Appointments keep its name."), back))

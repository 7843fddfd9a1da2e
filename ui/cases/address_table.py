"""The addresses of a case in one table: marked by Space, opened by Enter; each is text and leads nowhere."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from app.clock import today
from app.codelists import label
from app.deletion import Target
from app.i18n import _
from ui.cases import words
from ui.cases.forms.addresses import short
from ui.kit.table import Column, Table

PAGE = 200


class AddressTable(Table):
    """The list of addresses; Space marks, Enter opens what was done about one."""

    def __init__(self) -> None:
        self.marked: set[str] = set()
        columns = [
            Column("mark", "", lambda one: _("marked") if one.id in self.marked else "", 44, kind="check"),
            Column("url", _("Address"), lambda one: short(one.url.partition("://")[2] or one.url, 56)),
            Column("state", _("Where it stands"), lambda one: label("deletion_state", one.state), 150),
            Column("look", _("Look again"), lambda one: words.short_day(one.next_look), 120, strong=_due),
        ]
        super().__init__(_("Addresses"), columns, PAGE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self._mark(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == 0:
            self._mark(index.row())
            return
        super().mouseReleaseEvent(event)

    def _mark(self, at: int) -> None:
        one = self.lazy().row(at)
        if one is not None:
            self.marked ^= {one.id}
            self.lazy().dataChanged.emit(self.lazy().index(at, 0), self.lazy().index(at, 0))


def _due(one: Target) -> bool:
    return one.due(today())

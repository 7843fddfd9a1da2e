"""Today for a manager who may not read cases: how much of a hand-over waits, in numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.changes import Changes
from app.clock import today
from app.desk import Desk
from app.i18n import _, long_date
from app.office import Left
from ui.application import Place, Shell
from ui.kit.label import Label
from ui.kit.page import Column, Page, PageHead
from ui.kit.rows import TWO_LINES
from ui.today import lines
from ui.today.lists import Group


class NumbersPage(Place):
    """Who handed something over that nobody has taken; the things themselves stay with those who may read them."""

    watches = Changes.SHIFTS | Changes.STAFF

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._head = PageHead(long_date(today()), px=22)
        self.left = Group(_("Handed over, not taken yet"), "clock", _("Nothing waits between two shifts."), TWO_LINES)
        sentence = _("These are numbers only. Ask the person, or somebody who may read cases, what they are.")
        column = Column(_("Handed over, not taken yet"), spacing=12)
        column.setMaximumWidth(760)
        column.add(self.left, Label(sentence, 12, 400, "text2", wrap=True))
        column.end()
        page = Page(self._head)
        page.body.addWidget(column, 1)
        page.body.addStretch(1)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(page)

    def reload(self) -> None:
        self._head.set(long_date(today()))
        self.shell.tasks.read(self, _read, self._show, topic="today")

    def _show(self, found: tuple[tuple[Left, ...], dict[str, str]]) -> None:
        waiting, names = found
        self.left.show_rows([lines.left(one, names) for one in waiting])

    def arrive(self, argument: object = None) -> None:
        super().arrive(argument)
        if self.focusWidget() is None:
            self.left.rows.setFocus(Qt.FocusReason.OtherFocusReason)


def _read(desk: Desk) -> tuple[tuple[Left, ...], dict[str, str]]:
    return desk.shifts_left.all(), {one.id: one.name for one in desk.office.staff()}

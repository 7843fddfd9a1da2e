"""Today for a manager who may not read cases: what waits of a hand-over, and copies that should be back, in numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.changes import Changes
from app.clock import today
from app.desk import Desk
from app.i18n import _, long_date
from app.office import Left, Waiting
from ui.application import Place, Shell
from ui.kit.label import Label
from ui.kit.page import Column, Page, PageHead
from ui.kit.rows import TWO_LINES
from ui.today import lines
from ui.today.lists import Group

_Numbers = tuple[tuple[Left, ...], tuple[Waiting, ...], dict[str, str], int]


class NumbersPage(Place):
    """Who handed something over that nobody has taken, and which copies are late; what they are stays with others."""

    watches = Changes.SHIFTS | Changes.STAFF | Changes.CONFERENCES | Changes.INBOX

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._head = PageHead(long_date(today()), px=22)
        self.left = Group(_("Handed over, not taken yet"), "clock", _("Nothing waits between two shifts."), TWO_LINES)
        self.copies = Group(
            _("Copies of case conferences to get back"), "file", _("No copy has to be back yet."), TWO_LINES, 88
        )
        self.reports = Group(_("Reports from outside"), "inbox", "", TWO_LINES)
        self.reports.rows.opened.connect(lambda _row: self.shell.go("office", "people"))
        sentence = _("These are numbers only. Ask the person, or somebody who may read cases, what they are.")
        column = Column(_("What waits, in numbers"), spacing=12)
        column.setMaximumWidth(760)
        column.add(self.reports, self.left, self.copies, Label(sentence, 12, 400, "text2", wrap=True))
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

    def _show(self, found: _Numbers) -> None:
        waiting, copies, names, wanted = found
        self.reports.show_rows([lines.wanted(wanted)] if wanted else [])
        self.reports.setVisible(bool(wanted))
        self.copies.show_rows([lines.copies_out(one, names, today()) for one in copies])
        self.left.show_rows([lines.left(one, names) for one in waiting])

    def arrive(self, argument: object = None) -> None:
        super().arrive(argument)
        if self.focusWidget() is None:
            self.left.rows.setFocus(Qt.FocusReason.OtherFocusReason)


def _read(desk: Desk) -> _Numbers:
    names = {one.id: one.name for one in desk.office.staff()}
    return desk.shifts_left.all(), desk.copies_out.all(today().isoformat()), names, desk.officers_wanted.count()

"""The duties of this kind of centre and this worker: a list by kind, the chosen one in full, and reports in a case."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.changes import Changes
from app.codelists import label
from app.duties import Duty
from app.errors import GyeotError
from app.i18n import _, pick
from app.kinds import CentreType
from ui.application import Guide, Place, Shell
from ui.duties import words
from ui.duties.detail import DutyDetail
from ui.duties.form import ReportForm
from ui.duties.reading import Holding, read_holding
from ui.kit.banner import Banner, Verb
from ui.kit.buttons import Button
from ui.kit.empty import ErrorState
from ui.kit.page import NARROW_BELOW, Page, PageHead
from ui.kit.rows import TWO_LINES, Rows

_RAIL = 76


class DutiesPage(Place):
    """`arrive` takes a case id, a Guide (a session or contact whose case it is), or nothing for a look without a case."""

    watches = Changes.DUTIES | Changes.CASES | Changes.STAFF

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._where = Guide()
        self._holding: Holding | None = None
        self.form: ReportForm | None = None
        self.head = PageHead(_("Duties and powers"), " ")
        self.back = Button(_("Back to the case"), "secondary", "Esc", "arrow-left")
        self.head.add_act(self.back)
        self.page = Page(self.head)
        self.none_here = Banner("caution", " ", " ", icon="info")
        self.list = Rows(_("Duties and powers"), TWO_LINES)
        self.detail = DutyDetail()
        self.wrong = ErrorState(
            _("The duties could not be read"),
            _("Nothing was changed. Please try again."),
            [Verb("again", _("Try again"))],
        )
        self._lay_out()
        self.back.clicked.connect(lambda _on=False: self.go_back())
        self.list.chosen.connect(self._show_duty)
        self.detail.law_asked.connect(self._open_law)
        self.detail.record_asked.connect(self.record)
        self.detail.amend_asked.connect(self.amend)
        self.wrong.chosen.connect(lambda _verb: self.reload())

    def _lay_out(self) -> None:
        self.page.show_banner(self.none_here)
        self.none_here.hide()
        self._both = QWidget()
        self._split = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._both)
        self._split.setContentsMargins(0, 0, 0, 0)
        self._split.setSpacing(24)
        self._split.addWidget(self.list, 10)
        self._split.addWidget(self.detail, 11)
        self.stack = QStackedWidget()
        self.stack.setMinimumHeight(200)  # what is only shown sometimes must not ask for more
        self.stack.addWidget(self._both)
        self.stack.addWidget(self.wrong)
        self.page.body.addWidget(self.stack)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)

    # -- coming and going ------------------------------------------------------------------------

    def arrive(self, argument: object = None) -> None:
        if isinstance(argument, Guide):
            self._where = argument
        else:
            self._where = Guide(case_id=argument if isinstance(argument, str) and argument else None)
        self._holding = None  # until the answer is there, nothing may be written into the case before
        self.reload()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def here(self) -> str:
        return self._holding.case.id if self._holding and self._holding.case else ""

    def go_back(self) -> None:
        if self.here():
            self.shell.go("cases", self.here())

    def reload(self) -> None:
        where = self._where
        self.shell.tasks.read(self, lambda desk: read_holding(desk, where), self._show, self._failed, topic="duties")

    def _failed(self, problem: GyeotError) -> None:
        self.stack.setCurrentWidget(self.wrong)
        self.shell.refuse(problem)

    # -- showing ---------------------------------------------------------------------------------

    def _show(self, holding: Holding) -> None:
        self._holding = holding
        self.stack.setCurrentWidget(self._both)
        self.head.set(_("Duties and powers"), _about(holding))
        self.back.setVisible(holding.case is not None)
        self._show_powers(holding)
        chosen = self.list.current_id()
        self.list.show_rows(words.rows(holding))
        if not any(one.id == chosen for one in holding.duties) and holding.duties:
            self.list.choose(holding.duties[0].id)
        self._show_duty(self.list.current_id())

    def _show_powers(self, holding: Holding) -> None:
        """Say plainly, and first, where the law gives no powers."""
        none = holding.without_powers
        self.none_here.setVisible(none is not None)
        if none is None:
            return
        if holding.centre_type == CentreType.UNREGISTERED:
            title = _("This organisation is not registered: it claims no privilege of a centre.")
        else:
            title = _("The law gives no powers of their own here.")
        self.none_here.set_words(title, pick(dict(none.duty)))

    def _duty(self, duty_id: str) -> Duty | None:
        return next((one for one in self._holding.duties if one.id == duty_id), None) if self._holding else None

    def _show_duty(self, duty_id: str) -> None:
        if self._holding is not None:
            self.detail.show_duty(self._duty(duty_id), self._holding)

    def _open_law(self, card_id: str) -> None:
        if self._holding is not None:
            self.shell.go("law", self._holding.law[card_id])

    # -- acting ----------------------------------------------------------------------------------

    def record(self, duty_id: str) -> None:
        """Open the form for a duty of the case one came from."""
        duty = self._duty(duty_id)
        if duty is not None and self.here():
            self._begin(ReportForm(self, self.shell, self.here(), duty))

    def amend(self, report_id: str) -> None:
        found = [one for one in self._holding.reports if one.id == report_id] if self._holding else []
        for report in found:
            duty = self._duty(report.duty_id)
            if duty is not None:
                self._begin(ReportForm(self, self.shell, report.case_id, duty, report))

    def _begin(self, form: ReportForm) -> None:
        self.form = form
        form.saved.connect(lambda _report: self.shell.tell(_("It is written down in the case.")))
        form.begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.here():
            self.go_back()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() + _RAIL >= NARROW_BELOW
        self._split.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)


def _about(holding: Holding) -> str:
    """For which kind of centre, which status, and in which case."""
    parts = [label("centre_type", holding.centre_type), label("staff_status", holding.status)]
    if holding.case is not None:
        parts.append(f"{holding.case.survivor.alias} {holding.case.number}")
    return " · ".join(parts)

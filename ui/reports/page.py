"""The page of reports: the dashboard, and a report of a month or a year that is looked at before it leaves."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.changes import Changes
from app.desk import Desk
from app.errors import GyeotError
from app.flows.report_out import CLIPBOARD
from app.i18n import _
from app.kinds import Role
from app.reports import Behind, Period
from ui.application import Place, Shell
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.empty import ErrorState
from ui.kit.flow import Flow
from ui.kit.form import Picker
from ui.kit.page import MARGIN, Page, PageHead
from ui.kit.room import Pages
from ui.kit.saving import ChoosePath, ask_path
from ui.kit.tabs import Tabs
from ui.reports.dashboard import DashboardView, palette, read_panels
from ui.reports.layout_form import LayoutForm
from ui.reports.leaving import HandOver, Writer
from ui.reports.reading import (
    Counted,
    Drawn,
    Found,
    is_yearly,
    period_choices,
    period_of,
    read_cases,
    read_report,
    report_choices,
)
from ui.reports.tables import ReportTables

_SIDE_FROM = 900


class ReportsPage(Place):
    """`arrive` takes nothing for what was shown last (first the overview), or the id of a report."""

    watches = (
        Changes.REPORTS | Changes.SETTINGS | Changes.CASES | Changes.CONTACTS | Changes.TASKS | Changes.SUPPORT
        | Changes.STAFF
    )  # fmt: skip

    def __init__(self, shell: Shell, parent: QWidget | None = None, choose_path: ChoosePath = ask_path) -> None:
        super().__init__(shell, parent)
        self.counted: Counted | None = None
        self.form: HandOver | LayoutForm | None = None
        self._asked, self._fresh, self._narrow = 0, False, False
        self._behind: tuple[str, str] | None = None
        self.writer = Writer(self, shell, choose_path)
        self.head = PageHead(_("Reports"), " ")
        self.tabs = Tabs([("overview", _("Overview")), ("report", _("A report"))], _("What of the reports"))
        self.reports = Picker()
        self.periods = Picker()
        self.dashboard, self.tables = DashboardView(), ReportTables()
        self.wrong = ErrorState(
            _("This could not be counted"), _("Nothing was changed. Please try again."), [Verb("again", _("Try again"))]
        )
        self._lay_out()
        self._connect()
        self._offer_periods()
        self._fit()

    def _lay_out(self) -> None:
        page = Page(self.head)
        self._acts()
        strip = QWidget()
        row = QHBoxLayout(strip)
        row.setContentsMargins(MARGIN, 0, MARGIN, 8)
        row.setSpacing(10)
        row.addWidget(self.tabs)
        row.addStretch(1)
        held = QWidget()
        self._beside = Flow(held)
        self._beside.addWidget(self.layout_act)
        row.addWidget(held)
        for picker, name, width in ((self.reports, _("Which report"), 200), (self.periods, _("Month or year"), 200)):
            picker.setAccessibleName(name)
            picker.view().setAccessibleName(name)
            picker.setMinimumWidth(width - 48)
            picker.setMaximumWidth(width)
            row.addWidget(picker, 100)
        page.add_below_head(strip)
        page.add_below_head(self._below())
        self.stack = Pages()
        self.stack.setMinimumHeight(200)
        for face in (self.dashboard, self.tables, self.wrong):
            self.stack.addWidget(face)
        page.body.addWidget(self.stack)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(page)

    def _acts(self) -> None:
        self.copy = Button(_("Copy the figures"), key="Ctrl+Shift+C", icon="clipboard")
        self.workbook = Button("XLSX", key="Ctrl+Shift+X", icon="download")
        self.paper = Button("PDF", key="Ctrl+Shift+P", icon="download")
        self.hand = Button(_("Hand to managers"), icon="inbox")
        self.layout_act = Button(_("Layout"), "quiet", icon="pencil")
        self.workbook.setAccessibleName(_("Write as a workbook (XLSX)"))
        self.paper.setAccessibleName(_("Write as a paper (PDF)"))
        self._outward = (self.hand, self.copy, self.workbook, self.paper)
        for act in self._outward:
            self.head.add_act(act)

    def _below(self) -> QWidget:
        """Where the acts stand in a narrow window: in as many rows as they need."""
        self._row = QWidget()
        inside = QVBoxLayout(self._row)
        inside.setContentsMargins(MARGIN, 0, MARGIN, 8)
        held = QWidget()
        inside.addWidget(held)
        self._flow = Flow(held, 8, 8)
        self._row.hide()
        return self._row

    def _connect(self) -> None:
        self.tabs.chosen.connect(lambda _tab: self._turned())
        self.reports.currentIndexChanged.connect(lambda _at: self._turned())
        self.periods.currentIndexChanged.connect(lambda _at: self._other_period())
        for act, form in ((self.copy, CLIPBOARD), (self.workbook, "xlsx"), (self.paper, "pdf")):
            act.clicked.connect(lambda _on=False, form=form: self._with(partial(self._leave, form)))
        self.hand.clicked.connect(lambda _on=False: self._with(self._hand_over))
        self.layout_act.clicked.connect(lambda _on=False: self._ask_layout())
        self.dashboard.asked.connect(self._ask_cases)
        self.dashboard.redraw_asked.connect(self.reload)
        self.dashboard.behind.opened.connect(lambda case: self.shell.go("cases", case))
        self.dashboard.behind.more_asked.connect(self._more)
        self.wrong.chosen.connect(lambda _verb: self.reload())

    # -- coming and going ------------------------------------------------------------------------

    @property
    def tab(self) -> str:
        return self.tabs.current()

    def here(self) -> str:
        return self.reports.value() if self.tab == "report" else ""

    def arrive(self, argument: object = None) -> None:
        wanted = argument if isinstance(argument, str) else ""
        if self.reports.count():
            self._arrived(wanted)
        else:  # the layouts are files: they are read where files may be read
            self.shell.tasks.read(self, lambda _desk: report_choices(), lambda found: self._offer(found, wanted))

    def _offer(self, found: list[tuple[str, str]], wanted: str) -> None:
        self.reports.set_options(found)
        self._arrived(wanted)

    def _arrived(self, wanted: str) -> None:
        if wanted:
            self.tabs.set_current("report")
            self.reports.set_value(wanted)
            self._offer_periods()
        self._fit()
        self._fresh = True
        self.reload()

    def _turned(self) -> None:
        """Another face or another report: what it can be counted for may differ."""
        self._offer_periods()
        self._fit()
        self.reload()

    def _other_period(self) -> None:
        self._behind = None
        self.dashboard.behind.forget()
        self.reload()

    def _offer_periods(self) -> None:
        self.periods.set_options(period_choices(self.tab == "report" and is_yearly(self.reports.value())))

    def _fit(self) -> None:
        on_report = self.tab == "report"
        for act in self._outward:
            act.setVisible(on_report)
        self._row.setVisible(on_report and self._narrow)
        self.layout_act.setVisible(on_report and self.shell.who.role == Role.MANAGER)
        self.reports.setVisible(on_report)
        said = _("Coded fields only. Sealed cases are not among the figures.")
        self.head.set(_("Reports"), said)

    # -- reading ---------------------------------------------------------------------------------

    def reload(self) -> None:
        period = period_of(self.periods.value())
        self._asked += 1
        if self.tab == "report":
            self.shell.tasks.read(self, lambda desk: desk.reader, partial(self._count, period), topic="report")
            return
        colours = palette()
        self.shell.tasks.read(
            self, lambda desk: read_panels(desk, period, colours), self._show_panels, self._failed, topic="panels"
        )
        if self._behind is not None:
            self._ask_cases(*self._behind)

    def _count(self, period: Period, opener: Callable[[], Desk]) -> None:
        """A year of a large centre takes seconds: it is counted beside the reader that pages wait for."""
        ident, asked = self.reports.value(), self._asked

        def count() -> Counted:
            with closing(opener()) as desk:
                return read_report(desk, ident, period)

        def show(counted: Counted) -> None:
            if asked == self._asked:
                self._show(counted)

        self.shell.tasks.work(self, lambda _tell, _stop: count(), show, self._failed)

    def _show(self, counted: Counted) -> None:
        self.counted = counted
        self.tables.show_report(counted.report)
        self._put(self.tables)
        self.layout_act.set(_("Layout (your own)") if counted.own else _("Layout"))

    def _show_panels(self, panels: tuple[Drawn, ...]) -> None:
        if self.tab != "overview":
            return
        self.dashboard.show_panels(panels)
        self._put(self.dashboard)

    def _put(self, face: DashboardView | ReportTables) -> None:
        """Show it; whoever has just arrived begins there."""
        self.stack.setCurrentWidget(face)
        if self._fresh:
            self._fresh = False
            face.focus()

    def _failed(self, problem: GyeotError) -> None:
        self.counted = None
        self.stack.setCurrentWidget(self.wrong)
        self.shell.refuse(problem)

    # -- the cases behind a number ---------------------------------------------------------------

    def _ask_cases(self, panel: str, line: str, after: Behind | None = None) -> None:
        self._behind = (panel, line)
        period = period_of(self.periods.value())

        def show(found: Found) -> None:
            self.dashboard.behind.show_found(self.dashboard.called(panel, line), found, goes_on=after is not None)

        self.shell.tasks.read(
            self, lambda desk: read_cases(desk, panel, line, period, after), show, self.shell.refuse, topic="behind"
        )

    def _more(self, last: object) -> None:
        if self._behind is not None and isinstance(last, Behind):
            self._ask_cases(*self._behind, after=last)

    # -- acts ------------------------------------------------------------------------------------

    def _with(self, act: Callable[[Counted], None]) -> None:
        """What stands on the page is what leaves."""
        if self.tab == "report" and self.counted is not None:
            act(self.counted)

    def _leave(self, form: str, counted: Counted) -> None:
        self.writer.begin(counted, form)

    def _hand_over(self, counted: Counted) -> None:
        self.form = HandOver(self, self.shell, counted.report)
        self.form.begin()

    def _ask_layout(self) -> None:
        ident = self.reports.value()
        self.shell.tasks.read(self, lambda desk: desk.reports.text(ident), self._edit_layout, topic="layout")

    def _edit_layout(self, text: str) -> None:
        self.form = LayoutForm(self, self.shell, self.reports.value(), self.reports.currentText(), text)
        self.form.begin()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.width() - 2 * MARGIN
        self.dashboard.fit(width)
        self.tables.fit(width >= _SIDE_FROM)
        if self._narrow != (width < _SIDE_FROM):
            self._narrow = not self._narrow
            for act in self._outward:
                (self._flow if self._narrow else self.head.acts).addWidget(act)
            (self._flow if self._narrow else self._beside).addWidget(self.layout_act)
            self._fit()

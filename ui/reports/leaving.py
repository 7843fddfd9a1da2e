"""A report leaves the page: into the clipboard, into a file, or sealed to the managers who may not open cases."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.errors import GyeotError
from app.flows import report_out
from app.i18n import _
from app.kinds import Role
from app.reports import Report
from ui.application import Shell
from ui.forms import FormDialog
from ui.kit.form import Form
from ui.kit.saving import ChoosePath, ask_path
from ui.reports.reading import Counted

OUTSIDE, EXACT = "outside", "exact"


class OutwardForm(FormDialog):
    """Which form leaves: small figures held back, or exact ones, for which a manager says why."""

    chosen_form = Signal(object)

    def __init__(self, host: QWidget, shell: Shell, counted: Counted) -> None:
        self._counted = counted
        sentence = _(
            "Figures of 1 to 4, and others that would give them away, stand as * outside the house: here {count} of them."
        ).format(count=counted.outside.hides)
        report = counted.report
        title = _("What leaves: {report} {period}").format(report=report.title, period=report.period.name)
        super().__init__(host, shell, title, sentence, _("Go on"))

    def about(self) -> str:
        return f"{self._counted.report.layout}:{self._counted.report.period.name}"

    def build(self, form: Form) -> None:
        choices = [(OUTSIDE, _("For outside")), (EXACT, _("Exact figures"))]
        self.which = self.strip("which", _("Which figures"), "F", choices, OUTSIDE)
        note = _("Such as the ministry whose form asks for them. It stands in the audit trail.")
        self.reason = self.area("reason", _("Why exact figures leave, and to whom"), "W", lines=2, note=note)
        self.which.changed.connect(self._fit_rows)
        self._fit_rows()

    def _fit_rows(self) -> None:
        self.form.show_row("reason", self.which.value() == EXACT)

    def work(self) -> None:
        exact = None
        if self.which.value() == EXACT:
            exact = report_out.in_exact_form(self.shell.who.role, self.reason.toPlainText())
        self.left.connect(lambda: self.chosen_form.emit(exact))


class Writer:
    """Lets the report that stands on the page out: into the clipboard, or drawn beside the desk and put in its place."""

    def __init__(self, page: QWidget, shell: Shell, choose_path: ChoosePath = ask_path) -> None:
        self._page, self._shell, self._choose_path = page, shell, choose_path
        self.busy = False
        self.form: OutwardForm | None = None

    def begin(self, counted: Counted, form: str) -> None:
        """Small figures are held back; a manager is asked whether exact ones leave instead."""
        if self._shell.who.role != Role.MANAGER or not counted.outside.hides:
            self._go(counted, form, None)
            return
        self.form = OutwardForm(self._page, self._shell, counted)
        self.form.chosen_form.connect(lambda exact: self._go(counted, form, exact))
        self.form.begin()

    def _go(self, counted: Counted, form: str, exact: report_out.Exact | None) -> None:
        report = counted.outside if exact is None else counted.report
        if form == report_out.CLIPBOARD:
            self._shell.tasks.write(
                self._page, lambda desk: report_out.note_copied(desk.audit, report, exact),
                lambda _none: self._copied(report), self._shell.refuse,
            )  # fmt: skip
        else:
            self._write(report, form, exact)

    def _copied(self, report: Report) -> None:
        """Every figure in the order of the form, to be pasted into another sheet."""
        QGuiApplication.clipboard().setText(report.in_form_order())
        lines = sum(len(one.lines) for one in report.tables)
        self._shell.tell(
            _("{count} lines of figures are in the clipboard, in the order of the form.").format(count=lines)
        )

    def _write(self, report: Report, form: str, exact: report_out.Exact | None) -> None:
        if self.busy:
            return
        target = self._choose_path(self._page.window(), f"{report.title} {report.period.name}.{form}")
        if target is None:
            return
        if target.suffix.lower() != f".{form}":
            target = target.with_name(f"{target.name}.{form}")
        self.busy = True
        who = self._shell.who

        def put(data: bytes) -> None:
            self._shell.tasks.write(
                self._page,
                lambda desk: report_out.leave(desk.audit, target, data, report, form, exact=exact, overwrite=True),
                self._written, self._failed,
            )  # fmt: skip

        self._shell.tasks.work(
            self._page, lambda _tell, _stop: _bytes(report, form, who.name, practice=who.practice), put, self._failed
        )

    def _written(self, made: report_out.Written) -> None:
        self.busy = False
        self._shell.tell(_("The report was written to {file}.").format(file=Path(made.path).name))

    def _failed(self, problem: GyeotError) -> None:
        self.busy = False
        self._shell.refuse(problem)


def _bytes(report: Report, form: str, by: str, *, practice: bool) -> bytes:
    return report_out.as_workbook(report) if form == "xlsx" else report_out.as_paper(report, by, practice=practice)[0]


class HandOver(FormDialog):
    """The report to the managers who may not open cases, with a few words beside it."""

    def __init__(self, host: QWidget, shell: Shell, report: Report) -> None:
        self._report = report
        sentence = _(
            "It lies under Office, “Handed to managers”, sealed for the managers there are now. Small figures can point to one person: please look at them first."
        )
        title = _("Hand over: {report} {period}").format(report=report.title, period=report.period.name)
        super().__init__(host, shell, title, sentence, _("Hand it over"))

    def about(self) -> str:
        return f"{self._report.layout}:{self._report.period.name}"

    def build(self, form: Form) -> None:
        self.note = self.area("note", _("A few words beside it (may stay empty)"), "F")

    def submit(self) -> None:
        """The paper is drawn beside the desk; sealed and put down on the writer's thread."""
        self.form.clear_errors()
        self.buttons["save"].setEnabled(False)
        report, who = self._report, self.shell.who
        self.shell.tasks.work(
            self, lambda _tell, _stop: report_out.as_paper(report, who.name, practice=who.practice), self._drawn,
            self.refuse,
        )  # fmt: skip

    def _drawn(self, paper: tuple[bytes, int]) -> None:
        report, note, (data, pages) = self._report, self.note.toPlainText(), paper
        self.shell.tasks.write(
            self, lambda desk: report_out.hand_over(desk, report, data, pages, note), self._handed, self.refuse
        )

    def _handed(self, value: object) -> None:
        shell = self.shell
        self._saved(value)
        shell.tell(_("The report lies with the managers."))

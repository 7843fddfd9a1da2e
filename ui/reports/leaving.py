"""A report leaves the page: into the clipboard, into a file, or sealed to the managers who may not open cases."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.errors import GyeotError
from app.flows import report_out
from app.i18n import _
from app.reports import Report
from ui.application import Shell
from ui.forms import FormDialog
from ui.kit.form import Form
from ui.kit.saving import ChoosePath, ask_path

FORMS = ("xlsx", "pdf")


def copy_figures(shell: Shell, report: Report) -> None:
    """Every figure in the order of the form, to be pasted into another sheet."""
    QGuiApplication.clipboard().setText(report.in_form_order())
    lines = sum(len(one.lines) for one in report.tables)
    shell.tell(_("{count} lines of figures are in the clipboard, in the order of the form.").format(count=lines))


class Writer:
    """Writes the report that stands on the page: drawn beside the desk, put in its place on the writer's thread."""

    def __init__(self, page: QWidget, shell: Shell, choose_path: ChoosePath = ask_path) -> None:
        self._page, self._shell, self._choose_path = page, shell, choose_path
        self.busy = False

    def write(self, report: Report, form: str) -> None:
        if self.busy:
            return
        target = self._choose_path(self._page.window(), f"{report.title} {report.period.name}.{form}")
        if target is None:
            return
        if target.suffix.lower() != f".{form}":
            target = target.with_name(f"{target.name}.{form}")
        self.busy = True
        who = self._shell.who
        self._shell.tasks.work(
            self._page, lambda _tell, _stop: _bytes(report, form, who.name, practice=who.practice),
            lambda data: self._put(report, form, target, data), self._failed,
        )  # fmt: skip

    def _put(self, report: Report, form: str, target: Path, data: bytes) -> None:
        self._shell.tasks.write(
            self._page, lambda desk: report_out.leave(desk.audit, target, data, report, form, overwrite=True),
            self._written, self._failed,
        )  # fmt: skip

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

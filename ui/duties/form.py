"""Writing down what was done about a duty: reported when and where, or the exception by which it was not."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.clock import local, now
from app.duties import Duty, Entry, Report, brief
from app.i18n import _, pick
from ui.application import Shell
from ui.forms import FormDialog, Work, instant_of
from ui.kit.form import Form

_REPORTED, _NOT = "reported", "exception"


class ReportForm(FormDialog):
    """A new report of a duty in a case, or one that is completed later."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str, duty: Duty, report: Report | None = None) -> None:
        self._case_id, self._duty, self._report = case_id, duty, report
        self._entry = report.entry if report else Entry("", "", now())
        title = _("Complete what is written") if report else _("Write down a report")
        super().__init__(host, shell, title, brief(duty))

    def about(self) -> str:
        return self._report.id if self._report else f"{self._case_id}:{self._duty.id}"

    def build(self, form: Form) -> None:
        one = self._entry
        done = [(_REPORTED, _("It was reported")), (_NOT, _("Not reported, by an exception"))]
        self.done = self.strip("done", _("What was done"), "W", done, _NOT if one.reported_at is None else _REPORTED)
        self.ground = self.area("ground", _("On what ground"), "G", one.ground, 2, note=_("What was learnt, and how."))
        self.exception = self.area(
            "exception",
            _("Which exception"),
            "E",
            one.exception,
            2,
            note=pick(dict(self._duty.exception or {"ko": ""})),
        )
        told = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known"))]
        self.told = self.strip("told_before", _("Was the person told before"), "T", told, one.told_before)
        self.why = self.area("not_told_because", _("Why not"), "Y", one.not_told_because, 2)
        at = local(one.reported_at or now())
        self.on = self.day("reported_on", _("Day of the report"), "D", at.date().isoformat())
        self.hour = self.line("reported_at", _("Time of the report"), "I", f"{at:%H:%M}", hint="00:00")
        self.authority = self.line(
            "authority", _("Reported to"), "R", one.authority, note=_("For instance 112, or the name of the station.")
        )
        self.receipt = self.line("receipt_no", _("Receipt number"), "N", one.receipt_no, note=_("May follow later."))
        self.note = self.area("note", _("Note"), "O", one.note, 2)
        self.done.changed.connect(self._fit_rows)
        self.told.changed.connect(self._fit_rows)
        self._fit_rows()

    def _fit_rows(self) -> None:
        reported = self.done.value() == _REPORTED
        for field in ("reported_on", "reported_at", "authority", "receipt_no"):
            self.form.show_row(field, reported)
        self.form.show_row("exception", not reported)
        self.form.show_row("not_told_because", self.told.value() == "no")

    def entry(self) -> Entry:
        """The report as it stands in the form; BadInput for a day or time that is none."""
        reported = self.done.value() == _REPORTED
        at = instant_of(self.on.text(), self.hour.text(), "reported_on", "reported_at") if reported else None
        return Entry(
            self.ground.text(), self.told.value(), at, self.authority.text(), self.receipt.text(),
            None if reported else self.exception.text(), self.why.text(), self.note.text(),
        )  # fmt: skip

    def work(self) -> Work:
        entry, report, case_id, duty_id = self.entry(), self._report, self._case_id, self._duty.id
        if report is None:
            return lambda desk: desk.duties.record(case_id, duty_id, entry)
        return lambda desk: desk.duties.amend(report.id, entry)

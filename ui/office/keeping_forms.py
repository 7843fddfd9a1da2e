"""What a manager decides about one record, about its period, and about erasing what was reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from app.changes import Changes, Done
from app.desk import Desk
from app.errors import BadInput
from app.flows import erasure, keeping
from app.i18n import _
from app.retention import COUNSELLING, Destruction, Ground, Line
from ui.application import Shell
from ui.forms import FormDialog, Work, day_text
from ui.kit.form import Form
from ui.office.keeping_rows import clock_word, doubles_word, ground_word


class ReviewForm(FormDialog):
    """One record: may it be erased, is it kept longer, or is it held back for something outside."""

    aliases = {"keep_until": "until"}  # noqa: RUF012 -- as in the class above

    def __init__(self, host: QWidget, shell: Shell, line: Line) -> None:
        self._line = line
        clocks = " ".join(f"{clock_word(clock)}." for clock in line.clocks)
        papers = ""
        if line.papers_open:
            papers = _("Readable copies outside the program that nobody has confirmed as gone: {count}.").format(
                count=line.papers_open
            )
        told = " ".join(one for one in (clocks, papers, doubles_word(line.doubles)) if one)
        super().__init__(host, shell, _("Look at {title}").format(title=line.title), told, _("Decide"))

    def about(self) -> str:
        return self._line.id

    def build(self, form: Form) -> None:
        choices = [("keep", _("Keep longer"))]
        if self._line.kind == "case":
            choices.append(("hold", _("Hold back")))
        choices.append(("erase", _("May be erased")))
        value = "hold" if self._line.held else (self._line.decision or "")
        self.decision = self.strip("decision", _("What becomes of it"), "W", choices, str(value))
        note = _("It stays with the record and goes with it. Name nobody who is not in the record.")
        self.reason = self.line("reason", _("Reason"), "R", note=note)
        self.until = self.day("until", _("Keep until"), "U")
        self.decision.changed.connect(self._fit_rows)
        self._fit_rows()

    def _fit_rows(self) -> None:
        self.form.show_row("reason", self.decision.value() in ("keep", "hold"))
        self.form.show_row("until", self.decision.value() == "keep")

    def work(self) -> Work:
        record, decision, reason = self._line.id, self.decision.value(), self.reason.text()
        if not decision:
            raise BadInput(_("Please choose what becomes of it."), field="decision")
        if decision == "hold":
            return lambda desk: desk.retention.hold(record, reason)
        until = day_text(self.until.text()) if decision == "keep" else None
        day = date.fromisoformat(until) if until else None
        return lambda desk: desk.retention.decide(record, decision, reason=reason, keep_until=day)


class PeriodForm(FormDialog):
    """For how many years the centre keeps what no law gives a period for."""

    def __init__(self, host: QWidget, shell: Shell, centre_type: str, chosen: str = "") -> None:
        self._centre_type, self._chosen = centre_type, chosen
        sentence = _(
            "The law names no period for counselling records of this kind of centre. Ask a lawyer when you set it, and tell it when you take consent."
        )
        super().__init__(host, shell, _("How long counselling records are kept"), sentence, _("Set the period"))

    def build(self, form: Form) -> None:
        years = self._chosen.removeprefix("P").removesuffix("Y") if self._chosen else ""
        note = _("Counted from the day a case is closed.")
        self.years = self.line("period", _("Years"), "Y", years, note=note)

    def work(self) -> Work:
        text, centre_type = f"P{self.years.text().strip()}Y", self._centre_type
        return lambda desk: keeping.set_period(desk.office, centre_type, COUNSELLING, text)


class EraseForm(FormDialog):
    """The last question before records go for good."""

    def __init__(self, host: QWidget, shell: Shell, lines: Sequence[Line], ground: Ground, backups: int) -> None:
        self._lines, self._ground = tuple(lines), ground
        cases = sum(line.kind == "case" for line in lines)
        told = [
            _(
                "Cases: {cases} · contacts: {contacts}. They go with their notes, history, drafts and sealed files."
            ).format(cases=cases, contacts=len(lines) - cases),
            _("This cannot be undone."),
        ]
        told.append(doubles_word([one for line in lines for one in line.doubles]))
        if backups:
            told.append(
                _("Backups that still hold them for at most 90 days: {count}. Restoring one erases them again.").format(
                    count=backups
                )
            )
        if papers := sum(line.papers_open for line in lines):
            told.append(
                _("Readable copies outside the program that nobody has confirmed as gone: {count}.").format(
                    count=papers
                )
            )
        super().__init__(host, shell, _("Erase what was reviewed"), " ".join(filter(None, told)), _("Erase for good"))
        self.buttons["save"].set_kind("danger")

    def build(self, form: Form) -> None:
        grounds = [(one.value, ground_word(one)) for one in Ground]
        self.ground = self.strip("ground", _("On what ground"), "G", grounds, self._ground.value)

    def work(self) -> Work:
        chosen, ground = [line.id for line in self._lines], self.ground.value()
        return lambda desk: _erase(desk, chosen, ground)


def _erase(desk: Desk, chosen: list[str], ground: str) -> Done[Destruction]:
    done = erasure.erase(desk.home, desk.keys, desk.retention, chosen, ground)
    desk.forget_submitted()
    return Done(done.value, done.changes | Changes.SUBMISSIONS)

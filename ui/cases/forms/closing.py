"""Closing a case and opening it again, and the fields the manual asks to record."""

from __future__ import annotations

import json
from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.cases import Case, reasons_of
from app.codelists import codes
from app.flows import closing
from app.i18n import _, pick
from app.office import Member
from app.recordfields import Field, fields
from ui.application import Shell
from ui.cases.forms.base import FormDialog, TextArea, Work, day_text
from ui.kit.buttons import Button
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.form import Form, LineEdit


class ClosingForm(FormDialog):
    """How a case ends, why, and what was looked at before; a supervisor may be asked first."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str, supervisors: tuple[Member, ...] = ()) -> None:
        self._case_id, self._supervisors = case_id, supervisors
        super().__init__(
            host,
            shell,
            _("Close the case"),
            _("Nothing is deleted, and the case can be opened again."),
            _("Close the case"),
        )

    def build(self, form: Form) -> None:
        endings = [(one.id, one.label) for one in codes("outcome") if one.extra.get("closing")]
        self.outcome = self.strip("outcome", _("How it ends"), "H", endings)
        reasons = [(one.id, one.label) for one in codes("closure_item") if one.extra["part"] == "why"]
        self.why = self.many("why", _("Why"), "W", reasons)
        self.before: dict[str, ChoiceStrip] = {}
        self.words: dict[str, LineEdit] = {}
        answers = [("yes", _("Yes")), ("no", _("No"))]
        before = [one for one in codes("closure_item") if one.extra["part"] == "before"]
        for one, key, why in zip(before, "PCFBL", "AEGJK", strict=True):
            self.before[one.id] = self.strip(one.id, one.label, key, answers)
            self.words[one.id] = self.line(f"{one.id}_words", _("Why not"), why)
            self.before[one.id].changed.connect(self._fit_rows)
        self.note = self.area("closing_note", _("Note"), "N")
        if self._supervisors:
            ways = [
                ("", _("Close now")),
                *((one.id, _("Ask {name} first").format(name=one.name)) for one in self._supervisors),
            ]
            self.ask_first = self.strip("supervisor", _("Supervisor"), "S", ways)
            self.ask_first.changed.connect(self._say_verb)
        self.outcome.changed.connect(self._take_reasons)
        self._fit_rows()

    def _take_reasons(self) -> None:
        """How it ends says why, as a rule; more can be chosen."""
        self.why.set_values(tuple({*self.why.values(), *reasons_of(self.outcome.value())}))

    def _fit_rows(self) -> None:
        for item, strip in self.before.items():
            self.form.show_row(f"{item}_words", strip.value() == "no")

    def _say_verb(self) -> None:
        button = self.buttons["save"]
        assert isinstance(button, Button), "every verb is one"
        button.set(_("Ask first") if self._asked() else _("Close the case"))

    def _asked(self) -> str:
        return self.ask_first.value() if self._supervisors else ""

    def answers(self) -> dict[str, tuple[str, str]]:
        """The checklist as it stands in the form."""
        said = {item: (strip.value(), self.words[item].text()) for item, strip in self.before.items() if strip.value()}
        return {**dict.fromkeys(self.why.values(), ("yes", "")), **said}

    def work(self) -> Work:
        case_id, outcome, note = self._case_id, self.outcome.value() or "open", self.note.text() or None
        answers, supervisor = self.answers(), self._asked()
        if supervisor:
            return lambda desk: closing.ask(desk, case_id, supervisor, outcome, note, answers)
        return lambda desk: desk.cases.close(case_id, outcome, note, answers=answers)


class ReopenForm(FormDialog):
    """Why a case is opened again; a word is enough, and none is needed."""

    def __init__(self, host: QWidget, shell: Shell, case: Case) -> None:
        self._case = case
        sentence = _("What stood at its closing stays written down.")
        super().__init__(host, shell, _("Open the case again"), sentence, _("Open again"))

    def about(self) -> str:
        return self._case.id

    def build(self, form: Form) -> None:
        self.because = self.area("because", _("What happened"), "W", lines=2)

    def work(self) -> Work:
        case_id, because = self._case.id, self.because.text()
        return lambda desk: desk.cases.reopen(case_id, because)


class RecordChoice(FormDialog):
    """Which field of the manual is to be written; its own form comes next."""

    picked = Signal(str)

    def __init__(self, host: QWidget, shell: Shell) -> None:
        super().__init__(host, shell, _("Record of the manual"), "", _("Go on"))

    def build(self, form: Form) -> None:
        self.which = self.picker(
            "which", _("What is recorded"), "W", [(one.id, one.label) for one in fields().values()]
        )

    def work(self) -> None:
        self.left.connect(lambda: self.picked.emit(self.which.value()))


class RecordForm(FormDialog):
    """One field of the manual's record."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str, recorded: Mapping[str, str], field: str) -> None:
        self._case_id, self._recorded, self._field = case_id, recorded, field
        super().__init__(host, shell, _("Record of the manual"), _("An empty answer takes the entry out."))

    def build(self, form: Form) -> None:
        self._add_value(fields()[self._field])

    def _add_value(self, field: Field) -> None:
        there, words = (
            self._recorded.get(field.id, ""),
            [(one, pick({"ko": ko, "en": en})) for one, ko, en in field.choices],
        )
        if field.kind == "yesno":
            words = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known"))]
        if field.kind == "date":
            self.day(field.id, field.label, "V", there)
        elif field.kind == "text" or (field.kind == "list" and not words):
            text = there if field.kind == "text" else "\n".join(json.loads(there or "[]"))
            self.area(field.id, field.label, "V", text)
        elif field.kind == "list":
            self.many(field.id, field.label, "V", words, tuple(json.loads(there or "[]")))
        else:
            self.strip(field.id, field.label, "V", words, there)

    def work(self) -> Work:
        field, case_id = self._field, self._case_id
        value = self._written(field)
        return lambda desk: desk.cases.record(case_id, {field: value})

    def _written(self, field: str) -> str:
        control = self.form.control(field)
        if isinstance(control, ChoiceStrip):
            several = fields()[field].kind == "list"
            return json.dumps(control.values(), ensure_ascii=False) if several and control.values() else control.value()
        if isinstance(control, TextArea):
            lines = [line for line in control.text().splitlines() if line.strip()]
            is_list = fields()[field].kind == "list"
            return json.dumps(lines, ensure_ascii=False) if is_list and lines else control.text()
        assert isinstance(control, LineEdit), "a record has strips, texts and days"
        return day_text(control.text()) or ""

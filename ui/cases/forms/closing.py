"""Closing a case, and the fields the manual asks to record."""

from __future__ import annotations

import json
from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.codelists import codes
from app.i18n import _, pick
from app.recordfields import Field, fields
from ui.application import Shell
from ui.cases.forms.base import FormDialog, TextArea, Work, day_text
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.form import Form, LineEdit


class ClosingForm(FormDialog):
    """How a case ends; it can be opened again."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str) -> None:
        self._case_id = case_id
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
        self.note = self.area("closing_note", _("Note"), "N")

    def work(self) -> Work:
        case_id, outcome, note = self._case_id, self.outcome.value() or "open", self.note.text() or None
        return lambda desk: desk.cases.close(case_id, outcome, note)


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

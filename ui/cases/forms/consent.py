"""One answer to one purpose: given, refused, taken back, or asked again on a day."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtWidgets import QWidget

from app.errors import BadInput
from app.i18n import _
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, Work, day_text
from ui.cases.reading import CaseFile
from ui.kit.form import Form


def item_words() -> list[tuple[str, str]]:
    """What may be passed on, one by one."""
    return [
        ("alias", _("Alias")),
        ("name", _("Name")),
        ("contact", _("Phone")),
        ("age", _("Age")),
        ("course", _("What happened")),
        ("risk", _("Risk")),
        ("services", _("Support so far")),
        ("dates", _("Deadlines")),
    ]


class ConsentForm(FormDialog):
    """What was asked, what was answered, and how."""

    def __init__(self, host: QWidget, shell: Shell, file: CaseFile, purpose: str = "", recipient: str = "") -> None:
        self._file, self._purpose, self._recipient = file, purpose, recipient
        sentence = _("Later answers stand beside earlier ones; nothing is written over.")
        super().__init__(host, shell, _("Consent"), sentence)

    def build(self, form: Form) -> None:
        self.purpose = self.strip("purpose", _("For what"), "F", words.choices("consent_purpose"), self._purpose)
        places = [("", _("Choose a place")), *sorted(self._file.places.items(), key=lambda one: one[1])]
        self.recipient = self.picker("recipient", _("To which place"), "T", places, self._recipient)
        self.items = self.many("items", _("What may be passed on"), "P", item_words())
        self.answer = self.strip("answer", _("Answer"), "A", words.choices("consent_answer"))
        self.method = self.strip("method", _("How"), "H", words.choices("consent_method", without=("none",)), "oral")
        self.valid = self.day("valid_until", _("Holds until"), "U", note=_("Empty: until it is taken back."))
        self.ground = self.strip("ground", _("Why later"), "W", words.choices("consent_ground"))
        self.remind = self.day("remind_on", _("Ask again on"), "G")
        self.purpose.changed.connect(self._fit_rows)
        self.answer.changed.connect(self._fit_rows)
        self._fit_rows()

    def _fit_rows(self) -> None:
        passing, later = self.purpose.value() == "third_party", self.answer.value() == "deferred"
        for field, shown in (
            ("recipient", passing), ("items", passing), ("method", not later), ("ground", later), ("remind_on", later),
            ("valid_until", self.answer.value() == "given"),
        ):  # fmt: skip
            self.form.show_row(field, shown)

    def work(self) -> Work:
        case_id, purpose, answer = self._file.case.id, self.purpose.value(), self.answer.value()
        method, more = self.method.value() or "oral", self._more()
        return lambda desk: desk.cases.consent(case_id, purpose, answer, method, **more)

    def _more(self) -> dict[str, Any]:
        more: dict[str, Any] = {}
        if self.purpose.value() == "third_party":
            more = {"recipient": self.recipient.value() or None, "items": json.dumps(self.items.values())}
        if self.answer.value() == "deferred":
            more["ground"] = self.ground.value() or None
            more["remind_on"] = day_text(self.remind.text())
            if more["ground"] and not more["remind_on"]:
                raise BadInput(_("Please write the day on which this is asked again."), field="remind_on")
        elif self.answer.value() == "given":
            more["valid_until"] = day_text(self.valid.text())
        return more

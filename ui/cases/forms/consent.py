"""One answer to one purpose: given, refused, taken back, or asked again on a day."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtWidgets import QWidget

from app.errors import BadInput
from app.flows.withdrawal import withdraw
from app.i18n import _
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, Work, day_text
from ui.cases.forms.reached import Reached
from ui.cases.reading import CaseFile
from ui.kit.form import Form

CONFERENCE = "conference"
"""The purpose that is asked for one organisation at a time, and for no service."""


class ConsentForm(FormDialog):
    """What was asked, what was answered, and how."""

    def __init__(
        self, host: QWidget, shell: Shell, file: CaseFile, purpose: str = "", recipient: str = "", answer: str = "",
        service: str = "",
    ) -> None:  # fmt: skip
        self._file, self._purpose, self._recipient, self._answer = file, purpose, recipient, answer
        self._service = service
        sentence = _("Later answers stand beside earlier ones; nothing is written over.")
        super().__init__(host, shell, _("Consent"), sentence)

    def build(self, form: Form) -> None:
        self.purpose = self.strip("purpose", _("For what"), "F", words.choices("consent_purpose"), self._purpose)
        known = {**self._file.places, **{one: one for one in self._named() if one not in self._file.places}}
        places = [("", _("Choose a place")), *sorted(known.items(), key=lambda one: one[1])]
        self.recipient = self.picker("recipient", _("To which place"), "T", places, self._recipient)
        anything = ("", _("Whatever the place is asked for"))
        kinds = [anything, *words.choices("service")]
        self.service = self.picker("service", _("For which support"), "S", kinds, self._service)
        self.items = self.many("items", _("What may be passed on"), "P", words.choices("passed_item"))
        self.answer = self.strip("answer", _("Answer"), "A", words.choices("consent_answer"), self._answer)
        self.reached = Reached(self.shell, self._file)
        form.add_widget(self.reached)
        self.method = self.strip("method", _("How"), "H", words.choices("consent_method", without=("none",)), "oral")
        self.valid = self.day("valid_until", _("Holds until"), "U", note=_("Empty: until it is taken back."))
        self.ground = self.strip("ground", _("Why later"), "W", words.choices("consent_ground"))
        self.remind = self.day("remind_on", _("Ask again on"), "G")
        self.purpose.changed.connect(self._fit_rows)
        self.answer.changed.connect(self._fit_rows)
        for picker in (self.recipient, self.service):
            picker.currentIndexChanged.connect(self._show_reached)
        self._fit_rows()

    def _named(self) -> set[str]:
        """Places that are asked about here and stand in no list of services."""
        return {self._recipient, *(one.recipient for one in self._file.consents if one.recipient)} - {""}

    def _fit_rows(self) -> None:
        passing, later = self.purpose.value() == "third_party", self.answer.value() == "deferred"
        for field, shown in (
            ("recipient", passing or self.purpose.value() == CONFERENCE), ("service", passing),
            ("items", passing and self.answer.value() != "withdrawn"), ("method", not later), ("ground", later), ("remind_on", later),
            ("valid_until", self.answer.value() == "given"),
        ):  # fmt: skip
            self.form.show_row(field, shown)
        self._show_reached()

    def _show_reached(self) -> None:
        """What went to whom stands here before a consent is taken back."""
        gone = self.answer.value() == "withdrawn"
        place, service = self.recipient.value() or None, self.service.value() or None
        passing = self.purpose.value() == "third_party"
        to_a_place = passing or self.purpose.value() == CONFERENCE
        none = _("No place chosen: it is taken back for every place.")
        self.form.set_help("recipient", none if gone and to_a_place and place is None else "")
        self.reached.show_for(
            self.purpose.value() if gone else "", place if to_a_place else None, service if passing else None
        )

    def work(self) -> Work:
        case_id, purpose, answer = self._file.case.id, self.purpose.value(), self.answer.value()
        method, more = self.method.value() or "oral", self._more()
        if answer == "withdrawn":
            place, service = more.get("recipient"), more.get("service")
            return lambda desk: withdraw(desk, case_id, purpose, place=place, service=service, method=method)
        return lambda desk: desk.cases.consent(case_id, purpose, answer, method, **more)

    def _more(self) -> dict[str, Any]:
        more: dict[str, Any] = {}
        if self.purpose.value() == "third_party":
            more = {"recipient": self.recipient.value() or None, "items": json.dumps(self.items.values())}
            more["service"] = self.service.value() or None
        elif self.purpose.value() == CONFERENCE:
            more = {"recipient": self.recipient.value() or None}
        if self.answer.value() == "deferred":
            more["ground"] = self.ground.value() or None
            more["remind_on"] = day_text(self.remind.text())
            if more["ground"] and not more["remind_on"]:
                raise BadInput(_("Please write the day on which this is asked again."), field="remind_on")
        elif self.answer.value() == "given":
            more["valid_until"] = day_text(self.valid.text())
        return more

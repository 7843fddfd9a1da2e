"""Support: a service given, something to do, an organisation asked to help."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.changes import Done
from app.desk import Desk
from app.entry import check_day
from app.i18n import _
from app.referrals import Referral
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, Work, day_text, minutes_of
from ui.cases.reading import CaseFile
from ui.forms import instant_of
from ui.kit.buttons import Button
from ui.kit.form import Form


class ServiceForm(FormDialog):
    """What was done for the person."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str) -> None:
        self._case_id = case_id
        super().__init__(host, shell, _("Support given"))

    def build(self, form: Form) -> None:
        self.service = self.picker("service", _("What was done"), "W", words.choices("service"))
        self.minutes = self.line("minutes", _("Minutes"), "M")
        self.note = self.area("note", _("Note"), "N")

    def work(self) -> Work:
        case_id, service, note = self._case_id, self.service.value(), self.note.text() or None
        minutes = minutes_of(self.minutes.text(), "minutes")
        return lambda desk: desk.cases.add_service(case_id, service, minutes=minutes, note=note)


class TaskForm(FormDialog):
    """Something to do in a case, with or without a day."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str) -> None:
        self._case_id = case_id
        super().__init__(host, shell, _("Something to do"))

    def build(self, form: Form) -> None:
        self.title = self.line("title", _("What is to be done"), "W")
        self.kind = self.strip("kind", _("Kind"), "K", words.choices("task_kind"), "todo")
        self.day_field = self.day("due_on", _("By which day"), "B")
        self.time = self.line("due_at", _("Time"), "T", hint="00:00")
        self.where = self.line("place", _("Place"), "P")
        self.kind.changed.connect(self._fit_rows)
        self._fit_rows()

    def _fit_rows(self) -> None:
        self.form.show_row("place", self.kind.value() == "appointment")

    def work(self) -> Work:
        case_id, title, kind = self._case_id, self.title.text(), self.kind.value() or "todo"
        more: dict[str, Any] = {"due_on": check_day(day_text(self.day_field.text()), "due_on")}
        if self.time.text().strip():
            more["due_at"] = instant_of(self.day_field.text(), self.time.text(), "due_on", "due_at")
        if kind == "appointment":
            more["place"] = self.where.text().strip() or None
        return lambda desk: desk.agenda.add(title, kind, case_id=case_id, **more)


class ReferralForm(FormDialog):
    """An organisation that could help; nothing leaves yet."""

    def __init__(self, host: QWidget, shell: Shell, file: CaseFile) -> None:
        self._file = file
        super().__init__(host, shell, _("Refer to an organisation"), _("Nothing is sent by this; it is only noted."))

    def build(self, form: Form) -> None:
        places = sorted(self._file.offers.items(), key=lambda one: one[1])
        self.organisation = self.picker("organisation", _("Organisation"), "O", places)
        self.purpose = self.area("purpose", _("What for"), "W")

    def work(self) -> Work:
        case_id, place, purpose = self._file.case.id, self.organisation.value(), self.purpose.text() or None
        return lambda desk: desk.referrals.propose(case_id, place, purpose)


class ReferralStepForm(FormDialog):
    """Where a referral stands; sending needs consent for this very place."""

    def __init__(self, host: QWidget, shell: Shell, file: CaseFile, referral: Referral) -> None:
        self._file, self._referral, self._host = file, referral, host
        self.asked_consent = False
        super().__init__(host, shell, file.place(referral.organisation))

    def build(self, form: Form) -> None:
        consent = self._file.agreed(self._referral.organisation)
        self._consent = consent
        self.status = self.strip(
            "status", _("Where it stands"), "W", words.choices("referral_status"), self._referral.status
        )
        if consent is not None:
            form.set_help("status", _("Agreed on {day}.").format(day=words.moment(consent.at)))
            return
        form.set_help("status", _("No consent for this place stands yet; sending is refused until there is one."))
        self.ask_consent = Button(_("Note the consent for this place"), "secondary", "", "check")
        self.ask_consent.clicked.connect(self._note_consent)
        form.add_widget(self.ask_consent)

    def _note_consent(self) -> None:
        self.asked_consent = True
        self.leave()

    def work(self) -> Work:
        ident, status = self._referral.id, self.status.value() or self._referral.status
        consent_id = self._consent.id if self._consent else None
        items = self._consent.items if self._consent else None

        def advance(desk: Desk) -> Done[Referral]:
            return desk.referrals.advance(ident, status, consent_id=consent_id, items=items)

        return advance

"""Forms of a workplace: an organisation, somebody who works there, a report by somebody else, a check."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.clock import today
from app.i18n import _
from app.workplace import File, Organisation, Person, ThirdReport
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, Work, day_text
from ui.kit.form import Form


class OrganisationForm(FormDialog):
    """An employer or another organisation."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str, there: Organisation | None = None) -> None:
        self._case_id, self._there = case_id, there
        super().__init__(host, shell, _("Organisation"))

    def about(self) -> str:
        return self._there.id if self._there else self._case_id

    def build(self, form: Form) -> None:
        one = self._there
        self.name = self.line("name", _("Name of the organisation"), "M", one.name if one else "")
        self.kind = self.strip(
            "kind", _("Kind"), "K", words.choices("organisation_kind"), one.kind if one else "employer"
        )
        self.told_on = self.day(
            "told_on", _("When it was told"), "T", one.told_on if one else "",
            note=_("Its duties count from this day. Empty: it does not know yet."),
        )  # fmt: skip
        self.designation = self.line(
            "designation", _("Contract or designation"), "D", one.designation if one else "",
            note=_("What would be reviewed if nothing follows."),
        )  # fmt: skip
        self.contact = self.line("contact", _("Who speaks for it"), "S", one.contact if one else "")
        self.note = self.area("note", _("Note"), "N", one.note if one else "", 2)
        self.kind.changed.connect(self._fit_rows)
        self._fit_rows()

    def _fit_rows(self) -> None:
        self.form.show_row("designation", self.kind.value() in ("commissioned", "ambassador"))

    def work(self) -> Work:
        case_id, ident = self._case_id, self._there.id if self._there else None
        values = {
            "name": self.name.text(), "kind": self.kind.value(), "told_on": day_text(self.told_on.text()),
            "designation": self.designation.text(), "contact": self.contact.text(), "note": self.note.text(),
        }  # fmt: skip
        return lambda desk: desk.workplace.set_organisation(case_id, ident, **values)


class PersonForm(FormDialog):
    """Somebody of the workplace, and the lines on which they stand."""

    def __init__(self, host: QWidget, shell: Shell, file: File, there: Person | None = None) -> None:
        self._work_file, self._there = file, there
        sentence = _("What two people share is noticed by comparing these lines, so write them the same way.")
        super().__init__(host, shell, _("Who stands where"), sentence)

    def about(self) -> str:
        return self._there.id if self._there else self._work_file.case_id

    def build(self, form: Form) -> None:
        one = self._there
        self.part = self.strip(
            "part", _("Their part"), "P", words.choices("workplace_part"), one.part if one else "survivor"
        )
        self.called = self.line(
            "called", _("Name to call them by"), "M", one.called if one else "",
            note=_("Whoever reported may stay without any."),
        )  # fmt: skip
        choices = [("", _("Not chosen")), *((each.id, each.name) for each in self._work_file.organisations)]
        self.organisation = self.picker(
            "organisation_id",
            _("Organisation"),
            "O",
            choices,
            (one.organisation_id or "") if one else _only(self._work_file),
        )
        names = {
            "unit": (_("Unit"), "U"), "place": (_("Place of work"), "L"), "shift": (_("Hours or shift"), "H"),
            "approver": (_("Who signs for them"), "S"), "appraiser": (_("Who appraises them"), "A"),
        }  # fmt: skip
        for field, (name, key) in names.items():
            self.line(field, name, key, getattr(one, field) if one else "")
        self.note = self.area("note", _("Note"), "N", one.note if one else "", 2)

    def work(self) -> Work:
        case_id, ident = self._work_file.case_id, self._there.id if self._there else None
        lines = {field: self.control_of(field).text() for field in ("unit", "place", "shift", "approver", "appraiser")}
        values = {
            "part": self.part.value(), "called": self.called.text(), "organisation_id": self.organisation.value(), **lines,
            "note": self.note.text(),
        }  # fmt: skip
        return lambda desk: desk.workplace.set_person(case_id, ident, **values)


class ThirdReportForm(FormDialog):
    """Somebody else reported it."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str, there: ThirdReport | None) -> None:
        self._case_id, self._there = case_id, there
        sentence = _(
            "Nothing is done about the person against their wish. Whoever reports is protected in the same way."
        )
        super().__init__(host, shell, _("Somebody else reported it"), sentence)

    def about(self) -> str:
        return self._case_id

    def build(self, form: Form) -> None:
        one = self._there
        self.reported_on = self.day(
            "reported_on", _("On which day"), "D", one.reported_on if one else today().isoformat()
        )
        yes_no = [("no", _("with a name")), ("yes", _("without a name"))]
        self.anonymous = self.strip(
            "anonymous", _("How it was reported"), "H", yes_no, "yes" if one and one.anonymous else "no"
        )
        self.knows = self.strip(
            "survivor_knows", _("Does the person know of it"), "K", words.choices("person_knows"),
            one.survivor_knows if one else "unknown",
        )  # fmt: skip
        self.wish = self.strip(
            "survivor_wish", _("What the person wants"), "W", words.choices("third_report_wish"),
            one.survivor_wish if one else "not_asked",
        )  # fmt: skip
        self.words = self.area("words", _("In their own words"), "I", one.words if one else "", 3)

    def work(self) -> Work:
        case_id = self._case_id
        values = {
            "reported_on": day_text(self.reported_on.text()), "anonymous": self.anonymous.value() == "yes",
            "survivor_knows": self.knows.value(), "survivor_wish": self.wish.value(), "words": self.words.text(),
        }  # fmt: skip
        return lambda desk: desk.workplace.set_report(case_id, **values)


class CheckForm(FormDialog):
    """How an organisation is made up in one respect, on a day."""

    def __init__(self, host: QWidget, shell: Shell, file: File, topic: str = "", organisation_id: str = "") -> None:
        self._work_file, self._topic = file, topic
        self._organisation_id = organisation_id or _only(file)
        super().__init__(host, shell, _("A check of the organisation"), _("Earlier answers stay with their day."))

    def about(self) -> str:
        return self._work_file.case_id

    def build(self, form: Form) -> None:
        choices = [(one.id, one.name) for one in self._work_file.organisations]
        self.organisation = self.picker("organisation_id", _("Organisation"), "O", choices, self._organisation_id)
        self.topic = self.picker(
            "topic", _("What was looked at"), "W", words.choices("organisation_check"), self._topic
        )
        self.answer = self.strip("answer", _("Answer"), "A", words.choices("check_answer"))
        self.day_field = self.day("day", _("On which day"), "D", today().isoformat())
        self.words = self.line("words", _("How it is known; a share or a name"), "H")

    def work(self) -> Work:
        case_id = self._work_file.case_id
        values = {
            "organisation_id": self.organisation.value(), "topic": self.topic.value(), "answer": self.answer.value(),
            "day": day_text(self.day_field.text()), "words": self.words.text(),
        }  # fmt: skip
        return lambda desk: desk.workplace.set_check(case_id, **values)


def _only(file: File) -> str:
    """The organisation, where there is just one to choose."""
    return file.organisations[0].id if len(file.organisations) == 1 else ""

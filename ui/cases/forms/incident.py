"""What happened, and who is said to have done it: kept apart from the person it happened to."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.cases import Incident, OtherParty
from app.cases.model import gbvims_type, main_type
from app.codelists import label
from app.i18n import _
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, Work, day_text
from ui.kit.form import Form


class IncidentForm(FormDialog):
    """One incident; the main type and the GBVIMS type follow from the types."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str, incident: Incident | None = None) -> None:
        self._case_id, self._incident = case_id, incident
        super().__init__(host, shell, _("What happened"), _("Only what was told; nothing has to be complete."))

    def build(self, form: Form) -> None:
        there = self._incident or Incident("", self._case_id)
        self.types = self.many("types", _("Kinds of harm"), "K", words.choices("violence_type"), there.types)
        self.types.changed.connect(self._show_derived)
        self.narrative = self.area("narrative", _("In their own words"), "O", there.narrative, 5)
        self.first = self.day("first_on", _("First day"), "F", there.first_on)
        self.last = self.day("last_on", _("Last day"), "L", there.last_on)
        self.time = self.line("time_of_day", _("Time of day"), "T", there.time_of_day)
        self.where = self.line("place", _("Place"), "P", there.place)
        self.frequency = self.line("frequency", _("How often"), "H", there.frequency)
        self.elsewhere = self.strip(
            "reported_elsewhere", _("Told elsewhere before"), "E", words.choices("reported_elsewhere"),
            there.reported_elsewhere,
        )  # fmt: skip
        self._show_derived()

    def derived(self) -> str:
        """What follows from the types."""
        types = self.types.values()
        return _("Counted as: {main}. In the GBVIMS form: {gbvims}.").format(
            main=label("violence_type", main_type(types)), gbvims=words.gbvims(gbvims_type(types))
        )

    def _show_derived(self) -> None:
        self.form.set_help("types", self.derived())

    def work(self) -> Work:
        case_id, types = self._case_id, self.types.values()
        ident = self._incident.id if self._incident else None
        more = {
            "first_on": day_text(self.first.text()), "last_on": day_text(self.last.text()),
            "time_of_day": self.time.text() or None, "place": self.where.text() or None,
            "frequency": self.frequency.text() or None, "narrative": self.narrative.text() or None,
            "reported_elsewhere": self.elsewhere.value() or "no",
        }  # fmt: skip
        return lambda desk: desk.cases.set_incident(case_id, types, ident, **more)


class OtherPartyForm(FormDialog):
    """The person who is said to have done it; never on any paper."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str, party: OtherParty | None = None) -> None:
        self._case_id, self._party = case_id, party
        sentence = _("Name and phone stay in the case; they never stand on a paper.")
        super().__init__(host, shell, _("Other party"), sentence)

    def build(self, form: Form) -> None:
        there = self._party or OtherParty("", self._case_id)
        self.relation = self.picker(
            "relation", _("Relation to the person"), "R", words.choices("relation"), there.relation
        )
        self.name = self.line("name", _("Name"), "N", there.name)
        self.phone = self.line("phone", _("Phone"), "P", there.phone)
        self.note = self.area("note", _("Worth knowing"), "W", there.note)
        yes_no = [("yes", _("Yes")), ("no", _("No"))]
        self.primary = self.strip(
            "is_primary", _("The main one of this case"), "M", yes_no, "yes" if there.is_primary else "no"
        )

    def work(self) -> Work:
        case_id, ident = self._case_id, self._party.id if self._party else None
        values = {
            "relation": self.relation.value() or "unknown", "name": self.name.text().strip() or None,
            "phone": self.phone.text() or None, "note": self.note.text() or None,
            "is_primary": self.primary.value() != "no",
        }  # fmt: skip
        return lambda desk: desk.cases.set_other_party(case_id, ident, **values)

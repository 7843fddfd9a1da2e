"""Referrals: which place is asked for what, and each step: asked, called ahead, sent, answered."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.codelists import code, codes, label
from app.desk import Desk
from app.i18n import _
from app.referrals import OPEN, Referral, Step
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, Work, day_text, minutes_of
from ui.cases.reading import CaseFile
from ui.forms.made import beside_nothing
from ui.kit.buttons import Button
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.form import Form
from ui.kit.rows import TWO_LINES, Row, Rows

_SEEN = 3
"""Steps that stand before the list scrolls."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A referral with what was done about it and the consent it may go by."""

    referral: Referral
    steps: tuple[Step, ...]
    consent: str | None
    names: dict[str, str]


def read_asked(desk: Desk, referral_id: str) -> Asked:
    """Asked on the reader thread."""
    referral = desk.referrals.get(referral_id)
    return Asked(
        referral, desk.referrals.steps(referral.case_id, referral.id), desk.referrals.agreed(referral.id),
        {one.id: one.name for one in desk.office.staff()},
    )  # fmt: skip


def services() -> list[tuple[str, str]]:
    """What a place may be asked for."""
    return [("", _("Choose what it is for")), *((one.id, one.label) for one in codes("service"))]


class ReferralForm(FormDialog):
    """An organisation that could help; nothing leaves yet."""

    def __init__(self, host: QWidget, shell: Shell, file: CaseFile, there: Referral | None = None) -> None:
        self._file, self._there = file, there
        super().__init__(host, shell, _("Refer to an organisation"), _("Nothing is sent by this; it is only noted."))

    def about(self) -> str:
        return self._there.id if self._there else super().about()

    def build(self, form: Form) -> None:
        there = self._there
        places = sorted(self._file.offers.items(), key=lambda one: one[1])
        if there is not None and there.organisation not in self._file.offers:
            places.append((there.organisation, self._file.place(there.organisation)))
        self.organisation = self.picker(
            "organisation", _("Organisation"), "O", places, there.organisation if there else ""
        )
        self.organisation.setEnabled(there is None)
        self.service = self.picker("service", _("For which support"), "F", services(), (there and there.service) or "")
        self.purpose = self.area("purpose", _("What for"), "W", there.purpose if there else "")

    def work(self) -> Work:
        case_id, place, purpose = self._file.case.id, self.organisation.value(), self.purpose.text()
        service = self.service.value() or None
        if self._there is not None:
            ident = self._there.id
            return lambda desk: desk.referrals.change(ident, purpose=purpose, service=service)
        return lambda desk: desk.referrals.propose(case_id, place, purpose or None, service=service)


class ReferralStepForm(FormDialog):
    """The next step of a referral, above what was done before; telling the place anything needs consent for it."""

    def __init__(self, host: QWidget, shell: Shell, file: CaseFile, asked: Asked) -> None:
        self._file, self._asked = file, asked
        self.asked_consent = self.change_asked = False
        referral = asked.referral
        support = code("service", referral.service).label if referral.service else ""
        sentence = " · ".join(filter(None, (support, referral.purpose, label("referral_status", referral.status))))
        super().__init__(host, shell, file.place(referral.organisation), sentence, _("Write this step"))

    def about(self) -> str:
        return self._asked.referral.id

    def build(self, form: Form) -> None:
        self._add_done(form)
        kinds = [(one.id, one.label) for one in codes("referral_step")]
        self.kind = ChoiceStrip(kinds, _("What is done now"))
        self._put("kind", _("What is done now"), self.kind, "W")
        self.person = self.line("person", _("With whom there"), "P")
        self.there = self.strip(
            "survivor_there",
            _("Was the person on the line or in the room?"),
            "L",
            [("yes", _("Yes")), ("no", _("No"))],
            "no",
        )
        self.minutes = self.line("minutes", _("Minutes"), "M")
        self.words = self.area("words", _("What was said and agreed"), "S")
        self.answer_by = self.day("answer_by", _("Ask about the answer on"), "K")
        self._add_acts(form)
        self.kind.changed.connect(self._fit_rows)
        self._fit_rows()

    def _add_done(self, form: Form) -> None:
        if not self._asked.steps:
            return
        rows = Rows(_("What was done"), TWO_LINES)
        rows.show_rows([self._row(one) for one in self._asked.steps])
        rows.setFixedHeight(min(_SEEN, len(self._asked.steps)) * TWO_LINES + 4)
        form.add_widget(rows)

    def _row(self, one: Step) -> Row:
        who = self._asked.names.get(one.author, one.author)
        together = _("with the person") if one.survivor_there else ""
        second = " · ".join(filter(None, (words.moment(one.at), one.person, together, who)))
        return Row(one.id, code("referral_step", one.kind).label, meta=(one.words or "").split("\n")[0], second=second)

    def _add_acts(self, form: Form) -> None:
        self.ask_consent = Button(_("Note the consent for this place"), "secondary", "", "check")
        self.ask_consent.clicked.connect(lambda: self._leave_for("asked_consent"))
        self.change = Button(_("Change what it is asked for"), "quiet", "", "pencil")
        self.change.clicked.connect(lambda: self._leave_for("change_asked"))
        if self._asked.consent is None:
            form.add_widget(beside_nothing(self.ask_consent))
        if self._asked.referral.status in OPEN[:2]:
            form.add_widget(beside_nothing(self.change))

    def _leave_for(self, what: str) -> None:
        setattr(self, what, True)
        self.leave()

    def _fit_rows(self) -> None:
        kind = self.kind.value()
        extra = code("referral_step", kind).extra if kind else {}
        spoken = kind in ("inquiry", "call", "reminder")
        for field, shown in (
            ("person", bool(kind)), ("survivor_there", kind == "call"), ("minutes", spoken),
            ("answer_by", kind in ("inquiry", "call", "sent", "reminder")),
        ):  # fmt: skip
            self.form.show_row(field, shown)
        agreed = self._asked.consent is not None
        told = _("The person agreed to this place.") if agreed else _("No consent for this place stands yet.")
        needs = _("This may be done without naming anybody.") if kind and not extra.get("consent") else told
        self.form.set_help("kind", needs)

    def work(self) -> Work:
        ident, kind, said = self._asked.referral.id, self.kind.value(), self.words.text()
        consent = next((one for one in self._file.consents if one.id == self._asked.consent), None)
        more = {
            "person": self.person.text(), "survivor_there": self.there.value() == "yes" and kind == "call",
            "minutes": minutes_of(self.minutes.text(), "minutes"), "answer_by": day_text(self.answer_by.text()),
            "consent_id": consent.id if consent else None, "items": consent.items if consent else None,
        }  # fmt: skip
        return lambda desk: desk.referrals.note(ident, kind, said, **more)

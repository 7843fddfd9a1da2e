"""Forms of what follows at a workplace: a duty of the organisation, the weekly answer, and the papers that leave."""

from __future__ import annotations

import secrets

from PySide6.QtWidgets import QWidget

from app.clock import today
from app.codelists import code, label
from app.desk import Desk
from app.documents import Centre, new_passphrase
from app.errors import BadInput, Conflict
from app.flows import workplace_papers
from app.i18n import _, pick
from app.workplace import Duty, File, Organisation, Person, Separation, Watch, due_on, owed
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, Work, day_text
from ui.kit.form import Form
from ui.kit.saving import ChoosePath

_DAYS_TO_ANSWER = 10


class DutyForm(FormDialog):
    """One duty: by when, and what followed."""

    def __init__(self, host: QWidget, shell: Shell, file: File, there: Duty | None = None) -> None:
        self._work_file, self._there = file, there
        super().__init__(host, shell, _("A duty of the organisation"))

    def about(self) -> str:
        return self._there.id if self._there else self._work_file.case_id

    def build(self, form: Form) -> None:
        one, firms = self._there, self._work_file.organisations
        self.organisation = self.picker(
            "organisation_id", _("Organisation"), "O", [(each.id, each.name) for each in firms], one.organisation_id if one else ""
        )  # fmt: skip
        self.organisation.setEnabled(one is None)
        self.duty = self.picker("duty", _("What it owes"), "W", words.choices("employer_duty"), one.duty if one else "")
        self.due_on = self.day("due_on", _("By which day"), "B", one.due_on if one else "")
        self.state = self.strip(
            "state", _("What followed"), "F", words.choices("employer_duty_state"), one.state if one else "open"
        )
        self.state_on = self.day("state_on", _("Known since"), "K", one.state_on if one else "")
        self.what = self.area("words", _("What was done, or not"), "D", one.words if one else "", 3)
        self.duty.currentIndexChanged.connect(lambda _at: self._count())
        self.organisation.currentIndexChanged.connect(lambda _at: self._count())
        self._count()

    def _count(self) -> None:
        """A new duty gets the day the law or the centre's own target gives it."""
        firm = self._work_file.organisation(self.organisation.value())
        if self._there is None and firm is not None and firm.told_on:
            self.due_on.setText(due_on(self.duty.value(), firm.told_on) or "")
        self._say()

    def _say(self) -> None:
        extra = code("employer_duty", self.duty.value()).extra if self.duty.value() else {}
        ground = pick({"ko": str(extra.get("ref_ko", "")), "en": str(extra.get("ref_en", ""))})
        own = _("the day is the centre's own target; the law says “without delay”") if extra.get("target") else ""
        self.form.set_help("duty", " · ".join(filter(None, (ground, own))))
        self.form.set_help("due_on", _("Calculated: confirm with the document.") if self.due_on.text() else "")

    def work(self) -> Work:
        case_id, ident = self._work_file.case_id, self._there.id if self._there else None
        values = {
            "organisation_id": self.organisation.value(), "duty": self.duty.value(), "state": self.state.value(),
            "due_on": day_text(self.due_on.text()), "state_on": day_text(self.state_on.text()), "words": self.what.text(),
        }  # fmt: skip
        return lambda desk: desk.workplace.set_duty(case_id, ident, **values)


class DamageForm(FormDialog):
    """The weekly answer: whether anything followed the report."""

    def __init__(self, host: QWidget, shell: Shell, watch: Watch, person: Person) -> None:
        self._watch = watch
        sentence = _(
            "Was there talk, exclusion, a change of work or of appraisal since the last time? Nothing marked means no."
        )
        super().__init__(host, shell, _("Secondary damage: {who}").format(who=person.called), sentence)

    def about(self) -> str:
        return self._watch.id

    def build(self, form: Form) -> None:
        self.day_field = self.day("day", _("On which day"), "D", today().isoformat())
        self.codes = self.many("codes", _("What happened"), "W", words.choices("secondary_damage"))
        self.words = self.area("words", _("In their own words"), "I", lines=3)
        yes_no = [("yes", _("Yes")), ("no", _("No"))]
        self.again = self.strip("again", _("Ask again next week"), "A", yes_no, "yes" if self._watch.next_on else "no")

    def work(self) -> Work:
        ident, found, said = self._watch.id, self.codes.values(), self.words.text()
        day, again = day_text(self.day_field.text()), self.again.value() != "no"
        return lambda desk: desk.workplace.answer_watch(ident, found, said, day=day, again=again)


class _PaperForm(FormDialog):
    """A paper that leaves as a locked PDF; `passphrase` is shown once, when it is made."""

    def __init__(self, host: QWidget, shell: Shell, title: str, sentence: str, choose_path: ChoosePath) -> None:
        self._choose_path = choose_path
        self.passphrase = ""
        super().__init__(host, shell, title, sentence, _("Make the paper"))

    def way(self) -> workplace_papers.Leaving:
        """Where it goes; a file name says nothing about anybody."""
        found = self._choose_path(self.window(), f"{secrets.token_hex(4)}.pdf")
        if found is None:
            raise Conflict(_("No place was chosen, so nothing was made."))
        self.passphrase = new_passphrase()
        return workplace_papers.Leaving(found, self.passphrase, overwrite=True)

    def submit(self) -> None:
        try:
            super().submit()
        except Conflict as problem:
            self.refuse(problem)


class OrderPaperForm(_PaperForm):
    """The separation order as PDF."""

    def __init__(self, host: QWidget, shell: Shell, order: Separation, choose_path: ChoosePath) -> None:
        self._order = order
        sentence = _(
            "It names the organisation and the matrix, and nobody. Names are written in by hand where it is signed."
        )
        super().__init__(host, shell, _("Separation order as PDF"), sentence, choose_path)

    def about(self) -> str:
        return self._order.id

    def work(self) -> Work:
        case_id, ident, way = self._order.case_id, self._order.id, self.way()
        return lambda desk: workplace_papers.save_order(
            desk.workplace, desk.documents, case_id, ident, _centre(desk), way
        )


class LetterForm(_PaperForm):
    """The letter to an organisation about what it owes."""

    def __init__(
        self, host: QWidget, shell: Shell, file: File, organisation: Organisation, choose_path: ChoosePath
    ) -> None:
        self._work_file, self._organisation = file, organisation
        sentence = _("To {name}. It names nobody; the person's wish comes first.").format(name=organisation.name)
        super().__init__(host, shell, _("Letter about duties"), sentence, choose_path)

    def about(self) -> str:
        return self._organisation.id

    def build(self, form: Form) -> None:
        theirs = [
            one
            for one in self._work_file.duties
            if one.organisation_id == self._organisation.id and one.state != "done"
        ]
        choices = [(one.id, label("employer_duty", one.duty)) for one in theirs]
        unmet = tuple(one.id for one in theirs if one.unmet(today()))
        self.duties = self.many("duties", _("About what"), "A", choices, unmet)
        by = today().fromordinal(today().toordinal() + _DAYS_TO_ANSWER).isoformat()
        self.answer_by = self.day("answer_by", _("Asked to answer by"), "B", by)

    def work(self) -> Work:
        firm, duties, by = self._organisation, self.duties.values(), day_text(self.answer_by.text()) or ""
        if not duties:
            raise BadInput(_("No letter was made. Choose at least one duty of this organisation."), field="duties")
        way = self.way()
        return lambda desk: workplace_papers.save_letter(
            desk.workplace, desk.documents, firm.case_id, firm.id, duties, by, _centre(desk), way
        )


def more_duties(file: File, organisation: Organisation) -> bool:
    """Whether duties that follow from its kind are not written down yet."""
    there = {one.duty for one in file.duties if one.organisation_id == organisation.id}
    return any(one.id not in there for one in owed(organisation.kind))


def _centre(desk: Desk) -> Centre:
    return Centre(desk.keys.centre_name, practice=desk.keys.practice)

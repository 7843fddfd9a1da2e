"""Who it is about: an alias always, a name once records may be kept; and opening a case for somebody new."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.cases import Case, Double
from app.flows import party
from app.i18n import _
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, Work
from ui.cases.reading import CaseFile
from ui.forms.sight import others_case
from ui.kit.form import Form


class PersonForm(FormDialog):
    """The person of a case."""

    def __init__(self, host: QWidget, shell: Shell, file: CaseFile) -> None:
        self._file = file
        super().__init__(host, shell, _("The person"))

    def build(self, form: Form) -> None:
        person = self._file.case.survivor
        consent = self._file.standing.get("collection")
        may_name = consent is not None and consent.answer == "given"
        self.alias = self.line("alias", _("Name to call the person by"), "A", person.alias)
        reason = _("The real name can be written once the person agrees to records being kept. The alias stays.")
        self.name = self.line("name", _("Real name"), "R", person.name, note="" if may_name else reason)
        self.name.setEnabled(may_name)
        self.phone = self.line("phone", _("Phone"), "P", person.phone)
        self.age = self.strip("age_band", _("Age"), "G", words.choices("age_band"), person.age_band)
        self.sex = self.strip("sex", _("Sex"), "X", words.choices("sex"), person.sex)
        self.note = self.area("note", _("Worth knowing"), "W", person.note)

    def work(self) -> Work:
        case_id = self._file.case.id
        values: dict[str, str | None] = {
            "alias": self.alias.text(), "phone": self.phone.text() or None, "note": self.note.text() or None,
            "age_band": self.age.value() or "unknown", "sex": self.sex.value() or "unknown",
        }  # fmt: skip
        if self.name.isEnabled():
            values["name"] = self.name.text() or None
        return lambda desk: desk.cases.set_person(case_id, **values)


class SummaryForm(FormDialog):
    """The few sentences that stand first in a case."""

    def __init__(self, host: QWidget, shell: Shell, case: Case) -> None:
        self._case = case
        super().__init__(
            host, shell, _("In a few sentences"), _("These lines stand first in the case and on its papers.")
        )

    def build(self, form: Form) -> None:
        self.text = self.area("summary", _("Summary"), "S", self._case.summary, 7)

    def work(self) -> Work:
        case_id, text = self._case.id, self.text.text()
        return lambda desk: desk.cases.summarise(case_id, text)


class OpeningForm(FormDialog):
    """A new case: a name to call the person by is enough."""

    def __init__(self, host: QWidget, shell: Shell) -> None:
        sentence = _("A name to call the person by is enough. Everything else can wait.")
        super().__init__(host, shell, _("Open a new case"), sentence, _("Open the case"))

    def build(self, form: Form) -> None:
        self.alias = self.line("alias", _("Name to call the person by"), "A")
        self.phone = self.line("phone", _("Phone"), "P", note=_("Leave it empty if there is none, or it is not safe."))
        self.channel = self.strip("channel", _("How the first contact came"), "H", words.choices("channel"), "phone")
        self.alias.textChanged.connect(self._look_for_doubles)
        self.phone.textChanged.connect(self._look_for_doubles)

    def _look_for_doubles(self) -> None:
        alias, phone = self.alias.text(), self.phone.text()
        self.shell.tasks.read(
            self,
            lambda desk: desk.sight.covered_doubles(desk.cases.doubles(alias, phone)),
            self._show_doubles,
            topic="doubles",
        )

    def _show_doubles(self, found: tuple[Double, ...]) -> None:
        if any(one.kind == "other_party" for one in found):
            self.form.set_help(
                "alias",
                _(
                    "This may be the other party of a case. If the whole name or number is theirs, it is held until a supervisor decides."
                ),
            )
            return
        alike = ", ".join(
            f"{one.alias or (others_case() if one.masked else _('other party'))} {one.number} ({one.why})"
            for one in found[:3]
        )
        sentence = _("Perhaps already here: {cases}").format(cases=alike) if alike else ""
        self.form.set_help("alias", sentence)

    def work(self) -> Work:
        alias, phone, channel = self.alias.text(), self.phone.text() or None, self.channel.value() or "other"
        return lambda desk: party.begin_case(desk, alias, phone, channel)

"""Forms of deletion work: asking a place, its answer, looking again, setting aside, and on whose behalf."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.clock import today
from app.deletion import Mandate, needs_paper
from app.desk import Desk
from app.errors import BadInput
from app.i18n import _
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, Work, day_text
from ui.kit.form import Form

Ids = Callable[[Desk], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The addresses an act is about: those that are marked, or every one that the list shows."""

    case_id: str
    count: int
    ids: Ids
    routes: tuple[str, ...] = ()
    """Places that were asked in this case."""

    def sentence(self) -> str:
        return _("For {n} addresses.").format(n=f"{self.count:,}")


class _ForMany(FormDialog):
    """A form whose saving writes for every chosen address."""

    def __init__(self, host: QWidget, shell: Shell, chosen: Chosen, title: str, sentence: str = "") -> None:
        self.chosen_ones = chosen
        super().__init__(host, shell, title, f"{chosen.sentence()} {sentence}".strip())

    def about(self) -> str:
        return self.chosen_ones.case_id


class AskForm(_ForMany):
    """Deletion was asked for at one place."""

    def __init__(self, host: QWidget, shell: Shell, chosen: Chosen) -> None:
        sentence = _("Nothing is sent by this; it writes down what was asked for, and where.")
        super().__init__(host, shell, chosen, _("Deletion was asked for"), sentence)

    def build(self, form: Form) -> None:
        self.route = self.picker("route", _("Which place"), "W", words.choices("deletion_route"))
        self.form.set_help(
            "route", _("For StopNCII and Take It Down the fingerprint is made on the person's own device.")
        )
        self.sent_on = self.day("sent_on", _("On which day"), "D", today().isoformat())
        self.reference = self.line("reference", _("Their number for it"), "T")
        self.note = self.area("note", _("Note"), "N", lines=2)

    def work(self) -> Work:
        chosen, route, day = self.chosen_ones, self.route.value(), day_text(self.sent_on.text())
        reference, note = self.reference.text() or None, self.note.text() or None
        return lambda desk: desk.deletion.ask(
            chosen.case_id, chosen.ids(desk), route, sent_on=day, reference=reference, note=note
        )


class AnswerForm(_ForMany):
    """What one place answered."""

    def __init__(self, host: QWidget, shell: Shell, chosen: Chosen) -> None:
        sentence = _("It is noted for every request there that still waits.")
        super().__init__(host, shell, chosen, _("A place answered"), sentence)

    def build(self, form: Form) -> None:
        asked = [one for one in words.choices("deletion_route") if one[0] in self.chosen_ones.routes]
        self.route = self.picker("route", _("Who answered"), "W", asked)
        choices = words.choices("deletion_answer", without=("waiting",))
        self.answer = self.strip("answer", _("What they say"), "H", choices)
        self.answered_on = self.day("answered_on", _("On which day"), "D", today().isoformat())
        self.reference = self.line("reference", _("Their number for it"), "T")
        self.note = self.area("note", _("Note"), "N", lines=2)

    def work(self) -> Work:
        chosen, route, answer = self.chosen_ones, self.route.value(), self.answer.value()
        if not answer:
            raise BadInput(_("Please say what they answered."), field="answer")
        day, reference = day_text(self.answered_on.text()), self.reference.text() or None
        note = self.note.text() or None
        return lambda desk: desk.deletion.answer(
            chosen.case_id, chosen.ids(desk), route, answer, answered_on=day, reference=reference, note=note
        )


class LookForm(_ForMany):
    """Somebody looked again, or was told."""

    def __init__(self, host: QWidget, shell: Shell, chosen: Chosen) -> None:
        sentence = _("Nobody needs to open it: whoever supports the deletion can say whether it is gone.")
        super().__init__(host, shell, chosen, _("Looked again"), sentence)

    def build(self, form: Form) -> None:
        self.result = self.strip("result", _("What was found"), "F", words.choices("deletion_look"))
        self.way = self.picker("way", _("How it is known"), "K", words.choices("deletion_way"))
        self.day_field = self.day("day", _("On which day"), "D", today().isoformat())
        self.note = self.area("note", _("Note"), "N", lines=2)

    def work(self) -> Work:
        chosen, result, way = self.chosen_ones, self.result.value(), self.way.value()
        if not result:
            raise BadInput(_("Please say what was found."), field="result")
        day, note = day_text(self.day_field.text()), self.note.text() or None
        return lambda desk: desk.deletion.look(chosen.case_id, chosen.ids(desk), result, way, day=day, note=note)


class SetAsideForm(_ForMany):
    """Nothing more is done about these."""

    def __init__(self, host: QWidget, shell: Shell, chosen: Chosen) -> None:
        sentence = _("They stay written down, and nobody is reminded of them any more.")
        super().__init__(host, shell, chosen, _("Set aside"), sentence)

    def build(self, form: Form) -> None:
        self.why = self.area("why", _("Why"), "W", lines=2)

    def work(self) -> Work:
        chosen, why = self.chosen_ones, self.why.text()
        return lambda desk: desk.deletion.set_aside(chosen.case_id, chosen.ids(desk), why)


class MandateForm(FormDialog):
    """On whose behalf deletion is asked for."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str, there: Mandate | None) -> None:
        self._case_id, self._there = case_id, there
        sentence = _("Only that the paper was seen is written here; no copy of it and no identity card.")
        super().__init__(host, shell, _("On whose behalf"), sentence)

    def about(self) -> str:
        return self._there.id if self._there else self._case_id

    def build(self, form: Form) -> None:
        one = self._there
        self.asked_by = self.picker(
            "asked_by", _("Who asks"), "W", words.choices("deletion_requester"), one.asked_by if one else "self"
        )
        self.name = self.line("name", _("Their name"), "M", one.name if one else "")
        choices = words.choices("deletion_paper")
        name = _("Power of attorney, or proof of kinship")
        self.paper = self.strip("paper", name, "P", choices, one.paper if one else "not_needed")
        self.signed_on = self.day("signed_on", _("Signed on"), "S", one.signed_on if one else "")
        self.until_on = self.day("until_on", _("Valid until"), "U", one.until_on if one else "")
        self.kept_where = self.line("kept_where", _("Where the paper is kept"), "K", one.kept_where if one else "")
        self.withdrawn_on = self.day("withdrawn_on", _("Taken back on"), "B", one.withdrawn_on if one else "")
        self.form.show_row("withdrawn_on", one is not None)
        self.asked_by.currentIndexChanged.connect(lambda _at: self._fit_rows())
        self._fit_rows()

    def _fit_rows(self) -> None:
        paper = needs_paper(self.asked_by.value())
        for field in ("name", "paper", "signed_on", "until_on", "kept_where"):
            self.form.show_row(field, paper)
        if paper and self.paper.value() == "not_needed":
            self.paper.set_value("missing")

    def work(self) -> Work:
        paper = needs_paper(self.asked_by.value())
        values = {
            "asked_by": self.asked_by.value(), "paper": self.paper.value() if paper else "not_needed",
            "name": self.name.text() or None if paper else None, "kept_where": self.kept_where.text() or None,
            "signed_on": day_text(self.signed_on.text()), "until_on": day_text(self.until_on.text()),
            "withdrawn_on": day_text(self.withdrawn_on.text()),
        }  # fmt: skip
        case_id, ident = self._case_id, self._there.id if self._there else None
        return lambda desk: desk.deletion.set_mandate(case_id, ident, **values)  # type: ignore[arg-type]  # texts all of them, and the two that must stand do

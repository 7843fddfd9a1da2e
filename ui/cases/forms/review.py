"""A supervisor's word: asking for it, giving it, taking the request back."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.cases import Case
from app.codelists import known, label
from app.errors import BadInput
from app.flows import closing
from app.i18n import _
from app.office import Member
from app.plans import Review
from ui.application import Shell
from ui.cases.forms.base import FormDialog, Work
from ui.kit.card import Card, Facts
from ui.kit.form import Form

APPROVE, RETURN = "approve", "return"


def people(found: tuple[Member, ...]) -> list[tuple[str, str]]:
    return [(one.id, one.name) for one in found]


class AskReviewForm(FormDialog):
    """Whom to ask to look at the plan, and what for."""

    def __init__(self, host: QWidget, shell: Shell, case: Case, supervisors: tuple[Member, ...]) -> None:
        self._case, self._supervisors = case, supervisors
        sentence = _("It becomes a task of theirs; the plan stays in force meanwhile.")
        super().__init__(host, shell, _("Ask the supervisor to look at the plan"), sentence, _("Ask"))

    def about(self) -> str:
        return self._case.id

    def build(self, form: Form) -> None:
        names = people(self._supervisors)
        self.who = self.strip("supervisor", _("Whom"), "W", names, names[0][0] if len(names) == 1 else "")
        if not names:
            form.set_help(
                "supervisor", _("Nobody else here has the supervisor right yet. A manager gives it in the office.")
            )
        self.text = self.area("words", _("What should be looked at"), "L")

    def work(self) -> Work:
        case_id, who, text = self._case.id, self.who.value(), self.text.text()
        return lambda desk: closing.ask_about_plan(desk, case_id, who, text)


class ReviewForm(FormDialog):
    """What somebody asked for, and the answer."""

    def __init__(self, host: QWidget, shell: Shell, review: Review, asker: str) -> None:
        self._review = review
        title = _("Look at this: {what}").format(what=label("review_kind", review.kind))
        super().__init__(host, shell, title, _("{name} asks for it.").format(name=asker), _("Answer"))

    def about(self) -> str:
        return self._review.id

    def build(self, form: Form) -> None:
        facts = Facts(proposal_facts(self._review), 280)
        if self._review.words or self._review.kind == "closure":
            card = Card()
            card.body.addWidget(facts)
            form.add_widget(card)
        answers = [(APPROVE, _("Approve")), (RETURN, _("Give back"))]
        self.answer = self.strip("decision", _("Your answer"), "Y", answers)
        note = _("An approved closing is done at once.") if self._review.kind == "closure" else ""
        self.text = self.area("answer", _("Words with it"), "W", note=note)

    def work(self) -> Work:
        ident, decision, text = self._review.id, self.answer.value(), self.text.text()
        if not decision:
            raise BadInput(_("Please choose one of the answers."), field="decision")
        return lambda desk: closing.decide(desk, ident, decision == APPROVE, text)


def proposal_facts(review: Review) -> list[tuple[str, str]]:
    """What is asked for, line by line."""
    facts = [(_("Words with it"), line) for line in (review.words or "").splitlines() if line]
    asked = review.proposal
    if review.kind == "closure":
        facts.append((_("How it ends"), label("outcome", asked["outcome"])))
        if asked.get("note"):
            facts.append((_("Note"), str(asked["note"]).splitlines()[0]))
        for item, (answer, words) in asked["answers"].items():
            if known("closure_item", item) and (answer == "yes" or words):
                said = _("Yes") if answer == "yes" else _("No: {words}").format(words=words)
                facts.append((label("closure_item", item), said))
    return facts

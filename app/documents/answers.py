"""What is asked before a survivor's own copy, and the words that keep it in the case, with a paper or without one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal

from app.entry import check_text
from app.errors import BadInput
from app.i18n import _

Answer = Literal["yes", "no", "unsure"]
Form = Literal["paper", "read_aloud", "keep_here"]


@dataclass(frozen=True, slots=True)
class SafetyAnswers:
    """What was asked before a survivor's own copy: safe to take, who might find it, and in what form."""

    safe_to_take: Answer
    who_might_find: str
    form: Form = "paper"

    @property
    def allows_paper(self) -> bool:
        return self.safe_to_take == "yes" and self.form == "paper"

    def stored(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers that were kept without a paper: the id of the note, and what to do now."""

    note: str
    sentence: str


def check_answers(safety: SafetyAnswers | None) -> SafetyAnswers:
    """The answers, once both questions were really asked; raises BadInput."""
    if safety is None or not check_text(safety.who_might_find, "safety"):
        raise BadInput(
            _("No paper was made. First ask whether it is safe to take it along, and who might find it."),
            field="safety",
        )
    return safety


def check_allows_paper(safety: SafetyAnswers) -> None:
    """Refuse a paper that would not be safe to have, or that nobody wants."""
    if not safety.allows_paper:
        raise BadInput(
            _("No paper was made, because taking it along is not safe. Read it aloud, or keep it here for the person."),
            field="safety",
        )


def check_without_paper(safety: SafetyAnswers) -> None:
    """Refuse to keep as "no paper" what asks for one."""
    if safety.allows_paper:
        raise BadInput(
            _("Nothing was noted, because a paper is wanted and safe to take along. Please make the paper."),
            field="form",
        )


def title() -> str:
    """The title of the note."""
    return _("Asked about a copy of their own")


def body(safety: SafetyAnswers) -> str:
    """The answers as the note keeps them."""
    sentence = _("Safe to take along: {answer}. Who might find it: {finder}. How they want it: {way}.")
    if not safety.allows_paper:
        sentence = _(
            "Safe to take along: {answer}. Who might find it: {finder}. How they want it: {way}. No paper was made."
        )
    answer = {"yes": _("Yes"), "no": _("No"), "unsure": _("Not sure")}[safety.safe_to_take]
    way = {"paper": _("As a paper"), "read_aloud": _("Read aloud"), "keep_here": _("Keep it here")}[safety.form]
    return sentence.format(answer=answer, finder=safety.who_might_find.strip().rstrip("."), way=way)


def outcome(safety: SafetyAnswers) -> str:
    """What the worker does now that no paper is made."""
    if safety.form == "read_aloud":
        return _("No paper was made. Please read it aloud, and take the time it needs.")
    if safety.form == "keep_here":
        return _("No paper was made. It stays here, and can be asked for at any time.")
    return _("No paper was made, so that nobody can find it. It can be read aloud, or stay here.")

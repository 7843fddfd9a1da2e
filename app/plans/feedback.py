"""What people say about the centre: asked by their own wish only, after they agreed, each question may be left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.codelists import code, codes
from app.entry import check_text
from app.errors import BadInput, Conflict
from app.i18n import _
from app.plans.model import of_list
from app.store import Database
from app.text import nfc

PURPOSE = "survey"
_CONSENT = """
    SELECT id, answer, valid_until AS until FROM consent WHERE case_id = ? AND purpose = ? ORDER BY at DESC, id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One questionnaire as it was answered."""

    id: str
    case_id: str
    given_how: str
    words: str | None
    consent_id: str | None
    at: int
    author: str
    answers: Mapping[str, str] = field(default_factory=dict)


class Feedbacks:
    """The answered questionnaires."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def allowed(self, case_id: str) -> bool:
        """Whether the person agreed to be asked, and nothing later took it back."""
        return self._consent(case_id) is not None

    def add(
        self, case_id: str, answers: Mapping[str, str], given_how: str = "alone", words: str = ""
    ) -> Done[Feedback]:
        """Keep what was answered; without consent nothing is kept."""
        consent = self._consent(case_id)
        if consent is None:
            raise Conflict(_("The person has not agreed to be asked. Nothing was kept. Please note their consent first."))  # fmt: skip
        found = {of_list("feedback_question", q, q): of_list("feedback_answer", a, q) for q, a in answers.items() if a}
        text = check_text(nfc(words), "words")
        if not found and not text:
            raise BadInput(_("Nothing was answered yet. One answer, or a few words, are enough."), field="words")
        row = {
            "id": new_id(), "case_id": case_id, "given_how": of_list("feedback_how", given_how, "given_how"),
            "words": text, "consent_id": consent, "at": now(), "author": self._db.who,
        }  # fmt: skip
        with self._db.atomic():
            self._db.insert("feedback", row)
            for question, answer in found.items():
                more = {"id": new_id(), "feedback_id": row["id"], "case_id": case_id}
                self._db.insert("feedback_answer", {**more, "question": question, "answer": answer})
        return Done(self.of_case(case_id)[0], Changes.PLANS)

    def of_case(self, case_id: str) -> tuple[Feedback, ...]:
        """The latest first."""
        answers: dict[str, dict[str, str]] = {}
        for row in self._db.rows("SELECT * FROM feedback_answer WHERE case_id = ?", (case_id,)):
            answers.setdefault(row["feedback_id"], {})[row["question"]] = row["answer"]
        rows = self._db.rows("SELECT * FROM feedback WHERE case_id = ? ORDER BY at DESC, id DESC", (case_id,))
        return tuple(Feedback(**row, answers=answers.get(row["id"], {})) for row in rows)

    def means(self, since: int, until: int) -> dict[str, tuple[float, int]]:
        """The mean (1 no to 3 yes) and number of answers of each question, over all cases between two instants."""
        rows = self._db.rows(
            "SELECT a.question, a.answer FROM feedback AS f JOIN feedback_answer AS a ON a.feedback_id = f.id"
            " WHERE f.at >= ? AND f.at < ?",
            (since, until),
        )
        values = {one.id: [_value(row["answer"]) for row in rows if row["question"] == one.id] for one in codes("feedback_question")}  # fmt: skip
        return {question: (sum(some) / len(some), len(some)) for question, some in values.items() if some}

    def _consent(self, case_id: str) -> str | None:
        row = self._db.row(_CONSENT, (case_id, PURPOSE))
        holds = row is not None and row["answer"] == "given" and (row["until"] or "9999") >= today().isoformat()
        return str(row["id"]) if row is not None and holds else None


def _value(answer: str) -> int:
    return int(code("feedback_answer", answer).extra["value"])

"""Closing a case: why, what was looked at before, and what stood there when it was opened again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.cases.model import must_know
from app.clock import new_id, now
from app.codelists import codes, known
from app.entry import check_text
from app.errors import BadInput
from app.i18n import _
from app.store import Database
from app.text import nfc

Answers = Mapping[str, tuple[str, str]]
"""Yes or no with a few words, by the item of the list "closure_item"."""


@dataclass(frozen=True, slots=True)
class Closure:
    """One time a case was closed."""

    id: str
    case_id: str
    outcome: str
    note: str | None
    closed_on: str
    at: int
    author: str
    reopened_at: int | None = None
    reopened_by: str | None = None
    reopened_because: str | None = None
    answers: Answers = field(default_factory=dict)


def check_answers(answers: Answers) -> dict[str, tuple[str, str | None]]:
    """The checklist as it may be kept: a reason that is so, everything before closing answered, a no with its words."""
    found = {item: (answer, check_text(nfc(words), item)) for item, (answer, words) in answers.items()}
    for item, (answer, words) in found.items():
        if not known("closure_item", item) or answer not in ("yes", "no"):
            raise BadInput(_("Please answer with yes or no."), field=item)
        if answer == "no" and not words and _part(item) == "before":
            raise BadInput(_("Please say in a few words why not."), field=item)
    if not any(answer == "yes" and _part(item) == "why" for item, (answer, _words) in found.items()):
        raise BadInput(_("Please choose at least one reason."), field="why")
    for one in codes("closure_item"):
        if one.extra["part"] == "before" and one.id not in found:
            raise BadInput(_("Please answer with yes or no."), field=one.id)
    return found


def check_outcome(outcome: str) -> str:
    """How a case ends; refuses what is no end."""
    if must_know("outcome", outcome, "outcome") == "open":
        raise BadInput(_("Please choose how the case ends."), field="outcome")
    return outcome


def reasons_of(outcome: str) -> tuple[str, ...]:
    """The reasons that an outcome gives by itself."""
    return tuple(one.id for one in codes("closure_item") if outcome in one.extra.get("ending", ()))


def write(
    db: Database, case_id: str, outcome: str, note: str | None, closed_on: str,
    answers: Mapping[str, tuple[str, str | None]],
) -> None:  # fmt: skip
    """Keep one closing, inside the caller's transaction."""
    row = {
        "id": new_id(), "case_id": case_id, "outcome": outcome, "note": note, "closed_on": closed_on, "at": now(),
        "author": db.who,
    }  # fmt: skip
    db.insert("closure", row)
    for item, (answer, words) in answers.items():
        more = {"id": new_id(), "closure_id": row["id"], "case_id": case_id}
        db.insert("closure_answer", {**more, "item": item, "answer": answer, "words": words})


def reopen(db: Database, case_id: str, because: str | None) -> None:
    """The closing that stood is over, inside the caller's transaction."""
    for one in of_case(db, case_id)[:1]:
        if one.reopened_at is None:
            db.change("closure", one.id, {"reopened_at": now(), "reopened_by": db.who, "reopened_because": because})


def stand_again(db: Database, closure: Closure) -> None:
    """The undo of `reopen`."""
    db.change("closure", closure.id, {"reopened_at": None, "reopened_by": None, "reopened_because": None})


def of_case(db: Database, case_id: str) -> tuple[Closure, ...]:
    """The latest first."""
    answers: dict[str, dict[str, tuple[str, str]]] = {}
    for row in db.rows("SELECT * FROM closure_answer WHERE case_id = ? ORDER BY id", (case_id,)):
        answers.setdefault(row["closure_id"], {})[row["item"]] = (row["answer"], row["words"] or "")
    rows = db.rows("SELECT * FROM closure WHERE case_id = ? ORDER BY at DESC, id DESC", (case_id,))
    return tuple(Closure(**row, answers=answers.get(row["id"], {})) for row in rows)


def _part(item: str) -> str:
    return str(next(one.extra["part"] for one in codes("closure_item") if one.id == item))

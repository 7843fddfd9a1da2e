"""What a supervisor is asked to look at, and what they say; only the supervisor right decides, and never on one's own."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.codelists import label
from app.entry import check_text
from app.errors import BadInput, Conflict, Denied, NotFound
from app.i18n import _
from app.kinds import Right
from app.plans.model import of_list
from app.store import Database
from app.text import nfc

_TOUCHED = Changes.PLANS | Changes.CASES | Changes.TASKS | Changes.AUDIT


class Trail(Protocol):
    """The audit trail, as far as it is needed here."""

    def write(self, kind: str, /, **facts: object) -> None: ...


@dataclass(frozen=True, slots=True)
class Review:
    """One request and what became of it."""

    id: str
    case_id: str
    kind: str
    state: str
    words: str | None
    asked_by: str
    asked_at: int
    proposal: Mapping[str, Any]
    decided_by: str | None = None
    decided_at: int | None = None
    answer: str | None = None


class Reviews:
    """The reviews of the centre's cases; `rights` are those of whoever sits at this desk."""

    def __init__(self, db: Database, trail: Trail, rights: Collection[str]) -> None:
        self._db, self._trail = db, trail
        self.may_decide = Right.SUPERVISOR in rights

    def ask(
        self, case_id: str, kind: str, supervisor: str, words: str = "", proposal: Mapping[str, Any] | None = None
    ) -> Done[Review]:
        """Ask a supervisor to look at the plan or the closing of a case; it becomes their task."""
        if supervisor in ("", self._db.who):
            raise BadInput(_("Please choose somebody else who looks at it."), field="supervisor")
        if any(one.kind == kind and one.state == "requested" for one in self.of_case(case_id)):
            raise Conflict(_("This waits for the supervisor already. Take it back first, or wait for the answer."))
        row = {
            "id": new_id(), "case_id": case_id, "kind": of_list("review_kind", kind, "kind"), "state": "requested",
            "words": check_text(nfc(words), "words"), "asked_by": self._db.who, "asked_at": now(),
            "proposal": json.dumps(dict(proposal or {}), ensure_ascii=False),
        }  # fmt: skip
        title = _("Look at this: {what}").format(what=label("review_kind", kind))
        task = {
            "id": row["id"], "case_id": case_id, "title": title, "kind": "todo", "owner": supervisor,
            "due_on": today().isoformat(),
        }  # fmt: skip
        with self._db.atomic():
            self._db.insert("review", row)
            self._db.insert("task", task)
            self._trail.write("review_asked", case=case_id, to=supervisor, what=kind)
        return Done(self.get(str(row["id"])), _TOUCHED)

    def decide(self, ident: str, approve: bool, answer: str = "") -> Done[Review]:
        """Approve it, or give it back with words that say what is missing."""
        one = self._waiting(ident)
        if not self.may_decide:
            raise Denied(_("Only somebody with the supervisor right decides this. It still waits."))
        if one.asked_by == self._db.who:
            raise Denied(_("Somebody else looks at what one asked for oneself. It still waits."))
        words = check_text(nfc(answer), "answer")
        if not approve and not words:
            raise BadInput(_("Please write what is missing, so that it can be mended."), field="answer")
        return self._settle(one, "approved" if approve else "returned", words)

    def withdraw(self, ident: str) -> Done[Review]:
        """Take one's own request back."""
        one = self._waiting(ident)
        if one.asked_by != self._db.who:
            raise Denied(_("Only who asked for this takes it back. It still waits."))
        return self._settle(one, "withdrawn", None)

    def _settle(self, one: Review, state: str, words: str | None) -> Done[Review]:
        values = {"state": state, "answer": words, "decided_by": self._db.who, "decided_at": now()}
        with self._db.atomic():
            self._db.change("review", one.id, values)
            self._db.change("task", one.id, {"done_at": now()})
            self._trail.write(f"review_{state}", case=one.case_id, what=one.kind)
        return Done(self.get(one.id), _TOUCHED)

    # -- reading ---------------------------------------------------------------------------------

    def of_case(self, case_id: str) -> tuple[Review, ...]:
        """The latest first."""
        rows = self._db.rows("SELECT * FROM review WHERE case_id = ? ORDER BY asked_at DESC, id DESC", (case_id,))
        return tuple(_review(row) for row in rows)

    def waiting(self, limit: int = 50) -> tuple[Review, ...]:
        """What waits for a supervisor in the whole centre, the oldest first."""
        rows = self._db.rows("SELECT * FROM review WHERE state = 'requested' ORDER BY asked_at, id LIMIT ?", (limit,))
        return tuple(_review(row) for row in rows)

    def get(self, ident: str) -> Review:
        row = self._db.row("SELECT * FROM review WHERE id = ?", (ident,))
        if row is None:
            raise NotFound(_("This request is not here any more. Please look at the case again."))
        return _review(row)

    def _waiting(self, ident: str) -> Review:
        one = self.get(ident)
        if one.state != "requested":
            raise Conflict(_("This was answered already. Please look at the case again."))
        return one


def _review(row: dict[str, Any]) -> Review:
    return Review(**{**row, "proposal": json.loads(row["proposal"] or "{}")})

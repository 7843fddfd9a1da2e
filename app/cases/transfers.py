"""A case goes to another organisation: only with consent for that place, and only once that place has taken it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.cases import closing
from app.cases.service import Cases
from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.entry import check_text
from app.errors import BadInput, Conflict, NotFound
from app.i18n import _
from app.kinds import Stage
from app.store import Database
from app.text import nfc

_TOUCHED = Changes.CASES | Changes.TASKS | Changes.REFERRALS | Changes.AUDIT


class Trail(Protocol):
    """The audit trail, as far as it is needed here."""

    def write(self, kind: str, /, **facts: object) -> None: ...


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer and what became of it."""

    id: str
    case_id: str
    organisation: str
    words: str
    consent_id: str | None
    items: str | None
    state: str
    at: int
    author: str
    answered_at: int | None = None
    answer: str | None = None


class Transfers:
    """Cases that go, or went, to another organisation."""

    def __init__(self, db: Database, cases: Cases, trail: Trail) -> None:
        self._db, self._cases, self._trail = db, cases, trail

    def send(self, case_id: str, organisation: str, words: str) -> Done[Transfer]:
        """Note that the case was offered to a place; it stays here until they have taken it."""
        case, text = self._cases.get(case_id), check_text(nfc(words), "words")
        if case.status != "open":
            raise Conflict(_("Only an open case goes to another organisation. Open it again first."))
        if not text:
            raise BadInput(_("Please write what the other place should go on with."), field="words")
        consent = next(
            (one for one in reversed(self._cases.consents(case_id))
             if one.purpose == "third_party" and one.recipient in (organisation, None)), None,
        )  # fmt: skip
        if consent is None or consent.recipient is None or not consent.holds(today()):
            raise Conflict(_("The person has not agreed that this place goes on with the case. Nothing was sent. Please ask first."))  # fmt: skip
        if any(one.state == "sent" for one in self.of_case(case_id)):
            raise Conflict(_("Another place was asked to take this case and has not answered. Note its answer first."))
        row = {
            "id": new_id(), "case_id": case_id, "organisation": organisation, "words": text, "consent_id": consent.id,
            "items": consent.items, "state": "sent", "at": now(), "author": self._db.who,
        }  # fmt: skip
        task = {
            "id": row["id"], "case_id": case_id, "title": _("Has the other place taken the case?"), "kind": "todo",
            "owner": case.assigned_to, "due_on": None,
        }  # fmt: skip
        with self._db.atomic():
            self._db.insert("transfer", row)
            self._db.insert("task", task)
            self._trail.write("case_transfer_sent", case=case_id, organisation=organisation)
        return Done(self.get(str(row["id"])), _TOUCHED)

    def answer(self, ident: str, taken: bool, words: str = "") -> Done[Transfer]:
        """What the place said: the case ends here as transferred, or stays open."""
        one, text = self._sent(ident), check_text(nfc(words), "answer")
        if not taken and not text:
            raise BadInput(_("Please write what the place said."), field="answer")
        with self._db.atomic():
            self._settle(one, "accepted" if taken else "declined", text)
            if taken:
                self._hand_over(one)
            self._trail.write("case_transferred" if taken else "case_transfer_declined", case=one.case_id, organisation=one.organisation)  # fmt: skip
        return Done(self.get(ident), _TOUCHED)

    def withdraw(self, ident: str) -> Done[Transfer]:
        """The case stays: the place need not answer any more."""
        one = self._sent(ident)
        with self._db.atomic():
            self._settle(one, "withdrawn", None)
        return Done(self.get(ident), _TOUCHED)

    def of_case(self, case_id: str) -> tuple[Transfer, ...]:
        """The latest first."""
        rows = self._db.rows("SELECT * FROM transfer WHERE case_id = ? ORDER BY at DESC, id DESC", (case_id,))
        return tuple(Transfer(**row) for row in rows)

    def get(self, ident: str) -> Transfer:
        row = self._db.row("SELECT * FROM transfer WHERE id = ?", (ident,))
        if row is None:
            raise NotFound(_("This transfer is not here any more. Please look at the case again."))
        return Transfer(**row)

    def _sent(self, ident: str) -> Transfer:
        one = self.get(ident)
        if one.state != "sent":
            raise Conflict(_("This was answered already. Please look at the case again."))
        return one

    def _settle(self, one: Transfer, state: str, words: str | None) -> None:
        self._db.change("transfer", one.id, {"state": state, "answered_at": now(), "answer": words})
        self._db.change("task", one.id, {"done_at": now()})

    def _hand_over(self, one: Transfer) -> None:
        day = today().isoformat()
        values = {"status": "transferred", "stage": Stage.TRANSFERRED.value, "outcome": "referred", "closed_on": day}
        closing.write(self._db, one.case_id, "referred", None, day, {"other_organisation": ("yes", None)})
        self._db.change("casefile", one.case_id, {**values, "last_activity": now()})

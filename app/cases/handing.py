"""A case goes from one person to another: offered with a note, and theirs only once they have accepted it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.entry import check_text
from app.errors import BadInput, Conflict, Denied, NotFound
from app.i18n import _
from app.store import Database
from app.text import nfc

_TOUCHED = Changes.CASES | Changes.TASKS | Changes.AUDIT


class Trail(Protocol):
    """The audit trail, as far as it is needed here."""

    def write(self, kind: str, /, **facts: object) -> None: ...


@dataclass(frozen=True, slots=True)
class HandOver:
    """One offer and what became of it."""

    id: str
    case_id: str
    from_user: str
    to_user: str
    note: str
    state: str
    at: int
    decided_at: int | None = None


class Handing:
    """Who a case is with: its team, its person, and offers that wait."""

    def __init__(self, db: Database, trail: Trail) -> None:
        self._db, self._trail = db, trail

    # -- team and person -------------------------------------------------------------------------

    def set_team(self, case_id: str, team: str | None) -> Done[None]:
        with self._db.atomic():
            self._case(case_id)
            self._db.change("casefile", case_id, {"team": team, "last_activity": now()})
        return Done(None, Changes.CASES)

    def assign(self, case_id: str, user: str) -> Done[None]:
        """Give the case to somebody at once; who may do that, `app.flows.hand_over` decides."""
        with self._db.atomic():
            before = self._case(case_id)
            self._move(case_id, before, user)
            for one in self.of_case(case_id):
                if one.state == "waiting":
                    self._decide(one, "withdrawn")
            self._trail.write("case_assigned", case=case_id, to=user, before=before)
        return Done(None, _TOUCHED)

    # -- offers ----------------------------------------------------------------------------------

    def offer(self, case_id: str, to: str, note: str) -> Done[HandOver]:
        """Ask somebody to take the case over; until they accept, it stays where it is."""
        words = check_text(nfc(note), "note") or ""
        holder = self._case(case_id)
        if to in (holder, ""):
            raise BadInput(_("The case is with this person already. Please choose somebody else."), field="to")
        if not words:
            raise BadInput(_("Please write what the next person should know first."), field="note")
        if any(one.state == "waiting" for one in self.of_case(case_id)):
            raise Conflict(_("This case is offered to somebody already. Take that back first, or wait for the answer."))
        row = {
            "id": new_id(), "case_id": case_id, "from_user": self._db.who, "to_user": to, "note": words,
            "state": "waiting", "at": now(),
        }  # fmt: skip
        task = {
            "id": row["id"], "case_id": case_id, "title": _("Take this case over?"), "kind": "todo", "owner": to,
            "due_on": today().isoformat(),
        }  # fmt: skip
        with self._db.atomic():
            self._db.insert("handover", row)
            self._db.insert("task", task)
            self._trail.write("case_offered", case=case_id, to=to)
        return Done(self._get(str(row["id"])), _TOUCHED)

    def accept(self, ident: str) -> Done[HandOver]:
        """Take the case; its open tasks come along."""
        one = self._waiting(ident, mine=True)
        with self._db.atomic():
            self._decide(one, "accepted")
            self._move(one.case_id, self._case(one.case_id), one.to_user)
            self._trail.write("case_taken_over", case=one.case_id, before=one.from_user)
        return Done(self._get(ident), _TOUCHED)

    def decline(self, ident: str) -> Done[HandOver]:
        return self._answer(self._waiting(ident, mine=True), "declined", "case_offer_declined")

    def withdraw(self, ident: str) -> Done[HandOver]:
        return self._answer(self._waiting(ident, mine=False), "withdrawn", "case_offer_withdrawn")

    def of_case(self, case_id: str) -> tuple[HandOver, ...]:
        """Every offer of a case, the oldest first."""
        rows = self._db.rows("SELECT * FROM handover WHERE case_id = ? ORDER BY at, id", (case_id,))
        return tuple(HandOver(**row) for row in rows)

    def waiting_for_me(self) -> tuple[HandOver, ...]:
        rows = self._db.rows(
            "SELECT * FROM handover WHERE to_user = ? AND state = 'waiting' ORDER BY at, id", (self._db.who,)
        )
        return tuple(HandOver(**row) for row in rows)

    # -- inside ----------------------------------------------------------------------------------

    def _answer(self, one: HandOver, state: str, kind: str) -> Done[HandOver]:
        with self._db.atomic():
            self._decide(one, state)
            self._trail.write(kind, case=one.case_id)
        return Done(self._get(one.id), _TOUCHED)

    def _decide(self, one: HandOver, state: str) -> None:
        self._db.change("handover", one.id, {"state": state, "decided_at": now()})
        self._db.change("task", one.id, {"done_at": now()})

    def _move(self, case_id: str, before: str, user: str) -> None:
        self._db.change("casefile", case_id, {"assigned_to": user, "last_activity": now()})
        open_tasks = "SELECT id FROM task WHERE case_id = ? AND owner = ? AND done_at IS NULL"
        for row in self._db.rows(open_tasks, (case_id, before)):
            self._db.change("task", row["id"], {"owner": user})

    def _case(self, case_id: str) -> str:
        """Whom the case is with."""
        found = self._db.value("SELECT assigned_to FROM casefile WHERE id = ?", (case_id,))
        if found is None:
            raise NotFound(_("There is no case “{number}” here. Please look it up in the list.").format(number=case_id))
        return str(found)

    def _get(self, ident: str) -> HandOver:
        row = self._db.row("SELECT * FROM handover WHERE id = ?", (ident,))
        if row is None:
            raise NotFound(_("This offer is not there any more. Please look at the case again."))
        return HandOver(**row)

    def _waiting(self, ident: str, *, mine: bool) -> HandOver:
        one = self._get(ident)
        if one.state != "waiting":
            raise Conflict(_("This offer was answered already. Please look at the case again."))
        if mine and one.to_user != self._db.who:
            raise Denied(_("This case was offered to somebody else. Nothing was changed."))
        return one

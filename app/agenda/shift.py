"""What one shift hands to the next, item by item: until somebody accepts it, it stays with its sender."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from app.changes import Changes, Done
from app.clock import new_id, now
from app.codelists import known
from app.entry import check_text
from app.errors import BadInput, Conflict, Denied, NotFound
from app.i18n import _
from app.store import Database
from app.text import nfc

_KINDS = {"accepted": "shift_accepted", "declined": "shift_declined", "withdrawn": "shift_withdrawn"}
_TOUCHED = Changes.SHIFTS | Changes.AUDIT
_SELECT = """
    SELECT i.id, i.batch, i.kind, i.from_user, i.to_user, i.state, i.at, i.words, i.case_id, i.contact_id, i.task_id,
           i.draft_id, i.decided_at, i.decided_by, p.alias, c.number, c.risk, c.assigned_to, t.title, t.kind AS task_kind,
           t.due_on, t.due_at, t.done_at, t.place, k.alias AS caller
    FROM shift_item AS i LEFT JOIN casefile AS c ON c.id = i.case_id LEFT JOIN person AS p ON p.id = c.survivor_id
    LEFT JOIN task AS t ON t.id = i.task_id LEFT JOIN contact AS k ON k.id = i.contact_id
"""
_NOT_HELD = """
    NOT EXISTS (SELECT 1 FROM conflict AS h WHERE h.user = :who AND h.state = 'open'
                AND (h.case_id = i.case_id OR h.contact_id = i.contact_id))
"""


class Trail(Protocol):
    """The audit trail, as far as it is needed here."""

    def write(self, kind: str, /, **facts: object) -> None: ...


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that is to be handed on."""

    kind: str
    case_id: str | None = None
    contact_id: str | None = None
    task_id: str | None = None
    draft_id: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class ShiftItem:
    """One thing that was handed on, and what became of it."""

    id: str
    batch: str
    kind: str
    from_user: str
    to_user: str | None
    state: str
    at: int
    words: str | None = None
    case_id: str | None = None
    contact_id: str | None = None
    task_id: str | None = None
    draft_id: str | None = None
    decided_at: int | None = None
    decided_by: str | None = None
    alias: str | None = None
    number: str | None = None
    risk: str | None = None
    assigned_to: str | None = None
    title: str | None = None
    task_kind: str | None = None
    due_on: str | None = None
    due_at: int | None = None
    done_at: int | None = None
    place: str | None = None
    caller: str | None = None

    @property
    def waiting(self) -> bool:
        return self.state == "waiting"


class Shift:
    """The items of every hand-over; what accepting one moves, `app.flows.shift` does."""

    def __init__(self, db: Database, trail: Trail) -> None:
        self._db, self._trail = db, trail

    # -- reading ---------------------------------------------------------------------------------

    def for_me(self) -> tuple[ShiftItem, ...]:
        """What waits for this person, or for whoever comes next; nobody is offered their own."""
        return self._items("i.state = 'waiting' AND i.from_user <> :who AND (i.to_user = :who OR i.to_user IS NULL)")

    def from_me(self, since: int = 0) -> tuple[ShiftItem, ...]:
        """What this person handed on: all that waits, and what was answered since."""
        return self._items("i.from_user = :who AND (i.state = 'waiting' OR i.at >= :since)", since=since)

    def left(self, *, also_held: bool = False) -> tuple[ShiftItem, ...]:
        """Everything in the centre that nobody has accepted yet; `also_held` is for counting only."""
        rows = self._db.rows(f"{_SELECT} WHERE i.state = 'waiting' ORDER BY i.at, i.id") if also_held else None
        return self._items("i.state = 'waiting'") if rows is None else tuple(ShiftItem(**row) for row in rows)

    def get(self, ident: str) -> ShiftItem:
        found = self._items("i.id = :id", id=ident)
        if not found:
            raise NotFound(_("This is not here any more: it was taken back, or is not for you to see."))
        return found[0]

    def _items(self, where: str, **values: Any) -> tuple[ShiftItem, ...]:
        asked = {"who": self._db.who, **values}
        rows = self._db.rows(f"{_SELECT} WHERE {where} AND {_NOT_HELD} ORDER BY i.at, i.id", asked)
        return tuple(ShiftItem(**row) for row in rows)

    # -- writing ---------------------------------------------------------------------------------

    def offer(self, offers: tuple[Offer, ...], to: str | None) -> Done[str]:
        """Hand these on to a person, or to whoever comes next; the value names the hand-over."""
        if not offers:
            raise BadInput(_("Nothing is ticked, so nothing was handed over."), field="items")
        if to == self._db.who:
            raise BadInput(_("Please choose somebody else."), field="to")
        batch, at = new_id(), now()
        with self._db.atomic():
            for number, one in enumerate(offers):
                self._insert(one, to, batch, at + number)
            self._trail.write("shift_handed_over", to=to or "", items=len(offers))
        return Done(batch, _TOUCHED)

    def _insert(self, one: Offer, to: str | None, batch: str, at: int) -> None:
        assert known("shift_kind", one.kind), "the flow names one of the list"
        waiting = "SELECT id FROM shift_item WHERE state = 'waiting' AND from_user = ? AND kind = ?"
        same = f"{waiting} AND case_id IS ? AND contact_id IS ? AND task_id IS ? AND draft_id IS ?"
        about = (one.case_id, one.contact_id, one.task_id, one.draft_id)
        for row in self._db.rows(same, (self._db.who, one.kind, *about)):
            self._db.change(
                "shift_item", row["id"], {"state": "withdrawn", "decided_at": now(), "decided_by": self._db.who}
            )
        row = dict(zip(("case_id", "contact_id", "task_id", "draft_id"), about, strict=True))
        words = check_text(nfc(one.words), "words")
        head = {"id": new_id(), "batch": batch, "kind": one.kind, "from_user": self._db.who, "to_user": to}
        self._db.insert("shift_item", {**head, **row, "words": words, "state": "waiting", "at": at})

    def answer(self, ident: str, state: str) -> Done[ShiftItem]:
        """Accept or decline what was handed to this person, or take back what they handed on."""
        one = self.get(ident)
        if not one.waiting:
            raise Conflict(_("Somebody answered this already. Please look at the list again."))
        mine = one.from_user == self._db.who
        if mine != (state == "withdrawn") or (not mine and one.to_user not in (None, self._db.who)):
            raise Denied(_("This was handed to somebody else. Nothing was changed."))
        with self._db.atomic():
            self._db.change("shift_item", ident, {"state": state, "decided_at": now(), "decided_by": self._db.who})
            self._trail.write(_KINDS[state], case=one.case_id)
        return Done(self.get(ident), _TOUCHED)

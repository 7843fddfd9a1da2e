"""A caller who may be the other party of a case: their contact is held until somebody with the supervisor right decided."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.entry import check_text
from app.errors import Conflict, Denied, NotFound
from app.i18n import _
from app.kinds import Right, Role
from app.store import Database
from app.text import digits, folded, initials, nfc

_TAIL, _LEAST_DIGITS, _LEAST_NAME = 8, 7, 2
_TOUCHED = Changes.CONTACTS | Changes.CASES | Changes.TASKS | Changes.AUDIT
OPEN, OTHER_PARTY, SOMEBODY_ELSE = "open", "other_party", "somebody_else"


class Trail(Protocol):
    """The audit trail, as far as it is needed here."""

    def write(self, kind: str, /, **facts: object) -> None: ...


@dataclass(frozen=True, slots=True)
class PartyMatch:
    """A contact and the case whose other party it may come from; `why` is phone, name or asked."""

    id: str
    contact_id: str
    about: str
    why: str
    state: str
    at: int
    by: str
    decided_at: int | None = None
    decided_by: str | None = None
    words: str | None = None


class Matches:
    """Contacts that may come from the other party; `rights` are those of whoever sits at this desk."""

    def __init__(self, db: Database, trail: Trail, rights: Collection[str]) -> None:
        self._db, self._trail = db, trail
        self.may_decide = Right.SUPERVISOR in rights

    # -- finding ---------------------------------------------------------------------------------

    def look(self, contact_id: str) -> Done[tuple[PartyMatch, ...]]:
        """Look whether the number or the whole name of a contact is the other side's somewhere; what is new is held."""
        row = self._db.row("SELECT alias, phone, case_id FROM contact WHERE id = ?", (contact_id,))
        if row is None:
            raise NotFound(_("This contact is not here. Please look it up in the list again."))
        found = self._alike(row["alias"], row["phone"])
        found.pop(row["case_id"], None)
        known = {one.about for one in self.of_contact(contact_id)}
        new = {case: why for case, why in found.items() if case not in known}
        if new:
            with self._db.atomic():
                for case, why in new.items():
                    self._hold(contact_id, case, why)
        return Done(self.waiting_for(contact_id), _TOUCHED if new else Changes.NONE)

    def hold(self, contact_id: str, case_id: str) -> Done[tuple[PartyMatch, ...]]:
        """Somebody thinks that this is the other side: it is held as if it had been found."""
        if case_id not in {one.about for one in self.of_contact(contact_id)}:
            with self._db.atomic():
                self._hold(contact_id, case_id, "asked")
        return Done(self.waiting_for(contact_id), _TOUCHED)

    def alike(self, alias: str | None, phone: str | None) -> dict[str, str]:
        """The cases whose other party has this whole name or the end of this number, with why; nothing is written."""
        return self._alike(alias, phone)

    def _alike(self, alias: str | None, phone: str | None) -> dict[str, str]:
        """Cases by why they match: the end of a number, or a whole name."""
        found: dict[str, str] = {}
        asked = (alias or "", initials(alias or "")) if len(_whole(alias)) >= _LEAST_NAME else ()
        for case, name, _phone in (one for query in asked if query for one in self._parties(query)):
            if _whole(name) == _whole(alias):
                found[case] = "name"
        for case, _name, number in self._parties(_tail(phone)) if _tail(phone) else ():
            if _tail(number) == _tail(phone):
                found[case] = "phone"
        return found

    def _parties(self, query: str) -> list[tuple[str, str | None, str | None]]:
        ids = [hit.entity_id for hit in self._db.find(query, limit=200, entities=("other_party",))]
        marks = ", ".join("?" * len(ids))
        rows = self._db.rows(f"SELECT case_id, name, phone FROM other_party WHERE id IN ({marks})", ids)
        return [(row["case_id"], row["name"], row["phone"]) for row in rows]

    def _hold(self, contact_id: str, case_id: str, why: str) -> None:
        row = {
            "id": new_id(), "contact_id": contact_id, "about": case_id, "why": why, "state": OPEN, "at": now(),
            "by": self._db.who,
        }  # fmt: skip
        task = {
            "id": row["id"], "case_id": case_id, "title": _("Is a caller the other party of this case?"), "kind": "todo",
            "owner": Role.MANAGER.value, "due_on": today().isoformat(),
        }  # fmt: skip
        self._db.insert("party_match", row)
        self._db.insert("task", task)
        self._trail.write("party_held", match=row["id"])

    # -- deciding --------------------------------------------------------------------------------

    def decide(self, ident: str, other_party: bool, words: str = "") -> Done[PartyMatch]:
        """Say who it was. Only the supervisor right decides, and never over a contact one took oneself."""
        one = self.get(ident)
        if one.state != OPEN:
            raise Conflict(_("This was answered already. Please look at the case again."))
        if not self.may_decide:
            raise Denied(_("Only somebody with the supervisor right decides this. It still waits."))
        if self._db.value("SELECT taken_by FROM contact WHERE id = ?", (one.contact_id,)) == self._db.who:
            raise Denied(_("A colleague decides over a contact that one took oneself. It still waits."))
        values = {
            "state": OTHER_PARTY if other_party else SOMEBODY_ELSE, "words": check_text(nfc(words), "words"),
            "decided_at": now(), "decided_by": self._db.who,
        }  # fmt: skip
        with self._db.atomic():
            self._db.change("party_match", ident, values)
            self._db.change("task", ident, {"done_at": now()})
            self._trail.write("party_decided", match=ident, decision=values["state"])
        return Done(self.get(ident), _TOUCHED)

    # -- reading ---------------------------------------------------------------------------------

    def get(self, ident: str) -> PartyMatch:
        row = self._db.row("SELECT * FROM party_match WHERE id = ?", (ident,))
        if row is None:
            raise NotFound(_("This is decided already. Please look at the case again."))
        return PartyMatch(**row)

    def of_contact(self, contact_id: str) -> tuple[PartyMatch, ...]:
        rows = self._db.rows("SELECT * FROM party_match WHERE contact_id = ? ORDER BY at, id", (contact_id,))
        return tuple(PartyMatch(**row) for row in rows)

    def waiting_for(self, contact_id: str) -> tuple[PartyMatch, ...]:
        """What holds a contact."""
        return tuple(one for one in self.of_contact(contact_id) if one.state == OPEN)

    def waiting_about(self, case_id: str) -> tuple[PartyMatch, ...]:
        """Contacts that may come from the other party of this case."""
        rows = self._db.rows("SELECT * FROM party_match WHERE state = 'open' AND about = ? ORDER BY at, id", (case_id,))
        return tuple(PartyMatch(**row) for row in rows)

    def waiting(self, limit: int = 50) -> tuple[PartyMatch, ...]:
        """Every match that waits for a decision, the oldest first."""
        rows = self._db.rows("SELECT * FROM party_match WHERE state = 'open' ORDER BY at, id LIMIT ?", (limit,))
        return tuple(PartyMatch(**row) for row in rows)


def _whole(name: str | None) -> str:
    return folded(name or "").replace(" ", "")


def _tail(phone: str | None) -> str:
    """The end of a number that is compared: the same with and without prefix or country; empty where too short."""
    number = digits(phone or "")
    return number[-_TAIL:] if len(number) >= _LEAST_DIGITS else ""

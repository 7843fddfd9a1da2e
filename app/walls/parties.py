"""Staff who may be a party: found by name and number, and held from the case until somebody decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.changes import Changes, Done
from app.clock import new_id, now
from app.errors import Denied, NotFound
from app.i18n import _
from app.store import Database
from app.walls import records
from app.walls.model import Conflict, Holder, Match, match

if TYPE_CHECKING:
    from app.walls.service import Trail

_CHANGED = Changes.CASES | Changes.CONTACTS | Changes.AUDIT


class Parties:
    """Conflicts of interest in cases and contacts."""

    def __init__(self, db: Database, trail: Trail) -> None:
        self._db, self._trail = db, trail

    # -- finding ---------------------------------------------------------------------------------

    def look(
        self, staff: Iterable[Holder], *, case_id: str = "", contact_id: str = ""
    ) -> Done[tuple[tuple[Conflict, Match], ...]]:
        """Look for staff in a case or a contact; what is found newly is held from them at once.

        The value is what waits for a decision, with the name of each.
        """
        column, record_id = ("case_id", case_id) if case_id else ("contact_id", contact_id)
        said = records.said_in_case if case_id else records.said_in_contact
        found = {one.user: one for one in match(staff, *said(self._db, record_id))}
        known = {one.user: one for one in records.conflicts(self._db, column, record_id)}
        new = [one for one in found.values() if one.user not in known]
        if new:
            with self._db.atomic():
                for one in new:
                    self._hold(column, record_id, one)
        waiting = [one for one in records.conflicts(self._db, column, record_id) if one.state == "open"]
        value = tuple((one, found[one.user]) for one in waiting if one.user in found)
        return Done(value, _CHANGED if new else Changes.NONE)

    def _hold(self, column: str, record_id: str, found: Match) -> None:
        row = {
            "id": new_id(), column: record_id, "user": found.user, "why": found.why, "state": "open",
            "at": now(), "by": self._db.who,
        }  # fmt: skip
        self._db.insert("conflict", row)
        self._trail.write("conflict_found", conflict=row["id"], user=found.user)

    def recognised(self, staff: Iterable[Holder], case_id: str) -> tuple[Match, ...]:
        """Staff who may be somebody in a case; nothing is written."""
        return match(staff, *records.said_in_case(self._db, case_id))

    def of_case(self, case_id: str) -> tuple[Conflict, ...]:
        """Every match in the case and in its contacts, decided or not."""
        return records.conflicts_in_case(self._db, case_id)

    def of_contact(self, contact_id: str) -> tuple[Conflict, ...]:
        return records.conflicts(self._db, "contact_id", contact_id)

    # -- deciding --------------------------------------------------------------------------------

    def dismiss(self, ident: str) -> Done[Conflict]:
        """It is somebody else: the person sees the case as before. Never decided by the person themselves."""
        one = self._open_one(ident)
        with self._db.atomic():
            self._db.change("conflict", ident, {"state": "dismissed", "decided_at": now(), "decided_by": self._db.who})
            self._trail.write("conflict_dismissed", conflict=ident, user=one.user)
        return Done(self._get(ident), _CHANGED)

    def _open_one(self, ident: str) -> Conflict:
        one = self._get(ident)
        if one.user == self._db.who:
            raise held_from()
        return one

    def _get(self, ident: str) -> Conflict:
        found = records.conflict(self._db, ident)
        if found is None:
            raise NotFound(_("This is decided already. Please look at the case again."))
        return found

    # -- the stub --------------------------------------------------------------------------------

    def held_from_me(self) -> tuple[Conflict, ...]:
        """What may not be shown to this person until somebody else decided."""
        return records.held_from(self._db, self._db.who)

    def _not_from_myself(self, case_id: str) -> None:
        if any(one.user == self._db.who and one.state == "open" for one in self.of_case(case_id)):
            raise held_from()


def held_from() -> Denied:
    return Denied(_("This may concern somebody who works here. A colleague decides who goes on with it."))

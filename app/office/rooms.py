"""The rooms in which people are met: everybody reads them, a manager changes them."""

from __future__ import annotations

from dataclasses import dataclass

from app.changes import Changes, Done
from app.clock import new_id
from app.entry import check_text
from app.errors import BadInput, NotFound
from app.i18n import _
from app.office.service import Office
from app.store import Database
from app.text import folded, nfc


@dataclass(frozen=True, slots=True)
class Room:
    """A room and what to know of it."""

    id: str
    name: str
    note: str | None = None
    active: bool = True


class Rooms:
    """The rooms in the office database."""

    def __init__(self, db: Database, office: Office) -> None:
        self._db, self._office = db, office

    def all(self, *, also_retired: bool = False) -> tuple[Room, ...]:
        """The rooms there are now, by name."""
        where = "" if also_retired else "WHERE active = 1"
        rows = self._db.rows(f"SELECT id, name, note, active FROM room {where} ORDER BY name, id")
        return tuple(Room(row["id"], row["name"], row["note"], bool(row["active"])) for row in rows)

    def get(self, ident: str) -> Room:
        found = next((one for one in self.all(also_retired=True) if one.id == ident), None)
        if found is None:
            raise NotFound(_("This room is not there any more. Please look at the list again."))
        return found

    def add(self, name: str, note: str = "") -> Done[Room]:
        self._office.managers_only()
        ident, values = new_id(), {"name": self._name(name), "note": check_text(nfc(note), "note")}
        with self._db.atomic():
            self._db.insert("room", {"id": ident, **values, "active": 1})
        return Done(self.get(ident), Changes.SETTINGS)

    def write(self, ident: str, name: str, note: str = "") -> Done[Room]:
        self._office.managers_only()
        values = {"name": self._name(name, besides=ident), "note": check_text(nfc(note), "note")}
        with self._db.atomic():
            self._db.change("room", self.get(ident).id, values)
        return Done(self.get(ident), Changes.SETTINGS)

    def retire(self, ident: str, gone: bool = True) -> Done[None]:
        """The room is no longer chosen; appointments keep its name. `gone=False` is the undo."""
        self._office.managers_only()
        with self._db.atomic():
            self._db.change("room", self.get(ident).id, {"active": int(not gone)})
        return Done(None, Changes.SETTINGS)

    def _name(self, name: str, besides: str = "") -> str:
        text = check_text(nfc(name), "name") or ""
        if not text:
            raise BadInput(_("A room needs a name."), field="name")
        if len(text) > 40:
            raise BadInput(_("Please choose a short name: it stands in every list."), field="name")
        if any(folded(one.name) == folded(text) and one.id != besides for one in self.all()):
            raise BadInput(_("There is a room of this name already. Please choose another."), field="name")
        return text

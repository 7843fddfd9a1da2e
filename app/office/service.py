"""Staff and settings in the office database: everybody reads, managers write."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.changes import Changes, Done
from app.clock import today
from app.errors import Denied
from app.i18n import _
from app.kinds import Role
from app.store import Database


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff as colleagues see them."""

    id: str
    name: str
    role: Role
    rights: tuple[str, ...]
    active: bool = True


class Office:
    """What the whole centre shares; `role` decides who may change it."""

    def __init__(self, db: Database, role: str) -> None:
        self._db = db
        self._role = role

    def staff(self) -> tuple[Member, ...]:
        return tuple(
            Member(
                row["id"],
                row["name"],
                Role(row["role"]),
                tuple(json.loads(row["rights"])),
                bool(row["active"]),
            )
            for row in self._db.rows("SELECT * FROM staff ORDER BY name")
        )

    def name(self, user: str) -> str:
        """The name of a member of staff; an id nobody has reads as it stands."""
        return str(self._db.value("SELECT name FROM staff WHERE id = ?", (user,)) or user)

    def enter_staff(self, members: Iterable[Member]) -> Done[int]:
        """Write the staff list as it was decided at the first run."""
        self._managers_only()
        entered = 0
        with self._db.atomic():
            for one in members:
                row = {
                    "id": one.id,
                    "name": one.name,
                    "role": one.role,
                    "rights": json.dumps(one.rights),
                    "active": 1,
                }
                self._db.insert("staff", row)
                entered += 1
        return Done(entered, Changes.STAFF)

    def setting(self, key: str, default: str = "") -> str:
        found = self._db.value("SELECT value FROM setting WHERE id = ?", (key,))
        return default if found is None else str(found)

    def set(self, key: str, value: str) -> Done[None]:
        self._managers_only()
        with self._db.atomic():
            if not self._db.change("setting", key, {"value": value}) and self.setting(key, "\0") == "\0":
                self._db.insert("setting", {"id": key, "value": value})
        return Done(None, Changes.SETTINGS)

    def checked_numbers(self) -> dict[str, date]:
        """Directory ids somebody rang, with the day."""
        return {
            row["id"]: date.fromisoformat(row["verified_on"]) for row in self._db.rows("SELECT * FROM directory_check")
        }

    def rang_today(self, directory_id: str) -> Done[None]:
        """A number answered and was right."""
        self._managers_only()
        row = {"verified_on": today().isoformat(), "verified_by": self._db.who}
        with self._db.atomic():
            if self._db.value("SELECT 1 FROM directory_check WHERE id = ?", (directory_id,)):
                self._db.change("directory_check", directory_id, row)
            else:
                self._db.insert("directory_check", {"id": directory_id, **row})
        return Done(None, Changes.DIRECTORY)

    def _managers_only(self) -> None:
        if self._role != Role.MANAGER:
            raise Denied(_("Only a manager can change this. Nothing was changed. Please ask your manager."))

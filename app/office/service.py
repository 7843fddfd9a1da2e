"""Staff and settings in the office database: everybody reads, managers write."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from app.changes import Changes, Done
from app.codelists import known
from app.errors import BadInput, Denied
from app.i18n import _
from app.kinds import Role
from app.store import Database

_BY_ROLE = {Role.MANAGER: "head", Role.COUNSELLOR: "counsellor", Role.TRAINER: "trainer"}


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff as colleagues see them."""

    id: str
    name: str
    role: Role
    rights: tuple[str, ...]
    active: bool = True
    chosen_status: str | None = None

    @property
    def status(self) -> str:
        """What they are where the law asks; what their role is, unless a manager said otherwise."""
        return self.chosen_status or _BY_ROLE[self.role]


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
                row["status"],
            )
            for row in self._db.rows("SELECT * FROM staff ORDER BY name")
        )

    def name(self, user: str) -> str:
        """The name of a member of staff; an id nobody has reads as it stands."""
        return str(self._db.value("SELECT name FROM staff WHERE id = ?", (user,)) or user)

    def status_of(self, user: str) -> str:
        """The staff status of a person, by which duties hold for them."""
        return next((one.status for one in self.staff() if one.id == user), _BY_ROLE[Role(self._role)])

    def set_status(self, user: str, status: str) -> Done[None]:
        """Say what somebody is in law: duties and powers follow from it, keys do not."""
        self._managers_only()
        if not known("staff_status", status):
            sentence = _("“{value}” is not in the list. Please choose one of the list.")
            raise BadInput(sentence.format(value=status), field="status")
        with self._db.atomic():
            self._db.change("staff", user, {"status": status})
        return Done(None, Changes.STAFF)

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

    def _managers_only(self) -> None:
        if self._role != Role.MANAGER:
            raise Denied(_("Only a manager can change this. Nothing was changed. Please ask your manager."))

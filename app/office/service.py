"""Staff and settings in the office database: everybody reads, managers write."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from app.changes import Changes, Done
from app.codelists import known
from app.entry import check_text
from app.errors import BadInput, Denied
from app.i18n import _
from app.kinds import Right, Role
from app.store import Database
from app.text import digits, nfc

_BY_ROLE = {Role.MANAGER: "head", Role.COUNSELLOR: "counsellor", Role.TRAINER: "trainer"}


COLLECTOR, REPORT_RELAY = "collector_card", "report_relay"
"""Settings that pin the two places this centre may speak to: for its counts, and for reports."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff as colleagues see them."""

    id: str
    name: str
    role: Role
    rights: tuple[str, ...]
    active: bool = True
    chosen_status: str | None = None
    phone: str | None = None
    """By which they are found where they may be a party to a case (app.walls)."""

    @property
    def status(self) -> str:
        """What they are where the law asks; what their role is, unless a manager said otherwise."""
        return self.chosen_status or _BY_ROLE[self.role]

    @property
    def works_with_cases(self) -> bool:
        """Whether their keys open cases at all."""
        return self.active and (self.role == Role.COUNSELLOR or Right.SUPERVISOR in self.rights)


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
                row["phone"],
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
        self.managers_only()
        if not known("staff_status", status):
            sentence = _("“{value}” is not in the list. Please choose one of the list.")
            raise BadInput(sentence.format(value=status), field="status")
        with self._db.atomic():
            self._db.change("staff", user, {"status": status})
        return Done(None, Changes.STAFF)

    def set_phone(self, user: str, phone: str) -> Done[None]:
        """The number of a member of staff; an empty one takes it away."""
        self.managers_only()
        number = (check_text(nfc(phone), "phone") or "") if phone else ""
        if number and not 7 <= len(digits(number)) <= 15:
            sentence = _("“{number}” does not look like a telephone number. Please check the digits.")
            raise BadInput(sentence.format(number=number), field="phone")
        with self._db.atomic():
            self._db.change("staff", user, {"phone": number or None})
        return Done(None, Changes.STAFF)

    def enter_staff(self, members: Iterable[Member]) -> Done[int]:
        """Write the staff list as it was decided at the first run."""
        self.managers_only()
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
        self.managers_only()
        with self._db.atomic():
            if not self._db.change("setting", key, {"value": value}) and self.setting(key, "\0") == "\0":
                self._db.insert("setting", {"id": key, "value": value})
        return Done(None, Changes.SETTINGS)

    def managers_only(self) -> None:
        """Refuse whoever is no manager."""
        if self._role != Role.MANAGER:
            raise Denied(_("Only a manager can change this. Nothing was changed. Please ask your manager."))

"""The staff list follows the lock: the slots file says who belongs to the centre, the office tells their story."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from app.changes import Changes, Done
from app.clock import today
from app.kinds import Right, Role
from app.store import Database


@dataclass(frozen=True, slots=True)
class Known:
    """A member of staff as the lock knows them."""

    id: str
    name: str
    role: Role
    rights: frozenset[Right]

    @property
    def row(self) -> dict[str, object]:
        return {"name": self.name, "role": self.role.value, "rights": json.dumps(sorted(self.rights))}


@dataclass(frozen=True, slots=True)
class Span:
    """Since when and until when somebody belonged to the staff, as legal days; None is not known, or still here."""

    joined_on: str | None
    left_on: str | None


class StaffList:
    """The staff table, written only to follow the lock; a manager's desk does it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def spans(self) -> dict[str, Span]:
        rows = self._db.rows("SELECT id, joined_on, left_on FROM staff")
        return {row["id"]: Span(row["joined_on"], row["left_on"]) for row in rows}

    def behind(self, lock: Iterable[Known]) -> bool:
        """Whether the list does not say what the lock says."""
        return bool(self._missing({one.id: one for one in lock}))

    def follow(self, lock: Iterable[Known]) -> Done[int]:
        """Write what the lock says; returns how many rows moved. An empty list belongs to a first run and stays."""
        missing = self._missing({one.id: one for one in lock})
        with self._db.atomic():
            for ident, row in missing.items():
                if self._db.row("SELECT id FROM staff WHERE id = ?", (ident,)) is None:
                    self._db.insert("staff", {"id": ident, "active": 1, "joined_on": today().isoformat(), **row})
                else:
                    self._db.change("staff", ident, row)
        return Done(len(missing), Changes.STAFF if missing else Changes.NONE)

    def _missing(self, lock: dict[str, Known]) -> dict[str, dict[str, object]]:
        rows = {str(row["id"]): row for row in self._db.rows("SELECT * FROM staff")}
        if not rows:
            return {}
        found: dict[str, dict[str, object]] = {}
        for ident, one in lock.items():
            wanted = {**one.row, "active": 1, "left_on": None}
            row = rows.get(ident)
            if row is None:
                found[ident] = one.row
            elif not _says(row, wanted):
                found[ident] = wanted
        for ident, row in rows.items():
            if ident not in lock and row["active"]:
                found[ident] = {"active": 0, "left_on": today().isoformat()}
        return found


def _says(row: dict[str, object], wanted: dict[str, object]) -> bool:
    same = all(row[key] == value for key, value in wanted.items() if key != "rights")
    return same and set(json.loads(str(row["rights"]))) == set(json.loads(str(wanted["rights"])))

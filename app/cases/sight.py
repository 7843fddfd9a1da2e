"""Whose cases one sees: one's own, one's team's, and those one is in contact with; others for a reason, for a day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from app.cases.model import CaseRow, Double, must_know
from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.errors import NotFound
from app.i18n import _
from app.store import Database

_NEAR = """
    SELECT c.value AS id FROM json_each(:cases) AS c WHERE
        EXISTS (SELECT 1 FROM contact WHERE case_id = c.value AND state <> 'closed' AND taken_by = :who)
        OR EXISTS (SELECT 1 FROM task WHERE case_id = c.value AND done_at IS NULL AND owner IN (:who, :role))
        OR EXISTS (SELECT 1 FROM case_sight WHERE case_id = c.value AND user = :who AND day = :day)
"""
"""What brings a case near today: a contact that runs or is parked, something to do in it, a reason that was given."""
_OPEN = """
    SELECT 1 FROM casefile WHERE id = :case AND (assigned_to = :who OR team IN (SELECT value FROM json_each(:teams)))
    UNION ALL SELECT 1 FROM contact WHERE case_id = :case AND state <> 'closed' AND taken_by = :who
    UNION ALL SELECT 1 FROM task WHERE case_id = :case AND done_at IS NULL AND owner IN (:who, :role)
    UNION ALL SELECT 1 FROM case_sight WHERE case_id = :case AND user = :who AND day = :day LIMIT 1
"""


class Trail(Protocol):
    """The audit trail, as far as it is needed here."""

    def write(self, kind: str, /, **facts: object) -> None: ...


class Sight:
    """What one person sees of the cases; `teams` names the teams they belong to, `role` whose tasks are theirs too."""

    def __init__(self, db: Database, trail: Trail, teams: Callable[[], Iterable[str]], role: str = "") -> None:
        self._db, self._trail, self._teams, self._role = db, trail, teams, role

    def covered(self, rows: Iterable[CaseRow]) -> tuple[CaseRow, ...]:
        """The same rows; of what is somebody else's, the number and with whom it is."""
        found, teams = tuple(rows), frozenset(self._teams())
        others = [row.id for row in found if row.assigned_to != self._db.who and row.team not in teams]
        hidden = set(others) - self._near(others)
        return tuple(_stub(row) if row.id in hidden else row for row in found)

    def hidden(self, cases: Iterable[str]) -> frozenset[str]:
        """Of these cases, those that are somebody else's."""
        asked = sorted(set(cases))
        marks, teams = ", ".join("?" * len(asked)), frozenset(self._teams())
        rows = self._db.rows(f"SELECT id, assigned_to, team FROM casefile WHERE id IN ({marks})", asked)
        others = [row["id"] for row in rows if row["assigned_to"] != self._db.who and row["team"] not in teams]
        return frozenset(others) - self._near(others)

    def covered_doubles(self, found: Iterable[Double]) -> tuple[Double, ...]:
        """Records alike, without the names of those that are somebody else's."""
        return tuple(one if not one.alias or self.sees(one.case_id) else replace(one, alias="", masked=True) for one in found)  # fmt: skip

    def sees(self, case_id: str) -> bool:
        """Whether this case opens without being asked why."""
        asked = {**self._asked(), "case": case_id, "teams": json.dumps(sorted(self._teams()))}
        return self._db.value(_OPEN, asked) is not None

    def ask(self, case_id: str, reason: str) -> Done[None]:
        """Give the reason to open a case that is somebody else's: it holds today, and stands in the trail."""
        must_know("sight_reason", reason, "reason")
        if self._db.value("SELECT 1 FROM casefile WHERE id = ?", (case_id,)) is None:
            raise NotFound(_("There is no case “{number}” here. Please look it up in the list.").format(number=case_id))
        if not self.sees(case_id):
            row = {
                "id": new_id(), "case_id": case_id, "user": self._db.who, "day": today().isoformat(), "reason": reason,
                "at": now(),
            }  # fmt: skip
            with self._db.atomic():
                self._db.insert("case_sight", row)
                self._trail.write("case_sight", case=case_id, why=reason)
        return Done(None, Changes.AUDIT)

    # -- inside ----------------------------------------------------------------------------------

    def _near(self, cases: Sequence[str]) -> frozenset[str]:
        """Of these cases, those that are near today; asked of those alone, along their indexes."""
        if not cases:
            return frozenset()
        asked = {**self._asked(), "cases": json.dumps(list(cases))}
        return frozenset(row["id"] for row in self._db.rows(_NEAR, asked))

    def _asked(self) -> dict[str, str]:
        return {"who": self._db.who, "role": self._role, "day": today().isoformat()}


class WholeSight(Sight):
    """Inside a wall: whoever holds the key of a sealed case sees it."""

    def covered(self, rows: Iterable[CaseRow]) -> tuple[CaseRow, ...]:
        return tuple(rows)

    def hidden(self, cases: Iterable[str]) -> frozenset[str]:
        return frozenset()

    def sees(self, case_id: str) -> bool:
        return True


def _stub(row: CaseRow) -> CaseRow:
    return replace(row, alias="", risk="unknown", main_type="unknown", masked=True)

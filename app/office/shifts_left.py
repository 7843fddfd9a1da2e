"""How much of a hand-over nobody has taken, as numbers: what a manager sees who may not read cases."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from app.store import Database


@dataclass(frozen=True, slots=True)
class Left:
    """One person's things that wait: how many, since when (UTC ms), and the numbers of the cases."""

    user: str
    since: int
    count: int
    numbers: tuple[str, ...]


class ShiftsLeft:
    """The mirror in the office of what waits in the casework; everybody's desk keeps it (`app.flows.shift`)."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> tuple[Left, ...]:
        """Everybody of whom something waits, the longest first."""
        rows = self._db.rows("SELECT id, since, count, numbers FROM shift_left ORDER BY since, id")
        return tuple(Left(row["id"], row["since"], row["count"], tuple(json.loads(row["numbers"]))) for row in rows)

    def keep(self, found: Iterable[Left]) -> None:
        """Bring the mirror to this; done again it changes nothing. What went leaves no history: it names cases."""
        there, now = ({one.user: one for one in many} for many in (self.all(), found))
        with self._db.atomic():
            for user, one in now.items():
                row = {"since": one.since, "count": one.count, "numbers": json.dumps(one.numbers)}
                if there.get(user) != one:
                    self._db.erase("shift_left", user)
                    self._db.insert("shift_left", {"id": user, **row})
            for user in there.keys() - now.keys():
                self._db.erase("shift_left", user)

"""How many copies of case conferences are out, as numbers: what a manager sees who may not read cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.store import Database


@dataclass(frozen=True, slots=True)
class Waiting:
    """Copies of one conference that are out; `author` sees to it that they are back by `return_by`."""

    conference_id: str
    day: str
    return_by: str
    author: str
    count: int


class CopiesOut:
    """The mirror in the office of the copies that are out; everybody's desk keeps it (`app.conferences`)."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self, until: str = "9999") -> tuple[Waiting, ...]:
        """Conferences of which copies should be back by this day, the longest due first."""
        rows = self._db.rows(
            "SELECT id AS conference_id, day, return_by, author, count FROM copies_out WHERE return_by <= ?"
            " ORDER BY return_by, id",
            (until,),
        )
        return tuple(Waiting(**row) for row in rows)

    def keep(self, found: Iterable[Waiting]) -> None:
        """Bring the mirror to this; done again it changes nothing, and what went leaves no history."""
        there, now = ({one.conference_id: one for one in many} for many in (self.all(), found))
        with self._db.atomic():
            for ident in there.keys() | now.keys():
                if ident in there and there[ident] != now.get(ident):
                    self._db.erase("copies_out", ident)
                if ident in now and there.get(ident) != now[ident]:
                    one = now[ident]
                    row = {"day": one.day, "return_by": one.return_by, "author": one.author, "count": one.count}
                    self._db.insert("copies_out", {"id": ident, **row})

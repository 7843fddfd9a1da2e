"""Steps of the manuals that a member of staff marked; they stand in the office database, which everybody opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import clock
from app.changes import Changes, Done

if TYPE_CHECKING:
    from app.store import Database


class Bookmarks:
    """The marks of whoever opened the database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def steps(self) -> tuple[str, ...]:
        """The marked steps' ids, the newest first; a step that an update took away may be among them."""
        rows = self._db.rows("SELECT step FROM bookmark WHERE staff = ? ORDER BY at DESC, id", (self._db.who,))
        return tuple(str(row["step"]) for row in rows)

    def set(self, step: str, on: bool) -> Done[tuple[str, ...]]:
        """Mark a step, or take its mark away."""
        ident = f"{self._db.who}:{step}"
        with self._db.atomic():
            marked = bool(self._db.value("SELECT 1 FROM bookmark WHERE id = ?", (ident,)))
            if on and not marked:
                self._db.insert("bookmark", {"id": ident, "staff": self._db.who, "step": step, "at": clock.now()})
            elif marked and not on:
                self._db.remove("bookmark", ident)
            return Done(self.steps(), Changes.NONE)

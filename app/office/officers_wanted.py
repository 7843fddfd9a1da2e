"""How many reports wait for an officer whom they do not name: a number, for every manager, whoever opens cases or not."""

from __future__ import annotations

from app.store import Database

_ID = "reports"


class OfficersWanted:
    """The mirror in the office; desks that hold the reports keep it (`app.inbox.nobody_left`)."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def count(self) -> int:
        return int(self._db.value("SELECT count FROM officers_wanted WHERE id = ?", (_ID,)) or 0)

    def keep(self, count: int) -> None:
        """Bring the mirror to this number; what it was before leaves no history."""
        if count == self.count():
            return
        with self._db.atomic():
            self._db.erase("officers_wanted", _ID)
            if count:
                self._db.insert("officers_wanted", {"id": _ID, "count": count})

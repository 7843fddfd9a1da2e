"""What a centre remembers of the ways in: a name for each computer, since when it opens, and when it last did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.changes import Changes, Done
from app.clock import today
from app.entry import check_text
from app.errors import BadInput
from app.i18n import _
from app.store import Database
from app.text import nfc

LONGEST = 40
"""Letters in the name of a computer: it stands in a row."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was written down about one way in; days are legal days, None where nothing is known."""

    name: str = ""
    added_on: str | None = None
    used_on: str | None = None


class WaysBook:
    """Names and days beside the slots of the lock, which carry neither."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def told(self) -> dict[str, Told]:
        rows = self._db.rows("SELECT id, name, added_on, used_on FROM way_in")
        return {str(row["id"]): Told(row["name"] or "", row["added_on"], row["used_on"]) for row in rows}

    def note_new(self, slot: str, user: str, kind: str, name: str = "") -> Done[None]:
        """A way in that was made today."""
        row = {
            "id": slot, "user": user, "kind": kind, "name": check_name(name) or None,
            "added_on": today().isoformat(), "used_on": None,
        }  # fmt: skip
        with self._db.atomic():
            self._db.insert("way_in", row)
        return Done(None, Changes.STAFF)

    def note_use(self, slot: str, user: str, kind: str) -> Done[bool]:
        """Somebody came in this way today; a day is written once."""
        day = today().isoformat()
        if self._db.value("SELECT used_on FROM way_in WHERE id = ?", (slot,)) == day:
            return Done(False, Changes.NONE)
        with self._db.atomic():
            self._put(slot, user, kind, {"used_on": day})
        return Done(True, Changes.STAFF)

    def call(self, slot: str, user: str, kind: str, name: str) -> Done[None]:
        """Give a computer or a key file a name; an empty one takes it away."""
        text = check_name(name)
        with self._db.atomic():
            self._put(slot, user, kind, {"name": text or None})
        return Done(None, Changes.STAFF)

    def keep_only(self, slots: Iterable[str], user: str = "") -> None:
        """Drop what is told of ways in that are there no longer: one person's, or anybody's."""
        stay = set(slots)
        rows = self._db.rows("SELECT id FROM way_in WHERE ? IN ('', user)", (user,))
        gone = [row["id"] for row in rows if row["id"] not in stay]
        if gone:
            with self._db.atomic():
                for slot in gone:
                    self._db.remove("way_in", slot)

    def _put(self, slot: str, user: str, kind: str, values: dict[str, object]) -> None:
        if self._db.row("SELECT id FROM way_in WHERE id = ?", (slot,)) is None:
            self._db.insert("way_in", {"id": slot, "user": user, "kind": kind, **values})
        else:
            self._db.change("way_in", slot, values)


def check_name(name: str) -> str:
    """A name that fits a row."""
    text = check_text(nfc(name.strip()), "name") or ""
    if len(text) > LONGEST:
        sentence = _("The name of a computer has at most {most} letters. Please choose a shorter one.")
        raise BadInput(sentence.format(most=LONGEST), field="name")
    return text

"""Flags: what everybody who opens a case must see, until somebody settles it."""

from __future__ import annotations

from dataclasses import dataclass

from app.changes import Changes, Done
from app.clock import new_id, now
from app.entry import check_day, check_text
from app.errors import BadInput, Conflict, NotFound
from app.i18n import _
from app.store import Database
from app.text import nfc

_TOUCHED = Changes.PLANS | Changes.CASES | Changes.TASKS


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag; with a day it is also a task of that day."""

    id: str
    case_id: str
    words: str
    due_on: str | None
    at: int
    author: str
    resolved_at: int | None = None
    resolved_by: str | None = None
    resolution: str | None = None


class Flags:
    """The flags of the centre's cases."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def set(self, case_id: str, words: str, due_on: str | None = None) -> Done[Flag]:
        """Put a flag on a case."""
        text, day = check_text(nfc(words), "words"), check_day(due_on, "due_on")
        if not text:
            raise BadInput(_("Please write what the others should see."), field="words")
        owner = self._db.value("SELECT assigned_to FROM casefile WHERE id = ?", (case_id,))
        if owner is None:
            raise NotFound(_("There is no case “{number}” here. Please look it up in the list.").format(number=case_id))
        row = {
            "id": new_id(), "case_id": case_id, "words": text, "due_on": day, "at": now(), "author": self._db.who,
        }  # fmt: skip
        with self._db.atomic():
            self._db.insert("flag", row)
            if day:
                task = {"id": row["id"], "case_id": case_id, "title": text.splitlines()[0][:120], "kind": "todo"}
                self._db.insert("task", {**task, "due_on": day, "owner": owner})
        return Done(self.get(str(row["id"])), _TOUCHED)

    def resolve(self, ident: str, resolution: str = "") -> Done[Flag]:
        """Settle a flag; its task is ticked off."""
        if self.get(ident).resolved_at is not None:
            raise Conflict(_("This flag was settled already. Please look at the case again."))
        values = {
            "resolved_at": now(), "resolved_by": self._db.who, "resolution": check_text(nfc(resolution), "resolution"),
        }  # fmt: skip
        with self._db.atomic():
            self._db.change("flag", ident, values)
            self._db.change("task", ident, {"done_at": values["resolved_at"]})
        return Done(self.get(ident), _TOUCHED)

    def put_back(self, ident: str) -> Done[Flag]:
        """The undo of `resolve`."""
        with self._db.atomic():
            self._db.change("flag", ident, {"resolved_at": None, "resolved_by": None, "resolution": None})
            self._db.change("task", ident, {"done_at": None})
        return Done(self.get(ident), _TOUCHED)

    def of_case(self, case_id: str) -> tuple[Flag, ...]:
        """Those that stand first, then the settled ones, the latest first."""
        rows = self._db.rows(
            "SELECT * FROM flag WHERE case_id = ? ORDER BY resolved_at IS NOT NULL, due_on IS NULL, due_on, at DESC, id DESC",
            (case_id,),
        )
        return tuple(Flag(**row) for row in rows)

    def get(self, ident: str) -> Flag:
        row = self._db.row("SELECT * FROM flag WHERE id = ?", (ident,))
        if row is None:
            raise NotFound(_("This flag is not here any more. Please look at the case again."))
        return Flag(**row)

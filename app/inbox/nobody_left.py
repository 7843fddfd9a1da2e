"""Reports that stay sealed because they may name every officer: how many, for managers, who name another one.

Which they are and what they say stays here; the office holds the number only.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.clock import new_id, today
from app.store import Database

_KIND = "names_all"
_UNREAD = "SELECT 1 FROM report_message m WHERE m.thread_id = o.thread_id AND m.state IN ('sealed', 'unreadable')"


def note(db: Database, threads: Iterable[str]) -> None:
    """These stay sealed for want of an officer; joins the caller's transaction."""
    there = {row["thread_id"] for row in db.rows("SELECT thread_id FROM report_oddity WHERE kind = ?", (_KIND,))}
    for thread in set(threads) - there:
        row = {"id": new_id(), "thread_id": thread, "kind": _KIND, "day": today().isoformat(), "sha256": ""}
        db.insert("report_oddity", row)


def forget(db: Database) -> None:
    """What another officer opened, or its reporter took back, waits no more; joins the caller's transaction."""
    sql = f"SELECT o.id FROM report_oddity o WHERE o.kind = ? AND NOT EXISTS ({_UNREAD})"
    for row in db.rows(sql, (_KIND,)):
        db.erase("report_oddity", row["id"])


def count(db: Database) -> int:
    """How many wait for another officer."""
    sql = f"SELECT count(*) FROM report_oddity o WHERE o.kind = ? AND EXISTS ({_UNREAD})"
    return int(db.value(sql, (_KIND,)))

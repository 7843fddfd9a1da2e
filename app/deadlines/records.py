"""The SQL of legal events and of the tasks that remind of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.deadlines.model import LegalEvent
from app.store import Database

_COLUMNS = (
    "id, case_id, kind, on_day, at, measures, order_no, approval, order_id, served_until, ended_on, ended_why, note,"
    " noted_at, author"
)


def one(db: Database, event_id: str) -> LegalEvent | None:
    row = db.row(f"SELECT {_COLUMNS} FROM legal_event WHERE id = ?", (event_id,))
    return None if row is None else _event(row)


def of_case(db: Database, case_id: str) -> tuple[LegalEvent, ...]:
    rows = db.rows(f"SELECT {_COLUMNS} FROM legal_event WHERE case_id = ? ORDER BY on_day, noted_at, id", (case_id,))
    return tuple(_event(row) for row in rows)


def extensions(db: Database, order_id: str) -> tuple[LegalEvent, ...]:
    """What lengthens an order, in order of its days."""
    rows = db.rows(f"SELECT {_COLUMNS} FROM legal_event WHERE order_id = ? ORDER BY on_day, noted_at, id", (order_id,))
    return tuple(_event(row) for row in rows)


def holder(db: Database, case_id: str) -> str | None:
    """Whom a case is with; None where there is no such case."""
    found = db.value("SELECT assigned_to FROM casefile WHERE id = ?", (case_id,))
    return None if found is None else str(found)


def tasks(db: Database, event_id: str) -> list[dict[str, Any]]:
    """The tasks that remind of an event, ticked off or not."""
    sql = "SELECT id, title, kind, due_on, due_at, done_at, event_mark FROM task WHERE event_id = ?"
    return db.rows(sql, (event_id,))


def _event(row: dict[str, Any]) -> LegalEvent:
    for name in ("on_day", "served_until", "ended_on"):
        row[name] = date.fromisoformat(row[name]) if row[name] else None
    row["measures"] = tuple(filter(None, row["measures"].split(",")))
    return LegalEvent(**row)

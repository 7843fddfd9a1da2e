"""The SQL of reports made by duty."""

from __future__ import annotations

from typing import Any

from app.duties.report import Entry, Report
from app.store import Database


def one(db: Database, report_id: str) -> Report | None:
    row = db.row("SELECT * FROM duty_report WHERE id = ?", (report_id,))
    return None if row is None else _report(row)


def of_case(db: Database, case_id: str) -> tuple[Report, ...]:
    rows = db.rows("SELECT * FROM duty_report WHERE case_id = ? ORDER BY at DESC, id DESC", (case_id,))
    return tuple(_report(row) for row in rows)


def case_exists(db: Database, case_id: str) -> bool:
    return bool(db.value("SELECT 1 FROM casefile WHERE id = ?", (case_id,)))


def _report(row: dict[str, Any]) -> Report:
    head = {name: row.pop(name) for name in ("id", "case_id", "duty_id", "at", "author")}
    return Report(entry=Entry(**row), **head)

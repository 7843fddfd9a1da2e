"""The questions of reports, asked of the casework database."""

from __future__ import annotations

from typing import Any

from app.reports.model import Period
from app.reports.queries import Query
from app.store import Database


def counted(db: Database, query: Query, period: Period) -> list[dict[str, Any]]:
    """Rows of codes with their number `n`."""
    days = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    return db.rows(query.sql, {"since": period.since, "until": period.until, **days})

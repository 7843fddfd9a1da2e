"""The SQL of the directory: this centre's own values, checks by those who rang or looked, and what hand-outs left out."""

from __future__ import annotations

from datetime import date

from app.directory.model import Change, Check, Loss
from app.store import Database


def changes(db: Database) -> dict[str, Change]:
    """This centre's own values by directory id, in the order the services were added."""
    rows = db.rows("SELECT * FROM directory_entry ORDER BY id")
    return {row.pop("id"): Change(retired=bool(row.pop("retired")), values=row) for row in rows}


def checks(db: Database) -> dict[str, Check]:
    rows = db.rows("SELECT id, verified_on, verified_by, number FROM directory_check")
    return {row["id"]: Check(date.fromisoformat(row["verified_on"]), row["verified_by"], row["number"]) for row in rows}


_LOSSES = """
    SELECT l.entry_id AS id, count(*) AS count, min(l.lost_on) AS since
      FROM handout_loss AS l LEFT JOIN directory_check AS c ON c.id = l.entry_id
     WHERE c.verified_on IS NULL OR l.lost_on > c.verified_on
     GROUP BY l.entry_id
"""


def losses(db: Database) -> dict[str, Loss]:
    """What was left out since the last check."""
    return {row["id"]: Loss(row["count"], date.fromisoformat(row["since"])) for row in db.rows(_LOSSES)}

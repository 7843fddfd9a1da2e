"""SQL of retention."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from app.retention.model import Copy, Destruction, Ground, Hold

if TYPE_CHECKING:
    from app.store import Database, Row

_CLOSED = """
    SELECT c.id, c.number AS title, 'case' AS kind, c.closed_on, k.record_type,
           (SELECT group_concat(t.type) FROM incident AS i JOIN incident_type AS t ON t.incident_id = i.id
             WHERE i.case_id = c.id) AS types,
           EXISTS (SELECT 1 FROM legal_hold AS h WHERE h.case_id = c.id AND h.released_at IS NULL) AS held,
           (SELECT count(*) FROM plain_copy AS p WHERE p.case_id = c.id AND p.gone_at IS NULL) AS papers_open,
           (SELECT n.answer || '|' || coalesce(n.valid_until, '') || '|' || n.at FROM consent AS n
             WHERE n.case_id = c.id AND n.purpose = 'collection' ORDER BY n.at DESC, n.id DESC LIMIT 1) AS consent
      FROM (SELECT * FROM casefile AS c WHERE c.status = 'closed' {more} ORDER BY c.closed_on, c.id LIMIT {limit}) AS c
      LEFT JOIN record_kind AS k ON k.id = c.id ORDER BY c.closed_on, c.id
"""
_LOOSE = """
    SELECT id, started_at, ended_at, 'contact' AS kind FROM contact
     WHERE case_id IS NULL AND state = 'closed' {more} ORDER BY started_at, id LIMIT {limit}
"""


PAGE = 500
Found = dict[str, Any]


def case(db: Database, record: str) -> Found | None:
    """A closed case, by id or number, with what its clocks need."""
    return db.row(_CLOSED.format(more="AND (c.id = :one OR c.number = :one)", limit=1), {"one": record})


def contact(db: Database, record: str) -> Found | None:
    """A finished contact that belongs to no case."""
    return db.row(_LOOSE.format(more="AND id = ?", limit=1), (record,))


def closed_cases(db: Database) -> Iterator[Found]:
    """Every closed case, the longest closed first, page by page."""
    sql = _CLOSED.format(more="AND (c.closed_on, c.id) > (?, ?)", limit=PAGE)
    yield from _paged(db, sql, ("", ""), lambda row: (row["closed_on"], row["id"]))


def loose_contacts(db: Database) -> Iterator[Found]:
    """Finished contacts that belong to no case, the oldest first, page by page."""
    sql = _LOOSE.format(more="AND (started_at, id) > (?, ?)", limit=PAGE)
    yield from _paged(db, sql, (-1, ""), lambda row: (row["started_at"], row["id"]))


def _paged(
    db: Database, sql: str, start: tuple[Any, str], place: Callable[[Found], tuple[Any, str]]
) -> Iterator[Found]:
    after = start
    while rows := db.rows(sql, after):
        yield from rows
        after = place(rows[-1])


def without_end(db: Database) -> int:
    """Closed records that no consent ends: what has no period while nobody sets one."""
    cases = """SELECT count(*) FROM casefile AS c WHERE c.status = 'closed' AND NOT coalesce((
        SELECT n.answer = 'withdrawn' OR (n.answer = 'given' AND n.valid_until IS NOT NULL) FROM consent AS n
         WHERE n.case_id = c.id AND n.purpose = 'collection' ORDER BY n.at DESC, n.id DESC LIMIT 1), 0)"""
    loose = "SELECT count(*) FROM contact WHERE case_id IS NULL AND state = 'closed'"
    return int(db.value(cases)) + int(db.value(loose))


def decisions(db: Database) -> dict[str, Row]:
    """The newest decision of each case and contact."""
    rows = db.rows("SELECT * FROM retention_review ORDER BY at, id")
    return {row["case_id"] or row["contact_id"]: row for row in rows}


def case_of(db: Database, case: str) -> Row | None:
    return db.row("SELECT id, number, status FROM casefile WHERE id = ? OR number = ?", (case, case))


def contact_of(db: Database, contact: str) -> Row | None:
    return db.row("SELECT id, state, case_id FROM contact WHERE id = ?", (contact,))


def holds(db: Database) -> tuple[Hold, ...]:
    sql = """SELECT h.id, h.case_id, c.number, h.reason, h.set_at, h.set_by, h.released_at FROM legal_hold AS h
             JOIN casefile AS c ON c.id = h.case_id WHERE h.released_at IS NULL ORDER BY h.set_at DESC, h.id DESC"""
    return tuple(Hold(**row) for row in db.rows(sql))


def record_kind(db: Database, case_id: str) -> str | None:
    found = db.value("SELECT record_type FROM record_kind WHERE id = ?", (case_id,))
    return None if found is None else str(found)


def destructions(db: Database) -> tuple[Destruction, ...]:
    rows = db.rows("SELECT * FROM destruction ORDER BY at DESC, id")
    return tuple(
        Destruction(
            **{**row, "ground": Ground(row["ground"]), "record_types": tuple(json.loads(row["record_types"]))},
        )
        for row in rows
    )


def erased(db: Database) -> tuple[tuple[str, str, int], ...]:
    """(kind, id, at) of everything that was ever erased here, the oldest first."""
    rows = db.rows("SELECT kind, id, at FROM erased ORDER BY at, id")
    return tuple((row["kind"], row["id"], row["at"]) for row in rows)


def copies(db: Database) -> tuple[Copy, ...]:
    """Backups that may still be there, the newest first."""
    sql = "SELECT id, made_at, expires_on, place FROM backup_copy WHERE gone_at IS NULL ORDER BY made_at DESC, id"
    return tuple(Copy(r["id"], r["made_at"], date.fromisoformat(r["expires_on"]), r["place"]) for r in db.rows(sql))

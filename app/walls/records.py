"""SQL of walls."""

from __future__ import annotations

from typing import Any

from app.store import Database
from app.walls.model import Conflict, SealedCase

_LISTED = """
    SELECT s.id, s.number, s.at, s.by,
           (SELECT count(*) FROM sealed_grant AS g WHERE g.sealed_id = s.id AND g.user <> '') AS holders,
           EXISTS (SELECT 1 FROM sealed_grant AS g WHERE g.sealed_id = s.id AND g.user = :who) AS mine
      FROM sealed_case AS s WHERE s.state = 'sealed'
"""


def listed(db: Database, who: str) -> tuple[SealedCase, ...]:
    rows = db.rows(f"{_LISTED} ORDER BY s.number DESC", {"who": who})
    return tuple(SealedCase(**{**row, "mine": bool(row["mine"])}) for row in rows)


def months(db: Database) -> dict[str, str | None]:
    rows = db.rows("SELECT id, review_in FROM sealed_case WHERE state = 'sealed'")
    return {row["id"]: row["review_in"] for row in rows}


def one(db: Database, ident: str) -> dict[str, Any] | None:
    """A sealed case by its id or number."""
    return db.row("SELECT * FROM sealed_case WHERE (id = :id OR number = :id) AND state = 'sealed'", {"id": ident})


def unsettled(db: Database) -> list[dict[str, Any]]:
    return db.rows("SELECT * FROM sealed_case WHERE state <> 'sealed' OR spare IS NOT NULL")


def grants(db: Database, sealed_id: str) -> dict[str, dict[str, Any]]:
    """The grants of a sealed case by user."""
    rows = db.rows("SELECT * FROM sealed_grant WHERE sealed_id = ?", (sealed_id,))
    return {row["user"]: row for row in rows}


def case_head(db: Database, case_id: str) -> dict[str, Any] | None:
    return db.row("SELECT id, number FROM casefile WHERE id = :id OR number = :id", {"id": case_id})


def every_sealed(db: Database) -> tuple[str, ...]:
    return tuple(row["id"] for row in db.rows("SELECT id FROM sealed_case WHERE state = 'sealed' ORDER BY id"))


def told(sealed: Database) -> dict[str, Any]:
    """Inside a sealed file: why it was sealed, by whom, and its names outside."""
    row = sealed.row("SELECT * FROM sealing")
    assert row is not None, "it was written with the case"
    return row


def loose_contacts(sealed: Database) -> tuple[str, ...]:
    return tuple(row["id"] for row in sealed.rows("SELECT id FROM contact WHERE case_id IS NULL"))


_CONFLICT = "SELECT id, case_id, contact_id, user, why, state FROM conflict"


def conflicts(db: Database, column: str, record_id: str) -> tuple[Conflict, ...]:
    rows = db.rows(f"{_CONFLICT} WHERE {column} = ? ORDER BY at, id", (record_id,))
    return tuple(Conflict(**row) for row in rows)


def conflicts_in_case(db: Database, case_id: str) -> tuple[Conflict, ...]:
    """Of the case and of every contact in it."""
    rows = db.rows(
        f"{_CONFLICT} WHERE case_id = :case OR contact_id IN (SELECT id FROM contact WHERE case_id = :case) ORDER BY at, id",
        {"case": case_id},
    )
    return tuple(Conflict(**row) for row in rows)


def conflict(db: Database, ident: str) -> Conflict | None:
    row = db.row(f"{_CONFLICT} WHERE id = ?", (ident,))
    return Conflict(**row) if row else None


def held_from(db: Database, user: str) -> tuple[Conflict, ...]:
    return tuple(Conflict(**row) for row in db.rows(f"{_CONFLICT} WHERE user = ? AND state = 'open'", (user,)))


def said_in_case(db: Database, case_id: str) -> tuple[list[str | None], list[str | None]]:
    """Names and numbers of everybody in a case."""
    rows = db.rows(
        "SELECT p.alias, p.name, p.phone FROM casefile AS c JOIN person AS p ON p.id = c.survivor_id WHERE c.id = :case"
        " UNION ALL SELECT NULL, name, phone FROM other_party WHERE case_id = :case"
        " UNION ALL SELECT alias, NULL, phone FROM contact WHERE case_id = :case"
        " UNION ALL SELECT NULL, NULL, number FROM safe_contact WHERE id = :case",
        {"case": case_id},
    )
    return [row[column] for row in rows for column in ("alias", "name")], [row["phone"] for row in rows]


def said_in_contact(db: Database, contact_id: str) -> tuple[list[str | None], list[str | None]]:
    row = db.row("SELECT alias, phone FROM contact WHERE id = ?", (contact_id,))
    return ([row["alias"]], [row["phone"]]) if row else ([], [])

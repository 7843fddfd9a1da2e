"""SQL of evidence."""

from __future__ import annotations

from app.evidence.model import Custody, Item
from app.store import Database


def types(db: Database, case_id: str) -> tuple[str, ...] | None:
    """The types of a case and of what happened in it; None where there is no such case."""
    main = db.value("SELECT main_type FROM casefile WHERE id = ?", (case_id,))
    if main is None:
        return None
    rows = db.rows(
        "SELECT DISTINCT t.type FROM incident_type AS t JOIN incident AS i ON i.id = t.incident_id WHERE i.case_id = ?",
        (case_id,),
    )
    return tuple(dict.fromkeys((main, *(row["type"] for row in rows))))


def manuals(db: Database, case_id: str) -> frozenset[str]:
    """The manuals whose sessions were held in a case."""
    rows = db.rows("SELECT DISTINCT pack FROM manual_session WHERE case_id = ?", (case_id,))
    return frozenset(row["pack"] for row in rows)


def wrapped_key(db: Database, case_id: str) -> bytes | None:
    found = db.value("SELECT wrapped FROM evidence_key WHERE id = ?", (case_id,))
    return None if found is None else bytes(found)


def items(db: Database, case_id: str) -> tuple[Item, ...]:
    rows = db.rows("SELECT * FROM evidence_item WHERE case_id = ? ORDER BY at DESC, id DESC", (case_id,))
    return tuple(Item(**row) for row in rows)


def item(db: Database, item_id: str) -> Item | None:
    row = db.row("SELECT * FROM evidence_item WHERE id = ?", (item_id,))
    return None if row is None else Item(**row)


def custody(db: Database, item_id: str) -> tuple[Custody, ...]:
    rows = db.rows("SELECT * FROM evidence_custody WHERE item_id = ? ORDER BY at, id", (item_id,))
    return tuple(Custody(**row) for row in rows)


def files(db: Database) -> tuple[Item, ...]:
    """Every item that has a file, in the order they were taken in."""
    return tuple(Item(**row) for row in db.rows("SELECT * FROM evidence_item WHERE file IS NOT NULL ORDER BY at, id"))


def intakes(db: Database) -> tuple[str, ...]:
    """Names of files whose sealing was begun and not yet ended."""
    return tuple(row["id"] for row in db.rows("SELECT id FROM evidence_intake"))


def counted(db: Database, case_id: str) -> tuple[int, int]:
    """How many files and how many references a case has."""
    rows = db.rows("SELECT form, count(*) AS n FROM evidence_item WHERE case_id = ? GROUP BY form", (case_id,))
    by_form = {row["form"]: int(row["n"]) for row in rows}
    return by_form.get("file", 0), by_form.get("reference", 0)

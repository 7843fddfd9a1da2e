"""What hangs on a record by its foreign keys: what goes when it goes, and what then points nowhere.

SQLite would do it by itself, past the history and the search index; so the database does it here, row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.store.database import Database

Taken = tuple[tuple[str, Mapping[str, Any]], ...]
"""Rows by their tables, each before what hangs on it: what brings a record back that was taken out."""


@dataclass(frozen=True, slots=True)
class Link:
    """Rows of `table` point to the record by `column`; they go with it, or let go of it."""

    table: str
    column: str
    goes: bool


def links(db: Database) -> dict[str, tuple[Link, ...]]:
    """Which tables hang on which."""
    found: dict[str, tuple[Link, ...]] = {}
    for table in db.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%'"):
        for row in db.rows(f"PRAGMA foreign_key_list({table['name']})"):
            if row["on_delete"] in ("CASCADE", "SET NULL"):
                link = Link(table["name"], row["from"], row["on_delete"] == "CASCADE")
                found[row["table"]] = (*found.get(row["table"], ()), link)
    return found


def rows_of(db: Database, link: Link, record_id: str) -> list[dict[str, Any]]:
    return db.rows(f"SELECT * FROM {link.table} WHERE {link.column} = ? ORDER BY id", (record_id,))


def belonging(db: Database, table: str, record_id: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A record and everything that goes with it."""
    row = db.row(f"SELECT * FROM {table} WHERE id = ?", (record_id,))
    if row is None:
        return
    yield table, row
    for link in db.hanging.get(table, ()):
        for child in rows_of(db, link, record_id) if link.goes else ():
            yield from belonging(db, link.table, child["id"])

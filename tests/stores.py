"""Databases as an earlier release left them: real SQLCipher files with its migrations only."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from app.store import Database
from app.store.connection import connect
from app.store.schema import pending
from tests.conftest import FileAnchor


def first_release(path: Path, raw_key: str, name: str, *rows: tuple[str, dict[str, Any]]) -> None:
    """A database of 0.1, with these rows in it."""
    with closing(connect(path, raw_key, create=True)) as connection:
        for one, sql in pending(connection, name):
            if "/0001_" in one:
                connection.executescript(sql)
                connection.execute("INSERT INTO meta (id, value) VALUES (?, 1)", (f"migration:{one}",))
        for table, row in rows:
            places = ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", list(row.values()))


def opened(path: Path, raw_key: str, name: str, who: str = "user-1") -> Database:
    """Open for writing: whatever the file still lacks is migrated now."""
    anchor = FileAnchor(path.with_suffix(".anchor"))
    return Database.open(path, raw_key, name, who=who, device="B", anchor=anchor)

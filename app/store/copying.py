"""Copies of a database under another key: for backups, migrations and restores. Uses connections of its own."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from app.errors import Damaged, NoRoom
from app.i18n import _


def export(source: Path, source_key: str, target: Path, target_key: str) -> None:
    """Write a consistent copy of `source` to the new file `target`, fsynced and re-opened before it counts."""
    from app.store.database import _connect

    with contextlib.closing(_connect(source, source_key)) as connection:
        try:
            connection.execute("ATTACH DATABASE ? AS copy KEY ?", (str(target), f"x'{target_key}'"))
            connection.execute("SELECT sqlcipher_export('copy')").fetchone()
            connection.execute("DETACH DATABASE copy")
        except sqlcipher.DatabaseError as problem:
            target.unlink(missing_ok=True)
            raise NoRoom(
                _("The copy could not be written. Your records are intact. Please choose another place.")
            ) from problem
    if counts(source, source_key) != counts(target, target_key):
        target.unlink(missing_ok=True)
        raise Damaged(_("The copy did not match the records, so it was removed. Please try again."))
    _to_disk(target)


def counts(path: Path, raw_key: str) -> dict[str, Any]:
    """Rows of each table, and the counter and head: what two copies must share."""
    from app.store.database import _connect

    with contextlib.closing(_connect(path, raw_key)) as connection:
        if connection.execute("PRAGMA cipher_integrity_check").fetchone():
            raise Damaged(_("This copy of the records is damaged. Nothing was changed. Please use another copy."))
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        found: dict[str, Any] = {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for (name,) in tables
        }
        for key, value in connection.execute("SELECT id, value FROM meta WHERE id IN ('counter', 'head')"):
            found[f"meta:{key}"] = value
        return found


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

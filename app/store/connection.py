"""A connection to one SQLCipher file with the settings of the vault, and its errors as ours."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from app.errors import Bug, Busy, Damaged, Interrupted, NoRoom
from app.i18n import _

SETTINGS = (
    "cipher_log_level = NONE",
    "cipher_page_size = 4096",
    "cipher_memory_security = OFF",  # measured: searches 4.3 times slower, and memory no cleaner
    "foreign_keys = ON",
    "journal_mode = WAL",
    "synchronous = FULL",
    "temp_store = MEMORY",
    "secure_delete = ON",
    "wal_autocheckpoint = 200",
    "busy_timeout = 5000",
    "cache_size = -2000",
)


def connect(path: Path, raw_key: str, *, create: bool = False) -> Any:
    mode = "rwc" if create else "rw"
    if not create and path.is_file() and not path.stat().st_size:
        # SQLite takes an empty file for a new database: nothing would be there, and nothing would be said.
        raise Damaged(
            _("The record file is damaged and was not opened. Nothing was changed. Please restore it from a backup.")
        )
    try:
        connection = sqlcipher.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
        connection.execute(f"PRAGMA key = \"x'{raw_key}'\"")
        for setting in SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlcipher.DatabaseError as problem:
        raise sentence(problem) from problem
    return connection


@contextlib.contextmanager
def mapped() -> Iterator[None]:
    """Every low-level error that leaves this room is one of ours."""
    try:
        yield
    except sqlcipher.DatabaseError as problem:
        raise sentence(problem) from problem


def sentence(problem: Exception) -> Exception:
    """A low-level error as one of ours."""
    text = str(problem)
    if isinstance(problem, sqlcipher.OperationalError):
        if "locked" in text or "busy" in text:
            return Busy(_("Another window of Gyeot is writing to these records. Please wait a moment and try again."))
        if "disk is full" in text or "full" in text:
            return NoRoom(
                _("The disk is full, so this was not saved. What was saved before is intact. Please free some space.")
            )
        if "interrupted" in text:
            return Interrupted(text)
        if "readonly" in text or "unable to open" in text or "disk I/O" in text:
            return NoRoom(
                _("The record file cannot be written here. What was saved before is intact. Please check the disk.")
            )
    if "not a database" in text or "malformed" in text or "encrypted" in text:
        return Damaged(
            _("The record file is damaged and was not opened. Nothing was changed. Please restore it from a backup.")
        )
    return Bug(f"{type(problem).__name__}: {text}")

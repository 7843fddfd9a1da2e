"""A connection to one SQLCipher file with the settings of the vault, and its errors as ours."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from app.errors import Bug, Busy, Damaged, Interrupted, NoRoom
from app.i18n import _

PAGE = 4096
SETTINGS = (
    "cipher_log_level = NONE",
    f"cipher_page_size = {PAGE}",
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


_AT_PAGE = re.compile(r"page (\d+)$")
_LOG_HEAD, _FRAME_HEAD = 32, 24


def connect(path: Path, raw_key: str, *, create: bool = False) -> Any:
    mode = "rwc" if create else "rw"
    if not create and path.exists() and not path.is_file():
        raise Damaged(_("The record file is not in its place. Nothing was created instead. Restore it from a backup."))
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


def unproven(connection: Any) -> list[str]:
    """What is not authentic in the file itself: pages, and the salt at its beginning. Empty means whole.

    The log goes into the file first: a power cut may have left a page half copied that the log holds whole. Somebody
    else may be copying just now, so what is found has to be found twice.
    """
    return _unproven(connection) and _unproven(connection)


def _unproven(connection: Any) -> list[str]:
    _busy, log, copied = connection.execute("PRAGMA main.wal_checkpoint(PASSIVE)").fetchone()
    path = Path(next(row[2] for row in connection.execute("PRAGMA database_list") if row[1] == "main"))
    # While somebody reads an older moment, the newest pages stay in the log, and the file may have holes for them.
    in_log = _pages_in_log(path) if copied < log else frozenset()
    checked = connection.execute("PRAGMA main.cipher_integrity_check").fetchall()
    found = [str(text) for (text,) in checked if not (ends := _AT_PAGE.search(str(text))) or int(ends[1]) not in in_log]
    salt = connection.execute("PRAGMA main.cipher_salt").fetchone()
    with path.open("rb") as stream:
        if salt is not None and bytes.fromhex(salt[0]) != stream.read(16):
            found.append("the file does not begin with its salt")
    return found


def _pages_in_log(path: Path) -> frozenset[int]:
    """The numbers of the pages that the present round of the log holds."""
    try:
        data = path.with_name(f"{path.name}-wal").read_bytes()
    except OSError:
        return frozenset()
    frames = range(_LOG_HEAD, len(data) - _FRAME_HEAD, _FRAME_HEAD + PAGE)
    round_of_log = data[16:24]
    return frozenset(
        int.from_bytes(data[at : at + 4], "big") for at in frames if data[at + 8 : at + 16] == round_of_log
    )


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
    # A damaged search index says that its table could not be made, or that it is corrupt.
    if any(word in text for word in ("not a database", "malformed", "encrypted", "vtable constructor", "corrupt")):
        return Damaged(
            _("The record file is damaged and was not opened. Nothing was changed. Please restore it from a backup.")
        )
    return Bug(f"{type(problem).__name__}: {text}")

"""Copies of a database under another key: for backups, migrations and restores. Uses connections of its own."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from app.errors import Busy, Damaged, NoRoom
from app.i18n import _
from app.store.connection import connect, mapped, unproven


def export(source: Path, source_key: str, target: Path, target_key: str) -> dict[str, Any]:
    """Write a consistent copy of `source` to the new file `target`, fsynced and re-opened before it counts.

    Returns what both hold (`counts`). Copy and count see one moment of the source: somebody may write to it meanwhile.
    """
    with contextlib.closing(connect(source, source_key)) as connection:
        try:
            connection.execute("ATTACH DATABASE ? AS copy KEY ?", (str(target), f"x'{target_key}'"))
            connection.execute("BEGIN")
            held = _counts(connection)
            connection.execute("SELECT sqlcipher_export('copy')").fetchone()
            connection.execute("COMMIT")
            connection.execute("DETACH DATABASE copy")
        except sqlcipher.DatabaseError as problem:
            target.unlink(missing_ok=True)
            raise NoRoom(
                _("The copy could not be written. Your records are intact. Please choose another place.")
            ) from problem
    if held != counts(target, target_key):
        target.unlink(missing_ok=True)
        raise Damaged(_("The copy did not match the records, so it was removed. Please try again."))
    _to_disk(target)
    return held


def compact(path: Path, raw_key: str) -> tuple[int, int]:
    """Write the database anew without its empty pages and swap it in; returns its size before and after.

    The caller holds the centre and has no connection open. The old file stays until the new one was verified.
    """
    before, aside = path.stat().st_size, path.with_suffix(".compact")
    away(aside)
    room = os.statvfs(path.parent) if hasattr(os, "statvfs") else None
    if room is not None and room.f_bavail * room.f_frsize < before + (1 << 20):
        raise NoRoom(_("There is too little room to compact the records. They are unchanged. Please free some space."))
    try:
        export(path, raw_key, aside, raw_key)
        check_whole(aside, raw_key)
        settled(path, raw_key)
        aside.chmod(0o600)
        aside.replace(path)
    finally:
        away(aside)
    folder_to_disk(path.parent)
    return before, path.stat().st_size


def check_whole(path: Path, raw_key: str) -> None:
    """Damaged unless the structure of this copy is whole."""
    with contextlib.closing(connect(path, raw_key)) as connection, mapped():
        found = [text for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"]
    if found:
        raise Damaged(_("The copy did not match the records, so it was removed. Please try again."))


def problems(path: Path, raw_key: str) -> list[str]:
    """What an integrity check finds: page authentication, structure, foreign keys. Empty means whole."""
    with contextlib.closing(connect(path, raw_key)) as connection, mapped():
        if found := unproven(connection):
            return found  # what stands on such pages is not worth asking
        found = [str(text) for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"]
        return [*found, *(str(row) for row in connection.execute("PRAGMA foreign_key_check"))]


def same_state(path: Path, raw_key: str, state: tuple[int, bytes]) -> bool:
    """Whether a copy stands at this counter and head (`Database.plain_state`)."""
    with contextlib.closing(connect(path, raw_key)) as connection, mapped():
        held = dict(connection.execute("SELECT id, value FROM meta WHERE id IN ('counter', 'head')").fetchall())
    return (held.get("counter", 0), held.get("head", bytes(32))) == state


def commits(path: Path, raw_key: str) -> int | None:
    """How many commits this file holds; None where the key does not open it."""
    try:
        with contextlib.closing(connect(path, raw_key)) as connection, mapped():
            found = connection.execute("SELECT value FROM meta WHERE id = 'counter'").fetchone()
    except (Damaged, NoRoom):
        return None
    return 0 if found is None else int(found[0])


def settled(path: Path, raw_key: str) -> None:
    """Move what is in the log into the file: a log left behind would be read into the new file."""
    with contextlib.closing(connect(path, raw_key)) as connection, mapped():
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise Busy(_("Another window of Gyeot is reading these records. They are unchanged. Please close it first."))


def away(path: Path) -> None:
    """Take a database and its logs away."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def counts(path: Path, raw_key: str) -> dict[str, Any]:
    """Rows of each table, counter and head, and the newest audit entry of each computer: what two copies must share."""
    with contextlib.closing(connect(path, raw_key)) as connection, mapped():
        return _counts(connection)


def sealed_files(path: Path, raw_key: str) -> frozenset[str]:
    """The files of sealed cases that these records name: without them the cases are numbers."""
    with contextlib.closing(connect(path, raw_key)) as connection, mapped():
        return frozenset(name for (name,) in connection.execute("SELECT file FROM sealed_case WHERE state = 'sealed'"))


def _counts(connection: Any) -> dict[str, Any]:
    if unproven(connection):
        raise Damaged(_("This copy of the records is damaged. Nothing was changed. Please use another copy."))
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    found: dict[str, Any] = {
        name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for (name,) in tables
    }
    for key, value in connection.execute("SELECT id, value FROM meta WHERE id IN ('counter', 'head')"):
        found[f"meta:{key}"] = value
    for device, head in connection.execute("SELECT device, hash FROM audit GROUP BY device HAVING seq = max(seq)"):
        found[f"audit:{device}"] = head
    return found


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def folder_to_disk(folder: Path) -> None:
    """Make names in this folder durable."""
    if os.name == "nt":  # Windows has no handle on a folder; its rename is journalled
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

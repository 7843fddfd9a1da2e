"""A database under another key, in a file of its own: written whole beside its place, then named, then the old one goes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from sqlcipher3 import dbapi2 as sqlcipher

from app.clock import now
from app.errors import Damaged, NoRoom
from app.i18n import _
from app.store.connection import connect, mapped
from app.store.copying import away, check_whole, export, folder_to_disk, settled
from app.store.following import Change

FORMER = "former-case-keys:"
"""In `meta`: what keys of evidence were wrapped under before; cases that lay sealed meanwhile need it once more."""


class CaseKeys(Protocol):
    """How the keys of evidence files go from one wrapping to the next."""

    def again(self, case: str, wrapped: bytes) -> bytes:
        """A case's key wrapped anew; as it was where it does not open."""

    def former(self, known: dict[str, bytes]) -> dict[str, bytes]:
        """The wrappings before, by name, under the new one; `known` are those that lie there."""


def renew(
    source: Path,
    source_key: str,
    target: Path,
    target_key: str,
    case_keys: CaseKeys | None = None,
    keep: Mapping[str, bytes] = MappingProxyType({}),
) -> None:
    """Write `source` to `target` under another key; `target` is whole and durable, or it is not there.

    With `case_keys` the wrapped keys of evidence files go from one wrapping to the other in the copy; `keep` are
    secrets that were derived from the key of before and are still needed (`meta`).
    """
    partial = ready(source, target, target_key)
    try:
        export(source, source_key, partial, target_key)
        hand_over(partial, target_key, case_keys, keep)
        check_whole(partial, target_key)
        put_in_place(partial, target_key, target)
    finally:
        away(partial)


def ready(source: Path, target: Path, target_key: str, spare: int = 1 << 20) -> Path:
    """Where the copy is written until it counts; what an interrupted try left is gone.

    NoRoom where it would not fit with so many bytes to `spare`.
    """
    partial = target.with_name(f"{target.name}.partial")
    away(partial)
    if target != source:
        _make_way(target, target_key)
    _check_room(source, spare)
    return partial


def hand_over(partial: Path, raw_key: str, case_keys: CaseKeys | None, keep: Mapping[str, bytes]) -> None:
    """In the copy, wrap the keys of evidence for the coming key, and keep what was derived from the one before."""
    if case_keys is not None:
        _rewrap(partial, raw_key, case_keys)
    _keep(partial, raw_key, keep)


def put_in_place(partial: Path, raw_key: str, target: Path) -> None:
    """The copy gets its name, durably; nobody has it open."""
    settled(partial, raw_key)
    partial.chmod(0o600)
    partial.replace(target)
    folder_to_disk(target.parent)


def wrapped_anew(case_keys: CaseKeys | None) -> Change | None:
    """How a row goes into the copy that is catching up: a key of evidence in its new wrapping."""
    if case_keys is None:
        return None

    def change(table: str, row: dict[str, Any]) -> dict[str, Any]:
        return row if table != "evidence_key" else {**row, "wrapped": case_keys.again(row["id"], row["wrapped"])}

    return change


def opens(path: Path, raw_key: str) -> bool:
    """Whether this key opens the file that lies there."""
    try:
        connect(path, raw_key).close()
    except (Damaged, NoRoom):
        return False
    return True


def keeps_case_keys(path: Path, raw_key: str) -> bool:
    """Whether keys of evidence lie in this database, or may lie in the sealed cases it names."""
    asked = (
        ("evidence_key", "SELECT 1 FROM evidence_key LIMIT 1"),
        ("sealed_case", "SELECT 1 FROM sealed_case LIMIT 1"),
        ("meta", f"SELECT 1 FROM meta WHERE id LIKE '{FORMER}%' LIMIT 1"),
    )
    with contextlib.closing(connect(path, raw_key)) as connection, mapped():
        return any(_has(connection, table) and connection.execute(sql).fetchone() for table, sql in asked)


def retire(path: Path) -> None:
    """Take a database away with its log: another one has its place."""
    away(path)
    away(path.with_suffix(".before-update"))
    folder_to_disk(path.parent)


def _make_way(target: Path, target_key: str) -> None:
    """What an interrupted renewal left is thrown away; anything else at this place is set aside, never lost."""
    if not target.exists():
        return
    if opens(target, target_key):
        away(target)
    else:
        target.replace(target.with_name(f"{target.stem}.set-aside-{now()}.db"))


def _rewrap(path: Path, raw_key: str, case_keys: CaseKeys) -> None:
    with contextlib.closing(connect(path, raw_key)) as connection, mapped():
        connection.execute("BEGIN IMMEDIATE")
        rows = (
            connection.execute("SELECT id, wrapped FROM evidence_key").fetchall()
            if _has(connection, "evidence_key")
            else []
        )
        for case, wrapped in rows:
            connection.execute(
                "UPDATE evidence_key SET wrapped = ? WHERE id = ?", (case_keys.again(case, wrapped), case)
            )
        known = dict(connection.execute(f"SELECT id, value FROM meta WHERE id LIKE '{FORMER}%'").fetchall())
        for name, value in case_keys.former(known).items():
            connection.execute("INSERT OR REPLACE INTO meta (id, value) VALUES (?, ?)", (name, value))
        connection.execute("COMMIT")


def _keep(path: Path, raw_key: str, keep: Mapping[str, bytes]) -> None:
    with contextlib.closing(connect(path, raw_key)) as connection, mapped():
        for name, value in keep.items():
            connection.execute("INSERT OR REPLACE INTO meta (id, value) VALUES (?, ?)", (name, value))


def _has(connection: sqlcipher.Connection, table: str) -> bool:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
    return found.fetchone() is not None


def _check_room(path: Path, spare: int) -> None:
    room = os.statvfs(path.parent) if hasattr(os, "statvfs") else None
    log = path.with_name(f"{path.name}-wal")
    size = path.stat().st_size + (log.stat().st_size if log.exists() else 0)
    if room is not None and room.f_bavail * room.f_frsize < size + spare:
        raise NoRoom(
            _("There is too little room to put new keys in place. The records are unchanged. Please free some space.")
        )

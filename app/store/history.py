"""The field-level history: who, on which device, when by a hybrid logical clock, what from, what to.

It is the undo, the "who changed this" and the replication log between desks, so it is written by the same
statement path as the change itself and its digest is the head that the anchor remembers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from app.clock import now


class History:
    """Writes history rows on the writer's connection and keeps the digest of the open transaction."""

    def __init__(self, connection: Any, device: str, who: str) -> None:
        self._db = connection
        self._device = device
        self._who = who
        # The newest row has the highest clock: rows are only added, and each is above the one before.
        row = connection.execute("SELECT hlc FROM history ORDER BY seq DESC LIMIT 1").fetchone()
        self._hlc: int = row[0] if row else 0
        self._digest = hashlib.sha256()
        self.written = 0

    def begin(self) -> None:
        self._digest = hashlib.sha256()
        self.written = 0

    def head(self, previous: bytes) -> bytes:
        """The new head: the previous one and everything written since `begin`."""
        return hashlib.sha256(previous + self._digest.digest()).digest()

    def whole(self, operation: str, entity: str, row: Mapping[str, Any]) -> None:
        """One row for a record that came or went."""
        text = json.dumps(_plain(row), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        old, new = (text, None) if operation == "remove" else (None, text)
        self._write(operation, entity, str(row["id"]), None, old, new)

    def field(self, entity: str, entity_id: str, name: str, old: Any, new: Any) -> None:
        self._write("change", entity, entity_id, name, _text(old), _text(new))

    def note(self, what: bytes) -> None:
        """Let something outside the history (an audit row) count towards the head."""
        self.written += 1
        self._digest.update(what)

    def _write(self, operation: str, entity: str, entity_id: str, field: str | None, *values: str | None) -> None:
        self._hlc = max(now() << 16, self._hlc + 1)
        row = (self._device, self._hlc, self._who, entity, entity_id, operation, field, *values)
        self._db.execute(
            "INSERT INTO history (device, hlc, who, entity, entity_id, operation, field, old, new)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        self.written += 1
        self._digest.update(repr(row).encode())


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _text(value) if isinstance(value, bytes) else value for key, value in row.items() if value is not None}


def _text(value: Any) -> str | None:
    if isinstance(value, bytes):
        return "sha256:" + hashlib.sha256(value).hexdigest()
    return None if value is None else str(value)

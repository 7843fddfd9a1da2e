"""The hash chain of one device: each entry's hash covers the one before, so an edit or a gap shows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from app.clock import now
from app.i18n import _
from app.store import Database

_START = bytes(32)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trail; `facts` hold ids, counts and hashes, never a name or a text."""

    seq: int
    device: str
    at: int
    who: str
    kind: str
    facts: dict[str, Any]
    hash: str


class Audit:
    """The trail of one database, written in the transaction of what it records."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def write(self, kind: str, /, **facts: Any) -> None:
        with self._db.atomic():
            last = self._db.row("SELECT hash FROM audit WHERE device = ? ORDER BY seq DESC LIMIT 1", (self._db.device,))
            previous = last["hash"] if last else _START
            row = {"device": self._db.device, "at": now(), "who": self._db.who, "kind": kind}
            text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            digest = _digest(previous, row, text)
            self._db.append("audit", {**row, "facts": text, "previous": previous, "hash": digest}, digest)

    def entries(self, *, limit: int = 200, kind: str | None = None) -> tuple[Entry, ...]:
        """The newest entries first."""
        where = "WHERE kind = :kind" if kind else ""
        rows = self._db.rows(
            f"SELECT * FROM audit {where} ORDER BY seq DESC LIMIT :limit", {"kind": kind, "limit": limit}
        )
        return tuple(_entry(row) for row in rows)

    def problems(self) -> list[str]:
        """Where the chain does not hold, as sentences; empty means every entry follows from the one before."""
        last: dict[str, bytes] = {}
        found = []
        for row in self._db.rows("SELECT * FROM audit ORDER BY seq"):
            previous = last.get(row["device"], _START)
            if row["previous"] != previous or row["hash"] != _digest(previous, row, row["facts"]):
                found.append(
                    _("Entry {number} of the audit trail was changed or is missing its predecessor.").format(
                        number=row["seq"]
                    )
                )
            last[row["device"]] = row["hash"]
        return found


def _digest(previous: bytes, row: dict[str, Any], facts: str) -> bytes:
    parts = [row["device"], str(row["at"]), row["who"], row["kind"], facts]
    return hashlib.sha256(previous + json.dumps(parts, ensure_ascii=False).encode()).digest()


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        row["seq"],
        row["device"],
        row["at"],
        row["who"],
        row["kind"],
        json.loads(row["facts"]),
        row["hash"].hex(),
    )

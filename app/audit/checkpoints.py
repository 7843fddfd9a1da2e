"""Signed checkpoints of the audit chain: what was cut off its end, or put together anew, no longer fits them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Protocol

from app.clock import now
from app.i18n import _
from app.store import Database
from app.vault.sealing import verified

EVERY = 64
"""Entries after which a checkpoint is signed without being asked for."""
_START = bytes(32)
_SIGNED = ("device", "number", "at", "entries", "last", "hash", "counter", "previous", "key")


class Signer(Protocol):
    """The installation that signs (app.vault.Keys)."""

    @property
    def device_public(self) -> bytes:
        """The public half of the installation's key."""

    @property
    def device_publics(self) -> tuple[bytes, ...]:
        """The same with the keys it had before, the newest first."""

    def sign(self, message: bytes) -> bytes:
        """Ed25519 with the installation's key."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far the chain of one device had come, and when that was signed."""

    device: str
    number: int
    at: int
    entries: int
    last: int
    hash: bytes
    digest: bytes


class Checkpoints:
    """The checkpoints of one database; a device signs its own chain only."""

    def __init__(self, db: Database, signer: Signer) -> None:
        self._db = db
        self._signer = signer

    def newest(self) -> Checkpoint | None:
        """The newest checkpoint of this device."""
        row = self._db.row("SELECT * FROM checkpoint WHERE device = ? ORDER BY number DESC LIMIT 1", (self._db.device,))
        return None if row is None else _checkpoint(row)

    def all(self) -> tuple[Checkpoint, ...]:
        """Every checkpoint, the oldest first."""
        return tuple(_checkpoint(row) for row in self._db.rows("SELECT * FROM checkpoint ORDER BY device, number"))

    def holds(self, digest: bytes) -> bool:
        """Whether a checkpoint whose digest begins so is among these."""
        found = self._db.rows("SELECT digest FROM checkpoint ORDER BY number DESC")
        return any(row["digest"].startswith(digest) for row in found)

    def write_due(self) -> None:
        """Sign where enough entries came since the newest; inside the transaction of the entry."""
        before = self.newest()
        if self._since(before) >= EVERY:
            self.write()

    def write(self) -> Checkpoint | None:
        """Sign how far the chain has come; None where nothing came since the newest checkpoint."""
        before, last = self.newest(), self._last()
        if last is None or (before is not None and before.last >= last["seq"]):
            return before
        row: dict[str, Any] = {
            "device": self._db.device,
            "number": before.number + 1 if before else 1,
            "at": now(),
            "entries": (before.entries if before else 0) + self._since(before),
            "last": last["seq"],
            "hash": last["hash"],
            "counter": self._db.state()[0],
            "previous": before.digest if before else _START,
            "key": self._signer.device_public,
        }
        message = _message(row)
        signature = self._signer.sign(message)
        row |= {"signature": signature, "digest": _digest(message, signature)}
        with self._db.atomic():
            self._db.append("checkpoint", {"id": f"{row['device']}-{row['number']}", **row}, row["digest"])
        return _checkpoint(row)

    def problems(self) -> list[str]:
        """Where checkpoints do not follow from one another, are not signed here, or the chain no longer fits them."""
        found: list[str] = []
        before: dict[str, Any] | None = None
        for row in self._db.rows("SELECT * FROM checkpoint ORDER BY device, number"):
            earlier = before if before is not None and before["device"] == row["device"] else None
            found += self._fault(row, earlier)
            before = row
        return found

    def _fault(self, row: dict[str, Any], before: dict[str, Any] | None) -> list[str]:
        number, previous = (before["number"] + 1, before["digest"]) if before else (1, _START)
        message = _message(row)
        if not (self._ours(row, before) and verified(row["key"], row["signature"], message)):
            return [_told(row, _("Checkpoint {number} of the audit trail is not signed by this computer."))]
        if (row["number"], row["previous"]) != (number, previous) or row["digest"] != _digest(
            message, row["signature"]
        ):
            return [_told(row, _("Before checkpoint {number} of the audit trail one is missing."))]
        if not self._fits(row, before):
            return [
                _told(
                    row, _("The audit trail no longer fits checkpoint {number}: entries are missing or were changed.")
                )
            ]
        return []

    def _ours(self, row: dict[str, Any], before: dict[str, Any] | None) -> bool:
        """Signed by this computer's key of now, or one before it; a key that was given up signs nothing afterwards."""
        if row["device"] != self._db.device:
            return True
        known = self._signer.device_publics  # the newest first
        if row["key"] not in known:
            return False
        return before is None or before["key"] not in known or known.index(row["key"]) <= known.index(before["key"])

    def _fits(self, row: dict[str, Any], before: dict[str, Any] | None) -> bool:
        """The entry it names has its hash, and as many entries came since the one before as it says."""
        named = self._db.value("SELECT hash FROM audit WHERE seq = ? AND device = ?", (row["last"], row["device"]))
        since, entries = (before["last"], before["entries"]) if before else (0, 0)
        came = self._db.value(
            "SELECT count(*) FROM audit WHERE device = ? AND seq > ? AND seq <= ?", (row["device"], since, row["last"])
        )
        return bool(named == row["hash"] and entries + came == row["entries"])

    def _last(self) -> dict[str, Any] | None:
        return self._db.row(
            "SELECT seq, hash FROM audit WHERE device = ? ORDER BY seq DESC LIMIT 1", (self._db.device,)
        )

    def _since(self, before: Checkpoint | None) -> int:
        return int(
            self._db.value(
                "SELECT count(*) FROM audit WHERE device = ? AND seq > ?",
                (self._db.device, before.last if before else 0),
            )
        )


def _message(row: dict[str, Any]) -> bytes:
    parts = [value.hex() if isinstance(value := row[name], bytes) else value for name in _SIGNED]
    return b"gyeot-checkpoint|1|" + json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


def _digest(message: bytes, signature: bytes) -> bytes:
    return hashlib.sha256(message + signature).digest()


def _checkpoint(row: dict[str, Any]) -> Checkpoint:
    return Checkpoint(*(row[name] for name in ("device", "number", "at", "entries", "last", "hash", "digest")))


def _told(row: dict[str, Any], sentence: str) -> str:
    return sentence.format(number=row["number"])

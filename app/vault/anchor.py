"""`anchor.bin`: how far each database had come when it last acknowledged a commit, signed by the installation.

    magic 8 | centre 16 | { name length u8 | name | counter u64 | head 32 }… | Ed25519 64

A database tells neither a rollback nor a cut log by itself; its counter and audit head in here do.
"""

from __future__ import annotations

import hashlib
import struct
import threading
from collections.abc import Callable
from pathlib import Path

from app.clock import now
from app.errors import Damaged
from app.i18n import _
from app.vault import durable
from app.vault.canonical import Malformed
from app.vault.keys import Keys
from app.vault.sealing import signed_by

_MAGIC = b"GYEOTAN1"
_LIMIT = 65_536
"""Bytes; each sealed case has an entry beside the three databases."""
_HEAD = struct.Struct(">8s16s")
_ENTRY = struct.Struct(">Q32s")

Entries = dict[str, tuple[int, bytes]]


class Anchor:
    """The anchor of one centre; the three databases share one object."""

    def __init__(self, home: Path, keys: Keys) -> None:
        self._path = home / "anchor.bin"
        self._keys = keys
        self._lock = threading.Lock()
        self._entries: Entries | None = None

    @property
    def missing(self) -> bool:
        """Whether there is no anchor file at all; a centre that was opened before has one."""
        return not self._path.exists()

    def read(self, name: str) -> tuple[int, bytes] | None:
        """Counter and head of the database `name` as last acknowledged; Damaged if the file was changed."""
        with self._lock:
            self._entries = self._load()
            return self._entries.get(name)

    def entries(self) -> Entries:
        """Every entry as it was last written here."""
        with self._lock:
            return dict(self._load() if self._entries is None else self._entries)

    def write(self, name: str, counter: int, head: bytes) -> None:
        """Record a commit durably, before it is acknowledged."""
        if len(head) != 32:
            raise ValueError("an audit head has 32 bytes")
        with self._lock:
            entries = self._load() if self._entries is None else self._entries
            entries = {**entries, name: (counter, head)}
            self._store(entries)
            self._entries = entries

    def forget(self, name: str) -> None:
        """Drop the entry of a database that is there no more: a sealed case that was opened for all again."""
        with self._lock:
            entries = self._load() if self._entries is None else self._entries
            if name in entries:
                entries = {known: state for known, state in entries.items() if known != name}
                self._store(entries)
                self._entries = entries

    def renew(self) -> None:
        """Set a damaged anchor aside, after a person was told, and begin an empty one."""
        with self._lock:
            if self._path.exists():
                self._path.replace(self._path.with_name(f"anchor.bin.damaged-{now()}"))
            self._entries = {}
            self._store(self._entries)

    def _load(self) -> Entries:
        if self.missing:
            return {}
        try:
            return self._parse(durable.read(self._path, _LIMIT))
        except (Malformed, struct.error, UnicodeDecodeError):
            raise Damaged(
                _(
                    "The anchor of this centre was changed or damaged, so it cannot show whether records are missing. "
                    "The records were left as they are. Compare with the latest backup and tell a manager."
                )
            ) from None

    def _parse(self, data: bytes) -> Entries:
        content, signature = data[:-64], data[-64:]
        key = signed_by(self._keys.device_publics, signature, content)
        if key != self._keys.device_public and not any(
            (one.public, one.anchor) == (key, hashlib.sha256(data).digest()) for one in self._keys.former
        ):
            raise Malformed("signature")
        magic, centre = _HEAD.unpack_from(content)
        if magic != _MAGIC or centre.hex() != self._keys.centre_id:
            raise Malformed("head")
        return dict(_entries(content[_HEAD.size :]))

    def _store(self, entries: Entries) -> None:
        durable.write(self._path, _signed(self._keys.centre_id, entries, self._keys.sign))


def digest_of(home: Path) -> bytes:
    """Of the anchor file as it lies there; empty where there is none."""
    try:
        return hashlib.sha256(durable.read(home / "anchor.bin", _LIMIT)).digest()
    except Malformed:
        return b""


def empty(centre: str, sign: Callable[[bytes], bytes]) -> bytes:
    """The anchor of a centre that has no databases yet."""
    return _signed(centre, {}, sign)


def _signed(centre: str, entries: Entries, sign: Callable[[bytes], bytes]) -> bytes:
    parts = [_HEAD.pack(_MAGIC, bytes.fromhex(centre))]
    for name, (counter, head) in sorted(entries.items()):
        text = name.encode("utf-8")
        parts += [bytes([len(text)]), text, _ENTRY.pack(counter, head)]
    content = b"".join(parts)
    return content + sign(content)


def _entries(data: bytes) -> list[tuple[str, tuple[int, bytes]]]:
    found, at = [], 0
    while at < len(data):
        end = at + 1 + data[at]
        name = data[at + 1 : end].decode("utf-8")
        counter, head = _ENTRY.unpack_from(data, end)
        found.append((name, (counter, head)))
        at = end + _ENTRY.size
    return found

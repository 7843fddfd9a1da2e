"""A relay's own folder: keys readable by their owner only, the signed roster, the card."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app import wire
from app.clock import today
from app.errors import BadInput, Conflict, Damaged, NoRoom, NotFound
from app.i18n import _

LEAST = 3
"""No roster opens sums of fewer centres, trial or not."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The relay's three keys: receipts and sums, the roster, the seal of the counts."""

    relay: Ed25519PrivateKey
    roster: Ed25519PrivateKey
    collector: X25519PrivateKey

    @property
    def relay_public(self) -> bytes:
        return self.relay.public_key().public_bytes_raw()

    @property
    def relay_id(self) -> str:
        return wire.key_id(self.relay_public)

    @property
    def roster_public(self) -> bytes:
        return self.roster.public_key().public_bytes_raw()


class Folder:
    """Keys and papers of one relay."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._roster: tuple[tuple[int, int, int], wire.Roster] | None = None
        self.keys = Keys(
            Ed25519PrivateKey.from_private_bytes(self._key("relay.key")),
            Ed25519PrivateKey.from_private_bytes(self._key("roster.key")),
            X25519PrivateKey.from_private_bytes(self._key("collector.key")),
        )

    @classmethod
    def open(cls, path: Path) -> Folder:
        if not (path / "roster.signed").exists():
            raise NotFound(_("There is no relay in this folder. Nothing was changed. Please start one here first."))
        return cls(path)

    @classmethod
    def make(cls, path: Path, *, trial: bool, n_min: int = LEAST) -> Folder:
        """The relay in this folder, made on first use; a trial never turns into a real one, nor back."""
        if not (path / "roster.signed").exists():
            _create(path, trial=trial, n_min=n_min)
        folder = cls(path)
        if folder.roster().trial != trial:
            raise Conflict(_("This folder belongs to the other kind of relay, trial or real. Nothing was started."))
        return folder

    def roster(self) -> wire.Roster:
        """The current roster; read anew when its file was replaced, for enrolment happens beside a running relay."""
        path = self.path / "roster.signed"
        try:
            found = path.stat()
        except OSError as problem:
            raise _missing() from problem
        seen = found.st_ino, found.st_mtime_ns, found.st_size
        if self._roster is None or self._roster[0] != seen:
            self._roster = seen, wire.read_roster(_read(path), self.keys.roster_public)
        return self._roster[1]

    def publish(self, roster: wire.Roster) -> wire.Roster:
        """Sign and keep the next version of the roster."""
        following = replace(roster, seq=roster.seq + 1, made=today().isoformat())
        write(self.path / "roster.signed", wire.write_roster(following, self.keys.roster.sign), 0o644)
        return self.roster()

    def publish_card(self, url: str, role: str) -> bytes:
        """Write down how a centre reaches this relay."""
        card = wire.Card(url, role, self.roster().trial, self.keys.roster_public, self.keys.relay_public)
        document = wire.write_card(card, self.keys.roster.sign)
        write(self.path / "card.signed", document, 0o644)
        return document

    def card(self) -> bytes:
        return _read(self.path / "card.signed")

    def health_token(self) -> str:
        """What opens the numbers of a running relay; made on first use."""
        path = self.path / "health.key"
        if not path.exists():
            write(path, secrets.token_hex(16).encode(), 0o600)
        return _read(path).decode("ascii", "replace").strip()

    def _key(self, name: str) -> bytes:
        key = _read(self.path / name)
        if len(key) != 32:
            raise Damaged(_("A key of this relay is damaged. Nothing was started. Please restore the folder."))
        return key


def _create(path: Path, *, trial: bool, n_min: int) -> None:
    if n_min < LEAST:
        raise BadInput(_("A sum needs at least three centres. Nothing was started."), field="n_min")
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("relay.key", "roster.key", "collector.key"):
        write(path / name, secrets.token_bytes(32), 0o600)
    folder, tables = Folder(path), wire.cubes()
    roster = wire.Roster(
        id=wire.key_id(folder.keys.roster_public),
        seq=0,
        trial=trial,
        made=today().isoformat(),
        n_min=n_min,
        cells=tables.cells_hash,
        codes=tables.codes_hash,
        collector=folder.keys.collector.public_key().public_bytes_raw(),
        relay=folder.keys.relay_public,
        centres=(),
    )
    folder.publish(roster)


def write(path: Path, data: bytes, mode: int) -> None:
    """A file that is whole under its name or not there; created with its mode, never loosened later."""
    partial = path.with_name(path.name + ".partial")
    try:
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    except OSError as problem:
        raise NoRoom(_("The relay's folder cannot be written. Nothing was changed.")) from problem


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise _missing() from problem


def _missing() -> Damaged:
    return Damaged(_("A file of this relay is missing. Nothing was started. Please restore the folder."))

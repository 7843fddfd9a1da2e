"""`attempts.bin`: tries to unlock that failed, left for the office by a process that holds no key.

    magic 4 | lost u32 | { sealed to the office's drop key, one length for all }…

The file is bounded, and what it had no place for is counted. Overwriting takes no room: a full disk keeps the count.
Whoever opens the centre next moves everything into the office's trail (`app.desk`) and empties the file.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import sleep

from app.clock import now
from app.errors import Damaged
from app.kinds import Compartment
from app.vault import canonical, durable, platform
from app.vault.canonical import Malformed
from app.vault.drop import seal_to_drop
from app.vault.home import Home
from app.vault.keys import Keys
from app.vault.sealing import DoesNotOpen
from app.vault.second import WrongSecret
from app.vault.slots import Kind

NAME = "attempts.bin"
_BACKUP = "backup.json"
LIMIT = 64 << 10
"""Bytes: some three hundred tries; nobody types more in a night."""
_HEAD = struct.Struct(">4sI")
_MAGIC = b"GYF1"
_PLAIN = 128
_SEALED = 8 + 48 + _PLAIN
_MOST_LOST = 0xFFFFFFFF
_PATIENCE = 50


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try that failed: when, for whom, by which way in, on which computer. `mark` tells it from others."""

    at: int
    user: str
    way: Kind
    device: str
    mark: str


@dataclass(frozen=True, slots=True)
class Left:
    """What lay in the file; `uncounted` tries are known by their number only."""

    found: tuple[Attempt, ...] = ()
    unreadable: int = 0
    lost: int = 0
    size: int = 0

    @property
    def uncounted(self) -> int:
        return self.unreadable + self.lost


@contextmanager
def noting(home: Home, user: str, way: Kind) -> Iterator[None]:
    """A try of `user` (an id) to get in: if what they offered does not fit, the office hears of it."""
    try:
        yield
    except WrongSecret:
        note(home, user, way)
        raise


def note(home: Home, user: str, way: Kind) -> None:
    """Leave one failed try; where it cannot be written, nobody is kept from trying again."""
    if (home.path / _BACKUP).exists():
        return  # what fails there is no try at the centre, and a backup stays as it was taken
    with suppress(OSError, DoesNotOpen), _opened(home.path / NAME) as handle:
        _append(handle, seal_to_drop(home.manifest, Compartment.OFFICE, _told(home, user, way)))


def left(home: Path, keys: Keys) -> Left:
    """What was left since somebody last opened the centre; what does not open is counted."""
    try:
        data = durable.read(home / NAME, LIMIT)
    except Malformed:
        return Left(unreadable=1 if (home / NAME).is_file() else 0)
    if len(data) < _HEAD.size:
        return Left(size=len(data))
    magic, lost = _HEAD.unpack_from(data)
    if magic != _MAGIC:
        return Left(unreadable=1, size=len(data))
    found = [_read(data[at : at + _SEALED], keys) for at in range(_HEAD.size, len(data), _SEALED)]
    whole = tuple(one for one in found if one is not None)
    return Left(whole, len(found) - len(whole), lost, len(data))


def clear(home: Path, taken: Left) -> None:
    """Empty the file after everything of it stands in the trail; what was added meanwhile stays."""
    path = home / NAME
    if not path.is_file() or not (taken.size or taken.uncounted):
        return
    with suppress(OSError), _opened(path) as handle:
        if os.fstat(handle).st_size <= taken.size or not taken.size:
            os.ftruncate(handle, 0)
        os.fsync(handle)


# -- inside ----------------------------------------------------------------------------------------------


def _told(home: Home, user: str, way: Kind) -> bytes:
    installations = home.slots.authority.installations
    device = installations[0].letter if installations else ""
    return canonical.dump({"at": now(), "device": device, "user": user, "way": way.value}).ljust(_PLAIN)


def _read(sealed: bytes, keys: Keys) -> Attempt | None:
    try:
        fields = canonical.load(keys.open_drop(Compartment.OFFICE, sealed).rstrip(b" "), _PLAIN)
        mark = hashlib.sha256(sealed).hexdigest()[:16]
        return Attempt(
            fields.whole("at", 0, 1 << 52),
            fields.id("user"),
            fields.choice("way", Kind),
            fields.text("device", 1),
            mark,
        )
    except (Damaged, Malformed):
        return None


def _append(handle: int, sealed: bytes) -> None:
    """Behind the last whole record; a torn one is written over, and what finds no room is only counted."""
    size = os.fstat(handle).st_size
    head = os.read(handle, _HEAD.size)
    if len(head) < _HEAD.size or not head.startswith(_MAGIC):
        os.ftruncate(handle, 0)
        size, head = _HEAD.size, _HEAD.pack(_MAGIC, 0)
        _write(handle, head, 0)
    end = size - (size - _HEAD.size) % _SEALED
    if end + _SEALED > LIMIT or not _fits(handle, sealed, end):
        lost = min(int(_HEAD.unpack(head)[1]) + 1, _MOST_LOST)
        _write(handle, _HEAD.pack(_MAGIC, lost), 0)
    os.fsync(handle)


def _fits(handle: int, sealed: bytes, at: int) -> bool:
    with suppress(OSError):
        if _write(handle, sealed, at) == len(sealed):
            return True
    os.ftruncate(handle, at)
    return False


def _write(handle: int, data: bytes, at: int) -> int:
    os.lseek(handle, at, os.SEEK_SET)
    return os.write(handle, data)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    """The file, for this process alone for as long as a record takes."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        for _try in range(_PATIENCE):
            if platform.lock_file(handle):
                break
            sleep(0.01)
        yield handle
    finally:
        os.close(handle)

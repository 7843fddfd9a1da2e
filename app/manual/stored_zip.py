"""The one form of zip that manuals travel in: entries stored, one after the other, each header always the same.

Whatever opens zips can open it. Reading accepts these bytes and no others: nothing is packed, nothing overlaps,
nothing is a link, and nothing stands between the entries or behind them.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from zlib import crc32

_LOCAL = struct.Struct("<4s5H3L2H")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _UNIX, _DAY = 20, 3 << 8, 0x21
"""Zip 2.0, written as on Unix, on 1980-01-01: the same files give the same bytes everywhere."""
_MODE = 0o100644 << 16
_LONGEST = 200


class NotStored(ValueError):
    """Bytes that are no zip of this form."""


def write(files: Mapping[str, bytes]) -> bytes:
    """The zip of these files, in their order."""
    bodies, entries, at = [], [], 0
    for name, data in files.items():
        local = _local(name, data)
        entries.append(_entry(name, data, at))
        bodies += [local, data]
        at += len(local) + len(data)
    listed = b"".join(entries)
    end = _END.pack(b"PK\5\6", 0, 0, len(files), len(files), len(listed), at, 0)
    return b"".join((*bodies, listed, end))


def _local(name: str, data: bytes) -> bytes:
    raw = name.encode("ascii")
    return _LOCAL.pack(b"PK\3\4", _VERSION, 0, 0, 0, _DAY, crc32(data), len(data), len(data), len(raw), 0) + raw


def _entry(name: str, data: bytes, at: int) -> bytes:
    raw = name.encode("ascii")
    sizes = crc32(data), len(data), len(data), len(raw)
    return _ENTRY.pack(b"PK\1\2", _UNIX | _VERSION, _VERSION, 0, 0, 0, _DAY, *sizes, 0, 0, 0, 0, _MODE, at) + raw


class StoredZip:
    """Takes entry after entry; who reads knows which name has to come next and how long it may be."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._taken: dict[str, bytes] = {}

    def next_name(self) -> str:
        """The name of the next entry, empty where there is none; it is no more than a claim."""
        found = self._head()
        return found[0] if found else ""

    def take(self, name: str, most: int) -> bytes:
        """The next entry, which has to have this name. Raises NotStored."""
        found = self._head()
        if found is None or found[0] != name or found[1] > most:
            raise NotStored(name)
        start = self._at + _LOCAL.size + len(name)
        body = self._data[start : start + found[1]]
        self._at = start + found[1]
        self._taken[name] = body
        return body

    def end(self) -> None:
        """Nothing but what was taken may stand in these bytes. Raises NotStored."""
        if write(self._taken) != self._data:
            raise NotStored("more or other bytes")

    def _head(self) -> tuple[str, int] | None:
        if len(self._data) < self._at + _LOCAL.size:
            return None
        mark, *_fixed, _crc, _packed, size, length, _extra = _LOCAL.unpack_from(self._data, self._at)
        start = self._at + _LOCAL.size
        raw = self._data[start : start + min(length, _LONGEST)]
        return (raw.decode("ascii"), size) if mark == b"PK\3\4" and raw.isascii() else None

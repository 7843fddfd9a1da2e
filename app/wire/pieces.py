"""Attachments in pieces: 256 KiB of plain text each, every piece on the wire of the same length.

A file has a random key of its own that travels inside the sealed report. Piece n is AES-256-GCM under it with the
nonce `prefix (7) | n (4) | last (1)`: a piece cannot be moved, repeated or left out, and a file cannot be cut short.
The last piece is filled with zeros; the true length stands in the report. A file of no bytes is one piece.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.wire import canonical as c

PLAIN = 262_144
SEALED = PLAIN + 16


@dataclass(frozen=True, slots=True)
class FileKey:
    """What seals one file: a key (32 bytes) and the start of every nonce (7 bytes)."""

    key: bytes
    prefix: bytes

    def nonce(self, number: int, *, last: bool) -> bytes:
        return self.prefix + struct.pack(">I", number) + bytes([last])


def count(size: int) -> int:
    """How many pieces a file of this length has."""
    return max(1, -(-size // PLAIN))


def seal(file: FileKey, data: bytes) -> Iterator[bytes]:
    """The sealed pieces of a file, in order."""
    total = count(len(data))
    for number in range(total):
        plain = data[number * PLAIN : (number + 1) * PLAIN].ljust(PLAIN, b"\0")
        yield AESGCM(file.key).encrypt(file.nonce(number, last=number == total - 1), plain, None)


def open_pieces(file: FileKey, size: int, sha256: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The plain bytes piece by piece, whole to the last one or `Malformed`; nothing unproven is given out.

    The digest of the whole is checked at the end: what was given out before belongs to the file only then.
    """
    total, held, given = count(size), hashlib.sha256(), 0
    for number, piece in enumerate(pieces):
        if number >= total or len(piece) != SEALED:
            raise c.Malformed("piece")
        plain = _opened(file, number, piece, last=number == total - 1)
        wanted = min(PLAIN, size - number * PLAIN)
        if any(plain[wanted:]):
            raise c.Malformed("filling")
        held.update(plain[:wanted])
        given += 1
        yield plain[:wanted]
    if given != total or "sha256:" + held.hexdigest() != sha256:
        raise c.Malformed("file")


def _opened(file: FileKey, number: int, piece: bytes, *, last: bool) -> bytes:
    try:
        return AESGCM(file.key).decrypt(file.nonce(number, last=last), piece, None)
    except InvalidTag:
        raise c.Malformed("piece") from None

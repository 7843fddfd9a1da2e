"""What window and viewer say to each other: frames of one letter, a length and bytes, bounded on both sides.

J job (JSON) ─▶    R offset, length ◀─    D bytes ─▶    …    P pages, width, height, pixels ◀─  or  T letters  or  E code
"""

from __future__ import annotations

import struct
from collections.abc import Callable

JOB, WANTED, DATA = b"J", b"R", b"D"
PICTURE, LETTERS, FAULT = b"P", b"T", b"E"

FRAME = struct.Struct(">cI")
PLACE = struct.Struct(">QI")
SIZE = struct.Struct(">III")
"""Pages, width, height: before the pixels, three bytes each."""

MOST_DATA = 1 << 20
MOST_SIDE = 4096
MOST_LETTERS = 100_000
MOST_FRAME = SIZE.size + MOST_SIDE * MOST_SIDE * 3

IMAGE, PAGE, TEXT = "image", "pdf", "text"
TOO_LARGE, NOT_READABLE, LOCKED = "too_large", "not_readable", "locked"
"""Why nothing is shown."""

Read = Callable[[int], bytes]
"""At most that many bytes; empty at the end."""


def framed(kind: bytes, data: bytes) -> bytes:
    return FRAME.pack(kind, len(data)) + data


def received(read: Read, most: int = MOST_FRAME) -> tuple[bytes, bytes]:
    """One frame; raises EOFError where the other side has gone and ValueError where it says too much."""
    kind, length = FRAME.unpack(exactly(read, FRAME.size))
    if length > most:
        raise ValueError("a frame is too long")
    return kind, exactly(read, length)


def exactly(read: Read, length: int) -> bytes:
    found = bytearray()
    while len(found) < length:
        some = read(min(length - len(found), MOST_DATA))
        if not some:
            raise EOFError
        found += some
    return bytes(found)

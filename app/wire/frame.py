"""What sealed reports and answers share: MAGIC | length u16 | header | the rest, sizes in steps, and the chain of a thread."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Protocol

from app.wire import canonical as c

NONCE = bytes(12)
"""Every key here seals one thing."""


class _Placed(Protocol):
    @property
    def mailbox(self) -> str: ...
    @property
    def seq(self) -> int: ...
    @property
    def prev(self) -> str: ...


class Framed(Protocol):
    """A parsed message of either side."""

    @property
    def header(self) -> _Placed: ...
    @property
    def sha256(self) -> str: ...


def write(magic: bytes, head: bytes, *rest: bytes) -> bytes:
    """The whole message."""
    return b"".join((magic, struct.pack(">H", len(head)), head, *rest))


def split(raw: bytes, magic: bytes, most: int) -> tuple[bytes, bytes]:
    """Header and rest of bytes from outside."""
    start = len(magic) + 2
    if not raw.startswith(magic) or len(raw) < start:
        raise c.Malformed("magic")
    (length,) = struct.unpack_from(">H", raw, len(magic))
    head, rest = raw[start : start + length], raw[start + length :]
    if length > most or len(head) != length:
        raise c.Malformed("header")
    return head, rest


def step(content: bytes, sizes: Sequence[int], beside: int = 0) -> int:
    """The size that this content, and so many bytes beside it, are filled up to with zeros."""
    size = next((size for size in sizes if len(content) + beside <= size), None)
    if size is None or content.endswith(b"\0"):
        raise c.Malformed("content")
    return size


def size(value: object, sizes: Sequence[int]) -> int:
    """A size as a header states it."""
    if value not in sizes:
        raise c.Malformed("size")
    return c.whole(value, sizes[0], sizes[-1])


def follows(messages: Sequence[Framed]) -> bool:
    """Whether these are the first messages of one side of a thread in their order, none left out, altered or repeated."""
    previous = "none"
    for number, message in enumerate(messages, 1):
        head = message.header
        if (head.seq, head.prev, head.mailbox) != (number, previous, messages[0].header.mailbox):
            return False
        previous = message.sha256
    return True

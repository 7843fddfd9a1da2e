"""The sealed answer `answer/1`: what a centre writes into a reporter's mailbox.

    GYANSWER | length u16 | header | body

The key follows from the thread's reply key, which only the receipt code and the sealed report lead to, and from a
random salt in the header: an answer that is written again after a restored backup never meets the same key twice.
The relay can neither read nor make one. The header binds centre, mailbox and place in the thread.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.wire import canonical as c
from app.wire import frame

SCHEMA = "answer/1"
MAGIC = b"GYANSWER"
SIZES = (4_096, 16_384, 65_536)
_HEAD = 1_024
LARGEST = len(MAGIC) + 2 + _HEAD + SIZES[-1] + 16


@dataclass(frozen=True, slots=True)
class Header:
    """What the relay may read of an answer: which thread, its place there, how large.

    `prev` is the digest of the centre's answer before it in this thread, or "none".
    """

    centre: str
    mailbox: str
    seq: int
    prev: str
    size: int = SIZES[0]
    salt: str = ""

    def written(self) -> bytes:
        facts = {name: getattr(self, name) for name in ("centre", "mailbox", "seq", "prev", "size", "salt")}
        return c.dumps({"schema": SCHEMA, "role": "centre", **facts})


@dataclass(frozen=True, slots=True)
class Answer:
    """A parsed answer; still sealed."""

    raw: bytes
    header: Header
    head_hash: bytes
    body: bytes

    @property
    def sha256(self) -> str:
        return c.sha256(self.raw)

    def open(self, reply_key: bytes) -> bytes:
        """The content; `Malformed` where another key made it or anything was changed."""
        key = _key(reply_key, bytes.fromhex(self.header.salt))
        try:
            return AESGCM(key).decrypt(frame.NONCE, self.body, self.head_hash).rstrip(b"\0")
        except (InvalidTag, ValueError):
            raise c.Malformed("sealed") from None


def seal(header: Header, content: bytes, reply_key: bytes) -> bytes:
    """The answer's bytes; making it twice gives different bytes, so it is made once and kept."""
    size, salt = frame.step(content, SIZES), secrets.token_bytes(16)
    head = replace(header, size=size, salt=salt.hex()).written()
    body = AESGCM(_key(reply_key, salt)).encrypt(frame.NONCE, content.ljust(size, b"\0"), hashlib.sha256(head).digest())
    return frame.write(MAGIC, head, body)


def parse(raw: bytes) -> Answer:
    """The answer in bytes from outside; anything unexpected is `Malformed`."""
    head, body = frame.split(raw, MAGIC, _HEAD)
    header = _header(c.loads(head))
    if len(body) != header.size + 16:
        raise c.Malformed("length")
    return Answer(raw, header, hashlib.sha256(head).digest(), body)


def _key(reply_key: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, b"gyeot answer/1").derive(reply_key)


def _header(value: dict[str, Any]) -> Header:
    c.exactly(value, "schema", "role", "centre", "mailbox", "seq", "prev", "size", "salt")
    c.text(value["schema"], SCHEMA)
    c.text(value["role"], "centre")
    seq = c.whole(value["seq"], 1, 1_000_000)
    return Header(
        centre=c.text(value["centre"], c.HEX16),
        mailbox=c.text(value["mailbox"], c.HEX64),
        seq=seq,
        prev=c.text(value["prev"], "none" if seq == 1 else c.DIGEST),
        size=frame.size(value["size"], SIZES),
        salt=c.text(value["salt"], r"[0-9a-f]{32}"),
    )

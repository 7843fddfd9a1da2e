"""The sealed report `report/1`: what a reporter's browser sends, and every message that follows it.

    GYREPORT | length u16 | header | boxes, 80 bytes a recipient | own copy, 48 bytes | body

The body is a MAC (32 bytes) and the content, padded with zeros to one of four sizes, under a random content key
(AES-256-GCM; the key seals nothing else, so its nonce is zero). That key is sealed with HPKE once for each recipient
named in the header (the centre's key of the month, and a recovery key that lies on paper), and wrapped for the
reporter's own eyes under a key that follows from the receipt code and from the boxes, which no two messages share. The
header is canonical JSON; each box binds its hash and its recipient, the body binds its hash: version, suite, centre,
mailbox, place in the thread, number of pieces and size all stand in it, so no part fits another message.

Everybody can seal to public keys, a relay too. The MAC shows that a message comes from whoever wrote the thread's first
one: it stands over the header's hash and the content, under a key that follows from the thread's reply key. For the
first message itself it shows nothing, because that one brings the reply key along. Content is JSON; only its reader
(`app.wire.content`) knows what it says.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.wire import canonical as c
from app.wire import frame
from app.wire.receipt_code import Thread

SCHEMA = "report/1"
MAGIC = b"GYREPORT"
SUITE = 1
"""X25519, HKDF-SHA256, AES-256-GCM."""
SIZES = (4_096, 16_384, 65_536, 262_144)
MOST_PIECES = 4_096
MOST_KEYS = 4
_BOX = 80
_OWN = 48
_MAC = 32
_HEAD = 2_048
LARGEST = len(MAGIC) + 2 + _HEAD + MOST_KEYS * _BOX + _OWN + SIZES[-1] + 16

_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class Header:
    """What the relay may read of a message: which centre and thread, its place there, how large. Not what it is.

    `mailbox` and `pass_` are hashes (64 hex digits), `prev` is the digest of the reporter's message before it, or
    "none"; `pieces` is how many pieces of attachments belong to it.
    """

    centre: str
    keys: tuple[str, ...]
    mailbox: str
    pass_: str
    seq: int
    prev: str
    pieces: int = 0
    size: int = SIZES[0]

    def written(self) -> bytes:
        """The header's canonical bytes."""
        facts: dict[str, Any] = {
            "schema": SCHEMA, "suite": SUITE, "centre": self.centre, "keys": list(self.keys), "mailbox": self.mailbox,
            "pass": self.pass_, "role": "reporter", "seq": self.seq, "prev": self.prev, "pieces": self.pieces,
            "size": self.size,
        }  # fmt: skip
        return c.dumps(facts)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a message says, and what shows whether it comes from whoever wrote the thread's first one."""

    content: bytes
    bound: bytes
    mac: bytes = field(repr=False)

    def proves(self, reply_key: bytes) -> bool:
        """Whether its writer knew the thread's reply key."""
        return hmac.compare_digest(self.mac, _mac(reply_key, self.bound, self.content))


@dataclass(frozen=True, slots=True)
class Sealed:
    """A parsed message; still sealed."""

    raw: bytes
    header: Header
    head_hash: bytes
    boxes: tuple[bytes, ...]
    own: bytes
    body: bytes

    @property
    def sha256(self) -> str:
        return c.sha256(self.raw)

    def open(self, key_id: str, private: X25519PrivateKey) -> Opened:
        """The content, by a recipient's private key; `Malformed` where it is not for this key or was changed."""
        if key_id not in self.header.keys:
            raise c.Malformed("not-for-this-key")
        box = self.boxes[self.header.keys.index(key_id)]
        try:
            key = _HPKE.decrypt(box, private, info=_info(key_id, self.head_hash))
        except (InvalidTag, ValueError):
            raise c.Malformed("sealed") from None
        return self._content(key)

    def open_own(self, own_key: bytes) -> Opened:
        """The content, by the reporter's own key."""
        try:
            key = AESGCM(_own(own_key, self.head_hash, self.boxes)).decrypt(frame.NONCE, self.own, self.head_hash)
        except InvalidTag:
            raise c.Malformed("sealed") from None
        return self._content(key)

    def _content(self, key: bytes) -> Opened:
        try:
            padded = AESGCM(key).decrypt(frame.NONCE, self.body, self.head_hash)
        except (InvalidTag, ValueError):
            raise c.Malformed("sealed") from None
        return Opened(padded[_MAC:].rstrip(b"\0"), self.head_hash, padded[:_MAC])


def seal(header: Header, content: bytes, recipients: Mapping[str, X25519PublicKey], thread: Thread) -> bytes:
    """The message's bytes; keys and size of the header follow from the recipients and the content."""
    size = frame.step(content, SIZES, _MAC)
    if not 0 < len(recipients) <= MOST_KEYS:
        raise c.Malformed("keys")
    head = replace(header, keys=tuple(recipients), size=size).written()
    digest, key = hashlib.sha256(head).digest(), AESGCM.generate_key(256)
    boxes = [_HPKE.encrypt(key, public, info=_info(kid, digest)) for kid, public in recipients.items()]
    own = AESGCM(_own(thread.own_key, digest, boxes)).encrypt(frame.NONCE, key, digest)
    plain = _mac(thread.reply_key, digest, content) + content
    return frame.write(MAGIC, head, *boxes, own, AESGCM(key).encrypt(frame.NONCE, plain.ljust(size, b"\0"), digest))


def parse(raw: bytes) -> Sealed:
    """The message in bytes from outside; anything unexpected is `Malformed`."""
    head, rest = frame.split(raw, MAGIC, _HEAD)
    header = _header(c.loads(head))
    count = len(header.keys)
    if len(rest) != count * _BOX + _OWN + header.size + 16:
        raise c.Malformed("length")
    boxes = tuple(rest[_BOX * at : _BOX * (at + 1)] for at in range(count))
    own = rest[_BOX * count : _BOX * count + _OWN]
    return Sealed(raw, header, hashlib.sha256(head).digest(), boxes, own, rest[_BOX * count + _OWN :])


def _info(key_id: str, digest: bytes) -> bytes:
    return b"gyeot report/1 " + key_id.encode("ascii") + b"|" + digest


def _own(own_key: bytes, digest: bytes, boxes: Sequence[bytes]) -> bytes:
    """A key for this message alone: a text that was mended after a failed attempt has the same header, and other boxes."""
    salt = hashlib.sha256(digest + b"".join(boxes)).digest()
    return HKDF(SHA256(), 32, salt, b"gyeot report/1 own copy").derive(own_key)


def _mac(reply_key: bytes, digest: bytes, content: bytes) -> bytes:
    key = HKDF(SHA256(), 32, None, b"gyeot/1 thread mac").derive(reply_key)
    return hmac.digest(key, digest + content, "sha256")


def _header(value: dict[str, Any]) -> Header:
    names = ("suite", "centre", "keys", "mailbox", "pass", "role", "seq", "prev", "pieces", "size")
    c.exactly(value, "schema", *names)
    c.text(value["schema"], SCHEMA)
    c.text(value["role"], "reporter")
    c.whole(value["suite"], SUITE, SUITE)
    keys = c.listed(value["keys"], lambda item: c.text(item, c.HEX16), MOST_KEYS)
    if not keys or len(set(keys)) != len(keys):
        raise c.Malformed("keys")
    seq = c.whole(value["seq"], 1, 1_000_000)
    prev = c.text(value["prev"], "none" if seq == 1 else c.DIGEST)
    return Header(
        centre=c.text(value["centre"], c.HEX16),
        keys=keys,
        mailbox=c.text(value["mailbox"], c.HEX64),
        pass_=c.text(value["pass"], c.HEX64),
        seq=seq,
        prev=prev,
        pieces=c.whole(value["pieces"], 0, MOST_PIECES),
        size=frame.size(value["size"], SIZES),
    )

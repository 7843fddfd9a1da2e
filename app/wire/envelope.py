"""The counts envelope `counts/1`: one file a round, 4,096 bytes, identical on every retry.

    GYCOUNT1 | length | header, zeros | key to the collector | key to the sender | body | signature

The body is the vector under a random content key (AES-256-GCM; that key seals nothing else, so its nonce
is zero). The content key is sealed with HPKE twice: to the collector named by the signed roster, and to the
centre's own counts key, so that the centre can read back exactly what leaves. HPKE's `info` and the body's
associated data bind the header's hash, so no part fits another header. The header is canonical JSON, and the
Ed25519 signature stands over all bytes before it. `scheme` is the switch: `share2-u64/1` will put its two shares into a body of the same size.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.wire import canonical as c

SCHEMA = "counts/1"
SOLO = "solo/1"
MAGIC = b"GYCOUNT1"
SIZE = 4096
_HEAD = 1798
_KEY = 80
_PLAIN = 2048
_BODY = _PLAIN + 16
_SIGNATURE = 64
LARGEST = 1_000_000
"""No cell of any centre comes near; a larger value is nonsense and refused."""

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_NONCE = bytes(12)


@dataclass(frozen=True, slots=True)
class Header:
    """What everybody on the way may read about a round: nothing in it depends on the books."""

    cells: str
    codes: str
    round: str
    sender: str
    seq: int
    prev: str
    group: str
    scheme: str
    law: str
    variance: int
    n: int
    units_max: int
    made: str
    trial: bool
    roster_id: str
    roster: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """The parsed bytes of one round; still sealed."""

    raw: bytes
    header: Header
    head_hash: bytes
    to_collector: bytes
    to_sender: bytes
    body: bytes
    signature: bytes

    @property
    def sha256(self) -> str:
        return c.sha256(self.raw)

    def verify(self, public: bytes) -> None:
        """Refuse unless `public` is the sender's key and signed exactly these bytes."""
        if c.key_id(public) != self.header.sender:
            raise c.Malformed("sender")
        c.check(public, self.signature, self.raw[:-_SIGNATURE])

    def open_for_collector(self, private: X25519PrivateKey) -> tuple[int, ...]:
        return self._open(self.to_collector, private, b"collector")

    def open_for_sender(self, private: X25519PrivateKey) -> tuple[int, ...]:
        return self._open(self.to_sender, private, b"sender")

    def _open(self, sealed: bytes, private: X25519PrivateKey, role: bytes) -> tuple[int, ...]:
        try:
            key = _SUITE.decrypt(sealed, private, info=_info(role, self.head_hash))
            plain = AESGCM(key).decrypt(_NONCE, self.body, self.head_hash)
        except (InvalidTag, ValueError):
            raise c.Malformed("sealed") from None
        return _unpack(plain)


def make(
    header: Header,
    vector: Sequence[int],
    collector: X25519PublicKey,
    sender: X25519PublicKey,
    sign: Callable[[bytes], bytes],
) -> bytes:
    """The envelope's bytes; making it twice gives different bytes, so it is made once and kept."""
    head = c.dumps(_as_json(header))
    if len(head) > _HEAD:
        raise c.Malformed("header")
    digest, key = hashlib.sha256(head).digest(), AESGCM.generate_key(256)
    body = AESGCM(key).encrypt(_NONCE, _pack(vector), digest)
    boxes = _seal(key, collector, b"collector", digest) + _seal(key, sender, b"sender", digest)
    unsigned = MAGIC + struct.pack(">H", len(head)) + head.ljust(_HEAD, b"\0") + boxes + body
    return unsigned + sign(unsigned)


def parse(raw: bytes) -> Envelope:
    """The envelope in bytes from outside; anything unexpected is `Malformed`."""
    if len(raw) != SIZE or not raw.startswith(MAGIC):
        raise c.Malformed("envelope")
    (length,) = struct.unpack_from(">H", raw, len(MAGIC))
    start = len(MAGIC) + 2
    head, rest = raw[start : start + length], raw[start + length : start + _HEAD]
    if length > _HEAD or any(rest):
        raise c.Malformed("header")
    at = start + _HEAD
    parts = (raw[at : at + _KEY], raw[at + _KEY : at + 2 * _KEY], raw[at + 2 * _KEY : at + 2 * _KEY + _BODY])
    digest = hashlib.sha256(head).digest()
    return Envelope(raw, _header(c.loads(head)), digest, *parts, raw[-_SIGNATURE:])


def sender_box(secret: bytes) -> X25519PrivateKey:
    """The centre's own counts key, derived from a secret that never leaves the casework compartment."""
    seed = HKDF(SHA256(), 32, None, b"gyeot counts/1 sender box").derive(secret)
    return X25519PrivateKey.from_private_bytes(seed)


def _seal(key: bytes, public: X25519PublicKey, role: bytes, digest: bytes) -> bytes:
    return _SUITE.encrypt(key, public, info=_info(role, digest))


def _info(role: bytes, digest: bytes) -> bytes:
    return b"gyeot counts/1 " + role + b"|" + digest


def _pack(vector: Sequence[int]) -> bytes:
    if any(abs(value) > LARGEST for value in vector):
        raise c.Malformed("range")
    return (struct.pack(">H", len(vector)) + struct.pack(f">{len(vector)}i", *vector)).ljust(_PLAIN, b"\0")


def _unpack(plain: bytes) -> tuple[int, ...]:
    (length,) = struct.unpack_from(">H", plain)
    end = 2 + 4 * length
    if len(plain) != _PLAIN or end > _PLAIN or any(plain[end:]):
        raise c.Malformed("vector")
    vector: tuple[int, ...] = struct.unpack_from(f">{length}i", plain, 2)
    if any(abs(value) > LARGEST for value in vector):
        raise c.Malformed("range")
    return vector


_FLAT = ("cells", "codes", "round", "sender", "seq", "prev", "group", "scheme", "units_max", "made", "trial")


def _as_json(header: Header) -> dict[str, Any]:
    facts = asdict(header)
    return {
        "schema": SCHEMA,
        **{name: facts[name] for name in _FLAT},
        "noise": {"law": header.law, "variance": header.variance, "n": header.n},
        "roster": {"id": header.roster_id, "hash": header.roster},
    }


def _header(value: dict[str, Any]) -> Header:
    c.exactly(value, "schema", "noise", "roster", *_FLAT)
    c.text(value["schema"], "counts/1")
    noise, roster = c.mapping(value["noise"]), c.mapping(value["roster"])
    c.exactly(noise, "law", "variance", "n")
    c.exactly(roster, "id", "hash")
    return Header(
        cells=c.text(value["cells"], c.DIGEST),
        codes=c.text(value["codes"], c.DIGEST),
        round=c.text(value["round"], c.ROUND),
        sender=c.text(value["sender"], c.HEX16),
        seq=c.whole(value["seq"], 1, 1_000_000),
        prev=c.text(value["prev"], c.DIGEST + "|none"),
        group=c.text(value["group"], c.GROUP),
        scheme=c.text(value["scheme"], r"solo/1|share2-u64/1"),
        law=c.text(noise["law"], r"discrete-gaussian|skellam"),
        variance=c.whole(noise["variance"], 1, 1_000_000),
        n=c.whole(noise["n"], 1, 100_000),
        units_max=c.whole(value["units_max"], 1, 10_000),
        made=c.text(value["made"], c.DAY),
        trial=c.yes_no(value["trial"]),
        roster_id=c.text(roster["id"], c.HEX16),
        roster=c.text(roster["hash"], c.DIGEST),
    )

"""The anchor's second place: the key store of this computer, which a copied or rolled-back folder does not bring along.

    magic 8 | centre 16 | at u64 | { name length u8 | name | counter u64 | head 16 | checkpoint 16 }… | Ed25519 64

Kept as text, well below the 1,280 characters that Windows takes. Nothing in it is secret; it is signed by the installation.
"""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from app.clock import now
from app.errors import Damaged
from app.i18n import _
from app.vault import device_secret
from app.vault.keys import Keys
from app.vault.sealing import signed_by

_MAGIC = b"GYEOTAK1"
_HEAD = struct.Struct(">8s16sQ")
_MARK = struct.Struct(">Q16s16s")
_SIGNATURE = 64
_LONGEST = 1200


@dataclass(frozen=True, slots=True)
class Mark:
    """How far one database had come; `head` and `checkpoint` are the first 16 bytes of their digests."""

    counter: int
    head: bytes
    checkpoint: bytes


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the key store knows of a centre, and since when."""

    at: int
    marks: Mapping[str, Mark]


def pack(keys: Keys, marks: Mapping[str, Mark]) -> str:
    """The text to keep, signed by this installation."""
    parts = [_HEAD.pack(_MAGIC, bytes.fromhex(keys.centre_id), now())]
    for name, mark in sorted(marks.items()):
        named = name.encode("utf-8")
        parts += [bytes([len(named)]), named, _MARK.pack(mark.counter, mark.head[:16], mark.checkpoint[:16])]
    content = b"".join(parts)
    text = base64.b64encode(content + keys.sign(content)).decode("ascii")
    if len(text) > _LONGEST:
        raise ValueError("too much for a key store")
    return text


def unpack(keys: Keys, text: str) -> Remembered:
    """What such a text says; Damaged where it was changed or belongs to another centre."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True) if len(text) <= _LONGEST else b""
        content, signature = data[:-_SIGNATURE], data[-_SIGNATURE:]
        magic, centre, at = _HEAD.unpack_from(content)
        if magic != _MAGIC or centre.hex() != keys.centre_id:
            raise ValueError(text)
        if signed_by(keys.device_publics, signature, content) is None:
            raise ValueError(text)
        return Remembered(at, _marks(content[_HEAD.size :]))
    except (ValueError, struct.error, IndexError, binascii.Error):
        raise Damaged(
            _(
                "What the key store of this computer remembered of this centre was changed, so the records could not be "
                "held against it. The records were left as they are. Compare them with a backup and tell a manager."
            )
        ) from None


def _marks(data: bytes) -> dict[str, Mark]:
    found, at = {}, 0
    while at < len(data):
        end = at + 1 + data[at]
        found[data[at + 1 : end].decode("utf-8")] = Mark(*_MARK.unpack_from(data, end))
        at = end + _MARK.size
    return found


def keep(keys: Keys, text: str, allowed: frozenset[str] = device_secret.ALLOWED) -> None:
    """Give the text to the key store; CannotUnlock within 20 s where there is none, it is locked or says nothing."""
    device_secret.put(_account(keys), text, allowed)


def recall(keys: Keys, allowed: frozenset[str] = device_secret.ALLOWED) -> str | None:
    """The text that was kept last, None where nothing was; CannotUnlock as above. Never on a thread that others wait for."""
    return device_secret.take(_account(keys), allowed)


def _account(keys: Keys) -> str:
    return f"{keys.centre_id}/anchor/{keys.device_id}"

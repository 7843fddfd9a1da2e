"""Opening sealed messages: pure work on bytes, for a pool beside the desk; nothing here reads or writes records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.inbox.model import Head
from app.vault import DoesNotOpen
from app.vault.sealing import label, unwrap, wrap
from app.wire import Malformed, content, report

_WORDS = 120
"""Letters of a report that a list shows."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sealed message as it lies here."""

    id: str
    thread: str
    seq: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Unsealed:
    """What opening came to: what it says, or None where it does not open with any key that is still here."""

    waiting: Waiting
    plain: bytes | None
    content: content.Content | None


def unseal(waiting: Waiting, privates: Mapping[str, X25519PrivateKey]) -> Unsealed:
    """Open one message by whichever of these keys fits, and read it; what is strange stays as it is."""
    try:
        sealed = report.parse(waiting.raw)
        ident = next(key for key in sealed.header.keys if key in privates)
        plain = sealed.open(ident, privates[ident])
        return Unsealed(waiting, plain, content.read(plain))
    except (Malformed, StopIteration):
        return Unsealed(waiting, None, None)


def head_of(first: content.Content) -> Head:
    """What a list shows of a thread, out of its first message."""
    words = " ".join(first.text.split())
    return Head(first.door or "victim", first.lang, words[:_WORDS], first.reply_key)


def write_head(key: bytes, thread: str, head: Head) -> bytes:
    facts = {"door": head.door, "lang": head.lang, "words": head.words, "reply_key": head.reply_key.hex()}
    return wrap(key, json.dumps(facts, ensure_ascii=False).encode(), label("report-head", thread))


def read_head(key: bytes, thread: str, sealed: bytes) -> Head | None:
    """None where the key does not fit."""
    try:
        facts: dict[str, Any] = json.loads(unwrap(key, sealed, label("report-head", thread)))
    except DoesNotOpen:
        return None
    return Head(facts["door"], facts["lang"], facts["words"], bytes.fromhex(facts["reply_key"]))


def keep(key: bytes, message: str, plain: bytes) -> bytes:
    """A message's content or a note, as it lies here."""
    return wrap(key, plain, label("report-content", message))


def kept(key: bytes, message: str, sealed: bytes) -> bytes | None:
    """What was kept; None where the key does not fit."""
    try:
        return unwrap(key, sealed, label("report-content", message))
    except DoesNotOpen:
        return None

"""Opening sealed messages: pure work on bytes, for a pool beside the desk; nothing here reads or writes records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
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
    opened: report.Opened | None
    content: content.Content | None


def unseal(waiting: Waiting, privates: Mapping[str, X25519PrivateKey]) -> Unsealed:
    """Open one message by whichever of these keys fits, and read it; what is strange stays as it is."""
    try:
        sealed = report.parse(waiting.raw)
        ident = next(key for key in sealed.header.keys if key in privates)
        opened = sealed.open(ident, privates[ident])
        said = content.read(opened.content)
        if (sealed.header.seq == 1) != (said.kind in content.FIRST):
            raise Malformed("place")
        return Unsealed(waiting, opened, said)
    except (Malformed, StopIteration):
        return Unsealed(waiting, None, None)


def write_opened(opened: report.Opened) -> bytes:
    """A message's content with what shows who wrote it, as it is kept: the first message may come later than this one."""
    return b"\n".join((opened.content, opened.bound.hex().encode(), opened.mac.hex().encode()))


def read_opened(plain: bytes) -> report.Opened:
    """What was kept; without a MAC where staff wrote it down themselves."""
    said, *shown = plain.rsplit(b"\n", 2)
    bound, mac = (bytes.fromhex(part.decode()) for part in shown) if shown else (b"", b"")
    return report.Opened(said, bound, mac)


def head_of(first: content.Content) -> Head:
    """What a list shows of a thread, out of its first message."""
    words = " ".join(first.text.split())
    return Head(first.door or "victim", first.lang, words[:_WORDS], first.reply_key)


def write_head(key: bytes, thread: str, head: Head) -> bytes:
    facts = {
        "door": head.door, "lang": head.lang, "words": head.words, "reply_key": head.reply_key.hex(),
        "own": [private.hex() for private in head.own],
    }  # fmt: skip
    return wrap(key, json.dumps(facts, ensure_ascii=False).encode(), label("report-head", thread))


def read_head(key: bytes, thread: str, sealed: bytes) -> Head | None:
    """None where the key does not fit."""
    try:
        facts: dict[str, Any] = json.loads(unwrap(key, sealed, label("report-head", thread)))
    except DoesNotOpen:
        return None
    own = tuple(bytes.fromhex(private) for private in facts.get("own", ()))
    return Head(facts["door"], facts["lang"], facts["words"], bytes.fromhex(facts["reply_key"]), own)


def with_key_of_its_own(head: Head) -> Head:
    """The head with a fresh key: whoever knew the one before does not open what comes after the next answer."""
    return replace(head, own=(X25519PrivateKey.generate().private_bytes_raw(), *head.own))


def own_keys(head: Head) -> tuple[X25519PrivateKey, ...]:
    """The keys of a thread that is kept apart, the newest first; none of any other."""
    return tuple(X25519PrivateKey.from_private_bytes(private) for private in head.own)


def told_keys(head: Head) -> tuple[bytes, ...]:
    """The public keys that an answer tells the page: what follows is sealed to them and not to the month's."""
    return tuple(key.public_key().public_bytes_raw() for key in own_keys(head)[:1])


def keep(key: bytes, message: str, plain: bytes) -> bytes:
    """A message's content or a note, as it lies here."""
    return wrap(key, plain, label("report-content", message))


def kept(key: bytes, message: str, sealed: bytes) -> bytes | None:
    """What was kept; None where the key does not fit."""
    try:
        return unwrap(key, sealed, label("report-content", message))
    except DoesNotOpen:
        return None

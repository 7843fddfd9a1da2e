"""What a relay keeps of a centre's age: a number and a hash, signed by the installation. No content, no time of day.

`anchor/1` is what a desk tells: the how-manieth telling, and a hash over its anchor that nobody else can guess.
`anchor-held/1` is what the relay answers: the newest it was told, signed together with the question, so that no
earlier answer can be played again.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.wire import canonical as c
from app.wire.documents import Sign

MOST = 1024
"""Bytes of an `anchor/1`; no whole one is as long."""
MOST_TELLINGS = 10**12
_ASKED = r"[0-9a-f]{32}"


@dataclass(frozen=True, slots=True)
class Telling:
    """How far the records of one installation had come, as a number and a hash, and the day it was told."""

    counter: int
    state: str
    made: str


def write_anchor(telling: Telling, sender: bytes, sign: Sign) -> bytes:
    """The paper; `sender` is the public key that signs."""
    facts = {"counter": telling.counter, "state": telling.state, "made": telling.made}
    return c.signed({"schema": "anchor/1", "sender": c.key_id(sender), **facts}, sign)


def read_anchor(document: bytes, sender: bytes) -> Telling:
    """The telling in these bytes, signed by this installation."""
    if len(document) > MOST:
        raise c.Malformed("too-long")
    value = c.opened(document, sender)
    c.exactly(value, "schema", "sender", "counter", "state", "made")
    c.text(value["schema"], "anchor/1")
    c.text(value["sender"], c.key_id(sender))
    counter = c.whole(value["counter"], 1, MOST_TELLINGS)
    return Telling(counter, c.text(value["state"], c.DIGEST), c.text(value["made"], c.DAY))


def write_held(document: bytes, asked: str, relay: bytes, sign: Sign) -> bytes:
    """The relay's answer to the question `asked`: what it holds; empty bytes are nothing."""
    facts = {"relay": c.key_id(relay), "asked": asked, "held": document.decode("ascii")}
    return c.signed({"schema": "anchor-held/1", **facts}, sign)


def read_held(answer: bytes, asked: str, relay: bytes, sender: bytes) -> Telling | None:
    """What the pinned relay holds of this installation, None where it holds nothing; an answer to anything else is refused."""
    if len(answer) > 4 * MOST:
        raise c.Malformed("too-long")
    value = c.opened(answer, relay)
    c.exactly(value, "schema", "relay", "asked", "held")
    c.text(value["schema"], "anchor-held/1")
    c.text(value["relay"], c.key_id(relay))
    if c.text(value["asked"], _ASKED) != asked:
        raise c.Malformed("asked")
    held = value["held"]
    if not isinstance(held, str) or not held.isascii():
        raise c.Malformed("text")
    return read_anchor(held.encode("ascii"), sender) if held else None

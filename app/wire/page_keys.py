"""The signed papers of the report channel: a centre's keys of the month, and the relay's list of what has arrived.

`keys/1` is signed by the key that stands in the page itself, so that a relay can hand out no key of its own making;
one that has run out is refused. `index/1` and `states/1` are signed by the relay together with the question, so that
nobody on the way plays an earlier list again, or says that something arrived which did not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from app.wire import canonical as c
from app.wire import report
from app.wire.documents import Sign

ROLES = ("intake", "public", "recovery")
_ASKED = r"[0-9a-f]{32}"
MOST_ENTRIES = 500
STATES = ("applied", "duplicate", "in_progress", "superseded", "conflict", "rejected")
"""What becomes of an event that a desk tells."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key that reports are sealed to: of the intake officers, of the monitors, or the one on paper."""

    role: str
    public: bytes

    @property
    def id(self) -> str:
        return c.key_id(self.public)


@dataclass(frozen=True, slots=True)
class Bundle:
    """The keys of a centre from one day to another; both days included."""

    centre: str
    seq: int
    begins: str
    not_after: str
    keys: tuple[Key, ...]
    document: bytes = b""

    def recipients(self, door: str) -> dict[str, X25519PublicKey]:
        """Who can open a report that came in by this door."""
        roles = ("public" if door == "public" else "intake", "recovery")
        return {key.id: X25519PublicKey.from_public_bytes(key.public) for key in self.keys if key.role in roles}


def write_bundle(bundle: Bundle, sign: Sign) -> bytes:
    """The signed bundle."""
    facts = {name: getattr(bundle, name) for name in ("centre", "seq", "begins", "not_after")}
    keys = [{"id": key.id, "role": key.role, "key": key.public.hex()} for key in bundle.keys]
    return c.signed({"schema": "keys/1", **facts, "keys": keys}, sign)


def read_bundle(document: bytes, centre: str, verify: bytes, day: str | None = None) -> Bundle:
    """The bundle of this centre, signed by its page's key; with a `day`, one of another time is refused."""
    value = c.opened(document, verify)
    c.exactly(value, "schema", "centre", "seq", "begins", "not_after", "keys")
    c.text(value["schema"], "keys/1")
    bundle = Bundle(
        centre=c.text(value["centre"], centre),
        seq=c.whole(value["seq"], 1, 1_000_000),
        begins=c.day(value["begins"]),
        not_after=c.day(value["not_after"]),
        keys=c.listed(value["keys"], _key, 8),
        document=document,
    )
    roles = [key.role for key in bundle.keys]
    if sorted(roles) != sorted(set(roles)) or "intake" not in roles:
        raise c.Malformed("keys")
    if day is not None and not bundle.begins <= day <= bundle.not_after:
        raise c.Malformed("expired")
    return bundle


def _key(value: object) -> Key:
    item = c.mapping(value)
    c.exactly(item, "id", "role", "key")
    key = Key(c.text(item["role"], "|".join(ROLES)), bytes.fromhex(c.text(item["key"], c.HEX64)))
    c.text(item["id"], key.id)
    return key


@dataclass(frozen=True, slots=True)
class Entry:
    """One message that lies at the relay. `number` rises with every arrival at a centre and decides the order.

    `have` is how many of its `pieces` have arrived; `sha256` is the digest of its bytes.
    """

    number: int
    mailbox: str
    seq: int
    size: int
    pieces: int
    have: int
    day: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Index:
    """What lies at the relay for one centre, from a number on; `gone` are mailboxes their reporters took back."""

    relay: str
    centre: str
    entries: tuple[Entry, ...] = ()
    gone: tuple[str, ...] = ()
    more: bool = False
    newest: int = field(default=0)


_ENTRY = ("number", "mailbox", "seq", "size", "pieces", "have", "day", "sha256")


def write_index(index: Index, asked: str, sign: Sign) -> bytes:
    """The relay's signed list, as the answer to one question."""
    entries = [{name: getattr(entry, name) for name in _ENTRY} for entry in index.entries]
    facts = {"relay": index.relay, "centre": index.centre, "asked": asked, "entries": entries}
    rest = {"gone": list(index.gone), "more": index.more, "newest": index.newest}
    return c.signed({"schema": "index/1", **facts, **rest}, sign)


def read_index(document: bytes, asked: str, centre: str, relay: bytes) -> Index:
    """The pinned relay's list for this centre; an answer to another question is refused."""
    value = c.opened(document, relay)
    c.exactly(value, "schema", "relay", "centre", "asked", "entries", "gone", "more", "newest")
    c.text(value["schema"], "index/1")
    if c.text(value["asked"], _ASKED) != asked:
        raise c.Malformed("asked")
    entries = c.listed(value["entries"], _entry, MOST_ENTRIES)
    if [entry.number for entry in entries] != sorted({entry.number for entry in entries}):
        raise c.Malformed("order")
    return Index(
        relay=c.text(value["relay"], c.key_id(relay)),
        centre=c.text(value["centre"], centre),
        entries=entries,
        gone=c.listed(value["gone"], lambda item: c.text(item, c.HEX64), 10_000),
        more=c.yes_no(value["more"]),
        newest=c.whole(value["newest"], 0, 10**15),
    )


def _entry(value: Any) -> Entry:
    item = c.mapping(value)
    c.exactly(item, *_ENTRY)
    pieces = c.whole(item["pieces"], 0, report.MOST_PIECES)
    return Entry(
        number=c.whole(item["number"], 1, 10**15),
        mailbox=c.text(item["mailbox"], c.HEX64),
        seq=c.whole(item["seq"], 1, 1_000_000),
        size=c.whole(item["size"], report.SIZES[0], report.SIZES[-1]),
        pieces=pieces,
        have=c.whole(item["have"], 0, pieces),
        day=c.day(item["day"]),
        sha256=c.text(item["sha256"], c.DIGEST),
    )


def write_states(relay: str, centre: str, asked: str, states: Sequence[tuple[str, str]], sign: Sign) -> bytes:
    """What became of each event of one telling, id and state, as the relay signs it."""
    told = [{"id": ident, "state": state} for ident, state in states]
    return c.signed({"schema": "states/1", "relay": relay, "centre": centre, "asked": asked, "states": told}, sign)


def read_states(document: bytes, asked: str, centre: str, relay: bytes) -> tuple[tuple[str, str], ...]:
    """What the pinned relay says became of these events; an answer to another telling is refused."""
    value = c.opened(document, relay)
    c.exactly(value, "schema", "relay", "centre", "asked", "states")
    c.text(value["schema"], "states/1")
    c.text(value["relay"], c.key_id(relay))
    c.text(value["centre"], centre)
    if c.text(value["asked"], _ASKED) != asked:
        raise c.Malformed("asked")
    return c.listed(value["states"], _state, 1_000)


def _state(value: object) -> tuple[str, str]:
    item = c.mapping(value)
    c.exactly(item, "id", "state")
    return c.text(item["id"], r"[0-9a-f]{32}"), c.text(item["state"], "|".join(STATES))

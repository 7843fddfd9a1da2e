"""The signed papers between a centre and a relay: application, roster, card, receipt, sum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.wire import canonical as c

Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Member:
    """One centre on a roster: its installation key, since when, and until when if it was revoked."""

    id: str
    key: bytes
    since: str
    revoked: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "key": self.key.hex(), "since": self.since, "revoked": self.revoked}


@dataclass(frozen=True, slots=True)
class Roster:
    """Who takes part, who collects, and how few may never be opened; signed by the roster key."""

    id: str
    seq: int
    trial: bool
    made: str
    n_min: int
    cells: str
    codes: str
    collector: bytes
    relay: bytes
    centres: tuple[Member, ...]
    document: bytes = b""

    @property
    def sha256(self) -> str:
        return c.sha256(self.document)

    @property
    def relay_id(self) -> str:
        return c.key_id(self.relay)

    def member(self, key_id: str) -> Member | None:
        """The centre with this key id, unless it was revoked."""
        return next((m for m in self.centres if m.id == key_id and m.revoked is None), None)


def write_roster(roster: Roster, sign: Sign) -> bytes:
    """The signed roster."""
    facts = {name: getattr(roster, name) for name in ("id", "seq", "trial", "made", "n_min", "cells", "codes")}
    keys = {"collector": roster.collector.hex(), "relay": roster.relay.hex()}
    centres = [member.as_json() for member in roster.centres]
    return c.signed({"schema": "roster/1", **facts, **keys, "centres": centres}, sign)


def read_roster(document: bytes, roster_key: bytes) -> Roster:
    """The roster in these bytes, once the pinned roster key signed them."""
    value = c.opened(document, roster_key)
    names = ("id", "seq", "trial", "made", "n_min", "cells", "codes", "collector", "relay", "centres")
    c.exactly(value, "schema", *names)
    c.text(value["schema"], "roster/1")
    roster = Roster(
        id=c.text(value["id"], c.key_id(roster_key)),
        seq=c.whole(value["seq"], 1, 1_000_000),
        trial=c.yes_no(value["trial"]),
        made=c.text(value["made"], c.DAY),
        n_min=c.whole(value["n_min"], 3, 100_000),
        cells=c.text(value["cells"], c.DIGEST),
        codes=c.text(value["codes"], c.DIGEST),
        collector=bytes.fromhex(c.text(value["collector"], c.HEX64)),
        relay=bytes.fromhex(c.text(value["relay"], c.HEX64)),
        centres=c.listed(value["centres"], _member, 40_000),
        document=document,
    )
    if len({member.id for member in roster.centres}) != len(roster.centres):
        raise c.Malformed("roster")
    return roster


def _member(value: object) -> Member:
    item = c.mapping(value)
    c.exactly(item, "id", "key", "since", "revoked")
    key = bytes.fromhex(c.text(item["key"], c.HEX64))
    revoked = item["revoked"] if item["revoked"] is None else c.text(item["revoked"], c.DAY)
    return Member(c.text(item["id"], c.key_id(key)), key, c.text(item["since"], c.DAY), revoked)


@dataclass(frozen=True, slots=True)
class Application:
    """A centre's wish to be put on a roster, signed by the key it offers."""

    key: bytes
    practice: bool
    made: str


def write_application(application: Application, sign: Sign) -> bytes:
    facts = {"key": application.key.hex(), "practice": application.practice, "made": application.made}
    return c.signed({"schema": "application/1", **facts}, sign)


def read_application(document: bytes) -> Application:
    """The application in these bytes; it must be signed by the very key it offers."""
    claim = c.claimed(document)
    c.exactly(claim, "schema", "key", "practice", "made")
    c.text(claim["schema"], "application/1")
    key = bytes.fromhex(c.text(claim["key"], c.HEX64))
    c.opened(document, key)
    return Application(key, c.yes_no(claim["practice"]), c.text(claim["made"], c.DAY))


@dataclass(frozen=True, slots=True)
class Card:
    """How a centre finds a relay: its address, and the roster key it must pin."""

    url: str
    role: str
    trial: bool
    roster_key: bytes
    relay: bytes

    @property
    def fingerprint(self) -> tuple[str, ...]:
        """What two people read to each other before they trust the card."""
        return c.fours(c.sha256(self.roster_key))[:8]


def write_card(card: Card, sign: Sign) -> bytes:
    facts = {"url": card.url, "role": card.role, "trial": card.trial}
    keys = {"roster_key": card.roster_key.hex(), "relay": card.relay.hex()}
    return c.signed({"schema": "relay-card/1", **facts, **keys}, sign)


def read_card(document: bytes) -> Card:
    """The card in these bytes, signed by the roster key it names."""
    claim = c.claimed(document)
    c.exactly(claim, "schema", "url", "role", "trial", "roster_key", "relay")
    c.text(claim["schema"], "relay-card/1")
    roster_key = bytes.fromhex(c.text(claim["roster_key"], c.HEX64))
    c.opened(document, roster_key)
    url, role = c.text(claim["url"], c.ADDRESS), c.text(claim["role"], "a|b")
    relay = bytes.fromhex(c.text(claim["relay"], c.HEX64))
    return Card(url, role, c.yes_no(claim["trial"]), roster_key, relay)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The relay's word that it holds exactly these bytes of this round."""

    sender: str
    round: str
    group: str
    sha256: str
    relay: str


def write_receipt(receipt: Receipt, sign: Sign) -> bytes:
    names = ("sender", "round", "group", "sha256", "relay")
    return c.signed({"schema": "receipt/1", **{name: getattr(receipt, name) for name in names}}, sign)


def read_receipt(document: bytes, relay: bytes) -> Receipt:
    """The receipt in these bytes, signed by the relay's pinned key."""
    value = c.opened(document, relay)
    c.exactly(value, "schema", "sender", "round", "group", "sha256", "relay")
    c.text(value["schema"], "receipt/1")
    return Receipt(
        sender=c.text(value["sender"], c.HEX16),
        round=c.text(value["round"], c.ROUND),
        group=c.text(value["group"], c.GROUP),
        sha256=c.text(value["sha256"], c.DIGEST),
        relay=c.text(value["relay"], c.key_id(relay)),
    )


@dataclass(frozen=True, slots=True)
class Sum:
    """An opened sum over centres; `unreadable` envelopes had a receipt but could not be opened."""

    round: str
    group: str
    cells: str
    n: int
    unreadable: int
    variance: int
    closed: str
    trial: bool
    values: tuple[int, ...]


def write_sum(total: Sum, sign: Sign) -> bytes:
    names = ("round", "group", "cells", "n", "unreadable", "variance", "closed", "trial")
    facts = {name: getattr(total, name) for name in names}
    return c.signed({"schema": "sum/1", **facts, "values": list(total.values)}, sign)


def read_sum(document: bytes, relay: bytes) -> Sum:
    """The sum in these bytes, signed by the relay's pinned key."""
    value = c.opened(document, relay)
    names = ("round", "group", "cells", "n", "unreadable", "variance", "closed", "trial", "values")
    c.exactly(value, "schema", *names)
    c.text(value["schema"], "sum/1")
    most = 10**12
    return Sum(
        round=c.text(value["round"], c.ROUND),
        group=c.text(value["group"], c.GROUP),
        cells=c.text(value["cells"], c.DIGEST),
        n=c.whole(value["n"], 3, 100_000),
        unreadable=c.whole(value["unreadable"], 0, 100_000),
        variance=c.whole(value["variance"], 1, most),
        closed=c.text(value["closed"], c.DAY),
        trial=c.yes_no(value["trial"]),
        values=c.listed(value["values"], lambda item: c.whole(item, -most, most), 10_000),
    )

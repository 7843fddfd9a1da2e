"""A collector that exists only for measuring: its keys, card and roster, signed as a city's would be."""

from __future__ import annotations

from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app import wire
from app.changes import Changes, Done
from app.clock import today
from app.counts.periods import Period
from app.desk import Desk
from app.flows import reporting


def join(desk: Desk) -> Done[None]:
    """Let the centre of this desk take part in a trial round; before its counts are first asked for."""
    papers, relay, box = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
    public, tables, own = papers.public_key().public_bytes_raw(), wire.cubes(), desk.keys.device_public
    roster = wire.Roster(
        id=wire.key_id(public), seq=1, trial=True, made=today().isoformat(), n_min=3, cells=tables.cells_hash,
        codes=tables.codes_hash, collector=box.public_key().public_bytes_raw(),
        relay=relay.public_key().public_bytes_raw(),
        centres=(wire.Member(wire.key_id(own), own, "2020-01-01"),),
    )  # fmt: skip
    card = wire.Card("https://collector.invalid", "a", True, public, roster.relay)
    documents = wire.write_card(card, papers.sign), wire.write_roster(roster, papers.sign)
    reporting.join(desk.office, desk.keys, documents)
    return Done(None, Changes.NONE)


def quarters(count: int, on: date | None = None) -> list[str]:
    """The last `count` quarters that are over, the oldest first."""
    found = [Period.quarter_of(on or today()).before]
    while len(found) < count:
        found.append(found[-1].before)
    return [str(one) for one in reversed(found)]

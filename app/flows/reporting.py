"""Counts on their way to the city: joining a collector, keeping its pinned card and roster, sending what a manager let go.

The card and the roster are kept in the office database as they were signed; each is verified again whenever it is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app import wire
from app.changes import Changes, Done
from app.clock import today
from app.errors import BadInput, Conflict, Rejected
from app.i18n import _
from app.office import COLLECTOR, Office
from app.outbox import Item, Outbox, problem_sentence
from app.vault import Keys

if TYPE_CHECKING:
    from app.counts import Counts
    from app.sync import Answer, Drained

ROSTER = "collector_roster"


def card(office: Office) -> wire.Card | None:
    """The collector this centre joined."""
    document = office.setting(COLLECTOR)
    return wire.read_card(document.encode("ascii")) if document else None


def roster(office: Office) -> wire.Roster | None:
    """The roster as it was last fetched."""
    joined, document = card(office), office.setting(ROSTER)
    return wire.read_roster(document.encode("ascii"), joined.roster_key) if joined and document else None


def application(keys: Keys) -> bytes:
    """The signed paper that asks a collector to put this computer on its roster; it carries a key and no name."""
    asked = wire.Application(keys.device_public, keys.practice, today().isoformat())
    return wire.write_application(asked, keys.sign)


def fingerprint(found: wire.Card) -> str:
    """What is read out over the telephone before a collector is joined."""
    return " ".join(wire.fours(wire.sha256(found.roster_key + found.relay)))


def fetch(url: str) -> tuple[bytes, bytes]:
    """A collector's card and roster as signed documents, over the network; both are verified."""
    from app.sync import fetch_card_document, fetch_roster

    document = fetch_card_document(url)
    return document, fetch_roster(url, wire.read_card(document).roster_key).document


def join(office: Office, keys: Keys, documents: tuple[bytes, bytes]) -> wire.Card:
    """Pin a collector; a practice centre joins a trial one only, and another collector is never swapped in silently."""
    found = wire.read_card(documents[0])
    held = card(office)
    if held and (held.roster_key, held.relay) != (found.roster_key, found.relay):
        raise Conflict(
            _("This centre already belongs to another collector. Nothing was changed. Please ask the city first.")
        )
    if keys.practice != found.trial:
        raise Rejected(
            _("A practice centre joins a trial collector only, and a real centre a real one. Nothing was changed.")
        )
    latest = wire.read_roster(documents[1], found.roster_key)
    known = roster(office)
    if known and latest.seq < known.seq:
        raise Rejected(
            _("The collector sent an older roster than the one kept here. Nothing was changed. Please tell the city.")
        )
    office.set(COLLECTOR, documents[0].decode("ascii"))
    office.set(ROSTER, documents[1].decode("ascii"))
    return found


def send(outbox: Outbox, office: Office, counts: Counts, keys: Keys, relay_url: str | None = None) -> Drained:
    """Deliver what a manager has let go; every receipt is written down in the transaction that ends its round."""
    from app.sync import drain

    joined = card(office)
    if joined is None:
        raise BadInput(_("This centre has joined no collector yet. Nothing was sent."), field="relay")
    outbox.hurry()
    return drain(outbox, joined, keys, acknowledge=counts.acknowledge, refused=counts.refused, relay_url=relay_url)


if TYPE_CHECKING:
    Answered = tuple[Item, Answer]
    """An item and what the collector said of it."""


@dataclass(frozen=True, slots=True)
class Load:
    """What may leave now, and to whom: read on a desk, delivered without one."""

    card: wire.Card
    keys: Keys
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a delivery: how many arrived, how many wait, and the sentence for what stood in the way."""

    delivered: int
    waiting: int
    sentence: str


def load(outbox: Outbox, office: Office, keys: Keys) -> Done[Load]:
    """Everything that waits; that it may have left from now on is written down before a byte is handed over."""
    joined = card(office)
    if joined is None:
        raise BadInput(_("This centre has joined no collector yet. Nothing was sent."), field="relay")
    waiting = outbox.items("waiting")
    outbox.leaving(item.id for item in waiting)
    return Done(Load(joined, keys, waiting), Changes.NONE)


def deliver(what: Load) -> tuple[Answered, ...]:
    """Carry the bytes over the network, on a thread that has no desk; a relay out of reach ends the run."""
    from app.sync import Outcome, client, deliver

    answers: list[Answered] = []
    with client() as connection:
        for item in what.items:
            answers.append((item, deliver(connection, what.card, what.keys, item.id, item.body)))
            if answers[-1][1].outcome is Outcome.UNREACHED:
                break
    return tuple(answers)


def settle(outbox: Outbox, counts: Counts, answers: tuple[Answered, ...]) -> Done[Sent]:
    """Write the answers down, on the writer."""
    from app.sync import Outcome, settle

    problem = ""
    for item, answer in answers:
        settle(outbox, item, answer, acknowledge=counts.acknowledge, refused=counts.refused)
        problem = answer.problem or problem
    delivered = sum(answer.outcome is Outcome.DELIVERED for _item, answer in answers)
    waiting = len(outbox.items("waiting"))
    sentence = problem_sentence(problem) if problem else ""
    return Done(Sent(delivered, waiting, sentence), Changes.ROUNDS | Changes.OUTBOX)

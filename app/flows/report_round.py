"""One round with the relay of the report channel: answers and keys leave, sealed reports come in.

    plan ──▶ network ──▶ settle          plan and settle belong to the desk's writer, the network to a worker

What leaves stands in the records before it leaves, under an id of its own; what comes is kept before the relay is told
that it is safe here. A round that breaks off anywhere is simply made again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from app import wire
from app.changes import Changes, Done
from app.clock import now, today
from app.errors import BadInput, Conflict, NotFound, Rejected
from app.flows.report_files import Fetched, fetch
from app.i18n import _
from app.inbox import Arrival
from app.kinds import Compartment
from app.office import REPORT_RELAY
from app.outbox import WAITING, Item

if TYPE_CHECKING:
    from app.inbox import Attachments, Carrying, Inbox, PagePapers
    from app.inbox.parcels import Parcel
    from app.office import Office
    from app.outbox import Outbox
    from app.store import Database
    from app.sync.reports import Event
    from app.vault import Keys

_AFTER = "reports-after"
_MOST_PAGES = 50
MOST_BYTES = 64 << 20
"""Once so much came in a round, the next one goes on: all of it lies in memory until it is kept."""
PORTION = 64
"""So many arrivals are kept at once: somebody who types waits for the writer no longer than for these."""


class House(Protocol):
    """What of a centre a round needs (app.desk.Desk fits)."""

    @property
    def keys(self) -> Keys: ...
    @property
    def office(self) -> Office: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def arrivals(self) -> Carrying: ...
    @property
    def attachments(self) -> Attachments: ...
    @property
    def page_papers(self) -> PagePapers: ...
    @property
    def answers(self) -> Outbox: ...
    def database(self, compartment: Compartment, /) -> Database: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What a round is to do; made on the desk's writer, carried out by a worker."""

    card: wire.Card
    centre: str
    after: int
    answers: tuple[Item, ...]
    bundles: tuple[tuple[str, bytes], ...]
    safe: tuple[int, ...]
    done_with: tuple[str, ...]
    files: tuple[Parcel, ...] = ()
    passes: Mapping[str, str] = field(default_factory=dict)
    """Of mailboxes that a first answer makes."""


@dataclass(frozen=True, slots=True)
class Round:
    """What came of it."""

    plan: Plan
    states: dict[str, str]
    arrivals: tuple[Arrival, ...]
    gone: tuple[str, ...]
    after: int
    files: Fetched = field(default_factory=Fetched)
    kept: int = 0
    """How many of what came were new and are kept already."""
    more: bool = False
    """Whether the relay had more than one round takes."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a round came to, for people: new messages, answers that left, answers the relay refused."""

    arrived: int
    left: int
    refused: int
    more: bool = False
    """Whether more is ready to be fetched at once."""
    problem: str = ""
    """Why attachments did not come, in a sentence."""


def card(office: Office) -> wire.Card | None:
    """The relay of the report channel, or None where this centre has joined none."""
    document = office.setting(REPORT_RELAY)
    return wire.read_card(document.encode("ascii")) if document else None


@dataclass(frozen=True, slots=True)
class Offer:
    """What this computer shows a relay that it wants to join."""

    application: bytes
    centre: str
    verify: bytes
    fingerprint: str
    """Of this computer's key, as the relay's operator reads it too."""


def offer(house: House) -> Offer:
    """This computer's own part of joining; for managers, after the page got its key."""
    verify = house.page_papers.verify
    if verify is None:
        raise Conflict(_("The report page has no key yet. Nothing was joined. Please make one first."))
    keys = house.keys
    asked = wire.Application(keys.device_public, keys.practice, today().isoformat())
    mine = " ".join(wire.fours(wire.sha256(keys.device_public))[:8])
    return Offer(wire.write_application(asked, keys.sign), house.page_papers.centre, verify, mine)


def ask(offer: Offer, url: str, code: str) -> bytes:
    """The network's part of joining: the relay's card, which nobody believes before its fingerprint was compared."""
    from app.sync.reports import enrol

    return enrol(url, code, offer.application, offer.centre, offer.verify)


def join(house: House, url: str, code: str) -> Done[wire.Card]:
    """Join a relay by the operator's one-time code, in one go."""
    return believe(house, ask(offer(house), url, code))


def believe(house: House, document: bytes) -> Done[wire.Card]:
    """Pin the relay of this card, after both fingerprints were read aloud."""
    held, keys = card(house.office), house.keys
    found = wire.read_card(document)
    if held is not None and (held.roster_key, held.relay) != (found.roster_key, found.relay):
        raise Conflict(_("This centre already belongs to another relay. Nothing was changed. Please ask its operator."))
    if found.trial != keys.practice:
        raise Rejected(
            _("A practice centre joins a trial relay only, and a real centre a real one. Nothing was changed.")
        )
    house.office.set(REPORT_RELAY, document.decode("ascii"))
    return Done(found, Changes.SETTINGS)


def plan(house: House) -> Plan:
    """What the next round has to do."""
    joined = card(house.office)
    if joined is None:
        raise BadInput(_("This centre has joined no relay for reports yet. Nothing was fetched."), field="relay")
    db, files = house.database(Compartment.CASEWORK), house.attachments.wanted()
    return Plan(
        joined, house.page_papers.centre, int(db.marked(_AFTER) or 0),
        _in_order(house.answers), house.page_papers.to_send(), house.arrivals.safe_here(), house.arrivals.done_with(),
        files, house.arrivals.passes(),
    )  # fmt: skip


def carry_out(plan: Plan, keys: Keys) -> Round:
    """The network's part; NotReached or Rejected where it does not come about, and nothing is lost."""
    from app.sync.reports import Channel

    with Channel(plan.card, keys, plan.centre) as channel:
        states = channel.tell(_events(plan))
        arrivals, gone, after = list[Arrival](), tuple[str, ...](), plan.after
        missing, more = list[int](), False
        for _page in range(_MOST_PAGES):
            listed = channel.listed(after)
            bodies = channel.bodies(listed.entries)
            arrivals += [
                Arrival(e.number, e.day, bodies[e.number], e.have) for e in listed.entries if e.number in bodies
            ]
            missing += [entry.number for entry in listed.entries if entry.number not in bodies]
            gone = listed.gone
            after = max((entry.number for entry in listed.entries), default=after)
            more = listed.more
            if not more or sum(len(one.raw) for one in arrivals) > MOST_BYTES:
                break
        files = fetch(channel, plan.files)
    if missing:  # listed, and its bytes did not come or were others: the next round asks for it again
        after, more = min(missing) - 1, False
    return Round(plan, states, tuple(arrivals), gone, after, files, more=more)


def keep_some(house: House, done: Round) -> Done[Round]:
    """Keep the first of what came, in one short transaction; the value is what is left of the round to settle."""
    kept = done.kept + house.arrivals.carry_in(done.arrivals[:PORTION]).value
    return Done(replace(done, arrivals=done.arrivals[PORTION:], kept=kept), Changes.INBOX)


def settle(house: House, done: Round) -> Done[Told]:
    """Keep what came and note what left, each in its own transaction; a kill in between makes the next round longer."""
    while len(done.arrivals) > PORTION:
        done = keep_some(house, done).value
    arrived = done.kept + house.arrivals.carry_in(done.arrivals, done.gone).value
    left = refused = 0
    for item in done.plan.answers:
        state = done.states.get(item.id, "in_progress")
        if state in ("applied", "duplicate"):
            house.answers.done(item.id, b"", lambda item=item: house.inbox.sent(item.reference))  # type: ignore[misc]
            left += 1
        elif state in ("superseded", "conflict", "rejected"):
            house.answers.bury(item.id, "refused")
            refused += 1
        else:
            with suppress(NotFound):  # its thread was erased meanwhile
                house.answers.postpone(item.id, "busy", counts=False)
    for ident, document in done.plan.bundles:
        if done.states.get(_named(document)) in ("applied", "duplicate", "superseded"):
            with house.database(Compartment.OFFICE).atomic():
                house.page_papers.sent(ident)
    if done.plan.safe and done.states.get(_named(_numbers(done.plan.safe))) in ("applied", "duplicate"):
        house.arrivals.note_taken(done.plan.safe)
    for mailbox in done.plan.done_with:
        if done.states.get(_named(_closing(mailbox))) in ("applied", "duplicate", "superseded"):
            house.arrivals.note_closed(mailbox)
    db = house.database(Compartment.CASEWORK)
    with db.atomic():
        db.mark(_AFTER, str(done.after))
    house.attachments.note_fetched(done.plan.files, done.files.whole)
    more = done.more or done.files.more or bool(done.files.whole)
    told = Told(arrived, left, refused, more, done.files.problem)
    return Done(told, Changes.INBOX | Changes.OUTBOX)


def _in_order(answers: Outbox) -> tuple[Item, ...]:
    """What is due, the answers of a thread in their places whatever the clock said; behind one that waits, all wait."""
    moment, held, found = now(), set[str](), list[Item]()
    for item in sorted(answers.items(WAITING), key=_place):
        thread = _place(item)[0]
        if item.next_at <= moment and thread not in held:
            found.append(item)
        else:
            held.add(thread)
    return tuple(found)


def _place(item: Item) -> tuple[str, int]:
    """The thread of an answer, and its place there."""
    thread, _out, seq = item.reference.split(":")
    return thread, int(seq)


def _events(plan: Plan) -> list[Event]:
    from app.sync.reports import answer_event, bundle_event, close_event, taken_event

    events = [
        answer_event(item.id, (thread := _place(item)[0]), item.body, plan.passes.get(thread)) for item in plan.answers
    ]
    events += [bundle_event(_named(document), document) for _ident, document in plan.bundles]
    if plan.safe:
        events.append(taken_event(_named(_numbers(plan.safe)), plan.safe))
    events += [close_event(_named(_closing(mailbox)), mailbox) for mailbox in plan.done_with]
    return events


def _named(what: bytes) -> str:
    """The id of an event that follows from what it says: told twice, it is the same."""
    return hashlib.sha256(b"gyeot event|" + what).hexdigest()[:32]


def _numbers(numbers: tuple[int, ...]) -> bytes:
    return b"taken" + b",".join(str(number).encode() for number in numbers)


def _closing(mailbox: str) -> bytes:
    return b"close" + mailbox.encode()

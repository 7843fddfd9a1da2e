"""The counts of one centre: rounds are closed once, seen by a manager, sent as they are, acknowledged by receipt."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from app import wire
from app.changes import Changes, Done
from app.clock import new_id, now, random_id, today
from app.counts import preview as view
from app.counts import records
from app.counts.guarantee import SHIPPED, Guarantee
from app.counts.model import Gates, Plan, plan, used
from app.counts.noise import noise
from app.counts.periods import Period
from app.errors import BadInput, Conflict, Damaged, Denied, NotFound, Rejected
from app.i18n import _
from app.kinds import Compartment, Role
from app.outbox import Outbox

if TYPE_CHECKING:
    from app.store import Database, Row

GROUP = "city"
HELD, WAITING, ACKNOWLEDGED, REFUSED = "held", "waiting", "acknowledged", "refused"
FINAL = "round-closed"
"""The one refusal after which a round's changes simply roll into the next; every other blocks and is shown."""

_TOUCHED = Changes.ROUNDS | Changes.OUTBOX | Changes.AUDIT


class CountKeys(Protocol):
    """What the counts need of an unlocked person's keys."""

    @property
    def device_public(self) -> bytes: ...
    @property
    def device_publics(self) -> tuple[bytes, ...]: ...
    @property
    def role(self) -> str: ...
    @property
    def practice(self) -> bool: ...
    def sign(self, message: bytes, /) -> bytes: ...
    def key_for(self, compartment: Compartment, purpose: str, /) -> bytes: ...


class Trail(Protocol):
    """Where acts are recorded (app.audit)."""

    def write(self, kind: str, /, **facts: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One closed round in a list."""

    id: str
    period: str
    title: str
    state: str
    closed_at: int
    closed_by: str
    decided_at: int | None
    decided_by: str | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class Usage:
    """What one person has used of the cap."""

    person: str
    units: int
    cap: int


class Counts:
    """Everything about anonymous counts that a desk can do."""

    def __init__(
        self,
        db: Database,
        keys: CountKeys,
        outbox: Outbox,
        roster: wire.Roster | None = None,
        audit: Trail | None = None,
        guarantee: Guarantee = SHIPPED,
    ) -> None:
        self._db = db
        self._keys = keys
        self._outbox = outbox
        self.roster = roster
        self._audit = audit
        self._guarantee = guarantee
        self._cubes = wire.cubes()

    # -- closing ---------------------------------------------------------------------------------

    def close_round(self, period: str, *, round_id: str | None = None) -> Done[str]:
        """Close a finished period for good; the same `round_id` again gives the same round.

        Books, ledger, noise, envelope and outbox are one transaction; the round then waits for a manager.
        """
        with self._db.atomic():
            if round_id and records.round_row(self._db, round_id):
                return Done(round_id, Changes.NONE)
            span, roster = self._may_close(period), self._may_send()
            made = round_id or random_id()
            chosen = self._plan(span)
            drawn = noise(len(self._cubes), self._guarantee.variance)
            self._write(made, span, chosen, drawn, self._seal(span, roster, chosen, drawn))
        return Done(made, _TOUCHED)

    def _write(self, made: str, span: Period, chosen: Plan, drawn: tuple[int, ...], envelope: bytes) -> None:
        for move in chosen.moves:
            records.spend(self._db, new_id(), made, move)
        records.add_round(self._db, self._row(made, span, chosen, drawn, envelope))
        self._outbox.put(made, envelope)
        self._record("counts.closed", round=made, period=str(span), sha256=wire.sha256(envelope))

    def _may_close(self, period: str) -> Period:
        span, closed = Period.of(period), self._closed()
        if span.last >= today():
            raise BadInput(
                _("{period} is not over yet. Nothing was closed. Please wait until it has ended.").format(
                    period=span.title
                ),
                field="period",
            )
        if span in closed:
            raise Conflict(
                _("{period} is already closed. A period closes only once; its numbers stay as they are.").format(
                    period=span.title
                )
            )
        if not span.annual:
            self._in_order(span, closed)
        return span

    def _in_order(self, span: Period, closed: dict[Period, str]) -> None:
        """Quarters carry changes since the last receipt, so they close one after the other."""
        quarters = {one: state for one, state in closed.items() if not one.annual}
        if any(one > span for one in quarters):
            raise Conflict(
                _("A later quarter is already closed. The changes of {period} are in it.").format(period=span.title)
            )
        for one, state in quarters.items():
            if state in (HELD, WAITING):
                raise Conflict(
                    _(
                        "{period} has no receipt yet, so no further quarter was closed. "
                        "Please send it or drop it first."
                    ).format(period=one.title)
                )

    def _may_send(self) -> wire.Roster:
        roster, own = self.roster, wire.key_id(self._keys.device_public)
        if roster is None:
            raise BadInput(
                _("This centre has joined no collector yet. Nothing was closed. Please join one first."),
                field="roster",
            )
        if self._keys.practice and not roster.trial:
            raise Denied(_("A practice centre never sends to a real collector. Nothing was closed."))
        if not roster.member(own):
            raise Denied(_("This computer is not on the roster. Nothing was closed. Please ask the city to enrol it."))
        if (roster.cells, roster.codes) != (self._cubes.cells_hash, self._cubes.codes_hash):
            raise Rejected(
                _("The collector uses other tables than this version of Gyeot. Nothing was closed. Please update.")
            )
        return roster

    def _plan(self, span: Period) -> Plan:
        facts, state = records.facts(self._db, today().isoformat()), records.state(self._db)
        cap = self._guarantee.units_max
        return plan(span, facts, state, records.ledger(self._db), self._cubes, cap)

    def _seal(self, span: Period, roster: wire.Roster, chosen: Plan, drawn: tuple[int, ...]) -> bytes:
        vector = [change + one for change, one in zip(chosen.vector, drawn, strict=True)]
        collector = X25519PublicKey.from_public_bytes(roster.collector)
        return wire.make(self._header(span, roster), vector, collector, self._box().public_key(), self._keys.sign)

    def _header(self, span: Period, roster: wire.Roster) -> wire.Header:
        earlier = records.rounds(self._db)
        return wire.Header(
            cells=self._cubes.cells_hash,
            codes=self._cubes.codes_hash,
            round=str(span),
            sender=wire.key_id(self._keys.device_public),
            seq=len(earlier) + 1,
            prev=wire.sha256(earlier[-1]["envelope"]) if earlier else "none",
            group=GROUP,
            scheme=wire.SOLO,
            law="discrete-gaussian",
            variance=self._guarantee.variance,
            n=roster.n_min,
            units_max=self._guarantee.units_max,
            made=today().isoformat(),
            trial=roster.trial,
            roster_id=roster.id,
            roster=roster.sha256,
        )

    def _row(self, made: str, span: Period, chosen: Plan, drawn: tuple[int, ...], envelope: bytes) -> dict[str, Any]:
        return {
            "id": made,
            "period": str(span),
            "state": HELD,
            "closed_at": now(),
            "closed_by": self._db.who,
            "decided_at": None,
            "decided_by": None,
            "changes": json.dumps(chosen.vector),
            "noise": json.dumps(drawn),
            "gates": json.dumps(asdict(chosen.gates)),
            "envelope": envelope,
            "receipt": None,
        }

    # -- looking ---------------------------------------------------------------------------------

    def rounds(self) -> tuple[RoundLine, ...]:
        """Every closed round, the newest first."""
        return tuple(self._line(row) for row in reversed(records.rounds(self._db)))

    def _line(self, row: Row) -> RoundLine:
        plain = ("id", "period", "state", "closed_at", "closed_by", "decided_at", "decided_by")
        title = Period.of(row["period"]).title
        problem = self._outbox.of(row["id"]).problem
        return RoundLine(title=title, problem=problem, **{name: row[name] for name in plain})

    def closable(self, on: date | None = None) -> tuple[str, ...]:
        """The last finished quarter and year, where they are still open."""
        day, closed = on or today(), self._closed()
        spans = Period.quarter_of(day).before, Period(day.year).before
        return tuple(str(span) for span in spans if span not in closed)

    def preview(self, round_id: str) -> view.Preview:
        """A round, read back from the bytes in the outbox and held against the books' copy."""
        row, body = self._round(round_id), self._outbox.of(round_id).body
        envelope, values = self._opened(body)
        changes, drawn = json.loads(row["changes"]), json.loads(row["noise"])
        if body != row["envelope"] or list(values) != [a + b for a, b in zip(changes, drawn, strict=True)]:
            raise Damaged(_("The envelope is not the one that was closed. It must not leave. Please restore a backup."))
        return view.Preview(
            round_id=round_id,
            period=row["period"],
            title=Period.of(row["period"]).title,
            state=row["state"],
            changes=json.loads(row["gates"])["included"],
            tables=view.tables(self._cubes, changes, values),
            gates=Gates(**json.loads(row["gates"])),
            facts=view.envelope_facts(envelope, self.roster, self._guarantee, len(values)),
            absent=view.absent(),
        )

    def _opened(self, body: bytes) -> tuple[wire.Envelope, tuple[int, ...]]:
        envelope = wire.parse(body)
        own = {wire.key_id(key): key for key in self._keys.device_publics}.get(envelope.header.sender)
        member = self.roster.member(envelope.header.sender) if self.roster else None
        envelope.verify(own or (member.key if member else self._keys.device_public))
        return envelope, self._unsealed(envelope)

    def _unsealed(self, envelope: wire.Envelope) -> tuple[int, ...]:
        """With the box of now, or that of an earlier key of the centre."""
        try:
            return envelope.open_for_sender(self._box())
        except wire.Malformed:
            for secret in records.former_boxes(self._db):
                with suppress(wire.Malformed):
                    return envelope.open_for_sender(wire.sender_box(secret))
            raise

    def reconciliation(self, period: str) -> Gates:
        """Why the report's total differs from the books': as closed, or as it would be closed today."""
        span = Period.of(period)
        row = records.round_of(self._db, str(span))
        return Gates(**json.loads(row["gates"])) if row else self._plan(span).gates

    def usage(self, limit: int = 10) -> tuple[Usage, ...]:
        """The persons who have used most of the cap, most first."""
        owners = {fact.case: fact.person for fact in records.facts(self._db, today().isoformat())}
        spent = sorted(used(records.ledger(self._db), owners).items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(Usage(person, units, self._guarantee.units_max) for person, units in spent[:limit])

    # -- deciding --------------------------------------------------------------------------------

    def send(self, round_id: str) -> Done[str]:
        """A manager has seen the round and lets it leave."""
        return self._decide(round_id, (HELD, WAITING), WAITING, "counts.sent")

    def hold(self, round_id: str) -> Done[str]:
        """A manager keeps the round back; bytes that already left cannot be called back."""
        return self._decide(round_id, (HELD, WAITING), HELD, "counts.held")

    def drop(self, round_id: str) -> Done[str]:
        """A manager gives a round up: its changes roll into the next, what it used stays used."""
        with self._db.atomic():
            item = self._outbox.of(round_id)
            if item.state != "dead" and (self._round(round_id)["state"] == WAITING or item.left_at is not None):
                raise Conflict(
                    _(
                        "This round may have left already, so it is not given up. Nothing was changed. Please send it again."
                    )
                )
            done = self._decide(round_id, (HELD, WAITING), REFUSED, "counts.dropped")
            self._outbox.bury(item.id, "dropped")
        return done

    def carry(self, round_id: str, folder: Path) -> Path:
        """Write the envelope to a folder (a stick): the manager's decision to send, by hand."""
        item = self._outbox.of(round_id)
        with self._db.atomic():  # a stick that cannot be written takes the decision back
            if self._round(round_id)["state"] != ACKNOWLEDGED:
                self.send(round_id)
            return self._outbox.export(item.id, folder)

    def _decide(self, round_id: str, allowed: tuple[str, ...], state: str, kind: str) -> Done[str]:
        if self._keys.role != Role.MANAGER:
            raise Denied(_("Only a manager decides what leaves. Nothing was changed."))
        with self._db.atomic():
            if self._round(round_id)["state"] not in allowed:
                raise Conflict(_("This round is already decided. Nothing was changed."))
            decided = {"decided_at": now(), "decided_by": self._db.who}
            self._db.change("count_round", round_id, {"state": state, **decided})
            self._queue(round_id, state)
            self._record(kind, round=round_id)
        return Done(round_id, _TOUCHED)

    def _queue(self, round_id: str, state: str) -> None:
        item = self._outbox.of(round_id)
        if state == WAITING and item.state == "dead":
            self._outbox.retry(item.id)
        elif state == WAITING:
            self._outbox.release(item.id)
        elif state == HELD and item.state != "dead":
            self._outbox.hold(item.id)

    # -- answers ---------------------------------------------------------------------------------

    def acknowledge(self, round_id: str, receipt: bytes) -> Done[str]:
        """A receipt for exactly these bytes marks the round as known to the collector; nothing else does."""
        with self._db.atomic():
            row = self._round(round_id)
            if row["state"] == ACKNOWLEDGED:
                return Done(round_id, Changes.NONE)
            self._check(row, receipt)
            self._not_overtaken(row)
            for move in records.moves(self._db, round_id) if "-Q" in row["period"] else ():
                records.acknowledge(self._db, move)
            values = {"state": ACKNOWLEDGED, "receipt": receipt.decode("ascii")}
            self._db.change("count_round", round_id, values)
            self._record("counts.acknowledged", round=round_id, receipt=wire.sha256(receipt))
        return Done(round_id, _TOUCHED)

    def take_receipt(self, receipt: bytes) -> Done[str]:
        """A receipt that came as a file."""
        if self.roster is None:
            raise BadInput(_("This centre has joined no collector yet. Nothing was changed."), field="roster")
        stated = wire.read_receipt(receipt, self.roster.relay)
        row = records.round_of(self._db, stated.round)
        if row is None:
            raise NotFound(_("This receipt belongs to no round of this centre. Nothing was changed."))
        with self._db.atomic():
            done = self.acknowledge(row["id"], receipt)
            self._outbox.done(self._outbox.of(row["id"]).id, receipt)
        return done

    def refused(self, round_id: str, problem: str) -> Done[str]:
        """The relay said no for good: only a closed round lets the changes roll into the next."""
        with self._db.atomic():
            if problem == FINAL and self._round(round_id)["state"] in (HELD, WAITING):
                self._db.change("count_round", round_id, {"state": REFUSED})
            self._record("counts.refused", round=round_id, problem=problem)
        return Done(round_id, _TOUCHED)

    def _check(self, row: Row, receipt: bytes) -> None:
        if self.roster is None:
            raise BadInput(_("This centre has joined no collector yet. Nothing was changed."), field="roster")
        stated = wire.read_receipt(receipt, self.roster.relay)
        envelope = wire.parse(row["envelope"])
        header = envelope.header
        expected = wire.Receipt(header.sender, header.round, header.group, envelope.sha256, self.roster.relay_id)
        if stated != expected:
            raise Rejected(_("The receipt is for other bytes than these. Nothing was marked as received."))

    def _not_overtaken(self, row: Row) -> None:
        """A round given up and then followed by another must not count twice."""
        later = [one for one in self._closed() if not one.annual and one > Period.of(row["period"])]
        if row["state"] == REFUSED and "-Q" in row["period"] and later:
            raise Conflict(_("A later quarter already carries these changes. Please call the city's contact person."))

    # -- inside ----------------------------------------------------------------------------------

    def _closed(self) -> dict[Period, str]:
        return {Period.of(row["period"]): row["state"] for row in records.rounds(self._db)}

    def _round(self, round_id: str) -> Row:
        row = records.round_row(self._db, round_id)
        if row is None:
            raise NotFound(_("There is no such round."))
        return row

    def _box(self) -> X25519PrivateKey:
        return wire.sender_box(self._keys.key_for(Compartment.CASEWORK, "counts"))

    def _record(self, kind: str, **facts: Any) -> None:
        if self._audit is not None:
            self._audit.write(kind, **facts)

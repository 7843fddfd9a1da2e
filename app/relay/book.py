"""What a relay does with sealed counts: takes them once, answers with receipts, opens a sum once and for all."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from app import wire
from app.clock import today
from app.errors import Conflict, Rejected
from app.i18n import _
from app.relay.folder import LEAST, Folder
from app.relay.tables import alarm, idempotency, receipt, sealed, total


@dataclass(frozen=True, slots=True)
class Taken:
    """The receipt for an envelope; `fresh` is False where the relay already had these bytes."""

    document: bytes
    fresh: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an envelope was not taken, as a code and its HTTP status."""

    code: str
    status: int


Answer = Taken | Refused


def admissible(raw: bytes, roster: wire.Roster, role: str) -> wire.Envelope | Refused:
    """Everything that can be said of an envelope without the database."""
    envelope = wire.parse(raw)
    header, tables = envelope.header, wire.cubes()
    member = roster.member(header.sender)
    if member is None:
        return Refused("not-on-roster", 403)
    envelope.verify(member.key)
    if header.trial != roster.trial or header.roster_id != roster.id:
        return Refused("trial" if header.trial != roster.trial else "other-roster", 422)
    if (header.cells, header.codes) != (tables.cells_hash, tables.codes_hash):
        return Refused("other-tables", 422)
    if header.scheme != wire.SOLO or role != "a" or header.law != "discrete-gaussian":
        return Refused("scheme", 422)
    return envelope


def accept(db: Connection, envelope: wire.Envelope, key: str, folder: Folder) -> Answer:
    """Take an envelope: the first valid bytes of (sender, round, group) win; nothing is ever replaced."""
    known = db.execute(select(receipt).where(*_place(envelope))).mappings().first()
    if known is not None:
        if known["sha256"] == envelope.sha256:
            return Taken(known["document"], fresh=False)
        return _alarm(db, envelope, "conflict")
    if (refusal := _out_of_turn(db, envelope, key)) is not None:
        return refusal
    return Taken(_keep(db, envelope, key, folder), fresh=True)


def _out_of_turn(db: Connection, envelope: wire.Envelope, key: str) -> Refused | None:
    header = envelope.header
    same_key = (idempotency.c.sender == header.sender, idempotency.c.key == key)
    if db.execute(select(idempotency.c.sha256).where(*same_key)).first():
        return Refused("other-body", 422)
    if db.execute(select(total.c.round).where(total.c.round == header.round, total.c.group == header.group)).first():
        return Refused("round-closed", 409)
    return _chain(db, envelope)


def _chain(db: Connection, envelope: wire.Envelope) -> Refused | None:
    """A number seen before, or another predecessor, means a restored backup; a gap is only noted."""
    header = envelope.header
    mine = select(receipt).where(receipt.c.sender == header.sender).order_by(receipt.c.seq.desc())
    last = db.execute(mine.limit(1)).mappings().first()
    if last is None:
        return None
    follows = header.seq == last["seq"] + 1
    if header.seq <= last["seq"] or (follows and header.prev != last["sha256"]):
        return _alarm(db, envelope, "fork")
    if not follows:
        _note(db, envelope, "gap")
    return None


def _keep(db: Connection, envelope: wire.Envelope, key: str, folder: Folder) -> bytes:
    header, relay = envelope.header, folder.keys
    paper = wire.Receipt(header.sender, header.round, header.group, envelope.sha256, relay.relay_id)
    document = wire.write_receipt(paper, relay.relay.sign)
    place = {"sender": header.sender, "round": header.round, "group": header.group}
    facts = {"sha256": envelope.sha256, "seq": header.seq, "day": today().isoformat(), "document": document}
    db.execute(insert(receipt).values(**place, **facts))
    db.execute(insert(sealed).values(**place, body=envelope.raw))
    db.execute(insert(idempotency).values(sender=header.sender, key=key, sha256=envelope.sha256))
    return document


def _alarm(db: Connection, envelope: wire.Envelope, kind: str) -> Refused:
    _note(db, envelope, kind)
    return Refused(kind, 409)


def _note(db: Connection, envelope: wire.Envelope, kind: str) -> None:
    header = envelope.header
    facts = {"sender": header.sender, "round": header.round, "sha256": envelope.sha256}
    db.execute(insert(alarm).values(day=today().isoformat(), kind=kind, **facts))


def _place(envelope: wire.Envelope) -> tuple[ColumnElement[bool], ...]:
    header, columns = envelope.header, receipt.c
    return columns.sender == header.sender, columns.round == header.round, columns.group == header.group


def find_receipt(db: Connection, sender: str, round_: str, group: str) -> bytes | None:
    where = receipt.c.sender == sender, receipt.c.round == round_, receipt.c.group == group
    found: bytes | None = db.execute(select(receipt.c.document).where(*where)).scalar()
    return found


def sums(db: Connection) -> list[bytes]:
    """Every opened sum, signed."""
    return list(db.execute(select(total.c.document).order_by(total.c.round, total.c.group)).scalars())


def alarms(db: Connection) -> list[dict[str, object]]:
    return [dict(row) for row in db.execute(select(alarm).order_by(alarm.c.id)).mappings()]


def open_sum(db: Connection, round_: str, group: str, folder: Folder) -> wire.Sum:
    """Open a round's sum: the only place where vectors are decrypted, and only with enough centres.

    Sum, closing and deletion of the sealed bytes belong to the caller's one transaction.
    """
    if db.execute(select(total.c.round).where(total.c.round == round_, total.c.group == group)).first():
        raise Conflict(_("This round is already closed. A round closes only once; nothing was changed."))
    roster = folder.roster()
    envelopes = _delivered(db, round_, group, roster)
    least = max([LEAST, roster.n_min, *(envelope.header.n for envelope in envelopes)])
    if len(envelopes) < least:
        raise Rejected(_too_few().format(n=len(envelopes), least=least))
    read = [(one.header, vector) for one in envelopes if (vector := _opened(one, folder)) is not None]
    if len(read) < least:
        raise Rejected(_too_few().format(n=len(read), least=least))
    added = _added((round_, group), read, len(envelopes) - len(read), roster.trial)
    _close(db, added, folder)
    return added


def _delivered(db: Connection, round_: str, group: str, roster: wire.Roster) -> list[wire.Envelope]:
    """The envelopes of distinct centres that are on today's roster, their signatures checked again."""
    where = sealed.c.round == round_, sealed.c.group == group
    bodies = db.execute(select(sealed.c.body).where(*where).order_by(sealed.c.sender)).scalars()
    found: dict[str, wire.Envelope] = {}
    for envelope in map(wire.parse, bodies):
        member = roster.member(envelope.header.sender)
        if member is not None:
            envelope.verify(member.key)
            found[envelope.header.sender] = envelope
    return list(found.values())


def _opened(envelope: wire.Envelope, folder: Folder) -> tuple[int, ...] | None:
    try:
        vector = envelope.open_for_collector(folder.keys.collector)
    except wire.Malformed:
        return None
    return vector if len(vector) == len(wire.cubes()) else None


def _added(
    place: tuple[str, str], read: list[tuple[wire.Header, tuple[int, ...]]], unreadable: int, trial: bool
) -> wire.Sum:
    return wire.Sum(
        round=place[0],
        group=place[1],
        cells=wire.cubes().cells_hash,
        n=len(read),
        unreadable=unreadable,
        variance=sum(header.variance for header, _vector in read),
        closed=today().isoformat(),
        trial=trial,
        values=tuple(sum(column) for column in zip(*(vector for _header, vector in read), strict=True)),
    )


def _close(db: Connection, added: wire.Sum, folder: Folder) -> None:
    document = wire.write_sum(added, folder.keys.relay.sign)
    db.execute(insert(total).values(round=added.round, group=added.group, document=document))
    db.execute(delete(sealed).where(sealed.c.round == added.round, sealed.c.group == added.group))


def _too_few() -> str:
    return _("Only {n} of at least {least} centres have delivered. Nothing was opened; the round stays open.")


def delivered(db: Connection, round_: str, group: str) -> int:
    """How many envelopes wait for a round, without opening any."""
    where = sealed.c.round == round_, sealed.c.group == group
    return int(db.execute(select(func.count()).select_from(sealed).where(*where)).scalar_one())

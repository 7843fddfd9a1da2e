"""What a relay does with sealed messages: keeps each once, in its place of a thread, until they are taken back.

Every function works inside the caller's one transaction. A relay knows a thread by the hash of its mailbox and who may
read it by the hash of a token; an unknown mailbox and a wrong token are one and the same.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update

from app.clock import today
from app.relay import room
from app.relay.prepared import Prepared, together
from app.relay.tables import answer, centre, gone, mailbox, message, piece, request
from app.wire import pieces, report

MOST_THREAD = 32 * 2**20
"""Bytes of messages in one thread; some thousand of usual length."""
MOST_MESSAGES = 1_000


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a message lies; `fresh` is False where it was here before."""

    drop: str
    pieces: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """Why something was not kept, as a code and its HTTP status."""

    code: str
    status: int


NOWHERE = Refused("not-found", 404)

_KNOWN = Prepared(select(request.c.sha256, request.c.drop, request.c.pieces).where(request.c.key == bindparam("key")))
_STANDING = Prepared(
    select(
        centre.c.newest, centre.c.held, centre.c.promised, mailbox.c.centre, mailbox.c["pass"], mailbox.c.state,
        request.c.sha256, request.c.drop, request.c.pieces,
    )
    .select_from(
        centre.outerjoin(mailbox, mailbox.c.id == bindparam("box")).outerjoin(request, request.c.key == bindparam("key"))
    )
    .where(centre.c.id == bindparam("house")).with_for_update(of=centre)
)  # fmt: skip
_LAST = Prepared(
    select(message.c.drop, message.c.seq, message.c.sha256, message.c.pieces)
    .where(message.c.mailbox == bindparam("mailbox")).order_by(message.c.seq.desc()).limit(1)
)  # fmt: skip
_NEW_BOX, _NEW_MESSAGE, _NEW_REQUEST = Prepared(insert(mailbox)), Prepared(insert(message)), Prepared(insert(request))
_WRITTEN = Prepared(
    update(mailbox).where(mailbox.c.id == bindparam("box")).values({"day": bindparam("on"), "pass": bindparam("by")})
)
_ARRIVED = Prepared(
    update(centre).where(centre.c.id == bindparam("house")).values(
        newest=bindparam("number"), changes=centre.c.changes + 1, held=centre.c.held + bindparam("size"),
        promised=centre.c.promised + bindparam("files"),
    )
)  # fmt: skip


def known(db: Connection, key: str, sha256: str) -> Kept | Refused | None:
    """The answer that this Idempotency-Key was given before."""
    found = _KNOWN(db, {"key": key})
    return None if found is None else _again(found, sha256)


def _again(row: Any, sha256: str) -> Kept | Refused:
    before, drop, count = row
    return Kept(drop, count, False) if before == sha256 else Refused("other-body", 422)


def keep(db: Connection, sealed: report.Sealed, key: str, drop: str, quota: int) -> Kept | Refused:
    """Keep a message under a fresh drop, once for its key and once for its place in the thread."""
    head, sha256 = sealed.header, sealed.sha256
    standing = _STANDING(db, {"house": head.centre, "box": head.mailbox, "key": key})
    if standing is None:
        return NOWHERE
    (newest, held, promised), box, before = standing[:3], standing[3:6], standing[6:]
    if before[0] is not None:
        return _again(before, sha256)
    if box[0] is not None and not _may_write(box, head):
        return Refused("order", 409) if head.seq == 1 else NOWHERE
    if (other := _place(db, head, sha256, fresh=box[0] is None)) is not None:
        if isinstance(other, Kept):
            _remember(db, key, sha256, other)
        return other
    files = head.pieces * pieces.SEALED
    if not room.for_message(head.size, files, held, promised, quota):
        return Refused("full-files" if files else "full", 507)
    kept = Kept(drop, head.pieces, True)
    with together(db):
        _insert(db, sealed, sha256, kept, newest + 1, fresh=box[0] is None)
        _ARRIVED(db, {"house": head.centre, "number": newest + 1, "size": head.size, "files": files})
        _remember(db, key, sha256, kept)
    return kept


def _may_write(box: Any, head: report.Header) -> bool:
    """Whether the message's own pass opens the mailbox; the first one of a hand-over brings the pass with it."""
    house, pass_, state = box
    return house == head.centre and state == "open" and (pass_ == head.pass_ or (pass_ is None and head.seq == 1))


def _place(db: Connection, head: report.Header, own: str, *, fresh: bool) -> Kept | Refused | None:
    """What speaks against the message's place in the thread; None where it is the next one."""
    last = None if fresh else _LAST(db, {"mailbox": head.mailbox})  # without a mailbox there is no message
    seq, sha256 = (last[1], last[2]) if last is not None else (0, "none")
    if last is not None and sha256 == own:
        return Kept(last[0], last[3], False)
    if (head.seq, head.prev) != (seq + 1, sha256):
        return Refused("order", 409)
    if last is None:
        return None
    held = db.execute(select(func.sum(message.c.size)).where(message.c.mailbox == head.mailbox)).scalar_one()
    full = head.seq > MOST_MESSAGES or int(held) + head.size > MOST_THREAD
    return Refused("thread-full", 409) if full else None


def _insert(db: Connection, sealed: report.Sealed, sha256: str, kept: Kept, number: int, *, fresh: bool) -> None:
    head, day = sealed.header, today().isoformat()
    if fresh:
        _NEW_BOX(db, {"id": head.mailbox, "centre": head.centre, "pass": head.pass_, "state": "open", "day": day})
    else:
        _WRITTEN(db, {"box": head.mailbox, "on": day, "by": head.pass_})
    place = {"drop": kept.drop, "mailbox": head.mailbox, "seq": head.seq, "centre": head.centre, "number": number}
    sizes = {"size": head.size, "pieces": head.pieces, "have": 0, "day": day, "taken": None}
    _NEW_MESSAGE(db, {**place, **sizes, "sha256": sha256, "body": sealed.raw})


def _remember(db: Connection, key: str, sha256: str, kept: Kept) -> None:
    day = today().isoformat()
    _NEW_REQUEST(db, {"key": key, "sha256": sha256, "drop": kept.drop, "pieces": kept.pieces, "day": day})


# --- pieces ---------------------------------------------------------------------------------------


def find_drop(db: Connection, drop: str, pass_: str) -> RowMapping | None:
    """The message of a drop, for whoever brings its token."""
    columns = [column for column in message.c if column.name != "body"]
    here = select(*columns, message.c.body.is_not(None).label("here"), mailbox.c["pass"]).join(
        mailbox, mailbox.c.id == message.c.mailbox
    )
    found = db.execute(here.where(message.c.drop == drop, mailbox.c.state == "open")).mappings().first()
    return found if found is not None and _same(found["pass"], pass_) else None


def put_piece(db: Connection, drop: str, pass_: str, number: int, body: bytes, quota: int) -> Kept | Refused:
    """Keep one piece of a message's attachments; the first bytes at a place stay."""
    found = find_drop(db, drop, pass_)
    if found is None or number >= found["pieces"]:
        return NOWHERE
    digest = "sha256:" + hashlib.sha256(body).hexdigest()
    place = piece.c.drop == drop, piece.c.number == number
    other = db.execute(select(piece.c.sha256).where(*place)).scalar()
    if other is not None:
        return Kept(drop, 1, False) if other == digest else Refused("other-bytes", 409)
    if found["taken"] is not None or not found["here"]:
        return Refused("taken", 409)
    held = db.execute(select(centre.c.held).where(centre.c.id == found["centre"]).with_for_update()).scalar_one()
    if not room.for_piece(held, quota):
        return Refused("full-files", 507)
    db.execute(insert(piece).values(drop=drop, number=number, sha256=digest, body=body))
    db.execute(update(message).where(message.c.drop == drop).values(have=message.c.have + 1))
    room.change(db, found["centre"], pieces.SEALED, -pieces.SEALED if room.promised(found["day"]) else 0)
    _changed(db, found["centre"])
    return Kept(drop, 1, True)


def have(db: Connection, drop: str, pass_: str) -> bytes | None:
    """Which pieces are here: bit n of byte n // 8, the lowest first; None where there is no such drop."""
    found = find_drop(db, drop, pass_)
    if found is None:
        return None
    bits = bytearray(-(-found["pieces"] // 8))
    for number in db.execute(select(piece.c.number).where(piece.c.drop == drop)).scalars():
        bits[number // 8] |= 1 << number % 8
    return bytes(bits)


# --- a reporter's mailbox -------------------------------------------------------------------------


def find_mailbox(db: Connection, id_: str, pass_: str, *, withdrawn: bool = False) -> RowMapping | None:
    """The mailbox of this hash, for whoever brings its token.

    One that the centre wrote into first has no pass yet: only the holder of its code knows the id behind the hash.
    """
    found = db.execute(select(mailbox).where(mailbox.c.id == id_)).mappings().first()
    states = ("open", "withdrawn") if withdrawn else ("open",)
    if found is None or found["state"] not in states:
        return None
    return found if found["pass"] is None or _same(found["pass"], pass_) else None


def _same(one: str | None, other: str) -> bool:
    return one is not None and hmac.compare_digest(one, other)


def messages(db: Connection, id_: str) -> tuple[list[RowMapping], list[RowMapping]]:
    """A thread's own messages and the centre's answers, in their order."""
    mine = select(message).where(message.c.mailbox == id_, message.c.body.is_not(None)).order_by(message.c.seq)
    theirs = select(answer).where(answer.c.mailbox == id_).order_by(answer.c.seq)
    return list(db.execute(mine).mappings()), list(db.execute(theirs).mappings())


def withdraw(db: Connection, id_: str, pass_: str) -> bool | None:
    """Take everything of a thread away, except its last words if the centre has not read them.

    The page writes a sealed withdrawal before it asks for this; the centre learns of the rest as gone. False where that
    was done before, None where there is no such thread.
    """
    box = find_mailbox(db, id_, pass_, withdrawn=True)
    if box is None:
        return None
    if box["state"] == "withdrawn":
        return False
    last = select(func.max(message.c.seq)).where(message.c.mailbox == id_).scalar_subquery()
    words = message.c.mailbox == id_, message.c.seq == last, message.c.pieces == 0, message.c.seq > 1
    kept = db.execute(select(message.c.drop).where(*words, message.c.taken.is_(None))).scalar()
    empty(db, box["centre"], id_, keep=kept)
    db.execute(update(mailbox).where(mailbox.c.id == id_).values(state="withdrawn", day=today().isoformat()))
    tell_gone(db, box["centre"], id_)
    return True


def empty(db: Connection, centre_: str, id_: str, *, keep: str | None = None) -> None:
    """Remove bodies, pieces and answers of a thread; the rows of its messages stay, so that no place is given twice."""
    drops = select(message.c.drop).where(message.c.mailbox == id_, message.c.body.is_not(None))
    for drop in list(db.execute(drops).scalars()):
        if drop != keep:
            remove(db, drop)
    db.execute(delete(answer).where(answer.c.mailbox == id_))
    _changed(db, centre_)


def remove(db: Connection, drop: str) -> None:
    """Remove a message's body and its pieces."""
    drop_pieces(db, drop)
    facts = db.execute(select(message.c.centre, message.c.size).where(message.c.drop == drop)).one()
    db.execute(update(message).where(message.c.drop == drop).values(body=None))
    room.change(db, facts.centre, -facts.size)


def drop_pieces(db: Connection, drop: str) -> None:
    """Remove the bytes of a message's pieces; which ones were here stays known."""
    columns = message.c.centre, message.c.pieces, message.c.have, message.c.taken, message.c.day
    facts = db.execute(select(*columns).where(message.c.drop == drop)).one()
    db.execute(update(piece).where(piece.c.drop == drop, piece.c.body.is_not(None)).values(body=None))
    if facts.pieces and facts.taken is None:
        missing = facts.pieces - facts.have if room.promised(facts.day) else 0
        room.change(db, facts.centre, -facts.have * pieces.SEALED, -missing * pieces.SEALED)


def tell_gone(db: Connection, centre_: str, id_: str) -> None:
    """Let the centre learn that this thread was taken back, until it says that it knows."""
    where = gone.c.centre == centre_, gone.c.mailbox == id_
    if db.execute(select(gone.c.day).where(*where)).first() is None:
        db.execute(insert(gone).values(centre=centre_, mailbox=id_, day=today().isoformat()))
    _changed(db, centre_)


def _changed(db: Connection, centre_: str) -> None:
    db.execute(update(centre).where(centre.c.id == centre_).values(changes=centre.c.changes + 1))

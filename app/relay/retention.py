"""What ends at a relay, and when. Run at every start and once a day; days are counted, nobody's hours.

sealed, never fetched    180 days after its arrival; the centre is told that the thread is gone once nothing is left
fetched                  pieces at once (see events), messages and answers 90 days after the thread's last word
a thread that has ended  its empty rows 90 days later, so that no retry brings it back
ids of requests          30 days; ids of events 180; what was told as gone 400; old keys 400
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, Engine, case, delete, func, select, update

from app.clock import today
from app.relay import room, threads
from app.relay.database import forget, writing
from app.relay.tables import answer, bundle, centre, gone, happening, invitation, mailbox, message, piece, request
from app.wire import pieces

UNFETCHED = 180
FETCHED = 90


def run(engine: Engine, day: date | None = None) -> dict[str, int]:
    """Let go of what has ended by this day, and say how much that was."""
    with writing(engine) as db, db.begin():
        ended = retire(db, day or today())
    forget(engine)
    return ended


def retire(db: Connection, day: date) -> dict[str, int]:
    """The same inside the caller's transaction."""
    unread = _unread(db, _ago(day, UNFETCHED))
    threads_ended = _threads(db, _ago(day, FETCHED))
    db.execute(delete(request).where(request.c.day < _ago(day, 30)))
    db.execute(delete(happening).where(happening.c.day < _ago(day, 180)))
    db.execute(delete(gone).where(gone.c.day < _ago(day, 400)))
    db.execute(delete(bundle).where(bundle.c.not_after < _ago(day, 400)))
    db.execute(delete(invitation).where(invitation.c.until < day.isoformat()))
    _count_anew(db, room.since(day))
    return {"unread": unread, "threads": threads_ended}


def _ago(day: date, days: int) -> str:
    return (day - timedelta(days=days)).isoformat()


def _unread(db: Connection, before: str) -> int:
    """Messages nobody fetched in all that time."""
    waits = message.c.taken.is_(None), message.c.body.is_not(None), message.c.day < before
    found = list(db.execute(select(message.c.drop, message.c.mailbox, message.c.centre).where(*waits)))
    for drop, _box, _centre in found:
        threads.remove(db, drop)
    for box, centre_ in {(box, centre_) for _drop, box, centre_ in found}:
        left = message.c.mailbox == box, message.c.body.is_not(None)
        if db.execute(select(message.c.drop).where(*left).limit(1)).first() is None:
            threads.empty(db, centre_, box)
            threads.tell_gone(db, centre_, box)
            db.execute(update(mailbox).where(mailbox.c.id == box, mailbox.c.state == "open").values(state="closed"))
    return len(found)


def _threads(db: Connection, before: str) -> int:
    """Threads whose last word lies long back and in which nothing waits for the centre."""
    waiting = select(message.c.mailbox).where(message.c.taken.is_(None), message.c.body.is_not(None))
    old = select(mailbox.c.id).where(mailbox.c.day < before, mailbox.c.id.not_in(waiting))
    ended = list(db.execute(old).scalars())
    for box in ended:
        drops = select(message.c.drop).where(message.c.mailbox == box)
        db.execute(delete(piece).where(piece.c.drop.in_(drops)))
        for table in (message, answer):
            db.execute(delete(table).where(table.c.mailbox == box))
        db.execute(delete(mailbox).where(mailbox.c.id == box))
    return len(ended)


def _count_anew(db: Connection, since: str) -> None:
    """How much lies here for each centre, and how much is announced; what did not come in time is waited for no more."""
    waits = message.c.taken.is_(None)
    here = message.c.size + case((waits, message.c.have), else_=0) * pieces.SEALED
    to_come = case((waits & (message.c.day >= since), message.c.pieces - message.c.have), else_=0) * pieces.SEALED
    sums = [func.coalesce(func.sum(count), 0) for count in (here, to_come)]
    for id_ in list(db.execute(select(centre.c.id)).scalars()):
        where = message.c.centre == id_, message.c.body.is_not(None)
        held, promised = (int(count) for count in db.execute(select(*sums).where(*where)).one())
        db.execute(update(centre).where(centre.c.id == id_).values(held=held, promised=promised))


def past(engine: Engine, by: int = 1_000_000) -> None:
    """After a restored backup: leave the numbers out that desks may have seen since, and hold the list as changed."""
    with writing(engine) as db, db.begin():
        db.execute(update(centre).values(newest=centre.c.newest + by, changes=centre.c.changes + by))

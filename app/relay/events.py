"""What a centre's desk tells the relay: `POST /v1/data`, a batch of events, each with its effect and its id at once.

answer   a sealed answer for a mailbox; with a pass it makes the mailbox where there is none
taken    these messages are safe at the centre: their pieces go now, their bodies when retention ends
bundle   the centre's signed keys of the month
close    the centre is done with a mailbox, or knows that it was taken back: everything of it goes now
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from fastapi import FastAPI, Request, Response
from sqlalchemy import Connection, delete, insert, select, update

from app import wire
from app.clock import today
from app.relay import bundles, threads
from app.relay.asked import BYTES, JSON, fields, key
from app.relay.problems import Problem
from app.relay.running import Relay
from app.relay.tables import answer, centre, gone, happening, mailbox, message
from app.wire import answer as answers
from app.wire import canonical as c
from app.wire import page_keys

MOST = 64
_MOST_BYTES = 8 * 2**20
_LASTING = ("applied", "superseded")
_NAMES = {
    "answer": ("mailbox", "pass", "body"),
    "taken": ("numbers",),
    "bundle": ("document",),
    "close": ("mailbox",),
}


def routes(app: FastAPI, relay: Relay) -> None:
    """Declare it."""
    at_work: set[tuple[str, str]] = set()

    @app.post("/v1/data", openapi_extra=JSON, responses=BYTES)
    async def tell(request: Request) -> Response:
        desk, body = await relay.desk_says(request, _MOST_BYTES)
        asked = key(request)
        states = list[tuple[str, str]]()
        for event in _events(body):
            place = (desk.centre, event["id"])
            if place in at_work:
                states.append((event["id"], "in_progress"))
                continue
            at_work.add(place)
            try:
                state = await relay.write(lambda db, event=event: apply(db, desk.centre, event))  # type: ignore[misc]
            finally:
                at_work.discard(place)
            states.append((event["id"], state))
        keys = relay.folder.keys
        document = page_keys.write_states(keys.relay_id, desk.centre, asked, states, keys.relay.sign)
        return Response(document, media_type="application/octet-stream")


def _events(body: bytes) -> tuple[dict[str, Any], ...]:
    """The events in a body; only their ids are looked at here, each is judged by itself."""
    try:
        return c.listed(fields(body, "events")["events"], _with_id, MOST)
    except wire.Malformed:
        raise Problem("malformed", 422) from None


def _with_id(value: object) -> dict[str, Any]:
    item = c.mapping(value)
    c.text(item.get("id"), r"[0-9a-f]{32}")
    return item


def apply(db: Connection, centre_: str, event: dict[str, Any]) -> str:
    """Do what an event says, once for its id, and say what became of it."""
    digest = c.sha256(json.dumps(event, sort_keys=True).encode())
    where = happening.c.centre == centre_, happening.c.id == event["id"]
    before = db.execute(select(happening.c.sha256, happening.c.state).where(*where)).first()
    if before is not None:
        if before.sha256 != digest:
            return "conflict"
        return "duplicate" if before.state == "applied" else str(before.state)
    try:
        kind = c.text(event.get("kind"), "|".join(_NAMES))
        c.exactly(event, "id", "kind", *_NAMES[kind])
        state = _KINDS[kind](db, centre_, event)
    except wire.Malformed:
        return "rejected"
    if state in _LASTING:
        facts = {"centre": centre_, "id": event["id"], "sha256": digest, "state": state}
        db.execute(insert(happening).values(**facts, day=today().isoformat()))
    return state


def _answer(db: Connection, centre_: str, event: dict[str, Any]) -> str:
    """Put an answer at its place in a thread; a thread that was taken back or closed needs none."""
    raw, box = _body(event["body"]), c.text(event["mailbox"], c.HEX64)
    pass_ = None if event["pass"] is None else c.text(event["pass"], c.HEX64)
    sealed = answers.parse(raw)
    if (sealed.header.centre, sealed.header.mailbox) != (centre_, box):
        return "rejected"
    found = db.execute(select(mailbox).where(mailbox.c.id == box)).mappings().first()
    if found is not None and found["centre"] != centre_:
        return "rejected"
    if found is not None and found["state"] != "open":
        return "superseded"
    if found is not None and None not in (found["pass"], pass_) and found["pass"] != pass_:
        return "conflict"
    return _place(db, sealed, found is None, pass_ or (found["pass"] if found else None))


def _place(db: Connection, sealed: answers.Answer, fresh: bool, pass_: str | None) -> str:
    box, day = sealed.header.mailbox, today().isoformat()
    mine = select(answer.c.seq, answer.c.sha256).where(answer.c.mailbox == box)
    same = db.execute(mine.where(answer.c.seq == sealed.header.seq)).first()
    if same is not None:
        return "applied" if same.sha256 == sealed.sha256 else "conflict"
    last = db.execute(mine.order_by(answer.c.seq.desc()).limit(1)).first()
    expected = (last.seq + 1, last.sha256) if last is not None else (1, "none")
    if (sealed.header.seq, sealed.header.prev) != expected:
        return "rejected"
    if fresh:
        facts = {"id": box, "centre": sealed.header.centre, "state": "open"}
        db.execute(insert(mailbox).values({**facts, "pass": pass_, "day": day}))
    else:
        db.execute(update(mailbox).where(mailbox.c.id == box).values({"pass": pass_, "day": day}))
    place = {"mailbox": box, "seq": sealed.header.seq}
    db.execute(insert(answer).values(**place, sha256=sealed.sha256, day=day, body=sealed.raw))
    return "applied"


def _body(value: object) -> bytes:
    try:
        return base64.b64decode(c.text(value, r"[A-Za-z0-9+/=]{1,100000}"), validate=True)
    except binascii.Error:
        raise c.Malformed("base64") from None


def _taken(db: Connection, centre_: str, event: dict[str, Any]) -> str:
    """Note that the centre has these messages; what is not its own stays untouched and is not spoken of."""
    numbers = c.listed(event["numbers"], lambda item: c.whole(item, 1, 10**15), 1_000)
    columns = message.c.drop, mailbox.c.state
    joined = select(*columns).join(mailbox, mailbox.c.id == message.c.mailbox)
    where = message.c.centre == centre_, message.c.number.in_(numbers), message.c.taken.is_(None)
    for drop, state in list(db.execute(joined.where(*where))):
        threads.drop_pieces(db, drop)
        db.execute(update(message).where(message.c.drop == drop).values(taken=today().isoformat()))
        if state != "open":
            threads.remove(db, drop)
    return "applied"


def _bundle(db: Connection, centre_: str, event: dict[str, Any]) -> str:
    document = c.text(event["document"], r"[ -~\n]{1,20000}").encode("ascii")
    verify = db.execute(select(centre.c.verify).where(centre.c.id == centre_)).scalar()
    return bundles.publish(db, centre_, bytes(verify or b""), document)


def _close(db: Connection, centre_: str, event: dict[str, Any]) -> str:
    """Remove a thread here; not while a message lies in it that the centre has not fetched."""
    box = c.text(event["mailbox"], c.HEX64)
    found = db.execute(select(mailbox).where(mailbox.c.id == box)).mappings().first()
    if found is not None and found["centre"] != centre_:
        return "rejected"
    waits = message.c.mailbox == box, message.c.taken.is_(None), message.c.body.is_not(None)
    if found is not None and db.execute(select(message.c.drop).where(*waits).limit(1)).first() is not None:
        return "conflict"
    db.execute(delete(gone).where(gone.c.centre == centre_, gone.c.mailbox == box))
    if found is not None:
        threads.empty(db, centre_, box)
        if found["state"] == "open":
            day = today().isoformat()
            db.execute(update(mailbox).where(mailbox.c.id == box).values(state="closed", day=day))
    return "applied"


_KINDS = {"answer": _answer, "taken": _taken, "bundle": _bundle, "close": _close}

"""What a centre's desk fetches: the signed list of what lies here, sealed messages, and their pieces."""

from __future__ import annotations

import struct

from fastapi import FastAPI, Request, Response
from sqlalchemy import Connection, select

from app import wire
from app.relay.asked import BYTES, JSON, Number, fields, key
from app.relay.problems import Problem
from app.relay.running import Relay
from app.relay.tables import centre, gone, message, piece
from app.wire import canonical as c
from app.wire import page_keys

_MOST_ASKED = 256
_MOST_BYTES = 8 * 2**20


def routes(app: FastAPI, relay: Relay) -> None:
    """Declare them."""

    @app.get("/v1/index", responses=BYTES)
    async def index(request: Request) -> Response:
        desk, asked = await relay.desk(request), key(request)
        after = _after(request.query_params.get("after", "0"))
        found = await relay.read(lambda db: _index(db, relay.folder.keys.relay_id, desk.centre, after))
        document = page_keys.write_index(found, asked, relay.folder.keys.relay.sign)
        return Response(document, media_type="application/octet-stream")

    @app.post("/v1/fetch", openapi_extra=JSON, responses=BYTES)
    async def fetch(request: Request) -> Response:
        desk, body = await relay.desk_says(request, 16_000)
        numbers = _numbers(body)
        found = await relay.read(lambda db: _bodies(db, desk.centre, numbers))
        return Response(found, media_type="application/octet-stream")

    @app.get("/v1/data/{number}/pieces/{at}", responses=BYTES)
    async def one_piece(request: Request, number: Number, at: Number) -> Response:
        desk = await relay.desk(request)
        found = await relay.read(lambda db: _piece(db, desk.centre, number, at))
        if found is None:
            raise Problem("not-found", 404)
        return Response(found, media_type="application/octet-stream")


def _after(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Problem("malformed", 422)
    return int(text)


def _index(db: Connection, relay: str, centre_: str, after: int) -> page_keys.Index:
    newest = db.execute(select(centre.c.newest).where(centre.c.id == centre_)).scalar()
    columns = [message.c[name] for name in ("number", "mailbox", "seq", "size", "pieces", "have", "day", "sha256")]
    here = message.c.centre == centre_, message.c.number > after, message.c.body.is_not(None)
    rows = db.execute(select(*columns).where(*here).order_by(message.c.number).limit(page_keys.MOST_ENTRIES + 1))
    entries = [page_keys.Entry(**row) for row in rows.mappings()]
    taken_back = select(gone.c.mailbox).where(gone.c.centre == centre_).order_by(gone.c.mailbox).limit(10_000)
    more = len(entries) > page_keys.MOST_ENTRIES
    shown, back = tuple(entries[: page_keys.MOST_ENTRIES]), tuple(db.execute(taken_back).scalars())
    return page_keys.Index(relay, centre_, shown, back, more, newest or 0)


def _numbers(body: bytes) -> tuple[int, ...]:
    try:
        return c.listed(fields(body, "numbers")["numbers"], lambda item: c.whole(item, 1, 10**15), _MOST_ASKED)
    except wire.Malformed:
        raise Problem("malformed", 422) from None


def _bodies(db: Connection, centre_: str, numbers: tuple[int, ...]) -> bytes:
    """number u64 | length u32 | bytes, one after the other in the order asked for, as far as eight MiB reach."""
    held = bytearray()
    for number in dict.fromkeys(numbers):
        where = message.c.centre == centre_, message.c.number == number
        body = db.execute(select(message.c.body).where(*where)).scalar()
        if body is None:
            continue
        if len(held) + len(body) > _MOST_BYTES:
            break
        held += struct.pack(">QI", number, len(body)) + body
    return bytes(held)


def _piece(db: Connection, centre_: str, number: int, at: int) -> bytes | None:
    joined = select(piece.c.body).join(message, message.c.drop == piece.c.drop)
    where = message.c.centre == centre_, message.c.number == number, piece.c.number == at
    found: bytes | None = db.execute(joined.where(*where)).scalar()
    return found

"""The face for counts: deliveries, receipts, ages, and the papers anybody may read."""

from __future__ import annotations

import re

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from app import wire
from app.relay import ages, book
from app.relay.asked import BODY, BYTES
from app.relay.problems import Problem
from app.relay.running import Relay
from app.wire import anchors

_KEY = re.compile(r"[0-9a-zA-Z_-]{16,64}", re.ASCII)
_QUESTION = re.compile(r"[0-9a-f]{32}", re.ASCII)


def routes(app: FastAPI, relay: Relay) -> None:
    """Declare them."""

    @app.post("/v1/counts", openapi_extra=BODY, responses=BYTES)
    async def deliver(request: Request) -> Response:
        return await _deliver(relay, request)

    @app.get("/v1/receipts/{sender}/{round_}/{group}", responses=BYTES)
    async def receipt(request: Request, sender: str, round_: str, group: str) -> Response:
        if relay.signed(request, b"").id != sender:
            raise Problem("not-yours", 403)
        found = await relay.read(lambda db: book.find_receipt(db, sender, round_, group))
        if found is None:
            raise Problem("not-found", 404)
        return Response(found, media_type="application/octet-stream")

    @app.post("/v1/anchor", openapi_extra=BODY, responses=BYTES)
    async def told(request: Request) -> Response:
        body = await relay.body(request, anchors.MOST)
        member, asked = relay.signed(request, body), _asked(request)
        try:
            telling = wire.read_anchor(body, member.key)
        except wire.Malformed:
            raise Problem("malformed", 422) from None
        return _holding(relay, await relay.write(lambda db: ages.keep(db, member.id, telling, body)), asked)

    @app.get("/v1/anchor", responses=BYTES)
    async def holding(request: Request) -> Response:
        member, asked = relay.signed(request, b""), _asked(request)
        return _holding(relay, await relay.read(lambda db: ages.held(db, member.id)), asked)

    _papers(app, relay)


def _papers(app: FastAPI, relay: Relay) -> None:
    @app.get("/v1/roster", responses=BYTES)
    async def roster() -> Response:
        return Response(relay.folder.roster().document, media_type="application/octet-stream")

    @app.get("/v1/card", responses=BYTES)
    async def card() -> Response:
        return Response(relay.folder.card(), media_type="application/octet-stream")

    @app.get("/v1/sums", responses=BYTES)
    async def sums() -> Response:
        found = await relay.read(book.sums)
        return JSONResponse({"sums": [document.decode("ascii") for document in found]})


async def _deliver(relay: Relay, request: Request) -> Response:
    body = await relay.body(request, wire.SIZE)
    member = relay.signed(request, body)
    key = request.headers.get("idempotency-key", "")
    if not _KEY.fullmatch(key):
        raise Problem("no-key", 400)
    try:
        checked = book.admissible(body, relay.folder.roster(), relay.role)
    except wire.Malformed:
        raise Problem("malformed", 422) from None
    if isinstance(checked, book.Refused):
        raise Problem(checked.code, checked.status)
    if checked.header.sender != member.id:
        raise Problem("not-yours", 403)
    answer = await relay.write(lambda db: book.accept(db, checked, key, relay.folder))
    if isinstance(answer, book.Refused):
        raise Problem(answer.code, answer.status)
    return Response(answer.document, 201 if answer.fresh else 200, media_type="application/octet-stream")


def _asked(request: Request) -> str:
    """The question's own random key: the answer is signed together with it."""
    asked = request.headers.get("idempotency-key", "")
    if not _QUESTION.fullmatch(asked):
        raise Problem("no-key", 400)
    return asked


def _holding(relay: Relay, held: bytes, asked: str) -> Response:
    keys = relay.folder.keys
    answer = wire.write_held(held, asked, keys.relay_public, keys.relay.sign)
    return Response(answer, media_type="application/octet-stream")

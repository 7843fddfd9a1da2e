"""Where a report comes in: `POST /v1/drops`, its pieces, and the work that has to be done for it."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from app import wire
from app.relay import threads
from app.relay.asked import BODY, BYTES, Hex32, Number, key, pass_
from app.relay.problems import Problem
from app.relay.running import Relay
from app.wire import canonical as c
from app.wire import pieces, report, signature


def straight(relay: Relay) -> dict[tuple[str, str], Callable[[Request], Awaitable[Response]]]:
    """The two requests of every message; the rest of the frame knows them by `routes`."""

    async def challenge(request: Request) -> Response:
        centre = request.query_params.get("centre", "")
        if not await relay.serves(centre):
            raise Problem("not-found", 404)
        return JSONResponse(relay.work.challenge(centre))

    async def post(request: Request) -> Response:
        sealed = parsed(await relay.body(request, report.LARGEST))
        if sealed.header.seq != 1:
            raise Problem("order", 409)
        return await keep(relay, request, sealed)

    return {("GET", "/v1/challenge"): challenge, ("POST", "/v1/drops"): post}


def routes(app: FastAPI, relay: Relay) -> None:
    """Declare them."""
    for (method, place), act in straight(relay).items():
        more: dict[str, Any] = {"status_code": 201, "openapi_extra": BODY} if method == "POST" else {}
        app.add_api_route(place, act, methods=[method], responses=BYTES, **more)

    @app.put("/v1/drops/{drop}/chunks/{number}", status_code=201, openapi_extra=BODY, responses=BYTES)
    async def put(request: Request, drop: Hex32, number: Number) -> Response:
        allowed = pass_(request)
        if not await relay.read(lambda db: threads.find_drop(db, drop, allowed)):
            raise Problem("not-found", 404)
        body = await relay.body(request, pieces.SEALED)
        if len(body) != pieces.SEALED:
            raise Problem("malformed", 422)
        if request.headers.get("content-digest", signature.digest(body)) != signature.digest(body):
            raise Problem("digest", 422)
        kept = await relay.write(lambda db: threads.put_piece(db, drop, allowed, number, body, relay.quota))
        return Response(status_code=201 if settled(kept).fresh else 200)

    @app.head("/v1/drops/{drop}/chunks", responses=BYTES)
    async def have(request: Request, drop: Hex32) -> Response:
        allowed = pass_(request)
        found = await relay.read(lambda db: threads.have(db, drop, allowed))
        if found is None:
            raise Problem("not-found", 404)
        return Response(headers={"Gyeot-Have": base64.b64encode(found).decode("ascii")})


def parsed(body: bytes) -> report.Sealed:
    """The message in a body, still sealed."""
    try:
        return report.parse(body)
    except wire.Malformed:
        raise Problem("malformed", 422) from None


def settled(found: threads.Kept | threads.Refused) -> threads.Kept:
    """What was kept; a refusal goes to the client."""
    if isinstance(found, threads.Refused):
        raise Problem(found.code, found.status)
    return found


async def keep(relay: Relay, request: Request, sealed: report.Sealed) -> Response:
    """Keep a message for a solved challenge; what was kept before is answered again without one."""
    asked, centre, drop = key(request), sealed.header.centre, secrets.token_hex(16)
    try:
        spent = relay.work.spend(request.headers.get("gyeot-work", ""), centre)
    except Problem as problem:
        before = await relay.read(lambda db: threads.known(db, asked, sealed.sha256))
        if before is None:
            raise problem from None
        return _told(settled(before))
    done = False
    try:
        kept = settled(await relay.write(lambda db: threads.keep(db, sealed, asked, drop, relay.quota)))
        done = True
    finally:
        if not done:
            relay.work.release(spent)
    if kept.fresh:
        relay.work.arrived(centre, kept.pieces)
        relay.journal.count("messages")
    return _told(kept)


def _told(kept: threads.Kept) -> Response:
    return JSONResponse({"drop": kept.drop, "pieces": kept.pieces}, 201 if kept.fresh else 200)


def mailbox_hash(id_: str) -> str:
    """A mailbox as the relay knows it, from the id that only the holder of the code has."""
    return c.sha256(bytes.fromhex(id_)).removeprefix("sha256:")

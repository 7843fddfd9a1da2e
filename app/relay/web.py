"""The relay's HTTP face. Errors are RFC 9457 and never repeat what came in; nobody's address is kept."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import Engine
from starlette.exceptions import HTTPException

from app import wire
from app.relay import ages, book, tables
from app.relay.folder import Folder
from app.relay.writer import Writer
from app.wire import anchors, signature

_KEY = re.compile(r"[0-9a-zA-Z_-]{16,64}", re.ASCII)
_QUESTION = re.compile(r"[0-9a-f]{32}", re.ASCII)
_MOST_NONCES = 100_000


class Problem(Exception):
    """A refusal on its way to the client: a fixed code and a status."""

    def __init__(self, code: str, status: int) -> None:
        super().__init__(code)
        self.code, self.status = code, status


@dataclass
class Relay:
    """One running relay: its folder, its database, its writer, the nonces it has seen."""

    folder: Folder
    role: str
    engine: Engine
    writer: Writer
    nonces: dict[str, int]

    def signed(self, request: Request, body: bytes) -> wire.Member:
        """The rostered centre that signed this request, or a `Problem`."""
        try:
            stated = signature.claim(request.headers)
        except wire.Malformed:
            raise Problem("unsigned", 401) from None
        if request.headers.get("gyeot-relay") != self.folder.keys.relay_id:
            raise Problem("wrong-relay", 421)
        member = self.folder.roster().member(stated.key_id)
        if member is None:
            raise Problem("not-on-roster", 403)
        self._verify(request, body, member)
        self._once(stated)
        return member

    def _verify(self, request: Request, body: bytes, member: wire.Member) -> None:
        try:
            signature.verify_request(
                request.method,
                request.url.path,
                body,
                request.headers,
                relay=self.folder.keys.relay_id,
                public=member.key,
                now=int(time.time()),
            )
        except wire.Malformed as problem:
            raise Problem("clock" if problem.code == "clock" else "signature", 401) from None

    def _once(self, stated: signature.Claim) -> None:
        """A captured request cannot be played again inside the window in which its time is accepted."""
        if stated.nonce in self.nonces:
            raise Problem("replayed", 401)
        oldest = int(time.time()) - 2 * signature.WINDOW
        if len(self.nonces) >= _MOST_NONCES:
            self.nonces = {nonce: at for nonce, at in self.nonces.items() if at > oldest}
        if len(self.nonces) >= _MOST_NONCES:
            raise Problem("busy", 503)
        self.nonces[stated.nonce] = stated.created


def application(folder: Folder, role: str, database: str | None, path: Path) -> FastAPI:
    """The relay as an ASGI application."""
    relay = Relay(folder, role, tables.engine(database, path), Writer(tables.engine(database, path)), {})

    @asynccontextmanager
    async def running(_app: FastAPI) -> AsyncIterator[None]:
        yield
        relay.writer.close()
        relay.engine.dispose()

    app = FastAPI(title="Gyeot relay", openapi_url=None, docs_url=None, redoc_url=None, lifespan=running)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(Exception, _trouble)
    _routes(app, relay)
    return app


def _routes(app: FastAPI, relay: Relay) -> None:
    @app.post("/v1/counts")
    async def deliver(request: Request) -> Response:
        return await _deliver(relay, request)

    @app.get("/v1/receipts/{sender}/{round_}/{group}")
    async def receipt(request: Request, sender: str, round_: str, group: str) -> Response:
        if relay.signed(request, b"").id != sender:
            raise Problem("not-yours", 403)
        found = await asyncio.to_thread(_read_receipt, relay, sender, round_, group)
        if found is None:
            raise Problem("not-found", 404)
        return Response(found, media_type="application/octet-stream")

    @app.post("/v1/anchor")
    async def told(request: Request) -> Response:
        body = await _body(request, anchors.MOST)
        member, asked = relay.signed(request, body), _asked(request)
        try:
            telling = wire.read_anchor(body, member.key)
        except wire.Malformed:
            raise Problem("malformed", 422) from None
        held = await asyncio.wrap_future(relay.writer.submit(lambda db: ages.keep(db, member.id, telling, body)))
        return _holding(relay, held, asked)

    @app.get("/v1/anchor")
    async def holding(request: Request) -> Response:
        member, asked = relay.signed(request, b""), _asked(request)
        held = await asyncio.to_thread(_read_anchor, relay, member.id)
        return _holding(relay, held, asked)

    @app.get("/v1/roster")
    async def roster() -> Response:
        return Response(relay.folder.roster().document, media_type="application/octet-stream")

    @app.get("/v1/card")
    async def card() -> Response:
        return Response(relay.folder.card(), media_type="application/octet-stream")

    @app.get("/v1/sums")
    async def sums() -> Response:
        found = await asyncio.to_thread(_read_sums, relay)
        return JSONResponse({"sums": [document.decode("ascii") for document in found]})

    @app.get("/healthz")
    async def health() -> Response:
        facts = {"relay": relay.folder.keys.relay_id, "role": relay.role, "trial": relay.folder.roster().trial}
        return JSONResponse({"ok": True, **facts})


async def _deliver(relay: Relay, request: Request) -> Response:
    body = await _body(request)
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
    answer = await asyncio.wrap_future(relay.writer.submit(lambda db: book.accept(db, checked, key, relay.folder)))
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


def _read_anchor(relay: Relay, sender: str) -> bytes:
    with relay.engine.connect() as db:
        return ages.held(db, sender)


async def _body(request: Request, most: int = wire.SIZE) -> bytes:
    """The body, as long as it can be a whole one; a longer one is not read to its end."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise Problem("too-large", 413)
    return body


def _read_receipt(relay: Relay, sender: str, round_: str, group: str) -> bytes | None:
    with relay.engine.connect() as db:
        return book.find_receipt(db, sender, round_, group)


def _read_sums(relay: Relay) -> list[bytes]:
    with relay.engine.connect() as db:
        return book.sums(db)


_TITLES = {
    "busy": "The relay is busy.",
    "clock": "The request's time is too far from the relay's.",
    "conflict": "Other bytes of this round are already here. Nothing was replaced.",
    "fork": "A later message of this centre is already here. Nothing was accepted.",
    "malformed": "These bytes are no message of this version.",
    "no-key": "An Idempotency-Key is missing.",
    "not-found": "There is nothing here.",
    "not-on-roster": "This key is not on the roster.",
    "not-yours": "This belongs to another centre.",
    "other-body": "This Idempotency-Key came with another body before.",
    "other-roster": "The envelope names another roster.",
    "other-tables": "The envelope names other tables.",
    "replayed": "This request was seen before.",
    "round-closed": "This round is closed.",
    "scheme": "This relay does not take this scheme.",
    "signature": "The signature does not hold.",
    "too-large": "The body is too long.",
    "trial": "Trial and real rosters do not mix.",
    "unsigned": "The request carries no signature this relay knows.",
    "wrong-relay": "The request is meant for another relay.",
}


def _answer(code: str, status: int) -> JSONResponse:
    title = _TITLES.get(code, "The relay could not do this.")
    headers = {"Retry-After": "30"} if status in (429, 503) else None
    content = {"type": f"urn:gyeot:problem:{code}", "title": title, "status": status}
    return JSONResponse(content, status, headers, media_type="application/problem+json")


async def _problem(_request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)
    return _answer(problem.code, problem.status)


async def _plain(_request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    return _answer("not-found" if problem.status_code == 404 else "refused", problem.status_code)


async def _trouble(_request: Request, _problem: Exception) -> Response:
    return _answer("trouble", 500)

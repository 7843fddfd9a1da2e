"""A reporter's mailbox: read answers and one's own words, write again, take everything back."""

from __future__ import annotations

import asyncio
import base64
import json

from fastapi import FastAPI, Request, Response
from sqlalchemy import Connection, RowMapping

from app.relay import database, threads
from app.relay.asked import BODY, BYTES, Hex32, pass_
from app.relay.drops import keep, mailbox_hash, parsed
from app.relay.problems import Problem
from app.relay.running import Relay
from app.wire import report


def routes(app: FastAPI, relay: Relay) -> None:
    """Declare them."""

    @app.get("/v1/mailboxes/{mailbox}/messages", responses=BYTES)
    async def read(request: Request, mailbox: Hex32) -> Response:
        id_, allowed = mailbox_hash(mailbox), pass_(request)
        found = await relay.read(lambda db: _written(db, id_, allowed))
        if found is None:
            raise Problem("not-found", 404)
        return Response(found, media_type="application/json")

    @app.post("/v1/mailboxes/{mailbox}/messages", status_code=201, openapi_extra=BODY, responses=BYTES)
    async def write(request: Request, mailbox: Hex32) -> Response:
        id_, allowed = mailbox_hash(mailbox), pass_(request)
        if not await relay.read(lambda db: threads.find_mailbox(db, id_, allowed)):
            raise Problem("not-found", 404)
        sealed = parsed(await relay.body(request, report.LARGEST))
        head = sealed.header
        if head.mailbox != id_ or head.pass_ != allowed:
            raise Problem("not-found", 404)
        if head.seq == 1:
            raise Problem("order", 409)
        return await keep(relay, request, sealed)

    @app.delete("/v1/mailboxes/{mailbox}", status_code=204, responses=BYTES)
    async def withdraw(request: Request, mailbox: Hex32) -> Response:
        id_, allowed = mailbox_hash(mailbox), pass_(request)
        if not await relay.read(lambda db: threads.find_mailbox(db, id_, allowed, withdrawn=True)):
            raise Problem("not-found", 404)
        withdrawn = await relay.write(lambda db: threads.withdraw(db, id_, allowed))
        if withdrawn is None:
            raise Problem("not-found", 404)
        if withdrawn:
            await asyncio.to_thread(database.forget, relay.engine)
            relay.journal.count("withdrawn")
        return Response(status_code=204)


def _written(db: Connection, id_: str, allowed: str) -> bytes | None:
    """Both sides of a thread as JSON, or None where there is none for this token."""
    if threads.find_mailbox(db, id_, allowed) is None:
        return None
    mine, theirs = threads.messages(db, id_)
    shown = ("seq", "day", "drop", "pieces", "have")
    reporter = [{name: row[name] for name in shown} | {"body": _text(row)} for row in mine]
    centre = [{"seq": row["seq"], "day": row["day"], "body": _text(row)} for row in theirs]
    return json.dumps({"reporter": reporter, "centre": centre}, separators=(",", ":")).encode("ascii")


def _text(row: RowMapping) -> str:
    return base64.b64encode(row["body"]).decode("ascii")

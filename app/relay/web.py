"""The frame of the relay's HTTP face; each subject stands in a file of its own.

Errors are RFC 9457 and never repeat what came in; nobody's address is kept. The OpenAPI document is made for tests
and for whoever asks `application(...).openapi()`; a running relay does not publish it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI, Request, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.relay import bundles, counts, drops, enrolments, events, health, inbox, mailboxes, page, problems, retention
from app.relay.journal import Journal
from app.relay.running import Relay
from app.wire import page_manifest

_HEADERS = [(name.lower().encode(), value.encode()) for name, value in page_manifest.GUARDS.items()]
Handler = Callable[[Request], Awaitable[Response]]
_LOOK = 600.0
"""Seconds between two looks at the date."""


def application(relay: Relay) -> FastAPI:
    """The relay as an ASGI application."""

    @asynccontextmanager
    async def running(_app: FastAPI) -> AsyncIterator[None]:
        daily = asyncio.create_task(_daily(relay))
        yield
        daily.cancel()
        with suppress(asyncio.CancelledError):
            await daily
        relay.writer.close()
        relay.engine.dispose()
        relay.journal.say("stopped")

    app = FastAPI(title="Gyeot relay", openapi_url=None, docs_url=None, redoc_url=None, lifespan=running)
    app.add_middleware(Straight, handlers=drops.straight(relay), journal=relay.journal)
    app.add_middleware(Guarded)
    problems.handle(app, relay.journal)
    for face in (counts, drops, mailboxes, bundles, enrolments, inbox, events, health):
        face.routes(app, relay)
    if relay.page is not None:
        page.routes(app, relay.page)
    return app


class Guarded:
    """Gives every answer the page's headers; what names no caching of its own is kept nowhere."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                if not any(name == b"cache-control" for name, _value in headers):
                    headers.append((b"cache-control", b"no-store"))
                message["headers"] = headers + _HEADERS
            await send(message)

        await self.app(scope, receive, guarded)


class Straight:
    """Leads the busiest requests past the framework's routing: what it does for others costs more than they do."""

    def __init__(self, app: ASGIApp, handlers: Mapping[tuple[str, str], Handler], journal: Journal) -> None:
        self.app, self.handlers, self.journal = app, handlers, journal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        handler = self.handlers.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if handler is None:
            await self.app(scope, receive, send)
            return
        try:
            answer = await handler(Request(scope, receive))
        except (problems.Problem, SQLAlchemyError) as problem:
            answer = problems.refusal(problem, self.journal)
        await answer(scope, receive, send)


async def _daily(relay: Relay) -> None:
    """Retention whenever a day has begun, and the line that says what the last one brought."""
    while True:
        await asyncio.sleep(_LOOK)
        if relay.journal.day_over():
            with suppress(SQLAlchemyError):  # the next day looks again
                relay.journal.say("retired", **await asyncio.to_thread(retention.run, relay.engine))

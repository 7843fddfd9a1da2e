"""One running relay: its folder, its database, its writer, and how every face reads, writes and knows who asks."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from fastapi import Request
from sqlalchemy import Connection, Engine, select
from starlette.requests import ClientDisconnect

from app import wire
from app.relay import desks
from app.relay.folder import Folder
from app.relay.journal import Journal
from app.relay.nonces import Nonces
from app.relay.problems import Problem
from app.relay.tables import centre as table
from app.relay.work import Work
from app.relay.writer import Writer
from app.wire import signature

T = TypeVar("T")
_MOST_WAITING = 4_000
_MOST_BODIES = 256
_SLOWEST = 150.0
"""Seconds in which a body has to arrive; a piece of a file takes a minute on the slowest mobile network."""
_LEAST_DISK = 256 * 2**20


@dataclass
class Relay:
    """What the faces of a running relay share."""

    folder: Folder
    role: str
    engine: Engine
    writer: Writer
    work: Work
    journal: Journal
    quota: int
    page: Path | None = None
    centres: set[str] = field(default_factory=set)
    nonces: Nonces = field(default_factory=Nonces)
    bodies: int = 0
    readers: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(8))
    _room: tuple[float, bool] = (0.0, True)

    # --- the database -----------------------------------------------------------------------------

    async def read(self, job: Callable[[Connection], T]) -> T:
        """Answer from what is durable, off the loop."""
        async with self.readers:
            return await asyncio.to_thread(self._read, job)

    def _read(self, job: Callable[[Connection], T]) -> T:
        with self.engine.connect() as db:
            return job(db)

    async def write(self, job: Callable[[Connection], T]) -> T:
        """Do it in the next transaction; returns once it is durable."""
        if self.writer.waiting > _MOST_WAITING or not self.has_room():
            raise Problem("busy", 503)
        return await self.writer.do(job)

    def has_room(self) -> bool:
        """Whether the disk of an embedded database has room; looked at every few seconds."""
        if self.engine.dialect.name != "sqlite":
            return True
        if time.monotonic() - self._room[0] > 5:
            self._room = time.monotonic(), shutil.disk_usage(self.folder.path).free > _LEAST_DISK
        return self._room[1]

    async def serves(self, centre: str) -> bool:
        """Whether reports for this centre are taken here."""
        if centre not in self.centres:
            known = await self.read(lambda db: db.execute(select(table.c.id).where(table.c.id == centre)).first())
            if known is None:
                return False
            self.centres.add(centre)
        return True

    # --- what comes in ----------------------------------------------------------------------------

    async def body(self, request: Request, most: int) -> bytes:
        """The body, as long as it can be a whole one; one that is longer or does not end is not read on."""
        try:
            async with self._slot(), asyncio.timeout(_SLOWEST):
                held = bytearray()
                async for chunk in request.stream():
                    held += chunk
                    if len(held) > most:
                        raise Problem("too-large", 413)
                return bytes(held)
        except (TimeoutError, ClientDisconnect):
            raise Problem("too-slow", 408) from None

    @asynccontextmanager
    async def _slot(self):  # type: ignore[no-untyped-def]  # an async generator of nothing
        if self.bodies >= _MOST_BODIES:
            raise Problem("busy", 503)
        self.bodies += 1
        try:
            yield
        finally:
            self.bodies -= 1

    # --- who asks ---------------------------------------------------------------------------------

    def signed(self, request: Request, body: bytes) -> wire.Member:
        """The rostered centre of the counts that signed this request, or a `Problem`."""
        stated = self._stated(request)
        member = self.folder.roster().member(stated.key_id)
        if member is None:
            raise Problem("not-on-roster", 403)
        self._verify(request, body, member.key, stated)
        return member

    async def desk(self, request: Request) -> desks.Desk:
        """The enrolled desk of a centre that signed this request, which has no body, or a `Problem`."""
        desk, _none = await self.desk_says(request, 0)
        return desk

    async def desk_says(self, request: Request, most: int) -> tuple[desks.Desk, bytes]:
        """The same with its body, which is read only once a desk of the list is named as its sender."""
        stated = self._stated(request)
        document = await self.read(desks.document)
        desk = desks.listed(document, self.folder).desk(stated.key_id)
        if desk is None:
            raise Problem("not-on-roster", 403)
        body = await self.body(request, most) if most else b""
        self._verify(request, body, desk.key, stated)
        return desk, body

    def _stated(self, request: Request) -> signature.Claim:
        try:
            stated = signature.claim(request.headers)
        except wire.Malformed:
            raise Problem("unsigned", 401) from None
        if request.headers.get("gyeot-relay") != self.folder.keys.relay_id:
            raise Problem("wrong-relay", 421)
        return stated

    def _verify(self, request: Request, body: bytes, public: bytes, stated: signature.Claim) -> None:
        headers: Mapping[str, str] = request.headers
        place = f"{request.url.path}?{request.url.query}"
        relay, now = self.folder.keys.relay_id, int(time.time())
        try:
            signature.verify_request(request.method, place, body, headers, relay=relay, public=public, now=now)
        except wire.Malformed as problem:
            raise Problem("clock" if problem.code == "clock" else "signature", 401) from None
        self.nonces.once(stated)

"""A centre's keys of the month: taken only with the signature of its page's key, handed out while they hold."""

from __future__ import annotations

from fastapi import FastAPI, Response
from sqlalchemy import Connection, insert, select

from app.clock import today
from app.relay.asked import BYTES, Hex16
from app.relay.problems import Problem
from app.relay.running import Relay
from app.relay.tables import bundle
from app.wire import canonical as c
from app.wire import page_keys


def routes(app: FastAPI, relay: Relay) -> None:
    """Declare it."""

    @app.get("/v1/centres/{centre}/keys", responses=BYTES)
    async def keys(centre: Hex16) -> Response:
        found = await relay.read(lambda db: valid(db, centre))
        if found is None:
            raise Problem("not-found", 404)
        return Response(found, media_type="application/octet-stream")


def valid(db: Connection, centre: str) -> bytes | None:
    """The newest bundle that holds today."""
    day = today().isoformat()
    where = bundle.c.centre == centre, bundle.c.begins <= day, bundle.c.not_after >= day
    found: bytes | None = db.execute(
        select(bundle.c.document).where(*where).order_by(bundle.c.seq.desc()).limit(1)
    ).scalar()
    return found


def publish(db: Connection, centre: str, verify: bytes, document: bytes) -> str:
    """Take a bundle; one that another key signed, of another centre or that has run out is `Malformed`."""
    told = page_keys.read_bundle(document, centre, verify)
    if told.not_after < today().isoformat():
        raise c.Malformed("expired")
    mine = select(bundle.c.seq, bundle.c.document).where(bundle.c.centre == centre).order_by(bundle.c.seq.desc())
    newest = db.execute(mine.limit(1)).first()
    if newest is not None and told.seq == newest.seq:
        return "applied" if bytes(newest.document) == document else "conflict"
    if newest is not None and told.seq < newest.seq:
        return "superseded"
    facts = {"centre": centre, "seq": told.seq, "begins": told.begins, "not_after": told.not_after}
    db.execute(insert(bundle).values(**facts, document=document))
    return "applied"

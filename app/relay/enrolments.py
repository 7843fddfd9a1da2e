"""How a desk joins: `POST /v1/enrolments` with the code that the operator gave to its centre."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response

from app import wire
from app.relay import desks
from app.relay.asked import BYTES, JSON, fields
from app.relay.problems import Problem
from app.relay.running import Relay
from app.wire import canonical as c


def routes(app: FastAPI, relay: Relay) -> None:
    """Declare it."""

    @app.post("/v1/enrolments", status_code=201, openapi_extra=JSON, responses=BYTES)
    async def join(request: Request) -> Response:
        code, key, centre, verify = _asked(await relay.body(request, 16_000), trial=relay.folder.roster().trial)
        desk = await relay.write(lambda db: desks.enrol(db, relay.folder, code, key, centre, verify))
        if desk is None:
            raise Problem("invitation", 403)
        relay.journal.count("enrolled")
        return Response(relay.folder.card(), 201, media_type="application/octet-stream")


def _asked(body: bytes, *, trial: bool) -> tuple[str, bytes, str, bytes]:
    """Code, key, centre and page key of an application; practice desks join trial relays only."""
    try:
        value = fields(body, "code", "application", "centre", "verify")
        offer = wire.read_application(c.text(value["application"], r"[ -~\n]{1,4000}").encode("ascii"))
        code, centre = c.text(value["code"], r"[0-9A-Za-z -]{1,60}"), c.text(value["centre"], c.HEX16)
        verify = bytes.fromhex(c.text(value["verify"], c.HEX64))
    except wire.Malformed:
        raise Problem("malformed", 422) from None
    if offer.practice and not trial:
        raise Problem("trial", 422)
    return code, offer.key, centre, verify

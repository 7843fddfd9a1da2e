"""Whether a relay is well: for anybody one word, for its operator the numbers.

How much waits is nobody's business but the operator's: a number that rises right after a phone was used tells on
whoever used it. The numbers ask for the token in `health.key` of the relay's folder.
"""

from __future__ import annotations

import hmac
import shutil
from datetime import date

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import Connection, func, select

from app.clock import today
from app.relay.asked import BYTES
from app.relay.running import Relay
from app.relay.tables import centre, gone, mailbox, message


def routes(app: FastAPI, relay: Relay) -> None:
    """Declare `GET /healthz`."""

    @app.get("/healthz", responses=BYTES)
    async def health(request: Request) -> Response:
        token = request.headers.get("authorization", "").partition(" ")[2]
        facts = {"relay": relay.folder.keys.relay_id, "role": relay.role, "trial": relay.folder.roster().trial}
        told: dict[str, object] = {"ok": relay.has_room(), **facts}
        if hmac.compare_digest(token.encode(), relay.folder.health_token().encode()):
            free = shutil.disk_usage(relay.folder.path).free // 2**20
            told |= {"disk_free_mib": free, "writer_waiting": relay.writer.waiting, **await relay.read(numbers)}
        return JSONResponse(told, 200 if told["ok"] else 503)


def numbers(db: Connection) -> dict[str, object]:
    """What an operator looks at: what waits and since when, threads, centres, bytes."""
    waits = message.c.taken.is_(None), message.c.body.is_not(None)
    count, oldest = db.execute(select(func.count(), func.min(message.c.day)).where(*waits)).one()
    centres, held = db.execute(select(func.count(), func.coalesce(func.sum(centre.c.held), 0))).one()
    return {
        "waiting": int(count),
        "oldest_waiting_days": (today() - date.fromisoformat(oldest)).days if oldest else 0,
        "threads": int(db.execute(select(func.count()).select_from(mailbox)).scalar_one()),
        "gone": int(db.execute(select(func.count()).select_from(gone)).scalar_one()),
        "centres": int(centres),
        "held_mib": int(held) // 2**20,
    }

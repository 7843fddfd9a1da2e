"""`gyeot relay serve`: one process, one line on stdout once it listens, no log of who came."""

from __future__ import annotations

import gc
import json
import socket
import sys
from pathlib import Path

import uvicorn

from app.errors import BadInput, NoRoom
from app.i18n import _
from app.relay import database as databases
from app.relay import retention
from app.relay.folder import LEAST, Folder
from app.relay.journal import Journal
from app.relay.running import Relay
from app.relay.web import application
from app.relay.work import QUIET, Work
from app.relay.writer import Writer

QUOTA = 50 * 2**30
"""Bytes that may lie at a relay for one centre."""


def serve(
    host: str = "127.0.0.1",
    port: int = 0,
    database: str | None = None,
    role: str = "a",
    trial: bool = False,
    key_folder: Path | None = None,
    *,
    n_min: int = LEAST,
    public_url: str | None = None,
    page: Path | None = None,
    quota: int = QUOTA,
    work: int = QUIET,
    log: bool = False,
) -> None:
    """Serve until told to stop; port 0 takes any free one. `public_url` is what the card says behind a proxy.

    `quota` is the room of one centre in bytes, `work` the numbers a sender's browser tries while little arrives.
    """
    if role not in ("a", "b"):
        raise BadInput(_("A relay is collector a or collector b. Nothing was started."), field="role")
    path = (key_folder or Path("relay")).absolute()
    folder = Folder.make(path, trial=trial, n_min=n_min)
    engine, journal = databases.opened(database, path), Journal(log)
    retired = retention.run(engine)
    serving = application(Relay(folder, role, engine, Writer(engine), Work(work), journal, quota, page))
    listening = _listen(host, port)
    place = f"[{host}]" if ":" in host else host
    url = public_url or f"http://{place}:{listening.getsockname()[1]}"
    folder.publish_card(url, role)
    settings = uvicorn.Config(
        serving,
        log_config=None,
        access_log=False,
        log_level="critical",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=5,
        limit_concurrency=1000,
        h11_max_incomplete_event_size=32_768,
    )
    journal.say("started", **retired)
    gc.freeze()  # what stands here now stays: looking through it again and again makes whoever writes then wait
    line = {"url": url, "relay": folder.keys.relay_id, "role": role, "trial": trial, "folder": str(path)}
    _Announcing(settings, line).run(sockets=[listening])


class _Announcing(uvicorn.Server):
    """A server that says where it listens, once it does."""

    def __init__(self, settings: uvicorn.Config, line: dict[str, object]) -> None:
        super().__init__(settings)
        self._line = line

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        sys.stdout.write(json.dumps(self._line) + "\n")
        sys.stdout.flush()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # asyncio sets no TCP_NODELAY without the last
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(512)
    except (OSError, OverflowError) as problem:
        made.close()
        raise NoRoom(
            _("The relay cannot listen at this address and port. Nothing was started. Please choose another.")
        ) from problem
    return made

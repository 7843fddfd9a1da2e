"""Telling a relay how far the records have come, and asking it: one short question, signed before it leaves the desk.

The keys stay where the question is made; what goes over the network may do so on a thread that has none.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app import wire
from app.errors import Rejected
from app.i18n import _
from app.sync.relay import Keys, at, bad_address, client, reply, signed, unreached

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 5.0
"""Nobody waits for a relay that says nothing for so long."""
_PATH = "/v1/anchor"


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask a relay; with a body it is told something at the same time."""

    card: wire.Card
    sender: bytes
    asked: str
    headers: Mapping[str, str]
    body: bytes = b""


def question(card: wire.Card, keys: Keys, telling: wire.Telling | None = None) -> Question:
    """Sign a question, or a telling; it is good for some minutes and for this relay."""
    body = wire.write_anchor(telling, keys.device_public, keys.sign) if telling else b""
    asked = secrets.token_hex(16)
    headers = signed("POST" if telling else "GET", _PATH, body, card, keys, asked)
    return Question(card, keys.device_public, asked, headers, body)


def carry(what: Question, seconds: float = SECONDS) -> wire.Telling | None:
    """Ask, and give back what the relay holds of this installation. NotReached offline, Rejected where it does not know us."""
    import httpx2

    method, body = ("POST", what.body) if what.body else ("GET", None)
    try:
        with client(seconds) as http:
            answer = reply(http, method, at(what.card.url, _PATH), what.headers, body, patience=seconds)
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol):
        raise bad_address() from None
    except httpx2.HTTPError:
        raise unreached() from None
    if answer.status_code != 200:
        raise Rejected(_("The relay does not keep the age of these records. Nothing here has changed by that."))
    return wire.read_held(answer.content, what.asked, what.card.relay, what.sender)

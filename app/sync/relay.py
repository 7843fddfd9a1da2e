"""Requests to a relay: one signed delivery, and the papers it publishes. The HTTP client loads on first use."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from app import settings, wire
from app.errors import BadInput, NotReached, Rejected
from app.i18n import _
from app.wire import signature

if TYPE_CHECKING:
    from httpx2 import Client

_SECONDS = 20.0
_PATIENCE = 3
"""An answer may take this many times as long as one silence in it."""
_LONGEST_ASKED = 24 * 3600
_MOST = 16_000_000
_COUNTS = "/v1/counts"
_WAITS = {"clock": "clock", "busy": "busy", "replayed": "trouble", "wrong-relay": "strange"}
_SAID = frozenset({"conflict", "fork", "round-closed", "not-on-roster", "trial"})


class Keys(Protocol):
    """What a signed request needs of an unlocked person's keys."""

    @property
    def device_public(self) -> bytes: ...
    def sign(self, message: bytes, /) -> bytes: ...


class Outcome(Enum):
    """What became of a delivery."""

    DELIVERED = auto()
    UNREACHED = auto()
    LATER = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """The relay's answer to one delivery; `wait` is how long it asked to be left alone (ms)."""

    outcome: Outcome
    problem: str = ""
    receipt: bytes = b""
    wait: int = 0


def client(seconds: float = _SECONDS) -> Client:
    """A client that trusts what the operating system trusts, follows nobody elsewhere and keeps no cookies.

    Every request of Gyeot goes through one of these and through `reply`; working offline, both are NotReached.
    """
    _connected()
    import httpx2
    import truststore

    context = truststore.SSLContext(_tls())
    return httpx2.Client(verify=context, timeout=seconds, headers={"user-agent": "gyeot"})


def _connected() -> None:
    """Asked before each request too: somebody may switch while a round is under way."""
    if settings.load().offline:
        raise NotReached(_("This computer works offline. Nothing was sent or fetched; what waits stays here."))


def _tls() -> int:
    import ssl

    return ssl.PROTOCOL_TLS_CLIENT


def deliver(http: Client, card: wire.Card, keys: Keys, key: str, body: bytes) -> Answer:
    """Send an envelope's bytes; `key` stays the same for every retry, the signature is fresh each time."""
    import httpx2

    headers = signed("POST", _COUNTS, body, card, keys, key)
    try:
        response = reply(http, "POST", at(card.url, _COUNTS), headers, body)
    except httpx2.InvalidURL:
        raise bad_address() from None
    except httpx2.TransportError:
        return Answer(Outcome.UNREACHED, "not-reached")
    except httpx2.HTTPError:
        return Answer(Outcome.LATER, "strange")
    return _judge(response, card, body)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that was read to its end, within bounds of size and time."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes


def reply(
    http: Client, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None,
    *, patience: float = _PATIENCE * _SECONDS,
) -> Reply:  # fmt: skip
    """Ask and read the answer: one that is too long or only trickles in counts as none."""
    import httpx2

    _connected()
    until, held = time.monotonic() + patience, bytearray()
    with http.stream(method, url, content=body, headers=headers) as response:
        for piece in response.iter_bytes():
            held += piece
            if len(held) > _MOST or time.monotonic() > until:
                raise httpx2.ReadTimeout("the answer does not end", request=response.request)
        return Reply(response.status_code, response.headers, bytes(held))


def _judge(response: Reply, card: wire.Card, body: bytes) -> Answer:
    status, problem = response.status_code, problem_code(response)
    if status in (200, 201):
        return _receipt(response.content, card, body)
    if status in (429, 503):
        return Answer(Outcome.LATER, "busy", wait=_asked(response.headers.get("retry-after", "")))
    if status >= 500:
        return Answer(Outcome.LATER, "trouble")
    if problem is None:
        return Answer(Outcome.LATER, "strange")
    if problem in _WAITS:
        return Answer(Outcome.LATER, _WAITS[problem])
    return Answer(Outcome.REFUSED, problem if problem in _SAID else "refused")


def _receipt(document: bytes, card: wire.Card, body: bytes) -> Answer:
    """A receipt counts only when the pinned relay signed it for exactly these bytes."""
    envelope = wire.parse(body)
    try:
        stated = wire.read_receipt(document, card.relay)
    except wire.Malformed:
        return Answer(Outcome.LATER, "strange")
    header = envelope.header
    facts = (header.sender, header.round, header.group, envelope.sha256, wire.key_id(card.relay))
    if stated != wire.Receipt(*facts):
        return Answer(Outcome.LATER, "strange")
    return Answer(Outcome.DELIVERED, receipt=document)


def problem_code(response: Reply) -> str | None:
    """The code of an RFC 9457 answer of a relay, or None where something else answered."""
    if not response.headers.get("content-type", "").startswith("application/problem+json"):
        return None
    try:
        kind = json.loads(response.content[:4096]).get("type", "")
    except (ValueError, AttributeError):
        return None
    prefix = "urn:gyeot:problem:"
    return kind.removeprefix(prefix) if isinstance(kind, str) and kind.startswith(prefix) else None


def _asked(text: str) -> int:
    """Retry-After in milliseconds: seconds or a date; nonsense is nothing, and a day is the most."""
    try:
        seconds = float(int(text)) if text.isdigit() else parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, TypeError):
        return 0
    return int(1000 * min(max(seconds, 0.0), _LONGEST_ASKED))


def fetch_roster(url: str, roster_key: bytes) -> wire.Roster:
    """The relay's roster, signed by the pinned roster key."""
    return wire.read_roster(_get(url, "/v1/roster"), roster_key)


def fetch_card(url: str) -> wire.Card:
    """A relay's card; nobody should pin it before the fingerprint was compared by voice."""
    return wire.read_card(_get(url, "/v1/card"))


def fetch_card_document(url: str) -> bytes:
    """A relay's card as it was signed, to be kept."""
    document = _get(url, "/v1/card")
    wire.read_card(document)
    return document


def fetch_sums(card: wire.Card) -> tuple[wire.Sum, ...]:
    """Every opened sum, signed by the pinned relay."""
    try:
        value: Any = json.loads(_get(card.url, "/v1/sums"))
        documents = [str(document).encode("ascii") for document in value["sums"]]
    except (ValueError, KeyError, TypeError):
        raise wire.Malformed("sums") from None
    return tuple(wire.read_sum(document, card.relay) for document in documents)


def fetch_receipt(card: wire.Card, keys: Keys, round_: str, group: str = "city") -> bytes | None:
    """The receipt of one of this centre's own rounds, if the relay holds it."""
    path = f"/v1/receipts/{wire.key_id(keys.device_public)}/{round_}/{group}"
    response = _ask(card.url, path, signed("GET", path, b"", card, keys, "-"))
    if response.status_code == 404 and problem_code(response) == "not-found":
        return None
    if response.status_code != 200:
        raise _strange()
    wire.read_receipt(response.content, card.relay)
    return response.content


def _get(url: str, path: str) -> bytes:
    response = _ask(url, path, {})
    if response.status_code != 200 or len(response.content) > _MOST:
        raise _strange()
    return response.content


def _ask(url: str, path: str, headers: dict[str, str]) -> Reply:
    import httpx2

    try:
        with client() as http:
            return reply(http, "GET", at(url, path), headers)
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol):
        raise bad_address() from None
    except httpx2.HTTPError:
        raise unreached() from None


def signed(method: str, path: str, body: bytes, card: wire.Card, keys: Keys, key: str) -> dict[str, str]:
    relay = wire.key_id(card.relay)
    headers = signature.sign_request(method, path, body, key=key, relay=relay, signer=keys, created=int(time.time()))
    return headers | {"content-type": "application/octet-stream"}


def at(url: str, path: str) -> str:
    try:
        parts = urlsplit(url)
        (parts.hostname or "").encode("idna")
    except ValueError:  # a label of a name that is too long is one too
        raise bad_address() from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_address()
    return url.rstrip("/") + path


def check_address(url: str) -> None:
    """Refuse what cannot be a relay's address, before anything is decided or sent."""
    import httpx2

    try:
        httpx2.URL(at(url, ""))
    except httpx2.InvalidURL:
        raise bad_address() from None


def unreached() -> NotReached:
    return NotReached(_("The relay was not reached. What was to leave is still waiting here and is tried again."))


def _strange() -> Rejected:
    return Rejected(
        _("Something answered at this address, but not the relay. Nothing was sent. Please check the address.")
    )


def bad_address() -> BadInput:
    return BadInput(
        _("This is no relay address. Nothing was sent. An address looks like https://relay.example.kr."),
        field="relay",
    )

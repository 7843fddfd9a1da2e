"""The report channel over the network: what lies at the relay, its bytes, and what a desk tells back.

Every request is signed by this installation. Nothing here opens anything: bytes come and go sealed.
"""

from __future__ import annotations

import base64
import json
import secrets
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app import wire
from app.errors import NotReached, Rejected
from app.i18n import _
from app.outbox import problem_sentence
from app.sync.relay import Keys, Reply, at, bad_address, client, problem_code, reply, signed, unreached
from app.wire import page_keys

if TYPE_CHECKING:
    from httpx2 import Client

MOST_ASKED = 256
MOST_EVENTS = 64
_ENTRY = struct.Struct(">QI")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a desk tells the relay, under an id that stays the same however often it is told."""

    id: str
    kind: str
    facts: Mapping[str, Any]


def answer_event(ident: str, mailbox: str, body: bytes, pass_: str | None = None) -> Event:
    """A sealed answer for a reporter; with a pass it makes the mailbox, for whoever brings that."""
    return Event(ident, "answer", {"mailbox": mailbox, "pass": pass_, "body": base64.b64encode(body).decode()})


def taken_event(ident: str, numbers: Sequence[int]) -> Event:
    """These messages are safe at the centre."""
    return Event(ident, "taken", {"numbers": list(numbers)})


def bundle_event(ident: str, document: bytes) -> Event:
    """The signed keys of a month."""
    return Event(ident, "bundle", {"document": document.decode("ascii")})


def close_event(ident: str, mailbox: str) -> Event:
    """The centre is done with a mailbox: everything of it goes at the relay."""
    return Event(ident, "close", {"mailbox": mailbox})


class Channel:
    """One conversation with the relay that is pinned by `card`, for the centre of this id."""

    def __init__(self, card: wire.Card, keys: Keys, centre: str, http: Client | None = None) -> None:
        self._card, self._keys, self._centre = card, keys, centre
        self._http = http or client()

    def __enter__(self) -> Channel:
        return self

    def __exit__(self, *_problem: object) -> None:
        self._http.close()

    def listed(self, after: int) -> page_keys.Index:
        """What arrived behind the number `after`, in the relay's order; that nothing did is signed too."""
        asked = secrets.token_hex(16)
        found = self._ask("GET", f"/v1/index?after={after}", b"", asked)
        return page_keys.read_index(_fine(found), asked, self._centre, self._card.relay)

    def bodies(self, entries: Iterable[page_keys.Entry]) -> dict[int, bytes]:
        """The sealed bytes of these messages; one whose digest is not that of the list is left out."""
        wanted, held = {entry.number: entry for entry in entries}, dict[int, bytes | None]()
        while missing := [number for number in wanted if number not in held]:
            body = json.dumps({"numbers": missing[:MOST_ASKED]}).encode()
            sent = _unpacked(_fine(self._ask("POST", "/v1/fetch", body, secrets.token_hex(16))))
            found = {number: raw if _is(wanted[number], raw) else None for number, raw in sent if number in wanted}
            if not found.keys() & set(missing):
                break  # taken back in the meantime
            held |= found
        return {number: raw for number, raw in held.items() if raw is not None}

    def piece(self, number: int, place: int) -> bytes | None:
        """One sealed piece of an attachment; None where it has not arrived."""
        found = self._ask("GET", f"/v1/data/{number}/pieces/{place}", b"", secrets.token_hex(16))
        return None if found.status_code == 404 else _fine(found)

    def tell(self, events: Sequence[Event]) -> dict[str, str]:
        """Tell the relay, in batches; the state of each event by its id. What it does not name was not heard."""
        states: dict[str, str] = {}
        for start in range(0, len(events), MOST_EVENTS):
            batch = [{"id": one.id, "kind": one.kind, **one.facts} for one in events[start : start + MOST_EVENTS]]
            body = json.dumps({"events": batch}).encode()
            asked = secrets.token_hex(16)
            document = _fine(self._ask("POST", "/v1/data", body, asked))
            states |= dict(page_keys.read_states(document, asked, self._centre, self._card.relay))
        return states

    def _ask(self, method: str, place: str, body: bytes, key: str) -> Reply:
        import httpx2

        headers = signed(method, place, body, self._card, self._keys, key)
        try:
            return reply(self._http, method, at(self._card.url, place), headers, body or None)
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol):
            raise bad_address() from None
        except httpx2.HTTPError:
            raise unreached() from None


def enrol(url: str, code: str, application: bytes, centre: str, verify: bytes) -> bytes:
    """Join the relay with the operator's one-time code; its card comes back, to be compared by voice and pinned."""
    import httpx2

    facts = {"code": code, "application": application.decode("ascii"), "centre": centre, "verify": verify.hex()}
    try:
        with client() as http:
            headers = {"content-type": "application/json"}
            found = reply(http, "POST", at(url, "/v1/enrolments"), headers, json.dumps(facts).encode())
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol):
        raise bad_address() from None
    except httpx2.HTTPError:
        raise unreached() from None
    if found.status_code == 403:
        raise Rejected(
            _(
                "The relay does not know this code, or it was used already. Nothing was joined. Please ask for a new one."
            )
        )
    document = _fine(found)
    wire.read_card(document)
    return document


def _fine(found: Reply) -> bytes:
    if found.status_code in (200, 201):
        return found.content
    if found.status_code in (429, 503) or found.status_code >= 500:
        raise NotReached(_("The relay is busy. Nothing is lost; it is asked again by itself."))
    if found.status_code == 401 and (known := problem_code(found)) in ("replayed", "clock"):
        raise NotReached(problem_sentence("trouble" if known == "replayed" else known))
    if found.status_code in (401, 403, 421):
        raise Rejected(
            _("The relay does not accept this computer. Nothing was fetched. Please let a manager join it again.")
        )
    raise Rejected(_("The relay answered in a way this version does not know. Nothing was changed."))


def _unpacked(data: bytes) -> Iterable[tuple[int, bytes]]:
    at_byte = 0
    while at_byte < len(data):
        if at_byte + _ENTRY.size > len(data):
            raise wire.Malformed("fetched")
        number, length = _ENTRY.unpack_from(data, at_byte)
        at_byte += _ENTRY.size
        if at_byte + length > len(data):
            raise wire.Malformed("fetched")
        yield number, data[at_byte : at_byte + length]
        at_byte += length


def _is(entry: page_keys.Entry, raw: bytes) -> bool:
    return wire.sha256(raw) == entry.sha256

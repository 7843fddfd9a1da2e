"""A reporter's page and a centre's desk, as far as a relay meets them: real seals, real signatures, real HTTP."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import struct
import time
from dataclasses import dataclass, field
from typing import Any

import httpx2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app import wire
from app.relay import hosting
from app.wire import answer, page_keys, pieces, report, signature
from app.wire.receipt_code import Thread
from tests.app.counts.centre import StaffKeys
from tests.relay.running import RunningRelay

PIECE = bytes(pieces.SEALED)


def problem(found: httpx2.Response) -> str:
    assert found.headers["content-type"] == "application/problem+json", found.text
    return str(found.json()["type"]).removeprefix("urn:gyeot:problem:")


def solved(http: httpx2.Client, centre: str) -> str:
    """The Gyeot-Work header: a challenge, and the number that was looked for."""
    told = http.get("/v1/challenge", params={"centre": centre}).raise_for_status().json()
    for number in range(told["maxnumber"] + 1):
        if hashlib.sha256(f"{told['salt']}{number}".encode()).hexdigest() == told["challenge"]:
            solution = {**told, "number": number}
            del solution["maxnumber"]
            return base64.b64encode(json.dumps(solution).encode()).decode()
    raise AssertionError("no number solves this challenge")


@dataclass
class Desk:
    """One enrolled desk of a centre."""

    relay: RunningRelay
    centre: str
    verify: Ed25519PrivateKey
    keys: StaffKeys = field(default_factory=StaffKeys)

    def enrol(self, code: str | None = None) -> httpx2.Response:
        code = code or hosting.invite(self.relay.folder, self.centre, database=self.relay.database)["code"]
        offer = wire.Application(self.keys.device_public, self.keys.practice, "2026-11-23")
        application = wire.write_application(offer, self.keys.sign).decode("ascii")
        verify = self.verify.public_key().public_bytes_raw().hex()
        body = {"code": code, "application": application, "centre": self.centre, "verify": verify}
        return httpx2.post(self.relay.url + "/v1/enrolments", json=body)

    def ask(self, method: str, place: str, body: bytes = b"", *, key: str = "", **headers: str) -> httpx2.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        signed = self.signed(method, place, body, key)
        return httpx2.request(method, self.relay.url + place, content=body, headers=signed | named)

    def signed(self, method: str, place: str, body: bytes = b"", key: str = "") -> dict[str, str]:
        facts: dict[str, Any] = {"relay": self.relay.line["relay"], "created": int(time.time()), "signer": self.keys}
        return signature.sign_request(method, place, body, key=key or secrets.token_hex(16), **facts)

    def index(self, after: int = 0) -> page_keys.Index:
        asked = secrets.token_hex(16)
        found = self.ask("GET", f"/v1/index?after={after}", key=asked)
        assert found.status_code == 200, found.text
        return page_keys.read_index(found.content, asked, self.centre, self.relay.card.relay)

    def fetch(self, *numbers: int) -> dict[int, bytes]:
        data = self.ask("POST", "/v1/fetch", json.dumps({"numbers": numbers}).encode()).content
        found, at = {}, 0
        while at < len(data):
            number, length = struct.unpack_from(">QI", data, at)
            found[number] = data[at + 12 : at + 12 + length]
            at += 12 + length
        return found

    def tell(self, *events: dict[str, Any]) -> list[str]:
        asked = secrets.token_hex(16)
        found = self.ask("POST", "/v1/data", json.dumps({"events": events}).encode(), key=asked)
        assert found.status_code == 200, found.text
        states = page_keys.read_states(found.content, asked, self.centre, self.relay.card.relay)
        assert [ident for ident, _state in states] == [one["id"] for one in events]
        return [state for _ident, state in states]

    def bundle(self, seq: int = 1, begins: str = "2026-01-01", not_after: str = "2099-12-31") -> dict[str, Any]:
        key = page_keys.Key("intake", X25519PrivateKey.generate().public_key().public_bytes_raw())
        bundle = page_keys.Bundle(self.centre, seq, begins, not_after, (key,))
        document = page_keys.write_bundle(bundle, self.verify.sign).decode("ascii")
        return event("bundle", document=document)

    def answer(self, thread: Thread, seq: int = 1, prev: str = "none", *, pass_: str | None = None) -> dict[str, Any]:
        head = answer.Header(self.centre, thread.mailbox, seq, prev)
        raw = answer.seal(head, b"we read it", thread.reply_key)
        body = base64.b64encode(raw).decode()
        return event("answer", mailbox=thread.mailbox, body=body, **{"pass": pass_})


def event(kind: str, **facts: Any) -> dict[str, Any]:
    return {"id": secrets.token_hex(16), "kind": kind, **facts}


def new_desk(relay: RunningRelay, centre: str = "") -> Desk:
    """A desk of a centre of its own, enrolled."""
    desk = Desk(relay, centre or secrets.token_hex(8), Ed25519PrivateKey.generate())
    assert desk.enrol().status_code == 201
    return desk


def new_thread() -> Thread:
    """What a receipt code opens, without the second that deriving it takes."""
    return Thread(*(secrets.token_bytes(size) for size in (16, 32, 32, 32)))


_INTAKE = X25519PrivateKey.generate().public_key()


@dataclass
class Reporter:
    """A page in a browser: one thread, its messages so far."""

    http: httpx2.Client
    centre: str
    thread: Thread = field(default_factory=new_thread)
    sent: list[bytes] = field(default_factory=list)

    def sealed(self, text: bytes = b"{}", pieces: int = 0, **changes: Any) -> bytes:
        """The next message of the thread."""
        prev = wire.sha256(self.sent[-1]) if self.sent else "none"
        head = report.Header(self.centre, (), self.thread.mailbox, self.thread.pass_, len(self.sent) + 1, prev, pieces)
        facts = {name: getattr(head, name) for name in head.__dataclass_fields__} | changes
        return report.seal(report.Header(**facts), text, {"0" * 16: _INTAKE}, self.thread)

    def post(self, body: bytes, key: str = "", work: str | None = None) -> httpx2.Response:
        """Send a message where it belongs; a fresh challenge is solved for it unless work is given."""
        first = report.parse(body).header.seq == 1
        path = "/v1/drops" if first else f"/v1/mailboxes/{self.thread.mailbox_id.hex()}/messages"
        headers = {"idempotency-key": key or secrets.token_hex(16), **({} if first else self.bearer)}
        headers["gyeot-work"] = solved(self.http, self.centre) if work is None else work
        return self.http.post(path, content=body, headers=headers)

    def send(self, text: bytes = b"{}", pieces: int = 0) -> str:
        """Send the next message and keep it as sent; the drop where its pieces belong."""
        body = self.sealed(text, pieces)
        found = self.post(body)
        assert found.status_code == 201, found.text
        self.sent.append(body)
        return str(found.json()["drop"])

    @property
    def bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.thread.token.hex()}"}

    def put(self, drop: str, number: int, body: bytes = PIECE, **headers: str) -> httpx2.Response:
        return self.http.put(f"/v1/drops/{drop}/chunks/{number}", content=body, headers=self.bearer | headers)

    def have(self, drop: str) -> bytes:
        found = self.http.head(f"/v1/drops/{drop}/chunks", headers=self.bearer)
        return base64.b64decode(found.headers["gyeot-have"])

    def read(self) -> httpx2.Response:
        return self.http.get(f"/v1/mailboxes/{self.thread.mailbox_id.hex()}/messages", headers=self.bearer)

    def withdraw(self) -> httpx2.Response:
        return self.http.delete(f"/v1/mailboxes/{self.thread.mailbox_id.hex()}", headers=self.bearer)

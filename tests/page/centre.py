"""A centre as its desk would be, on the other side of a real relay: it enrols, publishes keys, reads and answers."""

from __future__ import annotations

import base64
import json
import secrets
import struct
import time
import urllib.request
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app import wire
from app.clock import today
from app.relay import hosting
from app.wire import answer, canonical, content, page_keys, pieces, receipt_code, report, signature

Opened = tuple[report.Sealed, content.Content]


@dataclass
class Centre:
    """Keys of a centre and of one desk."""

    url: str = ""
    relay_key: bytes = b""
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    desk: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    verify: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    keys: dict[str, X25519PrivateKey] = field(
        default_factory=lambda: {role: X25519PrivateKey.generate() for role in page_keys.ROLES}
    )
    apart: list[X25519PrivateKey] = field(default_factory=list)
    """Keys of single threads."""

    @property
    def device_public(self) -> bytes:
        return self.desk.public_key().public_bytes_raw()

    def sign(self, message: bytes, /) -> bytes:
        return self.desk.sign(message)

    def paper(self) -> dict[str, Any]:
        """What the page knows of the centre: its file `centre.json`."""
        hours = {
            "ko": "평일 오전 9시부터 오후 6시 사이에 읽습니다.",
            "en": "Monday to Friday, 9 am to 6 pm.",
            "easy": "월요일부터 금요일까지, 아침 9시부터 저녁 6시까지 읽습니다.",
        }
        verify = self.verify.public_key().public_bytes_raw().hex()
        name = {"ko": "곁 연습 상담소", "en": "Gyeot practice centre"}
        return {"id": self.id, "verify": verify, "name": name, "phones": [], "hours": hours, "practice": True}

    def join(self, url: str, folder: Path) -> None:
        """Be invited by the operator and enrol, as a desk does."""
        self.url = url
        hosting.centre(folder, json.dumps(self.paper()).encode())
        code = hosting.invite(folder, self.id)["code"]
        offer = wire.write_application(wire.Application(self.device_public, True, today().isoformat()), self.sign)
        told = {"code": code, "application": offer.decode("ascii"), "centre": self.id, "verify": self.paper()["verify"]}
        card = self._send("POST", "/v1/enrolments", json.dumps(told).encode())
        self.relay_key = wire.read_card(card).relay

    def bundle(self, seq: int = 1, begins: int = -1, ends: int = 30, **other: Any) -> bytes:
        """The signed keys of the month; days count from today."""
        keys = tuple(page_keys.Key(role, key.public_key().public_bytes_raw()) for role, key in self.keys.items())
        day = [(today() + timedelta(days=days)).isoformat() for days in (begins, ends)]
        told = page_keys.Bundle(other.get("centre", self.id), seq, day[0], day[1], keys)
        return page_keys.write_bundle(told, other.get("key", self.verify).sign)

    def publish(self) -> None:
        assert self.tell({"kind": "bundle", "document": self.bundle().decode("ascii")}) == "applied"

    def tell(self, event: dict[str, Any]) -> str:
        body = json.dumps({"events": [{"id": secrets.token_hex(16), **event}]}).encode()
        asked = secrets.token_hex(16)
        document = self._signed("POST", "/v1/data", body, key=asked)
        ((_ident, state),) = page_keys.read_states(document, asked, self.id, self.relay_key)
        return state

    def arrived(self) -> list[page_keys.Entry]:
        key = secrets.token_hex(16)
        document = self._signed("GET", "/v1/index?after=0", b"", key=key)
        return list(page_keys.read_index(document, key, self.id, self.relay_key).entries)

    def opened(self) -> list[Opened]:
        """Every message that lies at the relay, open, in its order of arrival."""
        numbers = [entry.number for entry in self.arrived()]
        raws, rest = [], self._signed("POST", "/v1/fetch", json.dumps({"numbers": numbers}).encode())
        while rest:
            _number, length = struct.unpack_from(">QI", rest)
            raws.append(rest[12 : 12 + length])
            rest = rest[12 + length :]
        return [self.open(raw) for raw in raws]

    def open(self, raw: bytes) -> Opened:
        sealed = report.parse(raw)
        private = {
            canonical.key_id(key.public_key().public_bytes_raw()): key for key in (*self.keys.values(), *self.apart)
        }
        kid = sealed.header.keys[0]
        return sealed, content.read(sealed.open(kid, private[kid]).content)

    def newest(self) -> Opened:
        return self.opened()[-1]

    def file(self, number: int, one: content.File) -> bytes:
        """A whole file of the message with this number, piece by piece."""
        at = range(one.first, one.first + pieces.count(one.size))
        parts = (self._signed("GET", f"/v1/data/{number}/pieces/{piece}", b"") for piece in at)
        return b"".join(pieces.open_pieces(one.file_key, one.size, one.sha256, parts))

    def reply(
        self, to: Opened, text: str, *, before: bytes | None = None, kind: str = "answer", keys: tuple[bytes, ...] = ()
    ) -> bytes:
        """Write into the thread of a report; `before` is the answer that came before this one."""
        sealed, told = to
        former = answer.parse(before) if before else None
        seq, prev = (former.header.seq + 1, former.sha256) if former else (1, "none")
        head = answer.Header(self.id, sealed.header.mailbox, seq, prev)
        seen = content.Seen(sealed.header.seq, sealed.sha256)
        body = content.write_reply(content.Reply(kind, text, today().isoformat(), seen, keys))
        raw = answer.seal(head, body, told.reply_key)
        event = {
            "kind": "answer",
            "mailbox": sealed.header.mailbox,
            "pass": None,
            "body": base64.b64encode(raw).decode(),
        }
        assert self.tell(event) == "applied"
        return raw

    def write_first(self, code: str, text: str) -> None:
        """Begin a thread whose code was given to somebody on the phone."""
        thread = self.thread(code)
        body = content.write_reply(content.Reply("answer", text, today().isoformat()))
        raw = answer.seal(answer.Header(self.id, thread.mailbox, 1, "none"), body, thread.reply_key)
        event = {
            "kind": "answer",
            "mailbox": thread.mailbox,
            "pass": thread.pass_,
            "body": base64.b64encode(raw).decode(),
        }
        assert self.tell(event) == "applied"

    def thread(self, code: str) -> receipt_code.Thread:
        plain = receipt_code.normalised(code)
        assert plain is not None
        return receipt_code.thread(plain, self.id)

    def _signed(self, method: str, place: str, body: bytes, *, key: str | None = None) -> bytes:
        told = {
            "key": key or secrets.token_hex(16),
            "relay": canonical.key_id(self.relay_key),
            "created": int(time.time()),
        }
        headers = signature.sign_request(method, place, body, signer=self, **told)  # type: ignore[arg-type]  # one dict
        return self._send(method, place, body, headers)

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str] | None = None) -> bytes:
        data = body if method != "GET" else None
        asked = urllib.request.Request(self.url + path, data, headers or {}, method=method)
        with urllib.request.urlopen(asked, timeout=20) as found:
            return bytes(found.read())

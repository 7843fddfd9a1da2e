"""HTTP message signatures (RFC 9421, Ed25519 only) and content digests (RFC 9530), small and strict.

A request of a centre covers the method, the path, the query, the digest of its body, the idempotency key and the id
of the relay it is meant for, with a time and a nonce; the relay accepts no other set of components. `place` is path and
query as they stand in the request line.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.wire import canonical as c

LABEL = "gyeot"
COVERED = ("@method", "@path", "@query", "content-digest", "idempotency-key", "gyeot-relay")
WINDOW = 15 * 60
"""Seconds by which the clocks of a centre and a relay may differ."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who signed a request, when, and the nonce that makes it one request."""

    key_id: str
    created: int
    nonce: str


def base(components: Sequence[tuple[str, str]], parameters: str) -> bytes:
    """The signature base of RFC 9421 §2.5 over these components."""
    lines = [f'"{name}": {value}' for name, value in components]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode("ascii")


def parameters(names: Sequence[str], **facts: int | str) -> str:
    """The inner list with its parameters, as it stands in Signature-Input."""
    inner = " ".join(f'"{name}"' for name in names)
    tail = "".join(f";{k}={v}" if isinstance(v, int) else f';{k}="{v}"' for k, v in facts.items())
    return f"({inner}){tail}"


def digest(body: bytes) -> str:
    """The Content-Digest of a body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def sign_request(
    method: str, place: str, body: bytes, *, key: str, relay: str, signer: c.Signer, created: int
) -> dict[str, str]:
    """The headers of a signed request: a fresh nonce each time, whatever is retried."""
    headers = {"content-digest": digest(body), "idempotency-key": key, "gyeot-relay": relay}
    nonce, key_id = secrets.token_hex(16), c.key_id(signer.device_public)
    listed = parameters(COVERED, created=created, nonce=nonce, keyid=key_id, alg="ed25519")
    signature = signer.sign(base(_components(method, place, headers), listed))
    encoded = base64.b64encode(signature).decode()
    return headers | {"signature-input": f"{LABEL}={listed}", "signature": f"{LABEL}=:{encoded}:"}


_INPUT = re.compile(
    LABEL
    + r"=(\("
    + " ".join(f'"{name}"' for name in COVERED)
    + r"\);created=(\d{1,12});nonce=\"([0-9a-f]{32})\";keyid=\"([0-9a-f]{16})\";alg=\"ed25519\")",
    re.ASCII,
)
_SIGNATURE = re.compile(LABEL + r"=:([A-Za-z0-9+/]{86}==):", re.ASCII)


def claim(headers: Mapping[str, str]) -> Claim:
    """Who a request says it comes from, before anything is checked."""
    found = _INPUT.fullmatch(headers.get("signature-input", ""))
    if not found:
        raise c.Malformed("signature-input")
    return Claim(found[4], int(found[2]), found[3])


def verify_request(
    method: str, place: str, body: bytes, headers: Mapping[str, str], *, relay: str, public: bytes, now: int
) -> None:
    """Refuse a request that `public` did not sign for this relay, now, over this body."""
    stated = claim(headers)
    if abs(now - stated.created) > WINDOW:
        raise c.Malformed("clock")
    if headers.get("content-digest") != digest(body) or headers.get("gyeot-relay") != relay:
        raise c.Malformed("signature")
    found, listed = (
        _SIGNATURE.fullmatch(headers.get("signature", "")),
        _INPUT.fullmatch(headers["signature-input"]),
    )
    if not found or not listed:
        raise c.Malformed("signature")
    signature = c.from_base64(found[1].encode(), 64)
    c.check(public, signature, base(_components(method, place, headers), listed[1]))


def _components(method: str, place: str, headers: Mapping[str, str]) -> list[tuple[str, str]]:
    path, _mark, query = place.partition("?")
    derived = {"@method": method, "@path": path, "@query": f"?{query}"}
    return [(name, derived.get(name) or headers.get(name, "")) for name in COVERED]

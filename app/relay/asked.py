"""What a request says: its keys, its passes, its JSON, each read strictly, and how the OpenAPI document tells of it."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Annotated, Any

from fastapi import Path, Request

from app.relay.problems import Problem
from app.wire import canonical as c

Hex16 = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]
Hex32 = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
Number = Annotated[int, Path(ge=0, le=10**15)]

BYTES: dict[int | str, dict[str, Any]] = {
    "default": {"content": {"application/octet-stream": {}, "application/json": {}, "application/problem+json": {}}}
}
JSON: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/json": {"schema": {}}}}}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)
_PASS = re.compile(r"[Bb]earer ([0-9a-f]{64})", re.ASCII)


def key(request: Request) -> str:
    """The Idempotency-Key: 32 random hex digits."""
    found = request.headers.get("idempotency-key", "")
    if not _KEY.fullmatch(found):
        raise Problem("no-key", 400)
    return found


def pass_(request: Request) -> str:
    """The hash of the token that came along; without one, a hash that fits nothing."""
    found = _PASS.fullmatch(request.headers.get("authorization", ""))
    return hashlib.sha256(bytes.fromhex(found[1])).hexdigest() if found else "-"


def fields(body: bytes, *names: str) -> dict[str, Any]:
    """The JSON object in a body, with just these names; anything else is `Malformed`."""
    try:
        value = c.mapping(json.loads(body))
    except (ValueError, RecursionError):
        raise c.Malformed("not-json") from None
    c.exactly(value, *names)
    return value

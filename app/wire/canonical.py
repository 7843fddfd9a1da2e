"""Canonical JSON and signed documents: one byte string for one meaning, read strictly from outside.

A signed document is two lines: the canonical JSON, then an Ed25519 signature in base64 over exactly
that first line. Whatever is wrong with bytes from outside becomes `Malformed`, and nothing else.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.errors import Damaged
from app.i18n import _

MAX_DOCUMENT = 8_000_000
MAX_DEPTH = 6
T = TypeVar("T")


class Malformed(Damaged):
    """Bytes from outside that are not what they should be; `code` names what, for machines."""

    def __init__(self, code: str) -> None:
        sentence = _("These data are damaged or were not made by Gyeot. Nothing was taken from them.")
        super().__init__(sentence)
        self.code = code


class Signer(Protocol):
    """Whatever can sign with an installation's Ed25519 key."""

    @property
    def device_public(self) -> bytes: ...

    def sign(self, message: bytes, /) -> bytes: ...


def dumps(value: Any) -> bytes:
    """Canonical JSON: sorted names, no spaces, plain ASCII; only texts, integers, booleans, null."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def loads(data: bytes, *, limit: int = MAX_DOCUMENT) -> dict[str, Any]:
    """The object in canonical bytes; other bytes, even of the same meaning, are `Malformed`."""
    if len(data) > limit:
        raise Malformed("too-long")
    if _depth(data) > MAX_DEPTH:
        raise Malformed("too-deep")
    try:
        value = json.loads(data.decode("ascii"))
    except (ValueError, RecursionError):
        raise Malformed("not-json") from None
    if not isinstance(value, dict) or not _canonical(value, data):
        raise Malformed("not-canonical")
    return value


def _depth(data: bytes) -> int:
    """An upper bound of the nesting, brackets in texts included: cheap, and before any parsing."""
    deepest = level = 0
    for byte in re.findall(rb"[\[\]{}]", data):
        level += 1 if byte in b"[{" else -1
        deepest = max(deepest, level)
    return deepest


def _canonical(value: Any, data: bytes) -> bool:
    try:
        return dumps(value) == data and _no_float(value)
    except ValueError:
        return False


def _no_float(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_no_float(part) for part in value.values())
    if isinstance(value, list):
        return all(_no_float(part) for part in value)
    return not isinstance(value, float)


def sha256(data: bytes) -> str:
    """The digest as it stands in messages."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def key_id(public: bytes) -> str:
    """The 16 hex digits that name a public key in messages."""
    return hashlib.sha256(public).hexdigest()[:16]


def fours(digest: str) -> tuple[str, ...]:
    """A digest in groups of four, as people compare it."""
    plain = digest.removeprefix("sha256:")
    return tuple(plain[at : at + 4] for at in range(0, len(plain), 4))


def signed(value: Mapping[str, Any], sign: Callable[[bytes], bytes]) -> bytes:
    """A signed document of `value`."""
    line = dumps(dict(value))
    return line + b"\n" + base64.b64encode(sign(line)) + b"\n"


def opened(document: bytes, public: bytes) -> dict[str, Any]:
    """What a signed document says, once the signature of `public` holds over its exact bytes."""
    line, signature = _lines(document)
    check(public, signature, line)
    return loads(line)


def claimed(document: bytes) -> dict[str, Any]:
    """What a signed document says before anybody checked it: only to find the key to check with."""
    return loads(_lines(document)[0])


def _lines(document: bytes) -> tuple[bytes, bytes]:
    if len(document) > MAX_DOCUMENT:
        raise Malformed("too-long")
    parts = document.split(b"\n")
    if len(parts) != 3 or parts[2]:
        raise Malformed("not-signed")
    return parts[0], from_base64(parts[1], 64)


def check(public: bytes, signature: bytes, message: bytes) -> None:
    """Refuse a signature that is not `public`'s over these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise Malformed("signature") from None


def from_base64(text: bytes, size: int) -> bytes:
    """Exactly `size` bytes out of strict base64."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("base64") from None
    if len(data) != size or base64.b64encode(data) != text:
        raise Malformed("base64")
    return data


def exactly(value: Mapping[str, Any], *names: str) -> None:
    """Refuse an object whose names are not just these."""
    if set(value) != set(names):
        raise Malformed("names")


def text(value: object, pattern: str) -> str:
    """A text that matches `pattern` as a whole."""
    if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
        raise Malformed("text")
    return value


def day(value: object) -> str:
    """A day that there is."""
    found = text(value, DAY)
    try:
        date.fromisoformat(found)
    except ValueError:
        raise Malformed("day") from None
    return found


def whole(value: object, low: int, high: int) -> int:
    """An integer between two bounds; a boolean is none."""
    if type(value) is not int or not low <= value <= high:
        raise Malformed("number")
    return value


def yes_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise Malformed("boolean")
    return value


def mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Malformed("object")
    return value


def listed(value: object, read: Callable[[Any], T], most: int) -> tuple[T, ...]:
    """Each of at most `most` items, read by `read`."""
    if not isinstance(value, list) or len(value) > most:
        raise Malformed("list")
    return tuple(read(item) for item in value)


HEX16 = r"[0-9a-f]{16}"
HEX64 = r"[0-9a-f]{64}"
DIGEST = r"sha256:[0-9a-f]{64}"
DAY = r"2\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
ROUND = r"2\d{3}(-Q[1-4]|-M(0[1-9]|1[0-2]))?"
GROUP = r"[a-z][a-z0-9-]{0,31}"
ADDRESS = r"https?://[A-Za-z0-9.:\[\]-]{1,255}"

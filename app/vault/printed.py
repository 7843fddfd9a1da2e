"""Secrets as people can type them from paper: groups of five letters and digits, with a checksum."""

from __future__ import annotations

import hashlib
import unicodedata

from app.errors import CannotUnlock
from app.i18n import _

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "\t": None, "\n": None})
_GROUP = 5


def to_paper(secret: bytes) -> str:
    """`secret` in Crockford's base 32, padded by a checksum to whole groups of five.

    16 bytes make six groups with a 20-bit checksum, 32 bytes make eleven groups with 15 bits.
    """
    digits = _digits(int.from_bytes(secret, "big"), _data_length(len(secret)))
    text = digits + _check(secret)
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def from_paper(text: str, size: int) -> bytes:
    """The `size` secret bytes of a printed code; spacing, case and look-alike letters do not matter."""
    plain = unicodedata.normalize("NFKC", text[:400]).upper().translate(_LOOKALIKES)
    length = _data_length(size)
    if len(plain) != length + _check_length(size) or any(letter not in _ALPHABET for letter in plain):
        raise _mistyped()
    value = 0
    for letter in plain[:length]:
        value = value * 32 + _ALPHABET.index(letter)
    if value >> (8 * size):
        raise _mistyped()
    secret = value.to_bytes(size, "big")
    if _check(secret) != plain[length:]:
        raise _mistyped()
    return secret


def _data_length(size: int) -> int:
    return -(-8 * size // 5)


def _check_length(size: int) -> int:
    """At least three characters, and as many as fill the last group."""
    return 3 + -(_data_length(size) + 3) % _GROUP


def _check(secret: bytes) -> str:
    digest = hashlib.sha256(b"gyeot printed code|1" + secret).digest()
    length = _check_length(len(secret))
    return _digits(int.from_bytes(digest, "big") >> (256 - 5 * length), length)


def _digits(value: int, length: int) -> str:
    return "".join(_ALPHABET[(value >> (5 * place)) & 31] for place in reversed(range(length)))


def _mistyped() -> CannotUnlock:
    return CannotUnlock(
        _(
            "The printed code was not recognised. Compare it with the paper, group by group, "
            "and type it again; spaces and capitals do not matter."
        )
    )

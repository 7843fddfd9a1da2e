"""One way to write structured bytes that get signed, and a strict, bounded way to read them back."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

E = TypeVar("E", bound=StrEnum)

_HEX = re.compile(r"(?:[0-9a-f]{2})*")


class Malformed(ValueError):
    """Bytes from outside are not what the format says; callers turn it into a sentence."""


class Newer(Malformed):
    """The bytes are whole, but written for a later reader."""


def dump(value: object) -> bytes:
    """The only serialisation that is signed: sorted keys, no spaces, UTF-8; callers give bytes as hex."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def load(data: bytes, limit: int) -> Fields:
    """The object in `data` (at most `limit` bytes); anything but its canonical form raises Malformed."""
    if len(data) > limit:
        raise Malformed("too long")
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_refuse,
            parse_float=_refuse,
        )
        same = dump(value) == data
    except (ValueError, RecursionError) as error:
        raise Malformed(type(error).__name__) from None
    if not same:
        raise Malformed("not canonical")
    return Fields(value)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a key stands twice")
    return found


def _refuse(text: str) -> NoReturn:
    raise Malformed(text[:20])


class Fields:
    """One object read from outside: every getter names the type and the bounds, or raises Malformed."""

    __slots__ = ("_raw",)

    def __init__(self, raw: object) -> None:
        if not isinstance(raw, dict):
            raise Malformed("not an object")
        self._raw: dict[str, Any] = raw

    def _get(self, key: str) -> Any:
        try:
            return self._raw[key]
        except KeyError:
            raise Malformed(key) from None

    def plain(self) -> dict[str, Any]:
        """The object as it was read, to be written again unchanged."""
        return self._raw

    def has(self, key: str) -> bool:
        return key in self._raw

    def dumped(self) -> bytes:
        """The canonical bytes of this object, as they were signed."""
        return dump(self._raw)

    def text(self, key: str, most: int = 200) -> str:
        value = self._get(key)
        if not isinstance(value, str) or len(value) > most:
            raise Malformed(key)
        return value

    def whole(self, key: str, low: int, high: int) -> int:
        value = self._get(key)
        if type(value) is not int or not low <= value <= high:
            raise Malformed(key)
        return value

    def yes(self, key: str) -> bool:
        value = self._get(key)
        if not isinstance(value, bool):
            raise Malformed(key)
        return value

    def data(self, key: str, shortest: int, longest: int | None = None) -> bytes:
        value = self._get(key)
        if not isinstance(value, str) or not _HEX.fullmatch(value):
            raise Malformed(key)
        if not shortest <= len(value) // 2 <= (shortest if longest is None else longest):
            raise Malformed(key)
        return bytes.fromhex(value)

    def id(self, key: str) -> str:
        """128 bits as 32 hex digits."""
        return self.data(key, 16).hex()

    def choice(self, key: str, kind: type[E]) -> E:
        try:
            return kind(self.text(key, 40))
        except ValueError:
            raise Malformed(key) from None

    def one(self, key: str) -> Fields:
        return Fields(self._get(key))

    def many(self, key: str, most: int) -> tuple[Fields, ...]:
        return tuple(Fields(item) for item in self._list(key, most))

    def choices(self, key: str, kind: type[E]) -> frozenset[E]:
        """A list of values of one enumeration, each at most once."""
        items = self._list(key, len(kind))
        try:
            return frozenset(kind(item) for item in items)
        except (ValueError, TypeError):
            raise Malformed(key) from None

    def _list(self, key: str, most: int) -> list[Any]:
        value = self._get(key)
        if not isinstance(value, list) or len(value) > most:
            raise Malformed(key)
        return value

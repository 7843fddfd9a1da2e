"""A document with some of its values exchanged, as a row of bytes decides: the same bytes make the same document."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

Place = tuple[Any, Any]
"""A holder (mapping or list) and the key or index in it."""

_NUMBERS = (0, 1, -1, 2, 255, 1 << 31, (1 << 52) + 1, -(1 << 63), 10**30)
_TEXTS = (
    "",
    "0",
    "00",
    "zz",
    "a" * 32,
    "0" * 33,
    "../../x",
    "/etc/x",
    "가온",
    "\ud800",
    "x" * 300,
    "2026-02-30",
    "ab|cd",
)


def changed(document: Any, data: bytes) -> Any:
    """`document` with up to eight changes; three bytes of `data` decide each: where, what kind, which."""
    made = copy.deepcopy(document)
    for at in range(0, min(len(data) - 2, 24), 3):
        places = list(_places(made))
        if not places:
            break
        where, kind, which = data[at : at + 3]
        holder, key = places[(where * 256 + data[at - 1] if at else where) % len(places)]
        _exchange(holder, key, kind, which, data)
    return made


def _places(node: Any) -> Iterator[Place]:
    items = list(node.items()) if isinstance(node, dict) else list(enumerate(node)) if isinstance(node, list) else []
    for key, value in items:
        yield node, key
        yield from _places(value)


def _exchange(holder: Any, key: Any, kind: int, which: int, data: bytes) -> None:
    old = holder[key]
    match kind % 12:
        case 0:
            holder[key] = _NUMBERS[which % len(_NUMBERS)]
        case 1:
            holder[key] = _TEXTS[which % len(_TEXTS)]
        case 2:
            holder[key] = (None, True, False, [], {}, [[]], [None], {"": None})[which % 8]
        case 3:
            del holder[key]
        case 4 if isinstance(old, str) and old:
            holder[key] = old[: which % len(old)]
        case 5 if isinstance(old, str):
            holder[key] = old + data.hex()[:which]
        case 6 if isinstance(old, list) and old:
            holder[key] = old * (which % 5)
        case 7 if isinstance(holder, dict):
            holder[_TEXTS[which % len(_TEXTS)]] = old
        case 8 if isinstance(old, int):
            holder[key] = old + which - 128
        case 9:
            holder[key] = [old]
        case 10:
            holder[key] = {"a": old}
        case _:
            holder[key] = float(which) if which % 2 else str(old)

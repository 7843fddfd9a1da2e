"""Addresses out of pasted lines: each once, what is none by its line; on any thread, without a database.

An address is text here. Nothing in this program opens one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.entry import check_text
from app.errors import BadInput
from app.i18n import _
from app.text import nfc

LONGEST = 4000
MOST = 20_000
"""Lines that are read in one go."""
_SCHEME = r"(?:h(?:tt|xx)ps?|ftp)://"
_HOST = r"(?:[0-9A-Za-z가-힣_-]+(?:\.|\[\.\]))+[A-Za-z가-힣]{2,}"
_ADDRESS = re.compile(rf"(?:{_SCHEME}[^\s<>\"“”]+|(?<![@\w])(?:{_HOST})(?::\d+)?(?:[/?#][^\s<>\"“”]*)?)", re.IGNORECASE)
_INSIDE = re.compile(r"data:|[A-Za-z0-9+/]{600}")
_ENDS = ".,;、。)]}>'’」』"
_PIECE = 500


@dataclass(frozen=True, slots=True)
class Address:
    """One address of the paste, as it was written and as doubles are found."""

    line: int
    url: str
    key: str
    platform: str


@dataclass(frozen=True, slots=True)
class Bad:
    """A line in which no address was found; the whole line is kept."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a paste holds: addresses in their order, how many stood there twice, and lines that hold none."""

    addresses: tuple[Address, ...]
    doubles: int
    bad: tuple[Bad, ...]


def read(
    text: str, progress: Callable[[float], None] = lambda _part: None, stopped: Callable[[], bool] = lambda: False
) -> Pasted:
    """Read pasted lines; BadInput where there are too many for one go."""
    lines = nfc(text).splitlines()
    if len(lines) > MOST:
        raise BadInput(
            _("These are more than {n} lines. Nothing was written; please paste them in parts.").format(n=f"{MOST:,}"),
            field="urls",
        )
    found: dict[str, Address] = {}
    bad: list[Bad] = []
    doubles = 0
    for at, line in enumerate(lines, 1):
        if stopped():
            break
        if at % _PIECE == 0:
            progress(at / len(lines))
        if not line.strip():
            continue
        taken, why = _line(at, line)
        if why:
            bad.append(Bad(at, line.strip(), why))
        for one in taken:
            doubles += one.key in found
            found.setdefault(one.key, one)
    return Pasted(tuple(found.values()), doubles, tuple(bad))


def address(text: str, line: int = 1) -> Address:
    """The one address of a text; BadInput says what is wrong with it."""
    taken, why = _line(line, nfc(text))
    if why or len(taken) != 1:
        raise BadInput(why or _("Please write one address here."), field="url")
    return taken[0]


def _line(at: int, line: str) -> tuple[list[Address], str]:
    """The addresses of a line, or why there are none."""
    if _INSIDE.search(line):
        return [], _("it holds the thing itself; only where it is may stand here")
    try:
        check_text(line, "urls")
    except BadInput:
        return [], _("it holds what looks like a resident registration number")
    taken = list(_addresses(at, line))
    if not taken:
        return [], _("no address was found in it")
    if any(len(one.url) > LONGEST for one in taken):
        return [], _("it is longer than an address can be")
    return taken, ""


def _addresses(at: int, line: str) -> Iterator[Address]:
    for found in _ADDRESS.finditer(line):
        url = found[0].rstrip(_ENDS)
        key = folded(url)
        if "." in key:
            yield Address(at, url, key, key.partition("/")[0].partition("?")[0].partition("#")[0])


def folded(url: str) -> str:
    """An address as doubles are found: no scheme, no www, a small host, no empty end; what follows keeps its letters."""
    plain = re.sub(rf"^{_SCHEME}", "", url.replace("[.]", "."), flags=re.IGNORECASE)
    host, mark, rest = re.match(r"([^/?#]*)([/?#]?)(.*)", plain, re.DOTALL).groups()  # type: ignore[union-attr]  # matches any text
    host = host.casefold().removeprefix("www.").rpartition("@")[2]
    host = re.sub(r":(?:80|443)$", "", host)
    rest = rest.rstrip("/") if mark == "/" else rest
    return host + mark + rest if rest else host

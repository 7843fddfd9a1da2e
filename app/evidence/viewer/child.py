"""The child's one job: everything is loaded, then the door is shut, and only then a foreign byte is asked for."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from typing import Any

from app.evidence.viewer import talk
from app.evidence.viewer.platform import confine
from app.vault.platform import end_with_parent, harden

_LINE = 0
"""Standard input is one end of a socket pair: questions and answers go over it both ways."""
_AHEAD = 1 << 18
"""Bytes asked for at once, so that small reads of a parser are few questions."""


class _Far(io.RawIOBase):
    """The file as the child sees it: every read is a question to the window."""

    def __init__(self, size: int, ask: Callable[[int, int], bytes]) -> None:
        self._size, self._ask = size, ask
        self._at = 0
        self._start, self._held = 0, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self._size - self._at)
        if wanted <= 0:
            return 0
        inside = self._at - self._start
        if not 0 <= inside < len(self._held):
            length = min(max(wanted, _AHEAD), self._size - self._at, talk.MOST_DATA)
            self._start, self._held, inside = self._at, self._ask(self._at, length), 0
        part = self._held[inside : inside + wanted]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)


def main() -> int:
    """Draw one thing; every failure is a code, and whatever kills the process is the window's to tell."""
    harden()
    end_with_parent()
    from app.evidence.viewer import drawing

    drawing.prepare()
    confined = confine()
    kind, data = talk.received(_read, talk.MOST_DATA)
    if kind != talk.JOB:
        return 1
    job = json.loads(data)
    if job.get("confined") and not confined:
        return 1
    try:
        answer = _done(job, io.BufferedReader(_Far(job["size"], _ask), _AHEAD))
    except drawing.Fault as fault:
        answer = talk.framed(talk.FAULT, str(fault).encode())
    except (OSError, ValueError, MemoryError, RecursionError, OverflowError, ArithmeticError, LookupError, TypeError,
            SyntaxError, AttributeError):  # fmt: skip
        # Whatever a parser stumbles over in foreign bytes means the same here: there is nothing to show.
        answer = talk.framed(talk.FAULT, talk.NOT_READABLE.encode())
    _write(answer)
    return 0


def _done(job: dict[str, object], source: io.BufferedReader) -> bytes:
    from app.evidence.viewer import drawing

    width, height, number = (int(str(job[name])) for name in ("width", "height", "page"))
    if job["kind"] == talk.TEXT:
        return talk.framed(talk.LETTERS, drawing.letters(source).encode())
    if job["kind"] == talk.PAGE:
        made = drawing.page(source, number, width, height)
    else:
        made = drawing.picture(source, width, height)
    return talk.framed(talk.PICTURE, talk.SIZE.pack(*made[:3]) + made[3])


def _ask(offset: int, length: int) -> bytes:
    _write(talk.framed(talk.WANTED, talk.PLACE.pack(offset, length)))
    kind, data = talk.received(_read, talk.MOST_DATA)
    if kind != talk.DATA:
        raise EOFError
    return data


def _read(most: int) -> bytes:
    return os.read(_LINE, most)


def _write(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(_LINE, view) :]

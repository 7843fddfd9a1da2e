"""Previews: a confined child gets chunks of a file and returns pixels; foreign bytes are never parsed in here.

A crash, a bomb or a hang of the child is a sentence. Nothing the child says is trusted: its frames are bounded, what it
asks for must lie inside the file, its pixels must be as many as it says.
"""

from __future__ import annotations

import json
import select
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Protocol

from app.errors import Interrupted, Refusal
from app.evidence.content import Kind
from app.evidence.viewer import talk
from app.i18n import _

SECONDS = 20.0
"""How long a preview may take before the child is ended."""
_TURN = 0.1
_JOBS = {Kind.IMAGE: talk.IMAGE, Kind.PDF: talk.PAGE, Kind.TEXT: talk.TEXT}
PREVIEWED = frozenset(kind.value for kind in _JOBS)
"""Kinds that can be shown; sound and film can wait."""


class Source(Protocol):
    """A file that can be read from any place (app.vault.stream.SealedFile)."""

    size: int

    def read(self, offset: int, length: int) -> bytes:
        """At most that many bytes."""


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """What a preview shows: pixels of one page (RGB, three bytes each), or plain letters."""

    pages: int = 1
    width: int = 0
    height: int = 0
    pixels: bytes = b""
    text: str | None = None


def show(
    source: Source,
    kind: str,
    *,
    page: int = 0,
    box: tuple[int, int] = (1200, 1600),
    stopped: Callable[[], bool] = lambda: False,
    seconds: float = SECONDS,
) -> Shown:
    """One page as pixels within `box`, or letters; on any thread but the window's.

    Raises Refusal where the child finds nothing to show or ends, Interrupted when stopped, Damaged from the file.
    """
    if sys.platform == "win32":  # no socket of ours can be a child's standard input there
        raise Refusal(_("Files are not shown on this computer's system yet. They can be checked and handed over."))
    if kind not in PREVIEWED:
        raise Refusal(_("This kind of file is not shown here. It can be checked and handed over."))
    width, height = (max(16, min(side, talk.MOST_SIDE)) for side in box)
    job = {
        "kind": _JOBS[Kind(kind)], "size": source.size, "page": page, "width": width, "height": height,
        "confined": sys.platform == "linux",
    }  # fmt: skip
    with _Child(monotonic() + seconds, stopped) as child:
        child.say(talk.JOB, json.dumps(job).encode())
        while True:
            said, data = child.heard()
            if said != talk.WANTED:
                return _shown(said, data, width, height)
            child.say(talk.DATA, _part(source, data))


def _part(source: Source, data: bytes) -> bytes:
    if len(data) != talk.PLACE.size:
        raise _ended()
    offset, length = talk.PLACE.unpack(data)
    if length > talk.MOST_DATA or offset + length > source.size:
        raise _ended()
    return source.read(offset, length)


def _shown(said: bytes, data: bytes, width: int, height: int) -> Shown:
    if said == talk.LETTERS and len(data) <= 4 * talk.MOST_LETTERS:
        return Shown(text=data.decode("utf-8", "replace"))
    if said == talk.PICTURE and len(data) >= talk.SIZE.size:
        pages, wide, high = talk.SIZE.unpack_from(data)
        pixels = data[talk.SIZE.size :]
        if 0 < wide <= width and 0 < high <= height and len(pixels) == wide * high * 3:
            return Shown(pages, wide, high, pixels)
    if said == talk.FAULT:
        raise _fault(data[:40].decode("ascii", "replace"))
    raise _ended()


class _Child:
    """The child and the line to it, until one of them ends."""

    def __init__(self, deadline: float, stopped: Callable[[], bool]) -> None:
        self._deadline, self._stopped = deadline, stopped

    def __enter__(self) -> _Child:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 -- our own program
                _command(), stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=_environment(), cwd=Path(sys.executable).anchor, close_fds=True,
            )  # fmt: skip
        self._line = ours
        self._line.setblocking(False)
        return self

    def __exit__(self, *_what: object) -> None:
        self._line.close()
        self._process.kill()
        self._process.wait()

    def say(self, kind: bytes, data: bytes) -> None:
        view = memoryview(talk.framed(kind, data))
        while view:
            self._wait(write=True)
            try:
                view = view[self._line.send(view) :]
            except OSError:
                raise _ended() from None

    def heard(self) -> tuple[bytes, bytes]:
        try:
            return talk.received(self._read)
        except (EOFError, ValueError):
            raise _ended() from None

    def _read(self, most: int) -> bytes:
        self._wait(write=False)
        try:
            return self._line.recv(most)
        except OSError:
            raise EOFError from None

    def _wait(self, *, write: bool) -> None:
        """Until the line is free; a stop and the deadline are looked at meanwhile."""
        while True:
            if self._stopped():
                raise Interrupted(_("This was stopped. Nothing was changed."))
            if monotonic() > self._deadline:
                raise Refusal(
                    _("Showing this took too long, so it was ended. The file is kept as it is; it can be handed over.")
                )
            ready = select.select([] if write else [self._line], [self._line] if write else [], [], _TURN)
            if ready[0] or ready[1]:
                return


def _command() -> list[str]:
    if getattr(sys, "frozen", False):  # a packed program has no modules to start by name
        return [sys.executable, "evidence", "viewer"]
    return [sys.executable, "-m", "app.evidence.viewer"]


def _environment() -> dict[str, str]:
    """No word of this session: only what an interpreter needs to find its own code."""
    root = Path(__file__).resolve().parents[2]
    return {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}


def _ended() -> Refusal:
    return Refusal(_("This file could not be shown: reading it ended without a picture. It is kept as it is."))


def _fault(code: str) -> Refusal:
    sentences = {
        talk.TOO_LARGE: _("This picture is too large to be shown here. It is kept as it is, and can be handed over."),
        talk.LOCKED: _("This paper has a passphrase of its own, so it is not shown here. It is kept as it is."),
    }
    return Refusal(sentences.get(code, "")) if code in sentences else _ended()

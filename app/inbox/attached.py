"""One attachment of a report: what is told of it without opening it, and how its bytes are read for evidence."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import Damaged
from app.i18n import _
from app.inbox.parcels import Ranges
from app.wire import pieces
from app.wire.content import File


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file that a reporter sent along, as far as it can be told without opening it.

    `state`: arriving, here, stated, odd, evidence, register, let_go, or lost where pieces that were here are not here any more.
    """

    id: str
    message: str
    name: str
    type: str
    size: int
    sha256: str
    pieces: int
    have: int
    state: str
    copies: int = 0
    """Copies of it without what the camera wrote into it."""
    kind: str = ""
    words: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One file for evidence: read piece by piece, and nothing of it ever lies in the clear on a disk."""

    name: str
    size: int
    sha256: str
    copy: bool
    file: File = field(repr=False)
    path: Path = field(repr=False)

    def stream(self) -> io.BufferedReader:
        """The plain bytes; Malformed where a piece or the whole is not what the reporter's page wrote of it."""
        return io.BufferedReader(_Plain(self._plain()), pieces.PLAIN)

    def _plain(self) -> Iterator[bytes]:
        return pieces.open_pieces(self.file.file_key, self.size, self.sha256, self._sealed())

    def _sealed(self) -> Iterator[bytes]:
        for place in range(self.file.first, self.file.first + pieces.count(self.size)):
            try:
                yield (self.path / str(place)).read_bytes()
            except OSError:
                raise lost() from None


class _Plain(io.RawIOBase):
    """Pieces as a file that can be read from."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._rest = parts, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._rest = memoryview(part)
        some = self._rest[: len(buffer)]
        buffer[: len(some)] = some
        self._rest = self._rest[len(some) :]
        return len(some)


def standing(stated: Mapping[str, Any] | None, *, fits: bool, whole: bool, once: bool) -> str:
    told: str = stated["state"] if stated is not None else "here"
    if told in ("evidence", "register", "let_go"):
        return told
    if not fits:
        return "odd"
    if whole:
        return told
    return "lost" if once else "arriving"


def group(files: tuple[File, ...], place: int) -> tuple[int, ...]:
    """A file and its copies, by their places in the message."""
    return (place, *(at for at, file in enumerate(files) if file.of == place))


def ranges(files: tuple[File, ...], place: int) -> Ranges:
    return tuple((files[at].first, pieces.count(files[at].size)) for at in group(files, place))


def lost() -> Damaged:
    return Damaged(
        _(
            "Parts of this attachment are not here any more. Nothing was taken in. Bring them back from a backup, or ask the person to send it again."
        )
    )


class Unfit(Damaged):
    """The bytes of an attachment are not what the reporter's page wrote of them."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This attachment does not fit what was announced of it. Nothing was taken in; it is kept as it came. Please ask the person to send it again."
            )
        )

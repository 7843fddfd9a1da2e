"""Cases of another Gyeot, or of this one, are taken in: sealed or in the open, whole or not at all, and once.

    look (any thread: the file to its end, nothing written) ─▶ step (writer: a batch of cases)
        ─▶ seal (any thread: one file of evidence) ─▶ enter (writer) ─▶ step … ─▶ end (writer: the trail)

After an interruption the same file is taken in once more, and the rest follows: cases that are here stay as they are,
and items whose file did not come get it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from app.changes import Changes, Done
from app.errors import BadInput, Interrupted
from app.evidence import Arrival
from app.flows import sealed_lines, travelling
from app.flows.leaving import House, Stopped, Tell, may
from app.flows.open_parts import OpenParts
from app.flows.sealed_lines import CASE_MOST, Part
from app.flows.travelling import not_whole
from app.i18n import _
from app.kinds import Compartment
from app.vault import Keys, age, seal_file

BATCH = 200
"""Cases in one transaction: each commit waits for the disk once."""
_TOUCHED = Changes.CASES | Changes.CONTACTS | Changes.EVIDENCE | Changes.TASKS | Changes.AUDIT


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file held: cases that are new here, cases that were here already, and files of evidence."""

    imported: int
    already_here: int
    files: int = 0
    files_staying: int = 0
    """Files that these keys may not seal: somebody with the key of evidence takes the same file in once more."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a file holds, read to its end."""

    cases: int
    files: int
    size: int


class Parts(Protocol):
    """A file of either form, opened."""

    id: str
    centre: str

    def parts(self) -> Iterator[Part]: ...


class SealedParts:
    """A file of sealed frames."""

    def __init__(self, path: Path, keys: Keys, passphrase: str | None) -> None:
        self._path = path
        self._header, self._seal = sealed_lines.opened(sealed_lines.header_of(path), keys, passphrase)
        self.id, self.centre = self._header.id, self._header.centre

    def parts(self) -> Iterator[Part]:
        return sealed_lines.parts(self._header, sealed_lines.lines(self._path, self._seal))


def opened(path: Path, keys: Keys, passphrase: str | None) -> Parts:
    """The file at `path`, by its first bytes; deriving a passphrase takes a second."""
    try:
        with path.open("rb") as stream:
            head = stream.read(len(age.MAGIC))
    except OSError as problem:
        raise BadInput(_("The file {path} cannot be read. Nothing was changed.").format(path=path)) from problem
    if head == age.MAGIC or head[:2] == b"PK":
        return OpenParts(path, passphrase)
    return SealedParts(path, keys, passphrase)


class Arriving:
    """One file that is being taken in; begun where the records are open, looked through before anything is written."""

    def __init__(self, house: House, path: Path, passphrase: str | None) -> None:
        may(house.keys, _("Only a manager or supervisor takes cases in. Nothing was taken in."))
        self._path, self._passphrase, self._keys = path, passphrase, house.keys
        self._known = travelling.shape(house.database(Compartment.CASEWORK))
        self._opens = house.evidence.may_open()
        self._source: Parts | None = None
        self._waiting: Iterator[Part] = iter(())
        self._file: Part | None = None
        self._arrival: Arrival | None = None
        self.told = Told(0, 0, 0)
        self._new = self._here = self._files = self._staying = 0
        self.ended = False

    # -- before anything is written --------------------------------------------------------------

    def look(self, tell: Tell = lambda _part: None, stopped: Stopped = lambda: False) -> Told:
        """Read the file to its end; Damaged where it is not whole. On any thread."""
        self._source = opened(self._path, self._keys, self._passphrase)
        size, cases, files, plain, done = max(1, self._path.stat().st_size), 0, 0, 0, 0
        for part in self._source.parts():
            if stopped():
                raise Interrupted(_("This was stopped. Nothing was taken in."))
            if part.kind == "case":
                data = _joined(part)
                travelling.read(data, self._known)
                cases, done = cases + 1, done + len(data)
            else:
                count = sum(len(piece) for piece in _watched(part, stopped))
                if count != part.size:
                    raise not_whole()
                files, plain, done = files + 1, plain + count, done + count
            tell(min(1.0, done / size))
        self.told = Told(cases, files, plain)
        self._waiting = self._source.parts()
        return self.told

    # -- step by step ----------------------------------------------------------------------------

    @property
    def part(self) -> float:
        """How far it has come, between nothing and all."""
        return (self._new + self._here + self._files + self._staying) / max(1, self.told.cases + self.told.files)

    def step(self, house: House, most: int = BATCH) -> Done[bool]:
        """The next cases, in one transaction; True where a file of evidence comes next, and `seal` is due."""
        assert self._source is not None, "look comes first"
        db, foreign = house.database(Compartment.CASEWORK), self._source.centre != self._keys.centre_id
        self._file = self._arrival = None
        new = here = 0
        with db.atomic():
            db.rows("PRAGMA defer_foreign_keys = ON")  # rows of one case point to each other in any order
            for _number in range(most):
                part = next(self._waiting, None)
                if part is None or part.kind == "file":
                    self._file, self.ended = part, part is None
                    break
                came = travelling.put_in(db, house.cases, travelling.read(_joined(part), self._known), foreign)
                new, here = new + came, here + (not came)
        self._new, self._here = self._new + new, self._here + here
        if self._file is not None and self._opens:
            self._arrival = house.evidence.expect(self._file.item)
        elif self._file is not None:
            self._staying += 1
        return Done(self._file is not None, _TOUCHED if self.ended else Changes.NONE)

    def seal(self, tell: Tell = lambda _part: None, stopped: Stopped = lambda: False) -> None:
        """The file that comes next, under a key of its case here; one that is not wanted is passed over. On any thread."""
        part, arrival = self._file, self._arrival
        assert part is not None, "step said that a file comes"
        if arrival is None:
            for _piece in part.body:
                pass
            return
        whole = max(1, part.size)
        done = seal_file(
            io.BufferedReader(_Body(part.body)), arrival.path, arrival.key,
            progress=lambda at: tell(at / whole), stopped=stopped,
        )  # fmt: skip
        if (done.size, done.sha256) != (part.size, arrival.item.sha256):
            arrival.path.unlink(missing_ok=True)
            raise not_whole()

    def enter(self, house: House) -> Done[None]:
        """Write down that the file is here."""
        arrival, self._arrival = self._arrival, None
        if arrival is not None:
            assert self._source is not None, "look comes first"
            house.evidence.arrived(arrival, _("Came with its case in the file {file}").format(file=self._source.id[:8]))
            self._files += 1
        return Done(None, Changes.NONE)

    def end(self, house: House) -> Done[Taken]:
        """The trail knows of it; also where it was stopped in between."""
        if self._source is not None and (self._new or self._files):
            with house.database(Compartment.CASEWORK).atomic():
                house.audit.write("exchange_imported", file=self._source.id, cases=self._new, files=self._files)
        return Done(Taken(self._new, self._here, self._files, self._staying), _TOUCHED)


def take_in(house: House, path: Path, passphrase: str | None, stopped: Stopped = lambda: False) -> Done[Taken]:
    """All of it on one thread, for a command."""
    arriving = Arriving(house, path, passphrase)
    arriving.look(stopped=stopped)
    try:
        while not arriving.ended:
            if arriving.step(house).value:
                arriving.seal(stopped=stopped)
                arriving.enter(house)
    finally:
        taken = arriving.end(house)
    return taken


def _joined(part: Part) -> bytes:
    held = bytearray()
    for piece in part.body:
        held += piece
        if len(held) > CASE_MOST:
            raise not_whole()
    return bytes(held)


def _watched(part: Part, stopped: Callable[[], bool]) -> Iterator[bytes]:
    for piece in part.body:
        if stopped():
            raise Interrupted(_("This was stopped. Nothing was taken in."))
        yield piece


class _Body(io.RawIOBase):
    """Pieces as a file that can be read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

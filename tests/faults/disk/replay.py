"""A disk that loses power: what was synced is there, and of the rest any part, in any order, whole or torn.

The rules are those that POSIX gives, no kinder file system is assumed. The bytes of a file are safe once it was
synced; its name is safe once its folder was. Of writes since then each may be there, missing, or torn between sectors.
Changes of names keep their order within one folder, and each folder may have come further than another.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.faults.disk.record import ACKNOWLEDGED, Kind, Line

SECTOR = 512
Change = tuple[int, bytes | None]
"""Bytes at an offset, or a new length."""


@dataclass(eq=False)
class File:
    """A file's bytes on the disk, and what was asked for since its last sync."""

    safe: bytearray = field(default_factory=bytearray)
    waiting: list[Change] = field(default_factory=list)

    def sync(self) -> None:
        for change in self.waiting:
            _apply(self.safe, change)
        self.waiting.clear()

    def after(self, chance: random.Random, keep: float) -> bytes:
        """These bytes after a power cut that let each waiting change through with this probability."""
        if not self.waiting or keep == 0:
            return bytes(self.safe)
        data = bytearray(self.safe)
        for change in self.waiting:
            if keep == 1 or chance.random() < keep:
                _apply(data, change)
            elif change[1] and chance.random() < 0.5:
                _apply_torn(data, change, chance)
        return bytes(data)


def _apply(data: bytearray, change: Change) -> None:
    at, new = change
    if new is None:
        del data[at:]
        data.extend(bytes(at - len(data)))
        return
    if at > len(data):
        data.extend(bytes(at - len(data)))
    data[at : at + len(new)] = new


def _apply_torn(data: bytearray, change: Change, chance: random.Random) -> None:
    at, new = change
    assert new is not None
    for start in range(0, len(new), SECTOR):
        if chance.random() < 0.5:
            _apply(data, (at + start, new[start : start + SECTOR]))


@dataclass(eq=False)
class Folder:
    """The names in a folder as the program sees them, as the disk is sure of them, and the changes between."""

    names: dict[str, File | Folder] = field(default_factory=dict)
    safe: dict[str, File | Folder] = field(default_factory=dict)
    waiting: list[tuple[str, File | Folder | None]] = field(default_factory=list)

    def set(self, name: str, node: File | Folder | None) -> None:
        _rename(self.names, name, node)
        self.waiting.append((name, node))

    def sync(self) -> None:
        self.safe = dict(self.names)
        self.waiting.clear()

    def after(self, chance: random.Random, keep: float) -> dict[str, File | Folder]:
        found = dict(self.safe)
        far = {0.0: 0, 1.0: len(self.waiting)}.get(keep, chance.randint(0, len(self.waiting)))
        for name, node in self.waiting[:far]:
            _rename(found, name, node)
        return found


def _rename(names: dict[str, File | Folder], name: str, node: File | Folder | None) -> None:
    for old in [one for one, held in names.items() if held is node]:
        del names[old]  # within one folder a rename is one change: never two names, never none
    if node is None:
        names.pop(name, None)
    else:
        names[name] = node


class Disk:
    """The folder that was recorded, as it was before the record began; `play` goes on by one line."""

    def __init__(self, before: Path) -> None:
        self.top = _read(before)
        self._files: dict[int, File | Folder] = {}
        self._prefix = ""
        self.acknowledged: list[str] = []

    def play(self, line: Line, folder: Path) -> None:
        self._prefix = str(folder)
        match line.kind:
            case Kind.FOUND:
                self._files[line.file] = self._node(line.path)
            case Kind.CREATED:
                self._make(line, File())
            case Kind.FOLDER:
                self._make(line, Folder())
            case Kind.WRITTEN:
                self._write(line)
            case Kind.CUT:
                file = self._files[line.file]
                assert isinstance(file, File)
                file.waiting.append((line.offset, None))
            case Kind.SYNCED:
                self._synced(line).sync()
            case Kind.RENAMED:
                self._move(line.path, line.two.decode())
            case Kind.REMOVED:
                above, name = self._place(line.path)
                above.set(name, None)
            case Kind.LINKED:
                above, name = self._place(line.two.decode())
                above.names[name] = self._node(line.path)
                above.waiting.append((name, self._node(line.path)))

    def _synced(self, line: Line) -> File | Folder:
        return self._files[line.file] if line.file in self._files else self._node(line.path)

    def _make(self, line: Line, node: File | Folder) -> None:
        above, name = self._place(line.path)
        above.set(name, node)
        self._files[line.file] = node
        if name == ACKNOWLEDGED:
            above.sync()

    def _write(self, line: Line) -> None:
        file = self._files[line.file]
        assert isinstance(file, File)
        if file is self.top.names.get(ACKNOWLEDGED):
            self.acknowledged += line.one.decode().split()
        else:
            file.waiting.append((line.offset, line.one))

    def _move(self, old: str, new: str) -> None:
        (source, from_name), (target, to_name) = self._place(old), self._place(new)
        node = source.names[from_name]
        if source is not target:
            source.set(from_name, None)
        target.set(to_name, node)

    def _place(self, path: str) -> tuple[Folder, str]:
        *above, name = PurePosixPath(path).relative_to(self._prefix).parts
        node: File | Folder = self.top
        for part in above:
            assert isinstance(node, Folder)
            node = node.names[part]
        assert isinstance(node, Folder)
        return node, name

    def _node(self, path: str) -> File | Folder:
        if path == self._prefix:
            return self.top
        above, name = self._place(path)
        return above.names[name]

    def after(self, target: Path, chance: random.Random, keep: float) -> None:
        """Write what the disk holds after the power came back into the new folder `target`."""
        _write_out(self.top, target, chance, keep)

    def unsafe(self) -> int:
        """How many changes the disk is not sure of."""
        return _unsafe(self.top, set())


def _read(path: Path) -> Folder:
    made = Folder()
    for found in sorted(path.iterdir()):
        made.names[found.name] = _read(found) if found.is_dir() else File(bytearray(found.read_bytes()))
    made.safe = dict(made.names)
    return made


def _write_out(folder: Folder, target: Path, chance: random.Random, keep: float) -> None:
    target.mkdir()
    for name, node in folder.after(chance, keep).items():
        if name == ACKNOWLEDGED:
            continue
        if isinstance(node, Folder):
            _write_out(node, target / name, chance, keep)
        else:
            (target / name).write_bytes(node.after(chance, keep))


def _unsafe(folder: Folder, seen: set[int]) -> int:
    found = len(folder.waiting)
    for node in folder.names.values():
        found += len(node.waiting) if isinstance(node, File) else _unsafe(node, seen)
    return found


@dataclass(frozen=True, slots=True)
class State:
    """One way the disk may look after a power cut, and what had been acknowledged by then."""

    folder: Path
    acknowledged: tuple[str, ...]
    after: int
    keep: float


def states(
    lines: list[Line], before: Path, folder: Path, place: Path, count: int, chance: random.Random
) -> Iterator[State]:
    """`count` states, spread over the whole record; each one stands in `place` until the next is asked for.

    The power goes where most is at stake: right before a sync or a change of names, and right after one. At each
    point nothing, everything, or any part of what was not yet safe got through.
    """
    telling = {Kind.SYNCED, Kind.RENAMED, Kind.REMOVED, Kind.CREATED}
    points = sorted({at for n, line in enumerate(lines) if line.kind in telling for at in (n, n + 1)})
    drawn = sorted(chance.choices(points, k=count))
    disk, played = Disk(before), 0
    for number, point in enumerate(drawn):
        while played < point:
            disk.play(lines[played], folder)
            played += 1
        keep = (0.0, 1.0, chance.random(), chance.random())[number % 4]
        target = place / f"{number}"
        disk.after(target, chance, keep)
        yield State(target, tuple(disk.acknowledged), point, keep)

"""Sealing a large file of evidence, against a plain copy of the same bytes made durable in the same way.

The value is the processor's time over the copy. Memory is read from the kernel while sealing goes on, and single places
of the sealed file are opened from anywhere: both stand in the note, and both are conditions of the goal.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from app.i18n import _
from app.vault import SealedFile, seal_file
from ui.bench.measure import LEAST, Figure, Goal, Sample, p95

SIZE = 1 << 30
GOAL = Goal("plus", 1500.0)
MEMORY_GOAL, SEEK_GOAL = 50.0, 5.0
_KEY = bytes(range(32))
_PIECE = 1 << 20
_SEEKS, _READ = 400, 65_536
_TURNS = LEAST


def measure(_cases: int) -> Figure:
    with _folder() as folder:
        source = folder / "source"
        _fill(source, SIZE)
        copies, seals, grown = _turns(source, folder)
        seeks = _seeks(folder / "sealed.ev1")
    memory, seek = max(grown), p95(seeks)
    told = _(
        "1 GiB, {n} turns; memory grew by {memory:.0f} MB (goal 50), one place is open after {seek:.2f} ms at p95 (goal 5); on the wall {wall:.1f} s, the copy {copy:.1f} s."
    )
    note = told.format(
        n=_TURNS, memory=memory, seek=seek, wall=statistics.median(one.ms for one in seals) / 1e3,
        copy=statistics.median(one.ms for one in copies) / 1e3,
    )  # fmt: skip
    value, floor = (statistics.median(one.cpu for one in some) for some in (seals, copies))
    return Figure(
        value, floor, GOAL, _TURNS, cpu=(value, floor), note=note, also=memory <= MEMORY_GOAL and seek <= SEEK_GOAL
    )


def _turns(source: Path, folder: Path) -> tuple[list[Sample], list[Sample], list[float]]:
    """Copy and seal by turns; how much the memory of this process grew while it sealed. The first turn only warms up."""
    copies: list[Sample] = []
    seals: list[Sample] = []
    grown: list[float] = []
    for turn in range(-1, _TURNS):
        for sealing in (False, True) if turn % 2 else (True, False):
            with _watching() as most:
                before = _rss()
                sample = _one(source, folder / ("sealed.ev1" if sealing else "copy"), sealing=sealing)
            if sealing:
                grown.append(max(most, default=before) - before)
            if turn >= 0:
                (seals if sealing else copies).append(sample)
    return copies, seals, grown


@contextmanager
def _watching() -> Iterator[list[float]]:
    """The memory of this process in MB, looked at every few milliseconds."""
    found: list[float] = []
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.05):
            found.append(_rss())

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield found
    finally:
        done.set()
        watcher.join()


def _one(source: Path, target: Path, *, sealing: bool) -> Sample:
    target.unlink(missing_ok=True)
    wall, cpu = time.perf_counter(), time.process_time()
    if sealing:
        with source.open("rb", buffering=0) as stream:
            seal_file(stream, target, _KEY)
    else:
        _copy(source, target)
    return Sample((time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3)


def _copy(source: Path, target: Path) -> None:
    """Through memory, as sealing has to go; made durable as sealing does."""
    buffer = bytearray(_PIECE)
    with source.open("rb", buffering=0) as stream, target.open("wb", buffering=0) as out:
        while count := stream.readinto(buffer):
            out.write(memoryview(buffer)[:count])
        os.fsync(out.fileno())


def _seeks(path: Path) -> list[float]:
    """Milliseconds to have one place of the file in clear, from anywhere in it."""
    chance = random.Random(4)  # noqa: S311 -- places in a file
    found = []
    with SealedFile(path, _KEY) as file:
        for _turn in range(_SEEKS):
            place = chance.randrange(file.size - _READ)
            begun = time.perf_counter()
            file.read(place, _READ)
            found.append((time.perf_counter() - begun) * 1e3)
    return found


def _rss() -> float:
    return float(import_module("psutil").Process().memory_info().rss) / 2**20


def _fill(path: Path, size: int) -> None:
    piece = os.urandom(_PIECE)
    with path.open("wb", buffering=0) as out:
        for _turn in range(size // _PIECE):
            out.write(piece)
        os.fsync(out.fileno())


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="gyeot-seal-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)

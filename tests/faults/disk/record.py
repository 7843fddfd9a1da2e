"""What a worker process did to its disk, call by call, written down by a library that is preloaded into it."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SOURCE = Path(__file__).with_name("recorder.c")
ACKNOWLEDGED = "acknowledged"
"""The file into which a worker writes what it told people; it is no part of the disk that loses power."""

_HEAD = struct.Struct("<BQQII")
_COMPILERS = ("gcc", "cc", "clang")


class Kind(IntEnum):
    """What a line of the record says; the numbers stand in recorder.c."""

    FOUND = 1
    CREATED = 2
    WRITTEN = 3
    CUT = 4
    SYNCED = 5
    RENAMED = 6
    REMOVED = 7
    FOLDER = 8
    LINKED = 9


@dataclass(frozen=True, slots=True)
class Line:
    """One call: which file (an inode), where in it, and a path or bytes."""

    kind: Kind
    file: int
    offset: int
    one: bytes
    two: bytes

    @property
    def path(self) -> str:
        return os.fsdecode(self.one)


@cache
def library() -> Path:
    """The recorder, built once a run; without a C compiler on Linux the test is skipped, and says so."""
    compiler = next((found for name in _COMPILERS if (found := shutil.which(name))), None)
    if sys.platform != "linux" or compiler is None:
        pytest.skip("no C compiler on Linux: NO POWER LOSS AND NO FULL DISK WAS TRIED")
    folder = Path(tempfile.mkdtemp(prefix="gyeot-recorder-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    target = folder / "recorder.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o", target, SOURCE, "-lpthread"],
        check=True,
    )
    return target


def run(folder: Path, life: str, told: dict[str, object], record: Path | None = None) -> str:
    """Let a worker live one of its lives over `folder`; returns what it said."""
    environment = {**os.environ, "LD_PRELOAD": str(library()), "DISK_FOLDER": str(folder)}
    if record is not None:
        environment["DISK_RECORD"] = str(record)
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.disk.worker", life],
        cwd=ROOT, env=environment, input=json.dumps(told), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def recorded(folder: Path, life: str, told: dict[str, object], record: Path) -> list[Line]:
    """Everything the worker did below `folder` in one of its lives."""
    run(folder, life, told, record)
    return list(_lines(record.read_bytes()))


def _lines(data: bytes) -> Iterator[Line]:
    at = 0
    while at < len(data):
        kind, file, offset, one, two = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        yield Line(Kind(kind), file, offset, data[at : at + one], data[at + one : at + one + two])
        at += one + two

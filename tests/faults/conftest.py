"""What the fault tests share: how long they run, and a quick place for the thousands of disks they look at."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from app.vault import enrolment, passphrase, unlocking, ways_in
from tests.conftest import Centre
from tests.faults.disk.recording import Recording

MEMORY = Path("/dev/shm")


@pytest.fixture
def long(request: pytest.FixtureRequest) -> bool:
    """Whether the whole number of faults was asked for."""
    return bool(request.config.getoption("--runslow"))


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder in memory where there is one: a power loss is looked at thousands of times."""
    base = MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="gyeot-faults-", dir=base))
    yield folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def stretched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same passphrase and salt are stretched once: it is the disk that is tried, not the patience."""
    remembered = cache(passphrase.stretch)
    for module in (passphrase, unlocking, ways_in, enrolment):
        if hasattr(module, "stretch"):
            monkeypatch.setattr(module, "stretch", remembered)


@pytest.fixture
def recording(centre: Centre, place: Path, stretched_once: None) -> Recording:
    made = Recording(place, centre)
    made.disk.mkdir()
    shutil.copytree(centre.home, made.disk / "home")
    return made

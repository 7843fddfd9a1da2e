"""The window as people start it: a keyless parent and its child, as real processes on the offscreen platform."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.commands import Station
from tests.relay.running import ROOT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks at /proc")

_HEAVY = ("PySide6", "libQt6", "sqlcipher", "cryptography", "_argon2", "reportlab")


@pytest.fixture
def parent(station: Station, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    own = {"XDG_DATA_HOME": str(tmp_path / "own"), "QT_QPA_PLATFORM": "offscreen"}
    words = [sys.executable, "-m", "ui", "--home", str(station.home), "--lang", "en"]
    process = subprocess.Popen(words, cwd=ROOT, env={**os.environ, **own}, text=True)
    yield process
    process.kill()
    process.wait()


def until(ready: Callable[[], object], what: str, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"waited for {what}"
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] not in "ZX"
    except OSError:
        return False


def maps(pid: int) -> str:
    return Path(f"/proc/{pid}/maps").read_text()


def started(parent: subprocess.Popen[str]) -> int:
    """The child once it stands there with its window."""
    until(lambda: children(parent.pid), "a child")
    (child,) = children(parent.pid)
    until(lambda: "libqoffscreen" in maps(child), "the child's window")
    time.sleep(0.5)
    assert parent.poll() is None
    assert alive(child)
    return child


def test_only_the_child_loads_what_could_hold_keys(parent: subprocess.Popen[str]) -> None:
    started(parent)
    assert [name for name in _HEAVY if name in maps(parent.pid)] == []


def test_ending_the_parent_ends_both(parent: subprocess.Popen[str]) -> None:
    child = started(parent)
    parent.terminate()
    assert parent.wait(5) == 128 + signal.SIGTERM
    until(lambda: not alive(child), "the child to end", 3)


def test_a_stopped_child_ends_with_its_parent(parent: subprocess.Popen[str]) -> None:
    child = started(parent)
    os.kill(child, signal.SIGSTOP)
    parent.terminate()
    parent.wait(5)
    until(lambda: not alive(child), "the stopped child to end", 3)


def test_a_killed_parent_leaves_no_child(parent: subprocess.Popen[str]) -> None:
    child = started(parent)
    parent.kill()
    parent.wait(5)
    until(lambda: not alive(child), "the orphan to end", 3)


def test_a_child_that_dies_ends_the_parent_with_its_code(parent: subprocess.Popen[str]) -> None:
    child = started(parent)
    os.kill(child, signal.SIGKILL)
    assert parent.wait(5) == 128 + signal.SIGKILL

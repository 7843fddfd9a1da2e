"""The keyless parent with real processes: nothing the child does or suffers prevents the lock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PARENT = """
import sys, time
from app.vault.lock import supervise
code = supervise([sys.executable, "-c", sys.argv[1], *sys.argv[2:]])
dear = [name for name in sys.modules if name.split(".")[0] in
        ("PySide6", "sqlcipher3", "cryptography", "keyring", "yaml", "sqlite3", "_cffi_backend")
        or name.startswith(("app.store", "app.i18n", "app.vault.keys", "app.vault.sealing"))]
print("DEAR", dear)
sys.exit(code)
"""
CHILD = """
import ctypes, os, signal, sys, threading, time
from app.vault.lock import Supervisor
log = open(sys.argv[1], "a", buffering=1)
saved = threading.Event()
def interrupted():
    log.write(f"interrupt {time.monotonic()}\\n")
    on_interrupt()
def on_interrupt():
    pass
line = Supervisor.attach(interrupted)
log.write(f"start {os.getpid()} {line.started_locked} {time.monotonic()}\\n")
if line.started_locked:
    sys.exit(7)
"""


def run(tmp_path: Path, body: str, wait: float = 15) -> tuple[int, list[list[str]], str]:
    """Run a child under a parent; its exit code, its log and what the parent printed."""
    log = tmp_path / "log"
    done = subprocess.run(
        [sys.executable, "-c", PARENT, CHILD + body, str(log)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=wait,
        check=False,
    )
    return done.returncode, [line.split() for line in log.read_text().splitlines()], done.stdout + done.stderr


def starts(log: list[list[str]]) -> list[list[str]]:
    return [line for line in log if line[0] == "start"]


def test_a_child_that_ends_by_itself_ends_the_parent(tmp_path: Path) -> None:
    code, log, printed = run(tmp_path, "sys.exit(3)")
    assert (code, len(starts(log))) == (3, 1)
    assert "DEAR []" in printed


def test_a_crash_is_not_a_lock(tmp_path: Path) -> None:
    code, log, _printed = run(tmp_path, "line.heartbeat(60); os.kill(os.getpid(), signal.SIGSEGV)")
    assert (code, len(starts(log))) == (128 + signal.SIGSEGV, 1)


def test_a_requested_lock_replaces_the_process(tmp_path: Path) -> None:
    code, log, _printed = run(
        tmp_path, "line.heartbeat(60); log.write(f'ask {time.monotonic()}\\n'); line.request_lock(); time.sleep(60)"
    )
    first, second = starts(log)
    assert (code, first[2], second[2]) == (7, "False", "True")
    assert first[1] != second[1]
    asked = next(float(line[1]) for line in log if line[0] == "ask")
    assert any(line[0] == "interrupt" for line in log)
    assert float(second[3]) - asked < 2


def test_a_saved_draft_shortens_the_wait(tmp_path: Path) -> None:
    body = """
def on_interrupt():
    log.write(f"draft {time.monotonic()}\\n")
    line.draft_saved()
line.request_lock()
time.sleep(60)
"""
    code, log, _printed = run(tmp_path, body)
    assert code == 7
    assert sum(line[0] == "draft" for line in log) == 1


@pytest.mark.parametrize(
    "body",
    [
        "line.heartbeat(0.3); ctypes.PyDLL(None).sleep(60)",
        "line.heartbeat(0.3); os.kill(os.getpid(), signal.SIGSTOP)",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); line.heartbeat(0.3)\nwhile True: pass",
        "line.heartbeat(0.3); threading.Lock().acquire(); l = threading.Lock(); l.acquire(); l.acquire()",
    ],
    ids=["C call holding the GIL", "stopped", "busy loop", "deadlock"],
)
def test_the_deadline_cannot_be_prevented(tmp_path: Path, body: str) -> None:
    began = time.monotonic()
    code, log, _printed = run(tmp_path, body)
    first, second = starts(log)
    assert (code, second[2]) == (7, "True")
    late = float(second[3]) - (float(first[3]) + 0.3)
    assert 0.2 < late < 2.5, late
    assert time.monotonic() - began < 10


def test_beats_put_the_lock_off(tmp_path: Path) -> None:
    body = """
for _n in range(8):
    line.heartbeat(1.0 + _n / 1000)
    time.sleep(0.25)
log.write("alive\\n")
sys.exit(0)
"""
    code, log, _printed = run(tmp_path, body)
    assert code == 0
    assert ["alive"] in log


def test_before_the_first_beat_nothing_is_locked(tmp_path: Path) -> None:
    code, log, _printed = run(tmp_path, "time.sleep(1.5); sys.exit(0)")
    assert (code, len(starts(log))) == (0, 1)


def test_a_child_that_cuts_the_line_is_replaced(tmp_path: Path) -> None:
    code, log, _printed = run(tmp_path, "line.heartbeat(60); os.close(line._tell); time.sleep(60)")
    assert (code, len(starts(log))) == (7, 2)


def test_noise_on_the_line_does_nothing(tmp_path: Path) -> None:
    body = """
for noise in (b"beat x\\n", b"beat nan\\n", b"beat -1\\n", b"beat 1e300\\n", bytes(range(256)) + b"\\n", b"unlock\\n"):
    os.write(line._tell, noise)
time.sleep(0.5)
sys.exit(0)
"""
    assert run(tmp_path, body)[0] == 0


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_when_the_parent_dies_the_child_does_not_stay(tmp_path: Path, number: signal.Signals) -> None:
    log = tmp_path / "log"
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, CHILD + "line.heartbeat(600); time.sleep(600)", str(log)], cwd=ROOT
    )
    child = _child_of(log)
    parent.send_signal(number)
    parent.wait(5)
    assert _gone(child, 3)


def _child_of(log: Path) -> int:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if log.exists() and log.read_text().count("\n"):
            return int(log.read_text().split()[1])
        time.sleep(0.02)
    raise AssertionError("the child did not start")


def _gone(pid: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.02)
    return False


def test_sleep_of_the_computer_locks_on_waking(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.vault import lock, platform

    asleep = [0.0]
    monkeypatch.setattr(platform, "clock", lambda: platform.waking_clock() + asleep[0])
    deadline = lock._Deadline()
    asleep[0] = 100.0
    assert not deadline.passed()
    deadline.put_off(3600)
    assert not deadline.passed()
    asleep[0] = 110.0
    assert deadline.passed()

"""The program as people start it, in processes of its own, with a hand inside that presses what a test says."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import PASSPHRASE, Centre
from tests.relay.running import ROOT

DRIVER = Path(__file__).parent / "driver"


class Program:
    """The keyless parent, and whichever child it has now."""

    def __init__(self, home: Path, own: Path, **more: str) -> None:
        self.own = own
        self._place = Path(tempfile.mkdtemp(prefix="gy-"))
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(self._place / "s"))
        self._server.listen()
        self._line: socket.socket | None = None
        self._stream: Any = None
        self.child = 0
        folders = {name: own / name.lower() for name in ("HOME", "TMPDIR", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
        folders |= {name: own / name.lower() for name in ("XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME")}
        for folder in folders.values():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        environment = {
            **os.environ,
            **{name: str(folder) for name, folder in folders.items()},
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(DRIVER),
            "PYTHONDONTWRITEBYTECODE": "1",
            "GYEOT_TEST_SOCKET": str(self._place / "s"),
            **more,
        }
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        words = [sys.executable, "-m", "ui", "--home", str(home), "--lang", "ko"]
        with (own / "said").open("ab") as said:  # what it says is a file of its own, and looked through like the others
            self.parent = subprocess.Popen(
                words, cwd=ROOT, env=environment, start_new_session=True, stdout=said, stderr=said
            )

    def meet(self, seconds: float = 30) -> None:
        """Wait for the window of the present child."""
        self._part()
        self._server.settimeout(seconds)
        self._line, _address = self._server.accept()
        self._line.settimeout(None)
        self._stream = self._line.makefile("rw", encoding="utf-8")
        self.child = int(json.loads(self._stream.readline())["pid"])

    def order(self, code: str, *, in_window: bool = True) -> None:
        """Say what to do without waiting for it."""
        self._stream.write(json.dumps({"code": code, "in_window": in_window}, ensure_ascii=False) + "\n")
        self._stream.flush()

    def do(self, code: str, *, in_window: bool = True, seconds: float = 60) -> Any:
        """Run lines in the window's thread; what they leave in `answer` comes back."""
        assert self._line is not None
        self.order(code, in_window=in_window)
        self._line.settimeout(seconds)
        said = json.loads(self._stream.readline())
        self._line.settimeout(None)
        assert "failed" not in said, said["failed"]
        return said["answer"]

    def enter(self, centre: Centre, who: str = "counsellor") -> None:
        """Unlock as one of the people of a centre."""
        self.unlock(centre.users[who], PASSPHRASE, centre.key_files[who])

    def unlock(self, user: str, passphrase: str, key_file: Path) -> None:
        """As a person does it: choose the name and the key file, type the passphrase, press Enter."""
        self.do(
            f"""
driver.until(lambda: window.unlock.form.names.count() > 0, "the names")
form = window.unlock.form
form.names.set_value({user!r})
form.key_file.set_path({str(key_file)!r})
form.passphrase.setFocus()
driver.type({passphrase!r})
driver.press("Return")
driver.until(lambda: window.floor is not None and window.floor.place, "the first page")
driver.settle(window.tasks)
"""
        )

    def processes(self) -> list[int]:
        """Every process that was started from here, an orphan too: they share the session that the parent began."""
        return [
            pid for entry in Path("/proc").iterdir() if entry.name.isdecimal() and self._ours(pid := int(entry.name))
        ]

    def _ours(self, pid: int) -> bool:
        try:
            facts = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
        except OSError:
            return False  # it went meanwhile
        return int(facts[3]) == self.parent.pid and facts[0] not in "ZX"

    def gone(self, pid: int, seconds: float = 10) -> float:
        """Wait until a process is dead, and say when that was (the clock of `clock`)."""
        end = time.monotonic() + seconds
        while alive(pid):
            assert time.monotonic() < end, f"process {pid} is still there"
            time.sleep(0.002)
        return clock()

    def lock(self) -> tuple[float, float]:
        """Ctrl+L; seconds until the old process was dead, and until the next one showed the lock screen."""
        old = self.child
        began = clock()
        self.order('driver.press("Ctrl+L")')
        dead = self.gone(old) - began
        self.meet()
        self.do('driver.until(lambda: window.unlock.form.names.count() > 0, "the lock screen")')
        return dead, clock() - began

    def _part(self) -> None:
        if self._line is not None:
            self._stream.close()
            self._line.close()
            self._line = None

    def end(self) -> None:
        """End what was started here, and nothing else."""
        for pid in reversed(self.processes()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.parent.wait(10)
        self._part()
        self._server.close()
        shutil.rmtree(self._place, ignore_errors=True)


def clock() -> float:
    """The clock by which parent and child keep the deadline."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] not in "ZX"
    except OSError:
        return False


def until(ready: Callable[[], object], what: str, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"waited for {what}"
        time.sleep(0.01)


def copy_of(founded: Centre, folder: Path) -> Centre:
    """A centre of its own for a whole file of tests."""
    shutil.copytree(founded.home, folder / "home")
    return Centre(folder / "home", founded.users, founded.key_files)


@contextmanager
def running(home: Path, own: Path, **more: str) -> Iterator[Program]:
    """The program with its lock screen shown; ended afterwards."""
    program = Program(home, own, **more)
    try:
        program.meet()
        yield program
    finally:
        program.end()

"""Copies of databases and files in a process of their own: `python -m app.flows.copyist`.

An export of a large database holds the interpreter for seconds; in here nobody waits for it. Jobs and the keys they
need come as lines of JSON on the standard input, never as arguments or environment; answers go back the same way. The
process ends with its parent: when its input ends, and on Linux at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from app import errors, i18n
from app.errors import Bug, Interrupted, NoRoom, Refusal
from app.i18n import _
from app.store import check_whole, counts, export, problems
from app.vault.platform import end_with_parent, harden, sync_folder

Tell = Callable[[float], None]
PIECE = 1 << 20
_CHECKED = 80e6
"""Bytes of a database that are checked in a second, about: only to show that it goes on."""
_TURN = 0.05
"""Seconds between two looks at the child: how soon a stop is heard and progress is told."""


class Copyist:
    """Carries out copies one after the other, here or in a child; a child can be stopped at any moment."""

    def __init__(self, *, apart: bool = False, tell: Tell | None = None, stop: threading.Event | None = None) -> None:
        self._apart = apart and not getattr(sys, "frozen", False)  # a packed program has no modules to start by name
        self._tell = tell or (lambda _part: None)
        self._stop = stop or threading.Event()
        self._child: subprocess.Popen[str] | None = None
        self._said: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._done, self._all = 0, 1

    def __enter__(self) -> Copyist:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    # -- what it does ----------------------------------------------------------------------------

    def expect(self, size: int) -> None:
        """How many bytes there are to copy in all: what progress is measured by."""
        self._done, self._all = 0, max(size, 1)

    def export(self, source: Path, source_key: str, target: Path, target_key: str) -> dict[str, Any]:
        """A database under another key, read again; what it holds."""
        keys = {"source_key": source_key, "target_key": target_key}
        return self._do({"do": "export", "source": str(source), "target": str(target), **keys}, source, target)

    def counts(self, path: Path, raw_key: str) -> dict[str, Any]:
        """What a database holds, with every page proven."""
        return self._do({"do": "counts", "source": str(path), "source_key": raw_key}, path)

    def prove(self, path: Path, raw_key: str) -> None:
        """Damaged unless the structure of this copy is whole."""
        self._do({"do": "prove", "source": str(path), "source_key": raw_key}, path)

    def problems(self, path: Path, raw_key: str) -> list[str]:
        """What an integrity check finds in a database: pages, structure, links."""
        found = self._do({"do": "problems", "source": str(path), "source_key": raw_key}, path)["problems"]
        return [str(one) for one in found]

    def file(self, source: Path, target: Path) -> dict[str, Any]:
        """A sealed file as it is; its `size` and `sha256`."""
        return self._do({"do": "file", "source": str(source), "target": str(target)}, source, target)

    def digest(self, path: Path) -> dict[str, Any]:
        """`size` and `sha256` of a file."""
        return self._do({"do": "digest", "source": str(path)}, path)

    def check_stop(self) -> None:
        if self._stop.is_set():
            raise Interrupted(_("This was stopped. What was copied so far is kept, and the next time goes on from it."))

    # -- inside ----------------------------------------------------------------------------------

    def _do(self, job: dict[str, str], source: Path, target: Path | None = None) -> dict[str, Any]:
        self.check_stop()
        size = source.stat().st_size if source.exists() else 0
        if not self._apart:
            found = _carry_out(job)
        else:
            self._start()
            found = self._asked(job, size, target)
        self._done += size
        self._tell(min(1.0, self._done / self._all))
        return found

    def _start(self) -> None:
        if self._child is not None:
            return
        self._child = subprocess.Popen(
            [sys.executable, "-m", "app.flows.copyist"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
        )  # fmt: skip
        threading.Thread(target=self._listen, args=(self._child,), daemon=True, name="copyist").start()

    def _listen(self, child: subprocess.Popen[str]) -> None:
        assert child.stdout is not None, "it was asked for"
        with suppress(ValueError):  # closed while it was being read
            for line in child.stdout:
                self._said.put(line)
        self._said.put("")

    def _asked(self, job: dict[str, str], size: int, target: Path | None) -> dict[str, Any]:
        assert self._child is not None, "it was started"
        assert self._child.stdin is not None, "it was asked for"
        try:
            self._child.stdin.write(json.dumps({**job, "language": i18n.language()}) + "\n")
            self._child.stdin.flush()
        except OSError:
            raise Bug("the copying process ended") from None
        begun = time.monotonic()
        while True:
            try:
                line = self._said.get(timeout=_TURN)
            except queue.Empty:
                self.check_stop()
                come = _size(target, size) if target else _guessed(size, time.monotonic() - begun)
                self._tell(min(1.0, (self._done + come) / self._all))
                continue
            if not line:
                raise Bug("the copying process ended")
            return _answer(json.loads(line))


def _size(target: Path, most: int) -> int:
    try:
        return min(most, target.stat().st_size)
    except OSError:
        return 0


def _guessed(size: int, seconds: float) -> float:
    """A check that tells nothing before its end: it comes further and never quite arrives."""
    return size * seconds / (seconds + size / _CHECKED)


def _answer(told: dict[str, Any]) -> dict[str, Any]:
    if "refused" not in told:
        return told
    kind = getattr(errors, told["refused"], None)
    if isinstance(kind, type) and issubclass(kind, Refusal):
        raise kind(told["sentence"])
    raise Bug(told["sentence"])


def _carry_out(job: dict[str, str]) -> dict[str, Any]:
    source = Path(job["source"])
    try:
        if job["do"] == "export":
            target = Path(job["target"])
            held = export(source, job["source_key"], target, job["target_key"])
            target.chmod(0o600)
            return _plain(held)
        if job["do"] == "counts":
            return _plain(counts(source, job["source_key"]))
        if job["do"] == "prove":
            check_whole(source, job["source_key"])
            return {}
        if job["do"] == "problems":
            return {"problems": problems(source, job["source_key"])}
        return _copied(source, Path(job["target"]) if job["do"] == "file" else None)
    except OSError as problem:
        raise NoRoom(
            _("The copy could not be written. Your records are intact. Please choose another place.")
        ) from problem


def _copied(source: Path, target: Path | None) -> dict[str, Any]:
    """Copy in pieces and take the fingerprint on the way; durable before it counts."""
    held, size = hashlib.sha256(), 0
    with source.open("rb") as reading, target.open("wb") if target else open(os.devnull, "wb") as writing:  # noqa: PTH123 -- no path of ours
        while piece := reading.read(PIECE):
            held.update(piece)
            size += len(piece)
            writing.write(piece)
        if target:
            writing.flush()
            os.fsync(writing.fileno())
    if target:
        target.chmod(0o600)
        sync_folder(target.parent)
    return {"size": size, "sha256": held.hexdigest()}


def _plain(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value.hex() if isinstance(value, bytes) else value for key, value in found.items()}


def main() -> None:
    """The child: one answer a line, until the input ends."""
    harden()
    end_with_parent()
    if hasattr(os, "nice"):
        os.nice(10)  # drafts and searches come first
    jobs: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(jobs,), daemon=True).start()
    while line := jobs.get():
        job = json.loads(line)
        i18n.set_language(job["language"])
        try:
            answer = _carry_out(job)
        except errors.GyeotError as problem:
            answer = {"refused": type(problem).__name__, "sentence": str(problem)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _read(jobs: queue.SimpleQueue[str]) -> None:
    for line in sys.stdin:
        jobs.put(line)
    os._exit(0)  # the parent is gone, whatever is being copied


def free_room(folder: Path) -> int:
    """Bytes that may still be written there."""
    return shutil.disk_usage(folder).free


if __name__ == "__main__":
    main()

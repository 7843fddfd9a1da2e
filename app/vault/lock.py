"""The lock: a small parent without keys holds the deadline and replaces the process that has them.

The application runs as its child. Child and parent speak in lines over two pipes:

    child → parent   beat SECONDS   unlocked and in use; lock after that long without another beat
                     lock           lock now
                     saved          the draft is written, nothing to wait for
    parent → child   interrupt      stop long work and save the draft: 300 ms from now the process ends

This module imports no Qt, no database and no cryptography, and neither may anything it imports.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import IO

from app.vault import platform

GRACE = 0.3
"""Seconds a child has for its draft before it is killed."""

NAP = 2.0
"""A jump of the sleeping clock against the waking one by more than this is a suspend."""

_TURN, _IDLE = 1.0, 60.0
_LINE = "GYEOT_SUPERVISOR"
_LOCKED = "GYEOT_LOCKED"


def supervise(argv: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Run `argv` as a child for as long as it lives, replacing it at every lock; its own exit code is returned."""
    platform.harden()
    parent = _Parent(list(argv), dict(os.environ if environment is None else environment))
    previous = _on_terminate(parent.stop)
    try:
        return parent.run()
    finally:
        parent.stop()
        if previous is not None:
            signal.signal(signal.SIGTERM, previous)


def _on_terminate(stop: Callable[[], None]) -> signal.Handlers | Callable[..., object] | int | None:
    """Ending the parent ends the child too; only the main thread may ask for signals."""
    if threading.current_thread() is not threading.main_thread():
        return None

    def end(_number: int, _frame: object) -> None:
        stop()
        raise SystemExit(128 + signal.SIGTERM)

    return signal.signal(signal.SIGTERM, end)


class _Parent:
    """Starts children, listens, and keeps the one deadline there is."""

    def __init__(self, argv: list[str], environment: dict[str, str]) -> None:
        self._argv, self._environment = argv, environment
        self._child: _Child | None = None

    def run(self) -> int:
        locked = False
        while True:
            self._child = _Child(self._argv, self._environment, locked)
            code = self._watch(self._child)
            if code is not None:
                return code
            locked = True

    def stop(self) -> None:
        if self._child is not None:
            self._child.kill()

    def _watch(self, child: _Child) -> int | None:
        """The exit code of a child that ended by itself, or None for one that was locked away."""
        deadline = _Deadline()
        while True:
            word, value = child.hear(deadline.wait())
            if word == "exit":
                return int(value)
            if word in ("lock", "lost") or deadline.passed():
                child.end()
                return None
            if word == "beat":
                deadline.put_off(value)


class _Deadline:
    """When to lock; none until the first beat, and at once after the computer slept."""

    def __init__(self) -> None:
        self._at: float | None = None
        self._slept = self._asleep()

    @staticmethod
    def _asleep() -> float:
        return platform.clock() - platform.waking_clock()

    def put_off(self, seconds: float) -> None:
        if self._at is None:
            self._slept = self._asleep()
        self._at = platform.clock() + seconds

    def wait(self) -> float:
        return _IDLE if self._at is None else max(0.0, min(_TURN, self._at - platform.clock()))

    def passed(self) -> bool:
        napped = self._asleep() - self._slept > NAP
        self._slept = self._asleep()
        return self._at is not None and (napped or platform.clock() >= self._at)


class _Child:
    """One run of the application, with a pipe to it and a pipe from it."""

    def __init__(self, argv: list[str], environment: dict[str, str], locked: bool) -> None:
        hear, tell = os.pipe(), os.pipe()
        given = (platform.give_to_child(tell[0]), platform.give_to_child(hear[1]))
        environment = {**environment, _LINE: f"{given[0]},{given[1]}", _LOCKED: "1" if locked else "0"}
        self._process = platform.start(argv, environment, given)
        os.close(tell[0])
        os.close(hear[1])
        self._tell = tell[1]
        self._words: queue.SimpleQueue[tuple[str, float]] = queue.SimpleQueue()
        self._ended = threading.Event()
        stream = os.fdopen(hear[0], "r", encoding="ascii", errors="replace")
        threading.Thread(target=self._listen, args=(stream,), daemon=True, name="lock-listen").start()
        threading.Thread(target=self._wait, daemon=True, name="lock-wait").start()

    def hear(self, seconds: float) -> tuple[str, float]:
        """The next word of the child, or `("", 0)` after this many seconds."""
        try:
            return self._words.get(timeout=seconds)
        except queue.Empty:
            return "", 0.0

    def end(self) -> None:
        """Ask to interrupt, wait for the draft at most 300 ms, then kill: no dialog or C call can prevent it."""
        self._say("interrupt\n")
        until = platform.clock() + GRACE
        word = ""
        while word not in ("saved", "exit") and platform.clock() < until:
            word, _value = self.hear(max(0.0, until - platform.clock()))
        self.kill()

    def kill(self) -> None:
        """Kill and reap; a stopped process dies as well."""
        self._process.kill()
        self._process.wait()
        if self._tell >= 0:
            os.close(self._tell)
            self._tell = -1

    def _say(self, line: str) -> None:
        try:
            os.write(self._tell, line.encode("ascii"))
        except OSError:
            return

    def _listen(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self._words.put(_word(line))
        # A child that cut the line but lives on would keep its keys without a deadline.
        self._ended.wait(GRACE)
        self._words.put(("lost", 0.0))

    def _wait(self) -> None:
        code = self._process.wait()
        self._words.put(("exit", code if code >= 0 else 128 - code))
        self._ended.set()


def _word(line: str) -> tuple[str, float]:
    name, _space, rest = line.strip().partition(" ")
    try:
        value = float(rest or 0)
    except ValueError:
        return "", 0.0
    known = name in ("beat", "lock", "saved") and 0 <= value < 1e7
    return (name, value) if known else ("", 0.0)


class Supervisor:
    """The child's end of the line to its parent."""

    def __init__(self, hear: int, tell: int, locked: bool, interrupt: Callable[[], None]) -> None:
        self.started_locked = locked
        self._tell = tell
        self._interrupt = interrupt
        self._next, self._limit = 0.0, 0.0
        stream = os.fdopen(hear, "r", encoding="ascii", errors="replace")
        threading.Thread(target=self._listen, args=(stream,), daemon=True, name="lock-line").start()

    @classmethod
    def attach(cls, interrupt: Callable[[], None]) -> Supervisor | None:
        """The line to the parent, or None in a process that has none.

        `interrupt` is called on a thread of its own when the parent is about to end this process:
        interrupt running SQL and save the draft, then call `draft_saved`.
        """
        line = os.environ.pop(_LINE, "")
        locked = os.environ.pop(_LOCKED, "0") == "1"
        if not line:
            return None
        hear, tell = (int(number) for number in line.split(","))
        platform.end_with_parent()
        return cls(
            platform.take_from_parent(hear, os.O_RDONLY),
            platform.take_from_parent(tell, os.O_WRONLY),
            locked,
            interrupt,
        )

    def heartbeat(self, lock_after: float) -> None:
        """A person is at work: lock after so many seconds without another call. Cheap; call it at every key.

        During a contact or session timer pass the centre's limit for that instead of the idle limit.
        """
        at = platform.clock()
        if at >= self._next or lock_after != self._limit:
            self._next, self._limit = at + 1.0, lock_after
            self._say(f"beat {lock_after:.3f}\n")

    def request_lock(self) -> None:
        """Ask to be replaced now; returns at once, and the process ends within 300 ms."""
        self._say("lock\n")

    def draft_saved(self) -> None:
        """Nothing is left to wait for."""
        self._say("saved\n")

    def _say(self, line: str) -> None:
        try:
            os.write(self._tell, line.encode("ascii"))
        except OSError:
            _leave()

    def _listen(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                if line.strip() == "interrupt":
                    self._interrupt()
        _leave()


def _leave() -> None:
    """Without a parent nobody holds the deadline: keys do not stay."""
    sys.stderr.flush()
    os._exit(1)

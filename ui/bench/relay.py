"""Reports into a relay over HTTP, against the bare commits of its database: how many, and how evenly at half of that.

The relay is a process of its own on an empty SQLite folder. Messages are sealed and their challenges solved before
the clock runs; eight connections stay open. The floor writes the same bytes, one commit each, in a process of its own.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import IO, Any, cast

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.i18n import _
from app.wire import report
from ui.bench.floors import environment
from ui.bench.measure import Figure, Goal, Sample, alternate, figure, median

GOAL = Goal("times", 2.0)
"""Half of the bare rate is twice its time."""
EVEN = 4.0
"""At half load, 99 of 100 are answered within so many times the middle one."""

_BATCH, _LINES, _PACED = 160, 8, 400
_BARE = """
import os, sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None)
for setting in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
    db.execute("PRAGMA " + setting)
db.execute("CREATE TABLE message (id TEXT PRIMARY KEY, body BLOB NOT NULL)")
body = os.urandom(int(sys.argv[2]))
for line in sys.stdin:
    begin, cpu = time.perf_counter(), time.process_time()
    for _ in range(int(line)):
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO message VALUES (?, ?)", (os.urandom(16).hex(), body))
        db.execute("COMMIT")
    print(time.perf_counter() - begin, time.process_time() - cpu, flush=True)
"""


@dataclass
class Load:
    """What is sent: sealed messages, each with its solved challenge."""

    port: int
    centre: str
    ready: SimpleQueue[tuple[bytes, str]] = field(default_factory=SimpleQueue)
    local: threading.local = field(default_factory=threading.local)
    turn: int = 0

    def line(self) -> HTTPConnection:
        """This thread's open connection, a fresh one each turn: the relay closes idle ones."""
        if getattr(self.local, "turn", -1) != self.turn:
            if hasattr(self.local, "line"):
                self.local.line.close()
            self.local.turn, self.local.line = self.turn, HTTPConnection("127.0.0.1", self.port, timeout=60)
        return cast(HTTPConnection, self.local.line)

    def prepare(self, count: int) -> None:
        self.turn += 1
        public = X25519PrivateKey.generate().public_key()
        for _at in range(count):
            mailbox, pass_ = secrets.token_hex(32), secrets.token_hex(32)
            head = report.Header(self.centre, (), mailbox, pass_, 1, "none")
            self.ready.put((report.seal(head, b"{}", {"0" * 16: public}, bytes(32)), self._solved()))

    def _solved(self) -> str:
        self.line().request("GET", f"/v1/challenge?centre={self.centre}")
        told: dict[str, Any] = json.loads(self.line().getresponse().read())
        tries = (f"{told['salt']}{number}".encode() for number in range(told["maxnumber"] + 1))
        number = next(at for at, one in enumerate(tries) if hashlib.sha256(one).hexdigest() == told["challenge"])
        return base64.b64encode(json.dumps({**told, "number": number}).encode()).decode("ascii")

    def send(self, _turn: int = 0) -> float:
        """Post one message; the milliseconds until it was acknowledged."""
        body, work = self.ready.get()
        headers = {"Idempotency-Key": secrets.token_hex(16), "Gyeot-Work": work}
        begin = time.perf_counter()
        self.line().request("POST", "/v1/drops", body, headers)
        answer = self.line().getresponse()
        answer.read()
        if answer.status != 201:
            raise RuntimeError(f"the relay answered {answer.status}")
        return (time.perf_counter() - begin) * 1e3


def measure(cases: int) -> Figure:
    """The number of cases plays no part here."""
    with TemporaryDirectory() as place, _relay(Path(place)) as load, ThreadPoolExecutor(_LINES) as lines:
        with _bare(Path(place)) as floor:
            pair = alternate(lambda: _burst(load, lines), lambda: _commits(floor), warm=1)
        found = figure(pair, GOAL)
        middle, slow = _paced(load, lines, rate=500 / found.value)
    note = _(
        "Each message against one bare commit; {rate:.0f} a second, bare {bare:.0f}. At half load the middle one takes {p50:.1f} ms, 99 of 100 at most {p99:.1f} ms (goal {even:g} times)."
    ).format(rate=1e3 / found.value, bare=1e3 / found.floor, p50=middle, p99=slow, even=EVEN)
    return figure(pair, GOAL, note, also=slow <= EVEN * middle)


def _burst(load: Load, lines: ThreadPoolExecutor) -> list[Sample]:
    load.prepare(_BATCH)
    begin, cpu = time.perf_counter(), time.process_time()
    list(lines.map(load.send, range(_BATCH)))
    return [Sample((time.perf_counter() - begin) * 1e3 / _BATCH, (time.process_time() - cpu) * 1e3 / _BATCH)]


def _commits(floor: subprocess.Popen[str]) -> list[Sample]:
    cast(IO[str], floor.stdin).write(f"{_BATCH}\n")
    cast(IO[str], floor.stdin).flush()
    wall, cpu = cast(IO[str], floor.stdout).readline().split()
    return [Sample(float(wall) * 1e3 / _BATCH, float(cpu) * 1e3 / _BATCH)]


def _paced(load: Load, lines: ThreadPoolExecutor, rate: float) -> tuple[float, float]:
    """Middle and 99th of a hundred when messages come at this rate (a second), whether or not others are answered."""
    load.prepare(_PACED)
    begin, sent = time.perf_counter(), []
    for turn in range(_PACED):
        time.sleep(max(0.0, begin + turn / rate - time.perf_counter()))
        sent.append(lines.submit(load.send))
    taken = sorted(one.result() for one in sent)
    return median(taken), taken[int(0.99 * len(taken))]


@contextmanager
def _relay(place: Path) -> Iterator[Load]:
    """A fresh relay that serves one centre and asks for hardly any work."""
    folder, centre = str(place / "relay"), secrets.token_hex(8)
    words = [sys.executable, "-m", "app.cli"]
    serve = [*words, "relay", "serve", "--trial", "--port", "0", "--work", "1", "--folder", folder]
    running = subprocess.Popen(serve, env=environment(), stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    try:
        port = int(json.loads(cast(IO[str], running.stdout).readline())["url"].rsplit(":", 1)[1])
        name = {"ko": "재는 센터", "en": "Measured"}
        facts = {"id": centre, "verify": "0" * 64, "name": name, "phones": [], "hours": name, "practice": True}
        (place / "centre.json").write_text(json.dumps(facts), "utf-8")
        told = [*words, "relay", "centre", str(place / "centre.json"), "--folder", folder]
        subprocess.run(told, env=environment(), check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        yield Load(port, centre)
    finally:
        running.terminate()
        running.communicate(timeout=60)


@contextmanager
def _bare(place: Path) -> Iterator[subprocess.Popen[str]]:
    size = str(len(report.MAGIC) + report.SIZES[0] + 600)
    command = [sys.executable, "-c", _BARE, str(place / "bare.db"), size]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = subprocess.Popen(command, **pipes)  # noqa: S603 - our own interpreter with our own words
    try:
        yield running
    finally:
        running.communicate(timeout=60)

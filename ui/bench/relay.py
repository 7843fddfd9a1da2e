"""Reports into a relay over HTTP, against the bare commits of its database: how many, and how evenly at half of that.

What is compared: a report that is posted over a connection, judged (its proof of work, its form, its place in the
thread) and acknowledged once it is durable, against one transaction that writes the same rows of the same bytes into
the same database with the same durability and does nothing else (`commits.py`). The relay, the sender (`sending.py`)
and the bare commits are processes of their own; eight connections stay busy, so that a relay may commit what came
together at once, as its floor does not. Reports are sealed and their challenges solved before the clock runs.
At half load each report counts from the moment at which it was due. A processor's time is the relay's own process.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, cast

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.i18n import _
from app.wire import report
from app.wire.receipt_code import Thread
from ui.bench.floors import environment
from ui.bench.measure import Figure, Goal, Sample, alternate, figure, median

GOAL = Goal("times", 2.0)
"""Half of the bare rate is twice its time."""
EVEN = 4.0
"""At half load, 99 of 100 are answered within so many times the middle one."""

_BATCH, _PACED = 400, 1_200


@dataclass
class Load:
    """A relay under load, and what writes beside it: a sender, and bare commits into the same database."""

    port: int
    centre: str
    place: Path
    process: int
    sender: subprocess.Popen[str]
    commits: subprocess.Popen[str]

    def send(self, count: int, rate: float = 0.0) -> tuple[float, list[float]]:
        """Seal so many reports, then send them; seconds in all and milliseconds of each."""
        reports = self.place / "reports"
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as http:
            reports.write_bytes(b"".join(self._request(http) for _ in range(count)))
        seconds, each = _told(self.sender, f"{reports} {rate}")
        return seconds, sorted(each)

    def _request(self, http: HTTPConnection) -> bytes:
        thread = Thread(*(secrets.token_bytes(size) for size in (16, 32, 32, 32)))
        head = report.Header(self.centre, (), thread.mailbox, thread.pass_, 1, "none")
        body = report.seal(head, b"{}", {"0" * 16: X25519PrivateKey.generate().public_key()}, thread)
        lines = (
            "POST /v1/drops HTTP/1.1", "Host: 127.0.0.1", f"Idempotency-Key: {secrets.token_hex(16)}",
            f"Gyeot-Work: {self._solved(http)}", f"Content-Length: {len(body)}", "", "",
        )  # fmt: skip
        whole = "\r\n".join(lines).encode("ascii") + body
        return struct.pack(">I", len(whole)) + whole

    def _solved(self, http: HTTPConnection) -> str:
        http.request("GET", f"/v1/challenge?centre={self.centre}")
        told: dict[str, Any] = json.loads(http.getresponse().read())
        tries = (f"{told['salt']}{number}".encode() for number in range(told["maxnumber"] + 1))
        number = next(at for at, one in enumerate(tries) if hashlib.sha256(one).hexdigest() == told["challenge"])
        return base64.b64encode(json.dumps({**told, "number": number}).encode()).decode("ascii")

    def cpu(self) -> float:
        """Seconds of processor that the relay's process has used; 0 where nothing here can tell."""
        if find_spec("psutil") is None:
            return 0.0
        spent = import_module("psutil").Process(self.process).cpu_times()
        return float(spent.user + spent.system)


def measure(cases: int) -> Figure:
    """The number of cases plays no part here."""
    with TemporaryDirectory() as place:
        return measured(Path(place))


def measured(place: Path, database: str | None = None) -> Figure:
    """The figure of a fresh relay in this folder, on SQLite or on the PostgreSQL database at this address."""
    with _relay(place, database) as load:
        pair = alternate(lambda: _burst(load), lambda: _commits(load), warm=1)
        found = figure(pair, GOAL)
        _seconds, each = load.send(_PACED, 500 / found.value)
    middle, slow = median(each), each[int(0.99 * len(each))]
    note = _(
        "Each message against one bare commit; {rate:.0f} a second, bare {bare:.0f}. At half load the middle one takes {p50:.1f} ms, 99 of 100 at most {p99:.1f} ms (goal {even:g} times)."
    ).format(rate=1e3 / found.value, bare=1e3 / found.floor, p50=middle, p99=slow, even=EVEN)
    return figure(pair, GOAL, note, also=slow <= EVEN * middle)


def _burst(load: Load) -> list[Sample]:
    cpu = load.cpu()
    seconds, _each = load.send(_BATCH)
    return [Sample(seconds * 1e3 / _BATCH, (load.cpu() - cpu) * 1e3 / _BATCH)]


def _commits(load: Load) -> list[Sample]:
    wall, cpu = _told(load.commits, str(_BATCH))
    return [Sample(wall * 1e3 / _BATCH, cpu * 1e3 / _BATCH)]


def _told(child: subprocess.Popen[str], line: str) -> Any:
    cast(IO[str], child.stdin).write(f"{line}\n")
    cast(IO[str], child.stdin).flush()
    return json.loads(cast(IO[str], child.stdout).readline())


@contextmanager
def _relay(place: Path, database: str | None) -> Iterator[Load]:
    """A fresh relay that serves two centres, one for the bare commits, and asks for hardly any work."""
    folder, more = str(place / "relay"), ("--database", database) if database else ()
    serve = ["-m", "app.cli", "relay", "serve", "--trial", "--port", "0", "--work", "1", "--folder", folder, *more]
    with _child(*serve) as running:
        port = int(json.loads(cast(IO[str], running.stdout).readline())["url"].rsplit(":", 1)[1])
        mine, bare = (_centre(place, folder, more) for _ in range(2))
        size = str(len(report.MAGIC) + report.SIZES[0] + 600)
        into = database or str(place / "relay" / "relay.db")
        sending = _child("-m", "ui.bench.sending", str(port))
        with sending as sender, _child("-m", "ui.bench.commits", into, bare, size) as commits:
            yield Load(port, mine, place, running.pid, sender, commits)


def _centre(place: Path, folder: str, more: tuple[str, ...]) -> str:
    centre, name, paper = secrets.token_hex(8), {"ko": "재는 센터", "en": "Measured"}, place / "centre.json"
    facts = {"id": centre, "verify": "0" * 64, "name": name, "phones": [], "hours": name, "practice": True}
    paper.write_text(json.dumps(facts), "utf-8")
    words = [sys.executable, "-m", "app.cli", "relay", "centre", str(paper), "--folder", folder, *more]
    subprocess.run(words, env=environment(), check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    return centre


@contextmanager
def _child(*words: str) -> Iterator[subprocess.Popen[str]]:
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = subprocess.Popen([sys.executable, *words], env=environment(), **pipes)  # noqa: S603 - our own
    try:
        yield running
    finally:
        running.terminate()
        running.communicate(timeout=60)

"""A centre with a relay of its own and strangers who write to it, for measuring: real seals, real posts, no page."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import IO, Any, cast

from app.clock import today
from app.desk import Desk
from app.flows import report_round
from app.inbox import Arrival
from app.inbox.opening import unseal
from app.kinds import Compartment, Right, Role
from app.wire import content, page_keys, report
from app.wire.receipt_code import Thread
from ui.bench.centre import Practice
from ui.bench.floors import environment

_BATCH = 256
_WORDS = "회사 계단에서 있었던 일을 적습니다. 그 뒤로 같은 사람이 퇴근길에 기다리는 일이 이어졌습니다. "
_BEHIND = 10**9
"""Numbers that this relay does not reach: these reports are taken for long fetched."""
_RELAY = [sys.executable, "-m", "app.cli", "relay"]


@dataclass
class Post:
    """A relay with one centre, and strangers who write to it."""

    folder: Path
    url: str
    centre: str = ""
    bundle: page_keys.Bundle | None = None

    def seal(self, number: int) -> bytes:
        """A report of a fresh stranger, sealed as the page does it."""
        assert self.bundle is not None
        thread = Thread(*(secrets.token_bytes(size) for size in (16, 32, 32, 32)))
        said = content.Content("report", "ko", f"{number}. {_WORDS * 3}", door="victim", reply_key=thread.reply_key)
        head = report.Header(self.centre, (), thread.mailbox, thread.pass_, 1, "none")
        return report.seal(head, content.write(said), self.bundle.recipients("victim"), thread)

    def send(self, bodies: list[bytes]) -> None:
        line = HTTPConnection("127.0.0.1", int(self.url.rsplit(":", 1)[1]), timeout=60)
        with closing(line):
            for body in bodies:
                line.request("GET", f"/v1/challenge?centre={self.centre}")
                told: dict[str, Any] = json.loads(line.getresponse().read())
                headers = {"Idempotency-Key": secrets.token_hex(16), "Gyeot-Work": _solved(told)}
                line.request("POST", "/v1/drops", body, headers)
                answer = line.getresponse()
                answer.read()
                if answer.status != 201:
                    raise RuntimeError(f"the relay answered {answer.status}")


def _solved(told: dict[str, Any]) -> str:
    tries = (f"{told['salt']}{number}".encode() for number in range(told["maxnumber"] + 1))
    number = next(at for at, one in enumerate(tries) if hashlib.sha256(one).hexdigest() == told["challenge"])
    return base64.b64encode(json.dumps({**told, "number": number}).encode()).decode("ascii")


def join(practice: Practice, post: Post) -> None:
    """An officer, keys for this month, and this relay."""
    with closing(practice.unlock("manager")) as keys, closing(Desk.open(practice.home, keys)) as desk:
        officer = next(one.id for one in desk.office.staff() if one.name == practice.secrets("counsellor")[0])
        desk.people.change(officer, Role.COUNSELLOR, frozenset({Right.INTAKE_OFFICER}))
        verify, post.centre = desk.page_papers.begin().value, desk.page_papers.centre
        desk.page_papers.make_recovery()
        words = [*_RELAY, "invite", "--centre", post.centre, "--folder", str(post.folder)]
        told = subprocess.run(words, env=environment(), check=True, capture_output=True, text=True)  # noqa: S603 - our own
        report_round.join(desk, post.url, json.loads(told.stdout)["code"])
    with closing(practice.unlock()) as keys, closing(Desk.open(practice.home, keys)) as desk:
        desk.intake_keys.make_ahead(Compartment.INTAKE, 1, today())
    with closing(practice.unlock("manager")) as keys, closing(Desk.open(practice.home, keys)) as desk:
        desk.page_papers.sign_ahead()
        document = desk.page_papers.to_send()[0][1]
        report_round.settle(desk, report_round.carry_out(report_round.plan(desk), desk.keys))
    post.bundle = page_keys.read_bundle(document, post.centre, verify, today().isoformat())


def fill(desk: Desk, post: Post, reports: int) -> None:
    """So many reports, carried in and opened over the public ways of the desk."""
    day = today().isoformat()
    for start in range(0, reports, _BATCH):
        numbers = range(start, min(start + _BATCH, reports))
        desk.arrivals.carry_in([Arrival(_BEHIND + number, day, post.seal(number)) for number in numbers])
        privates = desk.settling.privates()
        desk.settling.settle([unseal(one, privates) for one in desk.settling.pending(_BATCH)])
        desk.arrivals.note_taken([_BEHIND + number for number in numbers])


@contextmanager
def relay(place: Path) -> Iterator[Post]:
    """A fresh relay that asks for hardly any work."""
    folder = place / "relay"
    serve = [*_RELAY, "serve", "--trial", "--port", "0", "--work", "1", "--folder", str(folder)]
    running = subprocess.Popen(serve, env=environment(), stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    try:
        yield Post(folder, str(json.loads(cast(IO[str], running.stdout).readline())["url"]))
    finally:
        running.terminate()
        running.communicate(timeout=60)

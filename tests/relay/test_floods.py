"""Many at once: thirty people behind one address, a flood of bots, and a power cut in the middle of it."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import secrets
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from importlib import import_module
from pathlib import Path

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import func, select, text

from app import wire
from app.relay import database
from app.relay.problems import Problem
from app.relay.tables import message, request
from app.relay.work import Work
from app.wire import page_keys, report
from tests.relay.reporter import Desk, Reporter, new_desk, new_thread, problem, solved
from tests.relay.running import RunningRelay, wait_for

CENTRE = "0123456789abcdef"
BOX = X25519PrivateKey.generate().public_key()


def test_thirty_people_behind_one_address_are_thirty_people(channel: RunningRelay) -> None:
    desk = new_desk(channel)

    def one(_number: int) -> int:
        with httpx2.Client(base_url=channel.url, timeout=60) as http:
            reporter = Reporter(http, desk.centre)
            return reporter.post(reporter.sealed()).status_code

    with ThreadPoolExecutor(30) as people:
        assert list(people.map(one, range(30))) == [201] * 30
    assert [entry.number for entry in desk.index().entries] == list(range(1, 31))


# --- proof of work --------------------------------------------------------------------------------


def test_work_rises_with_a_centres_load_and_falls_with_the_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr("app.relay.work.time.monotonic", lambda: clock[0])
    work = Work(1000)
    for _ in range(30):
        work.arrived(CENTRE, 0)
    assert work.most(CENTRE) == 1000, "thirty in five minutes cost nobody more"
    for _ in range(60):
        work.arrived(CENTRE, 0)
    assert work.most(CENTRE) == 3000
    assert work.most("f" * 16) == 1000, "another centre's quiet stays"
    work.arrived(CENTRE, 4096)
    assert work.most(CENTRE) > 5000, "announced files weigh too"
    for _ in range(10_000):
        work.arrived(CENTRE, 0)
    assert work.most(CENTRE) == 12_000, "it never grows beyond what a slow phone can do"
    clock[0] += 301
    assert work.most(CENTRE) == 1000


def solve(work: Work, centre: str = CENTRE, **changes: object) -> str:
    told = work.challenge(centre)
    for number in range(int(told["maxnumber"]) + 1):
        if wire.sha256(f"{told['salt']}{number}".encode()) == f"sha256:{told['challenge']}":
            return base64.b64encode(json.dumps({**told, "number": number, **changes}).encode()).decode()
    raise AssertionError


def test_a_solution_counts_once_for_its_centre_in_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    work = Work(20)
    good = solve(work)
    salt = work.spend(good, CENTRE)
    for wrong in (good, solve(work, "f" * 16), solve(Work(20)), "", "?", "e30=", "x" * 3000, solve(work, number=21),
                  solve(work, number="1"), solve(work, signature="0" * 64), solve(work, signature=3)):  # fmt: skip
        with pytest.raises(Problem):
            work.spend(wrong, CENTRE)
    work.release(salt)
    assert work.spend(good, CENTRE) == salt
    told = json.loads(base64.b64decode(solve(work)))
    longer = {**told, "salt": told["salt"][:-1] + "9&"}
    spliced = {**told, "salt": told["salt"] + str(told["number"])[:1], "number": int(str(told["number"])[1:] or 0)}
    for forged in (longer, spliced):
        with pytest.raises(Problem):
            work.spend(base64.b64encode(json.dumps(forged).encode()).decode(), CENTRE)
    late = solve(work)
    monkeypatch.setattr("app.relay.work.time.time", lambda: time.time_ns() / 1e9 + 601)
    with pytest.raises(Problem):
        work.spend(late, CENTRE)


def test_without_work_nothing_is_kept(channel: RunningRelay, http: httpx2.Client) -> None:
    desk = new_desk(channel)
    reporter = Reporter(http, desk.centre)
    body, once = reporter.sealed(), solved(http, desk.centre)
    for work in ("", "bm8=", solved(http, new_desk(channel).centre)):
        refused = reporter.post(body, work=work)
        assert (refused.status_code, problem(refused)) == (403, "work")
    assert http.get("/v1/challenge", params={"centre": "f" * 16}).status_code == 404
    assert reporter.post(body, work=once).status_code == 201
    other = Reporter(http, desk.centre)
    assert problem(other.post(other.sealed(), work=once)) == "work", "one challenge, one message"
    assert len(desk.index().entries) == 1


# --- floods ---------------------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def working(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningRelay]:
    """A relay of its own, which asks for little work; PostgreSQL commits for real when relays are killed."""
    options = {} if request.param == "sqlite" else {"database": request.getfixturevalue("cluster").fresh()}
    running = RunningRelay(tmp_path / "relay", options={"work": 4, **options}).start()
    yield running
    running.stop()


@dataclass
class Bot:
    """Posts report after report over one connection, each with its work done; keeps what was acknowledged."""

    running: RunningRelay
    centre: str
    given: dict[str, str] = field(default_factory=dict)

    def post(self, share: int) -> None:
        with closing(HTTPConnection("127.0.0.1", self.running.port, timeout=60)) as line:
            for _ in range(share):
                found, body = self._sent(line)
                assert found.status == 201, found.status
                self.given[json.loads(found.read())["drop"]] = wire.sha256(body)

    def _sent(self, line: HTTPConnection) -> tuple[HTTPResponse, bytes]:
        thread = new_thread()
        head = report.Header(self.centre, (), thread.mailbox, thread.pass_, 1, "none")
        body = report.seal(head, b"{}", {"0" * 16: BOX}, thread)
        line.request("GET", f"/v1/challenge?centre={self.centre}")
        told = json.loads(line.getresponse().read())
        tries = (hashlib.sha256(f"{told['salt']}{at}".encode()).hexdigest() for at in range(told["maxnumber"] + 1))
        number = next(at for at, tried in enumerate(tries) if tried == told["challenge"])
        work = base64.b64encode(json.dumps({**told, "number": number}).encode()).decode()
        line.request("POST", "/v1/drops", body, {"Idempotency-Key": secrets.token_hex(16), "Gyeot-Work": work})
        return line.getresponse(), body


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_a_flood_is_kept_once_costs_more_and_more_and_keeps_nobody_out(working: RunningRelay, count: int) -> None:
    desk, quiet = new_desk(working), new_desk(working)
    bots = [Bot(working, desk.centre) for _ in range(4)]

    def most(at: Desk) -> int:
        return int(httpx2.get(working.url + "/v1/challenge", params={"centre": at.centre}).json()["maxnumber"])

    with ThreadPoolExecutor(4) as lines, httpx2.Client(base_url=working.url, timeout=30) as http:
        flood = [lines.submit(bot.post, count // 4) for bot in bots]
        wait_for(lambda: desk.index(after=count * 2).newest > count // 4, 300)
        real = Reporter(http, desk.centre)
        for reporter in (real, Reporter(http, quiet.centre)):
            began = time.monotonic()
            reporter.send()
            assert time.monotonic() - began < 5, "a person waits for no bot, at this centre or at another"
        assert (most(quiet), most(desk) > 20) == (4, True)
        for one in flood:
            one.result()
    given = [digest for bot in bots for digest in bot.given.values()] + [wire.sha256(real.sent[0])]
    entries = whole_index(desk)
    assert [entry.number for entry in entries] == list(range(1, count + 2))
    assert sorted(entry.sha256 for entry in entries) == sorted(given), "each that was acknowledged, once"
    assert working.process is not None
    assert import_module("psutil").Process(working.process.pid).memory_info().rss < 300 * 2**20


def whole_index(desk: Desk) -> list[page_keys.Entry]:
    entries: list[page_keys.Entry] = []
    while (found := desk.index(after=entries[-1].number if entries else 0)).entries:
        entries += found.entries
    return entries


# --- power cuts -----------------------------------------------------------------------------------


def test_a_database_that_fails_is_said_and_goes_on_when_it_is_back(working: RunningRelay) -> None:
    desk = new_desk(working)
    engine = database.opened(working.database, working.folder)
    with httpx2.Client(base_url=working.url, timeout=30) as http:
        reporter = Reporter(http, desk.centre)
        body, key, work = reporter.sealed(), secrets.token_hex(16), solved(http, desk.centre)
        with engine.begin() as db:
            db.execute(text("ALTER TABLE request RENAME TO away"))
        refused = reporter.post(body, key, work)
        assert (refused.status_code, problem(refused)) == (503, "busy")
        with engine.begin() as db:
            db.execute(text("ALTER TABLE away RENAME TO request"))
        assert reporter.post(body, key, work).status_code == 201, "the same message, with the same work"
    engine.dispose()
    assert len(desk.index().entries) == 1


@pytest.mark.parametrize("least", [40, pytest.param(1_000, marks=pytest.mark.slow)])
def test_a_killed_relay_loses_no_acknowledged_report(working: RunningRelay, least: int) -> None:
    desk, chance = new_desk(working), random.Random(20261123)
    given: dict[str, bytes] = {}
    while len(given) < least:
        stop, before = threading.Event(), len(given)
        threads = [
            threading.Thread(target=_keep_reporting, args=(working.url, desk.centre, given, stop)) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        wait_for(lambda before=before: len(given) > before + least // 4, 60)
        time.sleep(chance.uniform(0.0, 0.1))
        working.kill()
        stop.set()
        for thread in threads:
            thread.join()
        working.start()
    engine = database.opened(working.database, working.folder)
    with engine.connect() as db:
        lie = {drop: bytes(body) for drop, body in db.execute(select(message.c.drop, message.c.body))}
        assert db.execute(select(func.count()).select_from(request)).scalar() == len(lie)
        numbers = list(db.execute(select(message.c.number).order_by(message.c.number)).scalars())
    engine.dispose()
    assert numbers == list(range(1, len(lie) + 1))
    assert {drop: lie.get(drop) for drop in given} == given


def _keep_reporting(url: str, centre: str, given: dict[str, bytes], stop: threading.Event) -> None:
    with httpx2.Client(base_url=url, timeout=30) as http:
        while not stop.is_set():
            reporter = Reporter(http, centre)
            body, key = reporter.sealed(), secrets.token_hex(16)
            try:
                found = reporter.post(body, key)
            except httpx2.TransportError:
                return
            if found.status_code == 201:
                given[found.json()["drop"]] = body

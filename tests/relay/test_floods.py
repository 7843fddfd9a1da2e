"""Many at once: thirty people behind one address, a flood of bots, and a power cut in the middle of it."""

from __future__ import annotations

import base64
import json
import random
import secrets
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from app import wire
from app.relay.problems import Problem
from app.relay.work import Work
from tests.relay.reporter import Reporter, new_desk, problem, solved
from tests.relay.running import RunningRelay, wait_for

CENTRE = "0123456789abcdef"


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


@pytest.mark.parametrize("count", [500, pytest.param(10_000, marks=pytest.mark.slow)])
def test_a_flood_is_taken_in_costs_more_and_more_and_stops_nobody_else(tmp_path: Path, count: int) -> None:
    running = RunningRelay(tmp_path / "relay", options={"work": 4}).start()
    desk, quiet = new_desk(running), new_desk(running)

    def bot(share: int) -> int:
        with httpx2.Client(base_url=running.url, timeout=60) as http:
            reporters = (Reporter(http, desk.centre) for _ in range(share))
            return sum(reporter.post(reporter.sealed()).status_code == 201 for reporter in reporters)

    with ThreadPoolExecutor(8) as bots:
        flood = [bots.submit(bot, count // 4) for _ in range(4)]
        wait_for(lambda: desk.index().newest > count // 4, 300)
        with httpx2.Client(base_url=running.url, timeout=30) as http:
            began = time.monotonic()
            Reporter(http, quiet.centre).send()
            assert time.monotonic() - began < 5, "somebody at another centre waits for no bot"
            assert http.get("/v1/challenge", params={"centre": quiet.centre}).json()["maxnumber"] == 4
            assert sum(one.result() for one in flood) == count
            assert http.get("/v1/challenge", params={"centre": desk.centre}).json()["maxnumber"] > 30
    assert desk.index().newest == count
    running.stop()


# --- power cuts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("least", [40, pytest.param(1_000, marks=pytest.mark.slow)])
def test_a_killed_relay_loses_no_acknowledged_report(tmp_path: Path, least: int) -> None:
    running = RunningRelay(tmp_path / "relay", options={"work": 2}).start()
    desk = new_desk(running)
    given: dict[str, bytes] = {}
    chance = random.Random(20261123)
    while len(given) < least:
        stop, before = threading.Event(), len(given)
        threads = [
            threading.Thread(target=_keep_reporting, args=(running.url, desk.centre, given, stop)) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        wait_for(lambda before=before: len(given) > before + least // 4, 60)
        time.sleep(chance.uniform(0.0, 0.1))
        running.kill()
        stop.set()
        for thread in threads:
            thread.join()
        running.start()
    with sqlite3.connect(running.folder / "relay.db") as db:
        lie = dict(db.execute('SELECT "drop", body FROM message').fetchall())
        assert db.execute("SELECT count(*) FROM request").fetchone()[0] == len(lie)
        numbers = [number for (number,) in db.execute("SELECT number FROM message ORDER BY number")]
    db.close()
    assert numbers == list(range(1, len(lie) + 1))
    assert {drop: lie.get(drop) for drop in given} == given
    running.stop()


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

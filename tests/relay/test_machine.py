"""A reporter and a desk in any order, answers lost on the way, the relay killed at any time: every effect exactly once."""

from __future__ import annotations

import base64
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from app import wire
from app.relay import database, retention
from app.wire import pieces, report
from tests.relay.clusters import Cluster
from tests.relay.reporter import Desk, Reporter, event, new_desk
from tests.relay.running import RunningRelay


@dataclass
class Known:
    """What one thread must look like, from what was acknowledged."""

    page: Reporter
    drops: list[str] = field(default_factory=list)
    pieces: list[set[int]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    withdrawn: bool = False


class Channel(RuleBasedStateMachine):
    """One relay process for all runs; each run has a centre of its own."""

    relay: RunningRelay

    def __init__(self) -> None:
        super().__init__()
        self.http = httpx2.Client(base_url=self.relay.url, timeout=30)
        self.desk: Desk = new_desk(self.relay)
        self.threads: list[Known] = []
        self.numbers: list[tuple[Known, int]] = []  # (thread, seq) by number

    def teardown(self) -> None:
        self.http.close()

    def chosen(self, data: st.DataObject, living: bool = True) -> Known | None:
        some = [one for one in self.threads if one.drops and not (living and one.withdrawn)]
        return data.draw(st.sampled_from(some)) if some else None

    @rule(times=st.integers(1, 3), again=st.booleans(), kill=st.booleans(), more=st.booleans(), data=st.data())
    def send(self, times: int, again: bool, kill: bool, more: bool, data: st.DataObject) -> None:
        """A message, posted several times, under one key or under fresh ones, with a kill in between."""
        old = self.chosen(data) if more else None
        known = old or Known(Reporter(self.http, self.desk.centre))
        count = data.draw(st.sampled_from([0, 0, 1, 2]))
        body, key = known.page.sealed(secrets.token_hex(8).encode(), count), secrets.token_hex(16)
        told = set()
        for time in range(times):
            found = known.page.post(body, key if again else "")
            assert found.status_code == (201 if time == 0 else 200), found.text
            told.add(found.json()["drop"])
            if kill and time == 0:
                self.kill()
                known.page.http = self.http
        assert len(told) == 1
        known.page.sent.append(body)
        known.drops += told
        known.pieces.append(set())
        self.numbers.append((known, len(known.page.sent)))
        if old is None:
            self.threads.append(known)

    @rule(data=st.data(), times=st.integers(1, 2))
    def piece(self, data: st.DataObject, times: int) -> None:
        known = self.chosen(data)
        if known is None:
            return
        at = data.draw(st.integers(0, len(known.drops) - 1))
        count = report_pieces(known.page.sent[at])
        number = data.draw(st.integers(0, 2))
        here = number in known.pieces[at]
        for _time in range(times):
            status = known.page.put(known.drops[at], number, bytes([number]) * pieces.SEALED).status_code
            if number >= count:
                assert status == 404
            elif at + 1 in known.taken and not here:
                assert status == 409
            else:
                assert status == (200 if here else 201)
                known.pieces[at].add(number)
                here = True

    @rule(data=st.data(), times=st.integers(1, 3), kill=st.booleans())
    def answer(self, data: st.DataObject, times: int, kill: bool) -> None:
        known = self.chosen(data, living=False)
        if known is None:
            return
        prev = wire.sha256(base64.b64decode(known.answers[-1]["body"])) if known.answers else "none"
        one = self.desk.answer(known.page.thread, len(known.answers) + 1, prev)
        first = "superseded" if known.withdrawn else "applied"
        later = "superseded" if known.withdrawn else "duplicate"
        assert self.desk.tell(*[one] * times) == [first] + [later] * (times - 1)
        if kill:
            self.kill()
            assert self.desk.tell(one) == [later]
        if not known.withdrawn:
            known.answers.append(one)

    @rule(data=st.data())
    @precondition(lambda self: self.numbers)
    def take(self, data: st.DataObject) -> None:
        number = data.draw(st.integers(1, len(self.numbers)))
        known, seq = self.numbers[number - 1]
        one = event("taken", numbers=[number])
        assert self.desk.tell(one, one, event("taken", numbers=[number])) == ["applied", "duplicate", "applied"]
        known.taken.add(seq)

    @rule(data=st.data(), times=st.integers(1, 2))
    def withdraw(self, data: st.DataObject, times: int) -> None:
        known = self.chosen(data)
        if known is not None:
            assert [known.page.withdraw().status_code for _ in range(times)] == [204] * times
            known.withdrawn = True

    @rule()
    def retire(self) -> None:
        engine = database.opened(self.relay.database, self.relay.folder)
        retention.run(engine)
        engine.dispose()

    @rule()
    def kill(self) -> None:
        self.relay.kill()
        self.relay.start()
        self.http.close()
        self.http = httpx2.Client(base_url=self.relay.url, timeout=30)
        for known in self.threads:
            known.page.http = self.http

    @invariant()
    def all_is_there_once(self) -> None:
        listed = {(entry.mailbox, entry.seq): entry for entry in self.desk.index().entries}
        assert set(self.desk.index().gone) == {one.page.thread.mailbox for one in self.threads if one.withdrawn}
        for known in self.threads:
            found = known.page.read()
            if known.withdrawn:
                assert found.status_code == 404
                continue
            told = found.json()
            assert [base64.b64decode(one["body"]) for one in told["reporter"]] == known.page.sent
            assert [one["body"] for one in told["centre"]] == [one["body"] for one in known.answers]
            for at, here in enumerate(known.pieces):
                assert listed[known.page.thread.mailbox, at + 1].have == len(here)
        whole = [number for number, (known, _seq) in enumerate(self.numbers, 1) if not known.withdrawn]
        bodies = {number: self.numbers[number - 1][0].page.sent[self.numbers[number - 1][1] - 1] for number in whole}
        assert {number: body for number, body in self.desk.fetch(*whole).items() if whole} == bodies


def report_pieces(body: bytes) -> int:
    return report.parse(body).header.pieces


@pytest.fixture(params=["sqlite", "postgresql"])
def working(request: pytest.FixtureRequest) -> Iterator[RunningRelay]:
    """A relay of its own: it is killed and started again."""
    folder = Path(tempfile.mkdtemp())
    options: dict[str, Any] = {"work": 2}
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("cluster")
        options["database"] = cluster.fresh()
    running = RunningRelay(folder / "relay", options=options).start()
    yield running
    running.stop()
    shutil.rmtree(folder)


def machine(relay: RunningRelay, examples: int, steps: int) -> None:
    named = type("Channel", (Channel,), {"relay": relay})
    run_state_machine_as_test(
        named,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck),
            derandomize=examples < 10, phases=[Phase.generate] if examples < 10 else list(Phase),
        ),
    )  # fmt: skip


def test_every_effect_is_there_exactly_once(working: RunningRelay) -> None:
    machine(working, 2, 6)


@pytest.mark.slow
def test_every_effect_is_there_exactly_once_for_long(working: RunningRelay) -> None:
    machine(working, 60, 30)

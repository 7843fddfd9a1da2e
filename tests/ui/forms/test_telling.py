"""A desk and its relay, a real one: asked once after opening, told after that and at the lock, never waited for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import wire
from app.desk import Desk
from app.flows import reporting
from app.relay import enrol
from app.sync import carry, question
from app.vault import Keys
from tests.conftest import Centre
from tests.relay.running import RunningRelay
from ui.forms.telling import Telling
from ui.tasks import Tasks

Opened = tuple[Tasks, Telling]


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RunningRelay]:
    running = RunningRelay(tmp_path / "relay").start()
    yield running
    running.stop()


@pytest.fixture
def keys(centre: Centre, relay: RunningRelay) -> Keys:
    found = centre.unlock("manager")
    enrol(relay.folder, reporting.application(found))
    desk = Desk.open(centre.home, found)
    reporting.join(desk.office, found, reporting.fetch(relay.url))
    desk.close()
    return found


@pytest.fixture
def open_desk(qtbot: QtBot, centre: Centre, keys: Keys) -> Iterator[Callable[[], Opened]]:
    opened: list[Tasks] = []

    def make() -> Opened:
        tasks, done = Tasks(), list[Desk]()
        opened.append(tasks)
        tasks.broke.connect(_raise)
        tasks.open(tasks, lambda: Desk.open(centre.home, keys), done.append, _raise)
        qtbot.waitUntil(lambda: bool(done), timeout=10_000)
        return tasks, Telling(tasks, tasks)

    yield make
    for tasks in opened:
        _settle(qtbot, tasks)
        tasks.close()


def _settle(qtbot: QtBot, tasks: Tasks) -> None:
    """An answer that is still on its way must not find its window gone."""
    qtbot.waitUntil(lambda: not tasks.busy, timeout=10_000)


def _raise(problem: BaseException) -> None:
    raise problem


def held(relay: RunningRelay, keys: Keys) -> wire.Telling | None:
    return carry(question(relay.card, keys))


def looked(qtbot: QtBot, telling: Telling) -> None:
    with qtbot.waitSignal(telling.done, timeout=10_000):
        telling.look()


def test_it_is_told_after_opening_and_every_look_after_that(
    qtbot: QtBot, open_desk: Callable[[], Opened], relay: RunningRelay, keys: Keys
) -> None:
    tasks, telling = open_desk()
    said: list[str] = []
    telling.doubted.connect(said.append)
    assert held(relay, keys) is None
    looked(qtbot, telling)
    first = held(relay, keys)
    assert first is not None
    looked(qtbot, telling)
    assert held(relay, keys) == first, "nothing new, nothing told"
    tasks.write(tasks, lambda desk: desk.cases.open_case("파란우산"))
    looked(qtbot, telling)
    newest = held(relay, keys)
    assert newest is not None
    assert newest.counter > first.counter
    assert said == []


def test_newer_records_at_the_relay_are_said_and_told_over(
    qtbot: QtBot, open_desk: Callable[[], Opened], relay: RunningRelay, keys: Keys
) -> None:
    ahead = wire.Telling(900, "sha256:" + "ab" * 32, "2026-11-22")
    carry(question(relay.card, keys, ahead))
    _tasks, telling = open_desk()
    with qtbot.waitSignal(telling.doubted, timeout=10_000) as said, qtbot.waitSignal(telling.done, timeout=10_000):
        telling.look()
    assert "2026-11-22" in said.args[0]
    newest = held(relay, keys)
    assert newest is not None
    assert newest.counter == 901


def test_the_lock_tells_it_and_then_goes_on(
    qtbot: QtBot, open_desk: Callable[[], Opened], relay: RunningRelay, keys: Keys
) -> None:
    tasks, telling = open_desk()
    looked(qtbot, telling)
    before, gone = held(relay, keys), list[bool]()
    tasks.write(tasks, lambda desk: desk.cases.open_case("파란우산"))
    tasks.make_way()
    telling.at_lock()
    telling.when_done(lambda: gone.append(True))
    with qtbot.waitSignal(telling.done, timeout=5_000):
        qtbot.waitUntil(lambda: bool(gone), timeout=5_000)
    assert held(relay, keys) != before


def test_a_relay_that_says_nothing_holds_up_neither_work_nor_lock(
    qtbot: QtBot, open_desk: Callable[[], Opened], relay: RunningRelay
) -> None:
    tasks, telling = open_desk()
    looked(qtbot, telling)
    ended: list[bool] = []
    telling.done.connect(lambda: ended.append(True))
    tasks.write(tasks, lambda desk: desk.cases.open_case("파란우산"))
    with relay.asleep():
        telling.look()
        began, written, gone = time.monotonic(), list[object](), list[bool]()
        tasks.write(tasks, lambda desk: desk.cases.open_case("파란우산"), written.append)
        qtbot.waitUntil(lambda: bool(written), timeout=5_000)
        telling.look()
        telling.at_lock()
        telling.when_done(lambda: gone.append(True))
        qtbot.waitUntil(lambda: bool(gone), timeout=5_000)
        assert time.monotonic() - began < 1.0
        assert ended == []
    qtbot.waitUntil(lambda: bool(ended), timeout=10_000)  # it wakes up and answers, and nobody minds


def test_out_of_reach_is_not_spoken_of(
    qtbot: QtBot, open_desk: Callable[[], Opened], relay: RunningRelay, keys: Keys
) -> None:
    relay.stop()
    _tasks, telling = open_desk()
    said: list[str] = []
    telling.doubted.connect(said.append)
    looked(qtbot, telling)
    assert said == []
    relay.start()
    looked(qtbot, telling)
    assert held(relay, keys) is not None

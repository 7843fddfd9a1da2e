"""Putting the search index together waits until nobody works, and stops for whoever does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.changes import Changes, Done
from app.desk import Desk
from app.kinds import Compartment
from app.store.merging import pieces
from tests.conftest import Centre
from ui.forms.tidying import Tidying
from ui.tasks import Tasks


@pytest.fixture
def tasks(qtbot: QtBot, centre: Centre) -> Iterator[Tasks]:
    with_cases = centre.open("manager")
    while len(pieces(with_cases.database(Compartment.CASEWORK)._db, "search_jamo")) < 6:
        with_cases.cases.open_case("파란우산", phone="010-5550-0101")
    with_cases.close()
    made, keys, done = Tasks(), centre.unlock("manager"), list[Desk]()
    made.broke.connect(_raise)
    made.open(made, lambda: Desk.open(centre.home, keys), done.append, _raise)
    qtbot.waitUntil(lambda: bool(done), timeout=10_000)
    yield made
    qtbot.waitUntil(lambda: not made.busy, timeout=10_000)
    made.close()


def _raise(problem: BaseException) -> None:
    raise problem


def left(qtbot: QtBot, tasks: Tasks) -> bool:
    """Whether there is something to put together, asked on the writer, which does a step of it."""
    said: list[bool] = []
    tasks.write(tasks, lambda desk: Done(desk.database(Compartment.CASEWORK).tidy(), Changes.NONE), said.append)
    qtbot.waitUntil(lambda: bool(said), timeout=5_000)
    return said[0]


def test_a_resting_desk_ends_with_nothing_left(qtbot: QtBot, tasks: Tasks) -> None:
    tidying, rests = Tidying(tasks, tasks, rest=0), list[bool]()
    tasks.idle.connect(lambda: rests.append(True))
    tidying.start()
    qtbot.waitUntil(lambda: len(rests) > 2 and not tidying.more, timeout=10_000)
    tidying.stop()
    assert not left(qtbot, tasks)


def test_it_waits_as_long_as_somebody_works(qtbot: QtBot, tasks: Tasks) -> None:
    tidying = Tidying(tasks, tasks, rest=60_000)
    tidying.start()
    for _number in range(5):
        with qtbot.waitSignal(tasks.idle, timeout=5_000):
            tasks.write(tasks, lambda _desk: Done(None, Changes.NONE))
    assert not tidying.more
    tidying.stop()
    assert left(qtbot, tasks), "nothing was done yet"


def test_after_a_stop_nothing_begins(qtbot: QtBot, tasks: Tasks) -> None:
    tidying = Tidying(tasks, tasks, rest=0)
    tidying.start()
    tidying.stop()
    with qtbot.waitSignal(tasks.idle, timeout=5_000):
        tasks.write(tasks, lambda _desk: Done(None, Changes.NONE))
    assert left(qtbot, tasks)

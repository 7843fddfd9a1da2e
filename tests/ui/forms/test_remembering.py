"""A desk and the key store: asked once after opening, told after that and at the lock, never waited for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import keyring
import pytest
from pytestqt.qtbot import QtBot

from app.changes import Changes, Done
from app.desk import Desk
from app.kinds import Compartment
from app.vault import anchor_keeping, device_secret
from tests.conftest import Centre
from tests.keystores import NAMES, KeyStore
from ui.forms.remembering import Remembering
from ui.tasks import Tasks


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyStore]:
    monkeypatch.setattr(device_secret, "TIME_LIMIT", 1.0)
    before, made = keyring.get_keyring(), KeyStore()
    keyring.set_keyring(made)
    yield made
    made.free.set()
    keyring.set_keyring(before)


Opened = tuple[Tasks, Remembering]


@pytest.fixture
def open_desk(qtbot: QtBot, centre: Centre) -> Iterator[Callable[[], Opened]]:
    opened: list[Tasks] = []

    def make() -> Opened:
        tasks, keys, done = Tasks(), centre.unlock("manager"), list[Desk]()
        opened.append(tasks)
        tasks.open(tasks, lambda: Desk.open(centre.home, keys), done.append, _raise)
        qtbot.waitUntil(lambda: bool(done), timeout=10_000)
        return tasks, Remembering(tasks, keys, tasks, allowed=NAMES, first=0)

    yield make
    for tasks in opened:
        _settle(qtbot, tasks)
        tasks.close()


def _settle(qtbot: QtBot, tasks: Tasks) -> None:
    """An answer that is still on its way must not find its window gone."""
    qtbot.waitUntil(lambda: not tasks.busy, timeout=10_000)


def _raise(problem: BaseException) -> None:
    raise problem


def kept(store: KeyStore) -> str:
    (text,) = store.kept.values()
    return text


def test_it_is_told_after_opening_and_every_look_after_that(
    qtbot: QtBot, open_desk: Callable[[], Opened], store: KeyStore
) -> None:
    tasks, remembering = open_desk()
    with qtbot.waitSignal(remembering.told, timeout=10_000):
        remembering.start()
    first = kept(store)
    tasks.write(tasks, lambda desk: desk.cases.open_case("파란우산"))
    with qtbot.waitSignal(remembering.told, timeout=10_000):
        remembering.look()
    assert kept(store) != first


def test_older_records_are_said_and_recorded(
    qtbot: QtBot, open_desk: Callable[[], Opened], store: KeyStore, centre: Centre
) -> None:
    with_more = centre.open("manager")
    keys = with_more.keys
    anchor_keeping.keep(keys, with_more.freshness.put_down(None, kept=False).value, NAMES)
    newest = anchor_keeping.unpack(keys, kept(store))
    ahead = {
        name: anchor_keeping.Mark(mark.counter + 5, mark.head, mark.checkpoint) for name, mark in newest.marks.items()
    }
    anchor_keeping.keep(keys, anchor_keeping.pack(keys, ahead), NAMES)
    with_more.close()
    tasks, remembering = open_desk()
    with qtbot.waitSignal(remembering.doubted, timeout=10_000) as said, qtbot.waitSignal(remembering.told):
        remembering.start()
    assert "열쇠 보관함" in said.args[0]
    kinds: list[str] = []
    tasks.read(tasks, lambda desk: [one.kind for one in desk.audit.entries(limit=5)], kinds.extend)
    qtbot.waitUntil(lambda: bool(kinds), timeout=10_000)
    assert "freshness_doubted" in kinds
    again_tasks, again = open_desk_again(tasks, open_desk)
    doubts: list[str] = []
    again.doubted.connect(doubts.append)
    with qtbot.waitSignal(again.told, timeout=10_000):
        again.start()
    assert doubts == [], "from here the records are the newest there are"
    assert again_tasks.is_open


def open_desk_again(before: Tasks, open_desk: Callable[[], Opened]) -> Opened:
    before.close()
    return open_desk()


def test_an_emptied_key_store_is_said(qtbot: QtBot, open_desk: Callable[[], Opened], store: KeyStore) -> None:
    tasks, remembering = open_desk()
    with qtbot.waitSignal(remembering.told, timeout=10_000):
        remembering.start()
    with qtbot.waitSignal(remembering.told, timeout=10_000):
        remembering.look()
    store.kept.clear()
    tasks, again = open_desk_again(tasks, open_desk)
    with qtbot.waitSignal(again.doubted, timeout=10_000) as said:
        again.start()
    assert "맡겨 둔 기억이 없어" in said.args[0]


def test_the_lock_tells_it_and_then_goes_on(qtbot: QtBot, open_desk: Callable[[], Opened], store: KeyStore) -> None:
    tasks, remembering = open_desk()
    with qtbot.waitSignal(remembering.told, timeout=10_000):
        remembering.start()
    before, gone = kept(store), list[bool]()
    tasks.write(tasks, lambda desk: desk.cases.open_case("파란우산"))
    tasks.make_way()
    remembering.at_lock(lambda: gone.append(True))
    qtbot.waitUntil(lambda: bool(gone), timeout=5_000)
    assert kept(store) != before


@pytest.mark.parametrize("fault", ["hang", "raise"])
def test_a_faulty_key_store_holds_up_neither_work_nor_lock(
    qtbot: QtBot, open_desk: Callable[[], Opened], store: KeyStore, fault: str
) -> None:
    store.fault = fault
    tasks, remembering = open_desk()
    remembering.start()
    began, written, gone = time.monotonic(), list[object](), list[bool]()
    tasks.write(tasks, lambda desk: desk.cases.open_case("파란우산"), written.append)
    qtbot.waitUntil(lambda: bool(written), timeout=5_000)
    remembering.at_lock(lambda: gone.append(True))
    qtbot.waitUntil(lambda: bool(gone), timeout=5_000)
    assert time.monotonic() - began < 0.9, "less than the limit of a call that hangs"
    assert store.kept == {}
    store.fault = ""
    store.free.set()


def test_checkpoints_are_signed_at_the_lock_without_any_key_store(
    qtbot: QtBot, open_desk: Callable[[], Opened], centre: Centre
) -> None:
    tasks, remembering = open_desk()
    tasks.write(tasks, _noted)
    gone: list[bool] = []
    remembering.at_lock(lambda: gone.append(True))
    qtbot.waitUntil(lambda: bool(gone), timeout=5_000)
    counted: list[int] = []
    tasks.read(
        tasks, lambda desk: desk.database(Compartment.CASEWORK).value("SELECT count(*) FROM checkpoint"), counted.append
    )
    qtbot.waitUntil(lambda: bool(counted), timeout=5_000)
    assert counted == [1]


def _noted(desk: Desk) -> Done[None]:
    desk.audit.write("case_read", case="c", by="test")
    return Done(None, Changes.AUDIT)

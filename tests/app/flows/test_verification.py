"""One check of everything: what it looks at, what it says of each, and that it can be stopped."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import keyring
import pytest

from app.desk import Desk
from app.errors import Interrupted
from app.flows.verification import Report, memory, verify
from app.kinds import Compartment
from app.store import database_path
from app.store.connection import connect
from app.vault import anchor_keeping, device_secret
from tests.conftest import Centre
from tests.keystores import NAMES, KeyStore


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyStore]:
    monkeypatch.setattr(device_secret, "TIME_LIMIT", 0.3)
    before, made = keyring.get_keyring(), KeyStore()
    keyring.set_keyring(made)
    yield made
    made.free.set()
    keyring.set_keyring(before)


@pytest.fixture
def manager(centre: Centre) -> Iterator[Desk]:
    desk = centre.open("manager")
    for _entry in range(3):
        desk.audit.write("case_read", case="c", by="test")
    yield desk
    desk.close()


def looked(desk: Desk) -> Report:
    return verify(desk.home, desk.keys, desk.freshness.anchored(), allowed=NAMES)


def states(report: Report) -> dict[str, str]:
    return {one.what: one.state for one in report.findings}


def spoil(desk: Desk, sql: str) -> None:
    path = database_path(desk.home, desk.keys, Compartment.CASEWORK)
    with contextlib.closing(connect(path, desk.keys.raw_key(Compartment.CASEWORK))) as connection:
        assert connection.execute(sql).rowcount > 0


def test_everything_is_looked_at_and_said(manager: Desk, store: KeyStore) -> None:
    text = manager.freshness.put_down(None, kept=False).value
    anchor_keeping.keep(manager.keys, text, NAMES)
    report = looked(manager)
    assert report.whole
    assert states(report) == dict.fromkeys(("pages", "chain", "checkpoints", "office", "anchor", "key_store"), "fine")
    assert all(one.sentence.endswith(".") and one.name for one in report.findings)


def test_without_a_key_store_it_says_what_is_not_noticed(manager: Desk) -> None:
    report = looked(manager)
    last = report.findings[-1]
    assert (last.what, last.state) == ("key_store", "open")
    assert "알아채지 못합니다" in last.sentence
    assert report.whole, "nothing of it is damaged"
    assert memory(manager.keys, NAMES) == (False, last.sentence)


@pytest.mark.parametrize("fault", ["hang", "raise"])
def test_a_key_store_that_does_not_answer_ends_the_waiting(manager: Desk, store: KeyStore, fault: str) -> None:
    store.fault = fault
    assert states(looked(manager))["key_store"] == "open"


def test_what_the_key_store_remembers_is_held_against_the_records(
    manager: Desk, centre: Centre, store: KeyStore
) -> None:
    text = manager.freshness.put_down(None, kept=False).value
    anchor_keeping.keep(manager.keys, text, NAMES)
    spoil(manager, "UPDATE meta SET value = value - 2 WHERE id = 'counter'")
    report = looked(manager)
    assert states(report)["key_store"] == "act"
    assert states(report)["anchor"] == "act"
    assert not report.whole
    assert any("열쇠 보관함" in one for one in report.problems)


def test_a_changed_memory_is_said(manager: Desk, store: KeyStore) -> None:
    text = manager.freshness.put_down(None, kept=False).value
    anchor_keeping.keep(manager.keys, text[:40] + ("A" if text[40] != "A" else "B") + text[41:], NAMES)
    assert states(looked(manager))["key_store"] == "act"


def test_a_cut_trail_is_said(manager: Desk) -> None:
    manager.freshness.put_down(None, kept=False)
    spoil(manager, "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
    report = looked(manager)
    assert states(report)["chain"] == "fine", "a chain alone does not miss its end"
    assert states(report)["checkpoints"] == "act"
    assert states(report)["anchor"] == "act"


def test_a_changed_entry_is_said_with_its_number(manager: Desk) -> None:
    spoil(manager, "UPDATE audit SET facts = '{}' WHERE seq = 2")
    report = looked(manager)
    assert states(report)["chain"] == "act"
    assert any("2번" in one for one in report.problems)


def test_a_flipped_page_is_said_and_nothing_breaks(manager: Desk, centre: Centre) -> None:
    for number in range(40):
        manager.cases.open_case(f"파란우산 {number}")
    path = database_path(manager.home, manager.keys, Compartment.CASEWORK)
    with contextlib.closing(connect(path, manager.keys.raw_key(Compartment.CASEWORK))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    with path.open("r+b") as stream:
        stream.seek(4096 * 20 + 100)
        byte = stream.read(1)
        stream.seek(4096 * 20 + 100)
        stream.write(bytes([byte[0] ^ 1]))
    report = looked(manager)
    assert states(report)["pages"] == "act"
    assert not report.whole


def test_a_writer_beside_it_is_no_fault(manager: Desk) -> None:
    anchored = manager.freshness.anchored()
    manager.cases.open_case("그 사이에")
    report = verify(manager.home, manager.keys, anchored, allowed=NAMES)
    assert states(report)["anchor"] == "fine"


def test_it_tells_how_far_it_is_and_can_be_stopped(manager: Desk) -> None:
    told: list[float] = []
    verify(manager.home, manager.keys, manager.freshness.anchored(), tell=told.append, allowed=NAMES)
    assert told == sorted(told)
    assert told[-1] == 1.0
    stop = threading.Event()
    stop.set()
    with pytest.raises(Interrupted):
        verify(manager.home, manager.keys, manager.freshness.anchored(), stop=stop, allowed=NAMES)

"""The whole folder and the key store put back as they were: only the relay, a real one here, knows that there was more."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app import wire
from app.desk import Desk
from app.errors import NotReached
from app.flows import relay_memory, reporting
from app.flows.verification import memory, verify
from app.relay import enrol
from app.vault import Keys
from tests.conftest import Centre
from tests.relay.running import RunningRelay


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRelay]:
    running = RunningRelay(tmp_path_factory.mktemp("city") / "relay").start()
    yield running
    running.stop()


@pytest.fixture
def keys(centre: Centre, relay: RunningRelay) -> Keys:
    """A manager of a centre that has joined the relay; its computer is on the roster from the first test on."""
    found = centre.unlock("manager")
    if relay.roster.member(_id(found)) is None:
        enrol(relay.folder, reporting.application(found))
    with closing(Desk.open(centre.home, found)) as desk:
        reporting.join(desk.office, found, reporting.fetch(relay.url))
    forget(relay)
    return found


def _id(keys: Keys) -> str:
    return wire.key_id(keys.device_public)


def forget(relay: RunningRelay) -> None:
    """The relay's own memory goes, as after a restore of its database."""
    with sqlite3.connect(relay.folder / "relay.db", timeout=10) as db:
        db.execute("DELETE FROM anchor")


def ask(desk: Desk) -> tuple[str, ...]:
    """What an opening does: ask, and hold the answer against what is known."""
    asked = desk.relay_memory.ask().value
    assert asked is not None
    return desk.relay_memory.settle(relay_memory.carry(asked)).value


def tell(desk: Desk) -> bool:
    """What the clock and the lock do; False where there was nothing new."""
    asked = desk.relay_memory.tell().value
    if asked is None:
        return False
    assert desk.relay_memory.settle(relay_memory.carry(asked)).value == ()
    return True


def work(desk: Desk) -> None:
    desk.cases.open_case("파란우산")


def kinds(desk: Desk) -> list[str]:
    return [entry.kind for entry in desk.audit.entries(limit=3)]


def test_a_centre_without_a_relay_asks_nobody(centre: Centre) -> None:
    with closing(centre.open("manager")) as desk:
        assert desk.relay_memory.ask().value is None
        assert desk.relay_memory.tell().value is None


def test_records_that_go_on_are_not_doubted(centre: Centre, keys: Keys) -> None:
    for _opening in range(3):
        with closing(Desk.open(centre.home, keys)) as desk:
            assert desk.doubts == ask(desk) == ()
            work(desk)
            assert tell(desk)
            assert not tell(desk), "nothing new, nothing leaves"
            work(desk)
            assert tell(desk)


@pytest.mark.parametrize("later", [1, 2, 5])
def test_the_whole_folder_put_back_is_noticed_by_the_relay(
    centre: Centre, keys: Keys, tmp_path: Path, later: int
) -> None:
    with closing(Desk.open(centre.home, keys)) as desk:
        ask(desk)
        work(desk)
        tell(desk)
    shutil.copytree(centre.home, tmp_path / "before")
    with closing(Desk.open(centre.home, keys)) as desk:
        for _turn in range(later):
            work(desk)
            tell(desk)
    with closing(Desk.open(tmp_path / "before", keys)) as desk:
        assert desk.doubts == (), "the folder is all of one age: nothing in it tells"
        (said,) = ask(desk)
        assert "서버는" in said
        entry = desk.audit.entries(limit=1)[0]
        assert (entry.kind, entry.facts["relay"]) == ("freshness_doubted", True)
        assert tell(desk), "it was said; from here they are the newest there are"
    with closing(Desk.open(tmp_path / "before", keys)) as desk:
        assert ask(desk) == ()
    with closing(Desk.open(centre.home, keys)) as desk:
        assert ask(desk) != (), "and now the other folder is the one that went on elsewhere"


def test_records_that_were_worked_on_before_they_were_asked_about_are_noticed(
    centre: Centre, keys: Keys, tmp_path: Path
) -> None:
    """Put back, and told of before anybody asked: the same number with another hash, or a lower one."""
    with closing(Desk.open(centre.home, keys)) as desk:
        ask(desk)
        shutil.copytree(centre.home, tmp_path / "before")
        work(desk)
        tell(desk)
    with closing(Desk.open(tmp_path / "before", keys)) as desk:
        work(desk)
        asked = desk.relay_memory.tell().value
        assert asked is not None
        assert desk.relay_memory.settle(relay_memory.carry(asked)).value != ()
        assert "freshness_doubted" in kinds(desk)


def test_a_moment_after_the_last_telling_is_the_limit(centre: Centre, keys: Keys, tmp_path: Path) -> None:
    with closing(Desk.open(centre.home, keys)) as desk:
        ask(desk)
        work(desk)
        tell(desk)
        shutil.copytree(centre.home, tmp_path / "before")
        work(desk)
    with closing(Desk.open(tmp_path / "before", keys)) as desk:
        assert ask(desk) == ()


def test_an_answer_that_was_lost_is_no_doubt(centre: Centre, keys: Keys) -> None:
    """The telling arrived and the answer did not, or the other way round; it is told again until its fate is known."""
    with closing(Desk.open(centre.home, keys)) as desk:
        ask(desk)
        work(desk)
        asked = desk.relay_memory.tell().value
        assert asked is not None
        relay_memory.carry(asked)  # and nobody hears the answer
        work(desk)
    with closing(Desk.open(centre.home, keys)) as desk:
        assert ask(desk) == ()
        assert tell(desk)
        work(desk)
        assert desk.relay_memory.tell().value is not None  # written down, and never sent
        work(desk)
    with closing(Desk.open(centre.home, keys)) as desk:
        assert ask(desk) == ()
        assert [tell(desk) for _turn in range(3)] == [True, True, False], "what was on its way, then what is new"


def test_what_was_written_down_and_not_sent_is_sent_first(centre: Centre, keys: Keys, relay: RunningRelay) -> None:
    with closing(Desk.open(centre.home, keys)) as desk:
        ask(desk)
        tell(desk)
        for _turn in range(3):
            work(desk)
            first = desk.relay_memory.tell().value
            assert first is not None
            again = desk.relay_memory.tell().value
            assert again is not None
            assert again.sent == first.sent, "one at a time on its way"
            tell(desk)
        assert ask(desk) == ()


def test_a_relay_that_forgot_is_said_once_and_told_anew(centre: Centre, keys: Keys, relay: RunningRelay) -> None:
    with closing(Desk.open(centre.home, keys)) as desk:
        ask(desk)
        work(desk)
        tell(desk)
        forget(relay)
        (said,) = ask(desk)
        assert "기억" in said
        assert kinds(desk)[0] == "relay_forgot"
        assert tell(desk)
        assert ask(desk) == ()


def test_offline_nothing_is_said_and_nothing_lost(centre: Centre, keys: Keys, tmp_path: Path) -> None:
    with closing(Desk.open(centre.home, keys)) as desk:
        ask(desk)
        work(desk)
        asked = desk.relay_memory.tell().value
        assert asked is not None
        away = replace(
            asked, question=replace(asked.question, card=replace(asked.question.card, url="http://127.0.0.1:9"))
        )
        with pytest.raises(NotReached):
            relay_memory.carry(away)
        assert relay_memory.answered(away)[0] == "open"
        assert tell(desk)
        asked = desk.relay_memory.ask().value
        assert asked is not None
        assert relay_memory.answered(asked)[0] == "fine"


def test_what_leaves_is_a_number_and_a_hash(centre: Centre, keys: Keys, relay: RunningRelay) -> None:
    with closing(Desk.open(centre.home, keys)) as desk:
        ask(desk)
        work(desk)
        tell(desk)
    with sqlite3.connect(relay.folder / "relay.db") as db:
        ((document,),) = db.execute("SELECT document FROM anchor").fetchall()
    held = json.loads(document.split(b"\n")[0])
    assert set(held) == {"schema", "sender", "counter", "state", "made"}
    assert held["counter"] == 1, "how often it was told, not how much was written"


def test_a_check_of_everything_asks_the_relay_too(centre: Centre, keys: Keys, tmp_path: Path) -> None:
    with closing(Desk.open(centre.home, keys)) as desk:
        ask(desk)
        assert states(desk)["relay"] == "open", "not told yet"
        work(desk)
        tell(desk)
        shutil.copytree(centre.home, tmp_path / "before")
        work(desk)
        tell(desk)
        assert states(desk)["relay"] == "fine"
        assert memory(keys, NOWHERE, desk.relay_memory.ask().value)[0], (
            "no key store, and still something outside knows"
        )
    with closing(Desk.open(tmp_path / "before", keys)) as desk:
        assert states(desk)["relay"] == "act"
        knows, sentence = memory(keys, NOWHERE, desk.relay_memory.ask().value)
        assert not knows
        assert "시의 서버는" in sentence


NOWHERE: frozenset[str] = frozenset()
"""No key store is allowed."""


def states(desk: Desk) -> dict[str, str]:
    asked = desk.relay_memory.ask().value
    report = verify(desk.home, desk.keys, desk.freshness.anchored(), allowed=NOWHERE, relay=asked)
    return {one.what: one.state for one in report.findings}

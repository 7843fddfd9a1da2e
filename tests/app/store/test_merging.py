"""The search index is put together in small steps: nothing is found otherwise than before, and nothing else moves."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest

from app.clock import new_id
from app.kinds import Compartment
from app.store import Database
from app.store.merging import pieces
from app.store.search import FULL_TEXT
from tests.conftest import FileAnchor

WORDS = ("안전하게", "경찰서", "연락처", "보호조치", "상담", "불안", "신고", "우산", "거리", "파란")


@pytest.fixture
def scattered(casework: Database) -> Database:
    """Notes in commits of their own, as people write them."""
    chance = random.Random(5)
    for number in range(90):
        person, case = new_id(), new_id()
        with casework.atomic():
            casework.insert("person", {"id": person, "alias": f"{chance.choice(WORDS)}{number}"})
            casework.insert("casefile", _case(case, person, number, " ".join(chance.sample(WORDS, 4))))
    return casework


def _case(case: str, person: str, number: int, summary: str) -> dict[str, object]:
    facts = {"assigned_to": "user-1", "opened_on": "2026-11-23", "last_activity": number}
    return {"id": case, "number": f"26-A-{number:04}", "survivor_id": person, "summary": summary, **facts}


def found(db: Database) -> dict[str, list[str]]:
    return {word: [hit.entity_id for hit in db.find(word)] for word in (*WORDS, "26-A-0007", "ㅍㄹ", "안전하겠")}


def sizes(db: Database) -> dict[str, list[int]]:
    return {table: pieces(db._db, table) for table in FULL_TEXT}


def rest(db: Database) -> int:
    """As a desk at rest: step after step."""
    steps = 0
    while db.tidy():
        steps += 1
        assert steps < 500, "it never ends"
    return steps


def test_a_rest_leaves_one_piece_and_the_same_answers(scattered: Database) -> None:
    before, said, state = sizes(scattered), found(scattered), scattered.state()
    assert all(len(some) >= 4 for some in before.values()), before
    assert rest(scattered) > 1
    assert {table: len(some) for table, some in sizes(scattered).items()} == dict.fromkeys(FULL_TEXT, 1)
    assert found(scattered) == said
    assert any(said.values())
    assert scattered.state() == state, "no record moved, and no anchor"
    assert rest(scattered) == 0, "once is enough"
    assert scattered.problems() == []


def test_work_between_the_steps_is_found(scattered: Database) -> None:
    rows = scattered.rows("SELECT * FROM casefile ORDER BY number")
    for number in range(6):
        scattered.tidy()
        with scattered.atomic():
            scattered.change("casefile", rows[number]["id"], {"summary": "새로 적은 말"})
            scattered.remove("casefile", rows[20 + number]["id"])
    rest(scattered)
    assert {hit.entity_id for hit in scattered.find("새로 적은")} == {row["id"] for row in rows[:6]}
    gone = {row["id"] for row in rows[20:26]}
    assert not gone & {one for some in found(scattered).values() for one in some}
    assert scattered.problems() == []


def test_what_was_begun_goes_on_after_the_next_opening(scattered: Database, tmp_path: Path, raw_key: str) -> None:
    said = found(scattered)
    scattered.tidy()
    path = Path(scattered.value("SELECT file FROM pragma_database_list WHERE name = 'main'"))
    anchor = FileAnchor(tmp_path / "again.json")
    with closing(Database.open(path, raw_key, Compartment.CASEWORK, who="user-1", device="B", anchor=anchor)) as again:
        rest(again)
        assert max(map(len, sizes(again).values())) < 4
        assert found(again) == said


def test_a_reader_moves_nothing(scattered: Database, raw_key: str) -> None:
    path = Path(scattered.value("SELECT file FROM pragma_database_list WHERE name = 'main'"))
    before = sizes(scattered)
    with closing(Database.open(path, raw_key, Compartment.CASEWORK, who="user-1", device="B")) as reader:
        assert not reader.tidy()
    assert sizes(scattered) == before


def test_while_a_copy_follows_it_waits(scattered: Database) -> None:
    scattered.follow()
    assert not scattered.tidy()
    scattered.forget()
    assert scattered.tidy()

"""Stores from before kept words in the search index that had gone from their records: all are written anew, once."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.store import Database, wording
from app.store.copying import export
from app.text import grams
from tests.conftest import FileAnchor

Opening = Callable[[], Database]
COUNT = 50
STALE = "낙엽"


@pytest.fixture
def old(raw_key: str, tmp_path: Path) -> Opening:
    """Opens a store of before again: records, and a word in the index that none of them holds any more."""
    path, anchor = tmp_path / "casework.db", FileAnchor(tmp_path / "anchor.json")

    def opening() -> Database:
        return Database.open(path, raw_key, "casework", who="user-1", device="B", anchor=anchor)

    Database.create(path, raw_key, "casework")
    with closing(opening()) as casework:
        for number in range(COUNT):
            facts = {"assigned_to": "u", "opened_on": "2026-01-01", "last_activity": 1, "summary": f"상담 {number}"}
            case = {"id": f"c{number}", "number": f"26-B-{number:04}", "survivor_id": f"p{number}", **facts}
            with casework.atomic():
                casework.insert("person", {"id": f"p{number}", "alias": f"파란우산{number}"})
                casework.insert("casefile", case)
        doc = casework.value("SELECT id FROM search_doc WHERE entity_id = 'c7'")
        with casework.atomic(), casework._hand():
            casework._execute("INSERT INTO search_text (rowid, grams) VALUES (?, ?)", (doc, STALE))
            casework._execute("INSERT INTO meta (id, value) VALUES ('words-anew', 0)")
    return opening


def found(db: Database) -> dict[str, list[str]]:
    return {
        word: sorted(hit.entity_id for hit in db.find(word)) for word in ("상담", "파란우산", "26-B-0007", "상담 31")
    }


def words(db: Database) -> set[str]:
    return {row["term"] for row in db.rows("SELECT DISTINCT term FROM temp.search_words")}


def test_a_small_store_lost_them_when_it_opens(old: Opening) -> None:
    with closing(old()) as db:
        assert STALE not in words(db)
        assert db.find(STALE) == []
        assert found(db)["파란우산"] == sorted(f"p{n}" for n in range(COUNT))
        assert db.value("SELECT 1 FROM meta WHERE id = 'words-anew'") is None
        said, state = found(db), db.state()
    with closing(old()) as db:
        assert (found(db), db.state(), db.rolled_back) == (said, state, False)


def test_a_large_one_step_by_step_while_people_go_on_working(old: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "AT_ONCE", 10)
    with closing(old()) as db:
        said, state = found(db), db.state()
        assert db.tidy()
        assert (found(db), db.state()) == (said, state)
        with db.atomic():
            for case in ("c0", f"c{COUNT - 1}"):  # one that is behind, one that is to come
                db.change("casefile", case, {"summary": "단풍"})
            db.remove("casefile", "c1")
            db.insert("person", {"id": "p-new", "alias": "새벽별"})
    with closing(old()) as db:  # a lock in between: it goes on where it was
        steps = 0
        while db.tidy():
            steps += 1
            assert steps < 100, "it never ends"
        with db.atomic():
            db.change("casefile", "c0", {"summary": "첫눈"})
        said = found(db)
        assert len(said["상담"]) == COUNT - 3
    with closing(old()) as db:
        assert STALE not in words(db)
        assert found(db) == said
        assert [hit.entity_id for hit in db.find("단풍")] == [f"c{COUNT - 1}"]
        assert [hit.entity_id for hit in db.find("첫눈")] == ["c0"]
        assert [hit.entity_id for hit in db.find("새벽별")] == ["p-new"]
        assert db.problems() == []
        assert db.rows("SELECT name FROM sqlite_master WHERE name LIKE '%_anew%'") == []
        with db.atomic():
            db.change("casefile", "c0", {"summary": "함박눈"})
        assert "첫눈" not in words(db)


def test_records_that_are_written_anew_take_along_how_far_it_came(
    old: Opening, raw_key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "AT_ONCE", 10)
    with closing(old()) as db:
        assert db.tidy()
        said = found(db)
    aside = tmp_path / "aside.db"
    export(tmp_path / "casework.db", raw_key, aside, raw_key)
    aside.replace(tmp_path / "casework.db")
    with closing(old()) as db:
        while db.tidy():
            pass
    with closing(old()) as db:
        assert STALE not in words(db)
        assert (found(db), db.problems()) == (said, [])


HALVES = (
    "ㅎ",
    "하",
    "한",
    "한ㄱ",
    "한구",
    "한국",
    "경",
    "겨",
    "경ㅊ",
    "서",
    "연",
    "연락 ㅊ",
    "연락 처",
    "26",
    "a",
    "ㄱㄱ",
)


def test_a_store_of_before_finds_the_same_with_its_beginnings(old: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large one while it is written anew and afterwards; every state of a syllable, against all records gone through."""
    monkeypatch.setattr(wording, "AT_ONCE", 10)
    chance = random.Random(7)
    with closing(old()) as db:
        db._db.set_authorizer(None)
        for statement in (
            "DROP TABLE search_text",
            "CREATE VIRTUAL TABLE search_text USING fts5 (grams, tokenize = 'unicode61', content = '')",
            "INSERT INTO search_text (search_text, rank) VALUES ('secure-delete', 1)",
            "DROP TABLE search_text_anew",
            "DROP TABLE search_jamo_anew",
            "UPDATE meta SET value = 0 WHERE id = 'words-anew'",
        ):
            db._db.execute(statement)
        for case in db.rows("SELECT id FROM casefile"):
            doc = db.value("SELECT id FROM search_doc WHERE entity_id = ?", (case["id"],))
            db._db.execute("INSERT INTO search_text (rowid, grams) VALUES (?, ?)", (doc, "상담"))
            db._db.execute("UPDATE casefile SET summary = '상담' WHERE id = ?", (case["id"],))
        db._index.look_again()
        with db.atomic():
            for case in db.rows("SELECT id FROM casefile"):
                db.change("casefile", case["id"], {"summary": " ".join(_word(chance) for _one in range(6))})
        said = _found(db)
        assert not db._index.has_beginnings
    with closing(old()) as db:
        assert db.tidy()
        assert _found(db) == said
        assert not db._index.has_beginnings
        while db.tidy():
            pass
    with closing(old()) as db:
        assert db._index.has_beginnings
        assert _found(db) == said
        for word, cases in said.items():
            if len(word) == 1 and word >= "가":
                assert set(cases) == {
                    row["id"] for row in db.rows("SELECT id, summary FROM casefile") if _begins(word, row["summary"])
                }, word
        with db.atomic():
            for case in db.rows("SELECT id FROM casefile"):
                db.change("casefile", case["id"], {"summary": "가"})
        assert not {word for word in words(db) if "한" in word}
        assert [db.find(word, entities=("casefile",)) for word in ("한", "경", "연락 처")] == [[], [], []]


def _word(chance: random.Random) -> str:
    return "".join(chance.choices("한국경찰서연락처하겨", k=chance.randrange(1, 4))) + chance.choice(
        ["", "", "26", "a"]
    )


def _begins(syllable: str, text: str) -> bool:
    """Whether a word of the index begins so: a syllable before another, or one that stands by itself."""
    return any(token.startswith(syllable) for token in grams(text).split())


def _found(db: Database) -> dict[str, list[str]]:
    return {word: [hit.entity_id for hit in db.find(word, entities=("casefile",))] for word in HALVES}

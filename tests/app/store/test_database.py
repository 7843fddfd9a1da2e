"""The store keeps what it acknowledged, refuses what goes round it, and finds what people type."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.clock import new_id
from app.errors import Bug, Damaged
from app.store import Database, copying, counts, export
from app.text import gram_query
from tests.conftest import FileAnchor


def person(db: Database, alias: str, **more: object) -> str:
    record = new_id()
    with db.atomic():
        db.insert("person", {"id": record, "alias": alias, **more})
    return record


def found(db: Database, query: str) -> set[str]:
    return {hit.entity_id for hit in db.find(query)}


def test_a_change_writes_only_what_differs_and_remembers_both_values(casework: Database) -> None:
    one = person(casework, "파란우산", phone="010-0000-1234")
    with casework.atomic():
        assert casework.change("person", one, {"alias": "달맞이", "phone": "010-0000-1234"})
    rows = casework.history("person", one)
    assert [(r["operation"], r["field"], r["old"], r["new"]) for r in rows[1:]] == [
        ("change", "alias", "파란우산", "달맞이")
    ]


def test_a_failed_transaction_leaves_nothing(casework: Database) -> None:
    def half_done() -> None:
        with casework.atomic():
            casework.insert("person", {"id": "p", "alias": "느티나무"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert casework.value("SELECT count(*) FROM person") == 0
    assert casework.value("SELECT count(*) FROM history") == 0
    assert found(casework, "느티") == set()


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO person (id, alias) VALUES ('x', 'y')",
        "UPDATE person SET alias = 'z'",
        "DELETE FROM history",
        "DROP TABLE person",
        "ATTACH DATABASE ':memory:' AS other",
    ],
)
def test_writing_round_the_history_is_refused(casework: Database, sql: str) -> None:
    person(casework, "솔방울")
    with pytest.raises(Bug), casework.atomic():
        casework.rows(sql)
    assert casework.value("SELECT alias FROM person") == "솔방울"


def test_writing_outside_a_transaction_is_our_mistake(casework: Database) -> None:
    with pytest.raises(Bug):
        casework.insert("person", {"id": "x", "alias": "y"})


@pytest.mark.parametrize(
    "query", ["파란우산", "란우", "파라", "팔", "ㅍㄹㅇㅅ", "ㅍㄹ", "1234", "0000-1234", "파란ㅇ", "우사"]
)
def test_names_and_numbers_are_found_as_people_type_them(casework: Database, query: str) -> None:
    one = person(casework, "파란우산", phone="010-0000-1234")
    person(casework, "솔방울", phone="010-0000-9999")
    expected = set() if query == "팔" else {one}
    assert found(casework, query) == expected


def test_half_typed_syllables_find_the_name(casework: Database) -> None:
    one = person(casework, "김하늘")
    assert found(casework, "김하느") == {one}
    assert found(casework, "김ㅎ") == {one}
    assert found(casework, "기") == {one}


@pytest.mark.parametrize("query", ["현관", "번호를 현관", "어젯밤", "집", "현과", "어젯ㅂ", "현관 번홀"])
def test_words_of_notes_are_found(casework: Database, query: str) -> None:
    with casework.atomic():
        casework.insert(
            "contact",
            {"id": "c", "started_at": 1, "channel": "phone", "state": "closed", "taken_by": "u",
             "note": "어젯밤부터 현관 번호를 바꿈. 집 앞에 옴"},
        )  # fmt: skip
    assert found(casework, query) == {"c"}
    assert found(casework, "병원") == set()


def test_the_index_follows_changes_and_removal(casework: Database) -> None:
    one = person(casework, "파란우산")
    with casework.atomic():
        casework.change("person", one, {"alias": "달맞이꽃"})
    assert found(casework, "파란우산") == set()
    assert found(casework, "달맞이") == {one}
    with casework.atomic():
        casework.remove("person", one)
    assert found(casework, "달맞이") == set()


def test_an_older_copy_is_noticed(casework: Database, tmp_path: Path, raw_key: str) -> None:
    path, older = tmp_path / "casework.db", tmp_path / "older.db"
    person(casework, "하나")
    export(path, raw_key, older, raw_key)
    person(casework, "둘")
    anchor = FileAnchor(tmp_path / "anchor.json")
    again = Database.open(older, raw_key, "casework", who="u", device="B", anchor=anchor)
    assert again.rolled_back
    again.close()
    assert not casework.rolled_back


def test_a_wrong_key_and_a_damaged_file_are_refused_and_left_alone(
    casework: Database, tmp_path: Path, raw_key: str
) -> None:
    path = tmp_path / "casework.db"
    person(casework, "하나")
    copy = tmp_path / "copy.db"
    export(path, raw_key, copy, raw_key)
    before = copy.read_bytes()
    with pytest.raises(Damaged):
        Database.open(copy, "0" * 96, "casework", who="u", device="B")
    assert copy.read_bytes() == before
    with pytest.raises(Damaged):
        Database.open(tmp_path / "nowhere.db", raw_key, "casework", who="u", device="B")
    assert not (tmp_path / "nowhere.db").exists()


def test_a_copy_under_another_key_holds_the_same(casework: Database, tmp_path: Path, raw_key: str) -> None:
    person(casework, "하나")
    other = "ab" * 48
    export(tmp_path / "casework.db", raw_key, tmp_path / "copy.db", other)
    assert counts(tmp_path / "copy.db", other) == counts(tmp_path / "casework.db", raw_key)


def test_nothing_readable_lies_in_the_file(casework: Database, tmp_path: Path) -> None:
    person(casework, "파란우산", phone="010-7777-1234")
    for path in tmp_path.iterdir():
        if path.suffix != ".json":
            content = path.read_bytes()
            assert "파란우산".encode() not in content
            assert b"7777" not in content


def test_drafts_survive_and_stand_outside_history(casework: Database) -> None:
    draft = {"id": "d", "owner": "user-1", "kind": "contact", "about": None, "body": "아직 쓰는 중", "saved_at": 1}
    casework.keep_draft(draft, "d")
    casework.keep_draft({**draft, "body": "더 썼음"}, "d")
    assert casework.value("SELECT body FROM draft") == "더 썼음"
    assert casework.value("SELECT count(*) FROM history") == 0
    casework.keep_draft(None, "d")
    assert casework.rows("SELECT * FROM draft") == []


def test_a_copy_made_while_somebody_writes_is_of_one_moment(
    casework: Database, tmp_path: Path, raw_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(casework, "하나")
    before = counts(tmp_path / "casework.db", raw_key)
    seen = copying.counts

    def counted(path: Path, key: str) -> dict[str, object]:
        person(casework, "둘")
        return seen(path, key)

    monkeypatch.setattr(copying, "counts", counted)
    export(tmp_path / "casework.db", raw_key, tmp_path / "copy.db", raw_key)
    assert seen(tmp_path / "copy.db", raw_key) == before
    assert counts(tmp_path / "casework.db", raw_key) != before


def test_a_word_said_twice_is_asked_once() -> None:
    assert gram_query("가 나 가 가") == '"가" * AND "나" *'


def test_words_may_lead_to_the_same_case_by_different_ways(casework: Database) -> None:
    one = person(casework, "파란우산", phone="010-0000-5678")
    person(casework, "파란우체통", phone="010-0000-1111")
    assert casework.owners("파란 5678", "d.entity_id") == [one]
    assert casework.owners("파란 9999", "d.entity_id") == []


def test_two_people_keep_their_own_draft_of_one_contact(casework: Database) -> None:
    for who in ("user-1", "user-2"):
        casework.who = who
        casework.keep_draft(
            {"id": "c", "owner": who, "kind": "contact", "about": None, "body": who, "saved_at": 1}, "c"
        )
    casework.keep_draft(None, "c")
    assert [row["body"] for row in casework.rows("SELECT body FROM draft")] == ["user-1"]

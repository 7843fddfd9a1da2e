"""What is asked of the index in less work finds the same: a whole pair of syllables as what begins with it."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from app.clock import new_id
from app.store import Database, search
from app.text import folded, gram_query
from tests.conftest import Centre

_SYLLABLES = "상담소경찰서안전하게연락처사고집앞가나"
_OTHERS = ("26", "112", "abc", "ab", "3월", "사1", "a상담", "상ㄷ", "상담2026", "사", "ㅎㅎ")
OWNER = "d.case_id"


@pytest.fixture
def written(casework: Database) -> Database:
    """Records in no order: words of one to four syllables, some with numbers and Latin letters in them."""
    chance = random.Random(11)
    for number in range(150):
        person, case = new_id(), new_id()
        with casework.atomic():
            casework.insert("person", {"id": person, "alias": _word(chance)})
            facts = {"assigned_to": "user-1", "opened_on": "2026-11-23", "last_activity": number, "survivor_id": person}
            casework.insert("casefile", {"id": case, "number": f"26-A-{number:04}", "summary": _words(chance), **facts})
            for _one in range(3):
                casework.insert(
                    "contact",
                    {"id": new_id(), "case_id": chance.choice([case, None]), "started_at": number, "channel": "phone",
                     "state": "closed", "taken_by": "user-1", "note": _words(chance)},
                )  # fmt: skip
    return casework


def _word(chance: random.Random) -> str:
    if chance.random() < 0.2:
        return chance.choice(_OTHERS)
    return "".join(chance.choices(_SYLLABLES, k=chance.randrange(1, 5)))


def _words(chance: random.Random) -> str:
    return " ".join(_word(chance) for _one in range(chance.randrange(1, 9)))


def _questions() -> Iterator[str]:
    chance = random.Random(12)
    yield from _OTHERS
    yield from _SYLLABLES
    yield from ("상담", "경찰", "사고", "상다", "상담 경찰서", "찰서 26", "상담소 상담")
    for _one in range(120):
        yield " ".join(_word(chance) for _two in range(chance.randrange(1, 4)))


def _as_before(text: str) -> str:
    """Every word that is one token asked for as a beginning, which is right whatever the token is."""
    phrases = [one for one in gram_query(folded(text)).split(" AND ") if one]
    return " AND ".join(one if " " in one.strip('"* ') else one.removesuffix(" *") + " *" for one in phrases)


Answers = dict[tuple[str, int], tuple[list[int], list[int], list[str]]]


def _answers(db: Database) -> Answers:
    return {
        (one, limit): (
            [hit.doc for hit in db.find(one, limit=limit)],
            [hit.doc for hit in db.find(one, limit=limit, entities=("person", "casefile"))],
            db.owners(one, OWNER, limit=limit),
        )
        for one in _questions()
        for limit in (1, 7, 61, 2000)
    }


@pytest.mark.parametrize(
    ("indexed", "span", "beginnings"),
    [(True, 8192, 200), (True, 3, 0), (False, 8192, 200), (False, 3, 2), (False, 3, 0), (False, 8192, 0)],
)
def test_less_work_finds_the_same_in_the_same_order(
    written: Database, monkeypatch: pytest.MonkeyPatch, indexed: bool, span: int, beginnings: int
) -> None:
    """Whether a beginning stands in the index, its words are named or, where too many, their documents looked through."""
    assert written._index.has_beginnings
    written._index.has_beginnings = indexed
    monkeypatch.setattr(search, "_SPAN", span)
    monkeypatch.setattr(search, "_MOST_BEGINNINGS", beginnings)
    said = _answers(written)
    monkeypatch.setattr(search, "gram_query", _as_before)
    monkeypatch.setattr(search, "_words", lambda _expression: search._TEXT)
    assert _answers(written) == said
    assert sum(bool(docs) for docs, *_others in said.values()) > 100


def test_a_syllable_is_one_word_of_the_index(written: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither are the words that begin so gone through, nor all the places of each."""
    monkeypatch.delattr(search.Index, "_newest")
    monkeypatch.setattr(search, "_MOST_BEGINNINGS", 0)
    plan = list(written._index._rows(search._BEGINNINGS, ('"상담" AND "상" *',), "f.rowid", "", 5))
    assert len(plan) == 5
    assert plan == sorted(plan, reverse=True)
    assert [hit.doc for hit in written.find("담", limit=3)]


def test_a_beginning_is_asked_as_the_words_that_begin_so(written: Database) -> None:
    """In a store of before, and for what is no syllable."""
    written._index.has_beginnings = False

    def spelled(text: str) -> str | None:
        return written._index._spelled_out(gram_query(text))

    said = spelled("상")
    assert said is not None
    assert set(said.strip("()").split(" OR ")) >= {'"상담"', '"상ㄷ"'}
    assert "*" not in said
    assert spelled("상담 상") == f'"상담" AND {said}'
    assert spelled("없") == ""
    assert written._index._spelled_out('"é" *') is None, "fts5 would take its accent away"


def test_a_word_that_came_after_a_reader_was_opened_is_found_by_its_beginning(centre: Centre) -> None:
    desk = centre.open("counsellor")
    reader = desk.reader()
    assert reader.cases.find("콩") == ()
    case = desk.cases.open_case("파란우산").value
    desk.cases.add_note(case.id, "첫 상담", "콩나물을 사 왔다고 함.")
    assert [row.id for row in reader.cases.find("콩")] == [case.id]
    reader.close()
    desk.close()


def test_people_are_not_looked_for_in_running_text(written: Database) -> None:
    everything = written.find("상담", limit=2000)
    people = written.find("상담", limit=2000, entities=("person",))
    assert [hit.doc for hit in people] == [hit.doc for hit in everything if hit.entity == "person"]
    assert people
    assert {hit.entity for hit in everything} >= {"person", "contact"}


def test_only_what_may_go_on_is_asked_as_a_beginning() -> None:
    assert gram_query("상담") == '"상담"'
    assert gram_query("상담 상 26 3월") == '"상담" AND "상" * AND "26" * AND "3월"'

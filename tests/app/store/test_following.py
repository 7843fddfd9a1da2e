"""A copy that catches up holds what the database holds, row by row, and its search finds the same."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest

from app.desk import Desk
from app.kinds import Compartment
from app.store import Database, catch_up, export, following
from tests.conftest import Centre
from tests.hands import held

WORDS = ("초롱불", "방패연", "가로수", "휘파람", "느티나무", "물레방아")


def act(desk: Desk, chance: random.Random, cases: list[str], notes: list[str]) -> None:
    """One thing that somebody does at a desk."""
    casework, word = desk.around[Compartment.CASEWORK], chance.choice(WORDS)
    what = chance.randrange(8)
    if what == 0 or not notes:
        cases.append(desk.cases.open_case(f"{word}{len(cases)}", phone=f"010-5550-{len(cases):04}").value.id)
        notes.append(str(desk.cases.add_note(cases[-1], word, f"{word} 곁에서").value))
    elif what == 1:
        notes.append(str(desk.cases.add_note(chance.choice(cases), word, f"{word} 아래 {chance.random()}").value))
    elif what == 2:
        with casework.atomic():
            casework.remove("note", notes.pop(chance.randrange(len(notes))))
    elif what == 3:
        desk.cases.summarise(chance.choice(cases), f"{word} 요약")
    elif what == 4:
        desk.contacts.keep_draft(f"d{chance.randrange(4)}", "note", word * chance.randrange(1, 40))
    elif what == 5:
        desk.audit.write("case_read", case=chance.choice(cases))
    else:
        with casework.atomic():
            casework.change("note", chance.choice(notes), {"body": f"{word} 고침 {chance.random()}"})


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_work_comes_over(centre: Centre, tmp_path: Path, seed: int) -> None:
    chance, cases, notes = random.Random(seed), list[str](), list[str]()
    copy, key = tmp_path / "copy.db", "5c" * 48
    with closing(centre.open()) as desk:
        casework = desk.around[Compartment.CASEWORK]
        source, source_key = centre.home / "db" / "casework.1.db", desk.keys.raw_key(Compartment.CASEWORK)
        for _turn in range(25):
            act(desk, chance, cases, notes)
        casework.follow()
        for _turn in range(10):
            act(desk, chance, cases, notes)
        export(source, source_key, copy, key)
        for _round in range(4):
            for _turn in range(chance.randrange(15)):
                act(desk, chance, cases, notes)
            catch_up(copy, key, casework.moved())
        casework.forget()
        reader = Database.open(copy, key, "casework", who="x", device="B")
        with closing(reader):
            assert held(reader) == held(casework)
            assert reader.problems() == []
            for word in WORDS:
                hits = {(hit.entity, hit.entity_id) for hit in casework.find(word)}
                assert {(hit.entity, hit.entity_id) for hit in reader.find(word)} == hits
            assert any(casework.find(word) for word in WORDS)


def test_an_interrupted_catching_up_leaves_the_copy_as_it_was(centre: Centre, tmp_path: Path) -> None:
    copy, key = tmp_path / "copy.db", "5c" * 48
    with closing(centre.open()) as desk:
        casework = desk.around[Compartment.CASEWORK]
        export(centre.home / "db" / "casework.1.db", desk.keys.raw_key(Compartment.CASEWORK), copy, key)
        casework.follow()
        desk.cases.open_case("초롱불")
        moved = casework.moved()
        with pytest.raises(ZeroDivisionError):
            catch_up(copy, key, moved, lambda _table, _row: {"id": 1 // 0})
        with closing(Database.open(copy, key, "casework", who="x", device="B")) as reader:
            assert reader.value("SELECT count(*) FROM casefile") == 0
        catch_up(copy, key, moved)
        with closing(Database.open(copy, key, "casework", who="x", device="B")) as reader:
            assert held(reader) == held(casework)
        assert casework.moved() == (), "what was taken is not told twice"


def test_what_was_noted_stays_noted_where_the_taking_was_broken_off(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(centre.open()) as desk:
        casework = desk.around[Compartment.CASEWORK]
        casework.follow()
        desk.cases.open_case("초롱불")
        asked: list[str] = []

        def broken(_connection: object, table: following.Table) -> tuple[following.Row, ...]:
            asked.append(table.name)
            if len(asked) == 2:
                raise ZeroDivisionError
            return ()

        with monkeypatch.context() as once:
            once.setattr(following, "_present", broken)
            with pytest.raises(ZeroDivisionError):
                casework.moved()
        assert {one.table.name for one in casework.moved()} >= {*asked, "person", "casefile"}
        casework.forget()

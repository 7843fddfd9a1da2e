"""The parts of a merge go together; apart again, each goes alone and leaves nothing beside the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.cases import SafeCard
from app.clock import today
from app.desk import Desk
from app.errors import Conflict
from app.flows import erasure
from app.kinds import Compartment
from tests.app.evidence.conftest import take_in
from tests.conftest import Centre

LONG_AGO = date(2019, 1, 7)
WORDS = ("우산장수", "010-1111-3333", "가로등 없는 골목", "점심시간에만")


@pytest.fixture
def manager(centre: Centre) -> Iterator[Desk]:
    with closing(centre.open("manager")) as desk:
        yield desk


@pytest.fixture
def pair(manager: Desk) -> tuple[str, str]:
    """Two records of one person; what stands in the second holds the words to look for."""
    return two_records(manager)


def two_records(desk: Desk) -> tuple[str, str]:
    one = desk.cases.open_case("파란나래", opened_on=LONG_AGO).value.id
    other = desk.cases.open_case(WORDS[0], phone=WORDS[1], opened_on=LONG_AGO).value.id
    desk.cases.add_note(other, "상담", WORDS[2])
    desk.cases.set_safe_card(SafeCard(other, "may_call", WORDS[1], never_contact=WORDS[3]))
    return one, other


def closed(desk: Desk, case: str) -> None:
    desk.cases.close(case, "supported", on=today() - timedelta(days=3))
    desk.retention.decide(case, "erase")


def everything(desk: Desk) -> str:
    database = desk.database(Compartment.CASEWORK)
    tables = [row["name"] for row in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = [one for one in tables if not one.startswith(("search_", "sqlite_")) and one not in ("audit", "erased")]
    rows = (row for table in kept for row in database.rows(f"SELECT * FROM {table}"))
    return "\n".join(str(row) for row in rows if row.get("entity") != "erased")


def test_what_went_into_a_case_goes_with_it(manager: Desk, pair: tuple[str, str]) -> None:
    one, other = pair
    third = manager.cases.open_case("셋째", opened_on=LONG_AGO).value.id
    manager.merging.merge(one, other, "같은 사람", take=("phone",))
    manager.merging.merge(third, one, "이것도 같은 사람")
    with pytest.raises(Conflict) as refused:
        manager.retention.line(other)
    assert manager.cases.get(one).number in str(refused.value)
    closed(manager, third)
    assert set(manager.retention.line(third).doubles) == {one, other}
    erasure.erase(manager.home, manager.keys, manager.retention, [third], "request")
    told = everything(manager)
    assert not [word for word in (*WORDS, "파란나래", "셋째", *pair, third) if word in told]
    assert {ident for _kind, ident, _at in manager.retention.erased()} == {one, other, third}
    assert manager.database(Compartment.CASEWORK).problems() == []


def test_taken_apart_again_one_goes_and_leaves_nothing_beside_the_other(manager: Desk, pair: tuple[str, str]) -> None:
    one, other = pair
    manager.merging.undo(manager.merging.merge(one, other, "같은 사람", take=("alias", "phone")).value.id)
    number = manager.cases.get(other).number
    closed(manager, other)
    assert manager.retention.line(other).doubles == ()
    assert all(word in everything(manager) for word in WORDS)
    erasure.erase(manager.home, manager.keys, manager.retention, [other], "request")
    told = everything(manager)
    assert not [word for word in (*WORDS, other) if word in told], number
    assert manager.cases.get(one).survivor.alias == "파란나래"
    (merge,) = manager.merging.of_case(one)
    assert (merge.both, merge.gone_number) == ({}, "")


def test_taken_apart_again_the_one_that_had_gone_on_leaves_nothing_either(manager: Desk, pair: tuple[str, str]) -> None:
    one, other = pair
    manager.merging.undo(manager.merging.merge(one, other, "같은 사람").value.id)
    closed(manager, one)
    erasure.erase(manager.home, manager.keys, manager.retention, [one], "request")
    told = everything(manager)
    assert not [word for word in ("파란나래", one) if word in told]
    assert [row.id for row in manager.cases.find("가로등")] == [other]


def test_a_list_applied_to_older_records_takes_one_out_of_the_other(manager: Desk, pair: tuple[str, str]) -> None:
    """They stood together in the backup; afterwards they were taken apart, and one of them was erased."""
    one, other = pair
    manager.merging.merge(one, other, "같은 사람", take=("alias",))
    manager.retention.erase_again([("case", other, 1)])
    told = everything(manager)
    assert not [word for word in (*WORDS, other) if word in told]
    assert manager.cases.get(one).survivor.alias == "파란나래"


def test_a_list_takes_one_out_of_what_its_record_went_on_into(manager: Desk, pair: tuple[str, str]) -> None:
    """In the backup it stood in a record that stood in a third: what is theirs lies in the third."""
    one, other = pair
    manager.merging.merge(one, other, "같은 사람", take=("alias", "phone"))
    third = manager.cases.open_case("셋째", opened_on=LONG_AGO).value.id
    manager.cases.add_note(one, "상담", "편의점 앞")
    manager.merging.merge(third, one, "이것도 같은 사람", take=("alias", "phone"))
    manager.retention.erase_again([("case", other, 1)])
    told = everything(manager)
    assert not [word for word in (*WORDS, other) if word in told]
    assert [row.id for row in manager.cases.find("편의점")] == [one]
    assert manager.cases.get(one).status == "open"
    assert manager.database(Compartment.CASEWORK).problems() == []


def test_the_longest_clock_of_the_parts_counts(manager: Desk, pair: tuple[str, str]) -> None:
    one, other = pair
    manager.cases.close(one, "supported", on=date(2019, 3, 1))
    manager.retention.set_kind(one, "deletion-record-child")
    manager.merging.merge(other, one, "같은 사람")
    manager.cases.close(other, "supported", on=date(2020, 3, 1))
    types = {clock.rule.record_type for clock in manager.retention.line(other).clocks}
    rules = {rule.record_type for rule in manager.retention.rules}
    assert types == {"counselling-record", "deletion-record-child"} & rules


def test_evidence_of_both_opens_after_they_were_put_together(centre: Centre, tmp_path: Path) -> None:
    talk = tmp_path / "대화.txt"
    talk.write_text("말한 그대로", "utf-8")
    whole = [talk.read_bytes()] * 2
    with closing(centre.open()) as desk:
        one, other = two_records(desk)
        items = [take_in(desk, case, talk) for case in (one, other)]

        def opens() -> list[bytes]:
            found = []
            for item in items:
                with desk.evidence.look(item.id).value.file() as file:
                    found.append(b"".join(file.pieces()))
            return found

        merge = desk.merging.merge(one, other, "같은 사람").value
        assert {one.id for one in desk.evidence.items(one)} == {item.id for item in items}
        assert opens() == whole
        sealed = desk.sealed.seal(one, [desk.keys.user], "직원의 가족").value
        with closing(desk.sealed.open(sealed.id)) as inside:
            assert inside.evidence.check_all().whole == 2
        desk.sealed.unseal(sealed.id)
        desk.merging.undo(merge.id)
        assert opens() == whole
        assert [item.sealed_for for item in desk.evidence.items(other)] == [other]
        desk.merging.merge(one, other, "역시 같은 사람")
        assert opens() == whole
    with closing(centre.open("manager")) as manager:
        closed(manager, one)
        erasure.erase(manager.home, manager.keys, manager.retention, [one], "request")
    assert [path for path in (centre.home / "evidence").rglob("*") if path.is_file()] == []

"""A sealed case: everything of it moves behind a wall, nothing is left, and only its people open it."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace

import pytest

from app.cases import Case
from app.desk import Desk
from app.errors import BadInput, CannotUnlock, Conflict, Damaged, Denied, NotFound
from app.kinds import Compartment
from app.store import Database
from app.text import digits, jamo
from app.vault import own_half, reassemble
from tests.app.walls.conftest import TERMS, look_for
from tests.conftest import Centre

REASON = "직원의 가족이 관련되어 있음"
NUMBERS = ("01077776666", "01055554444")


def seal(desk: Desk, centre: Centre, case: Case, *names: str) -> str:
    return desk.sealed.seal(case.id, [centre.users[name] for name in names], REASON).value.id


def test_the_words_are_found_before(centre: Centre, desk: Desk, full: Case) -> None:
    """Positive control: what the next test does not find, this one does."""
    desk.database(Compartment.CASEWORK).rows("PRAGMA wal_checkpoint(TRUNCATE)")
    seen = look_for(centre, desk, TERMS)
    said = {term for term in TERMS if any(term in line for line in seen.tables)}
    assert set(TERMS) - said <= set(NUMBERS), "numbers are kept as they were written"
    assert set(TERMS) - set(seen.pages) <= set(NUMBERS)
    assert desk.cases.find("파란우산별명")


def test_nothing_of_a_sealed_case_is_left(centre: Centre, desk: Desk, full: Case) -> None:
    stays = desk.cases.open_case("다른사람별명").value
    desk.cases.add_note(stays.id, "다른기록", "남아있는글")
    seal(desk, centre, full, "manager")
    words = (*(term for term in TERMS if term not in NUMBERS), "010-7777-6666", "010-5555-4444", full.survivor.id)
    seen = look_for(centre, desk, words)
    assert seen.tables == []
    assert seen.pages == [], "free pages are overwritten, too"
    assert seen.log == []
    assert {line.partition(":")[0] for line in look_for(centre, desk, (full.id,)).tables} <= {"audit"}
    assert look_for(centre, desk, ("남아있는글",)).tables, "what is somebody else's stays"


def test_after_the_next_opening_no_page_holds_a_piece_of_it(centre: Centre, desk: Desk, full: Case) -> None:
    """In a larger file, pages that were split keep pieces nobody reaches; the file is written anew without them."""
    for at in range(40):
        desk.cases.add_note(full.id, f"은행나무{at}", " ".join(f"조각말{at}번{part}" for part in range(at * 8 + 1)))
        if at % 3 == 0:
            other = desk.cases.open_case(f"곁사람{at}").value
            desk.cases.add_note(other.id, "기록", "상담 " * (at * 10 + 5))
    seal(desk, centre, full, "manager")
    words = (*(term for term in TERMS if term not in NUMBERS), "은행나무", "조각말", "010-7777-6666", full.survivor.id)
    assert look_for(centre, desk, words).tables == []
    assert desk.sealed.leaves_traces
    desk.close()
    again = centre.open()
    assert not again.sealed.leaves_traces
    seen = look_for(centre, again, words)
    assert (seen.tables, seen.pages, seen.log) == ([], [], [])
    assert again.doubts == ()
    assert len(again.cases.page()) == 14
    again.close()


def test_search_index_and_lists_are_empty(centre: Centre, desk: Desk, full: Case) -> None:
    seal(desk, centre, full, "manager")
    database = desk.database(Compartment.CASEWORK)
    for query in ("파란우산", "ㅍㄹㅇㅅ", "6666", "기록본문", "첫통화", full.number):
        assert desk.cases.find(query) == ()
        assert desk.contacts.find(query) == ()
    assert database.value("SELECT count(*) FROM search_doc") == 0
    pages = look_for(centre, desk, (jamo("파란우산별명"), digits("010-7777-6666")[::-1])).pages
    assert pages == []
    with pytest.raises(NotFound):
        desk.cases.get(full.id)
    assert [(one.number, one.holders, one.mine) for one in desk.sealed.listed()] == [(full.number, 1, False)]


def test_a_counsellor_without_a_grant_decrypts_nothing(centre: Centre, desk: Desk, full: Case) -> None:
    ident = seal(desk, centre, full, "manager")
    with pytest.raises(Denied):
        desk.sealed.open(ident)
    database = desk.database(Compartment.CASEWORK)
    grants = database.rows("SELECT sealed FROM sealed_grant")
    for one in grants:
        for user in (str(desk.keys.user), centre.users["manager"], ""):
            with pytest.raises(ValueError, match="sealed for another"):
                desk.keys.open_sealed(f"sealed-case|{ident}|{user or 'recovery'}".encode(), one["sealed"])
    file = database.value("SELECT file FROM sealed_case")
    path = centre.home / "sealed" / f"{file}.db"
    every = [desk.keys.raw_key(one) for one in desk.keys.compartments()]
    for key in every:
        with pytest.raises(Damaged):
            Database.open(path, key, "casework", who="x", device="B")
    raw = path.read_bytes()
    assert not any(term.encode() in raw for term in TERMS)


def test_its_people_find_everything_there(centre: Centre, desk: Desk, full: Case) -> None:
    events, changes = desk.cases.timeline(full.id), len(desk.cases.changes(full.id))
    seal(desk, centre, full, "manager", "counsellor")
    desk.close()
    for name in ("manager", "counsellor"):
        outer = centre.open(name)
        inner = outer.sealed.open(full.number)
        assert inner.case_id == full.id
        assert inner.cases.get(full.id) == full
        assert inner.cases.timeline(full.id) == events
        assert len(inner.cases.changes(full.id)) == changes
        assert inner.cases.find("파란우산")
        assert inner.sealed.inside()["reason"] == REASON
        assert [one.body for one in inner.contacts.drafts()] == (["초안문장"] if name == "counsellor" else [])
        inner.close()
        assert outer.audit.entries(limit=1)[0].kind == "sealed_opened"
        outer.close()


def test_work_goes_on_inside_and_stays_there(centre: Centre, desk: Desk, full: Case) -> None:
    ident = seal(desk, centre, full, "counsellor")
    inner = desk.sealed.open(ident)
    inner.cases.add_note(full.id, "안에서", "벽안의글")
    begun = inner.contacts.take("phone", note="벽안의통화").value
    with pytest.raises(Denied):
        inner.cases.open_case("새 사람")
    with pytest.raises(Denied):
        _ = inner.counts
    inner.close()
    again = desk.sealed.open(ident)
    assert again.contacts.get(begun.id).case_id == full.id, "a contact begun inside belongs to the case"
    assert not again.rolled_back
    again.close()
    assert look_for(centre, desk, ("벽안의글", "벽안의통화")).tables == []
    assert desk.cases.open_case("새 사람").value.number != full.number


def test_an_older_sealed_file_is_noticed(centre: Centre, desk: Desk, full: Case) -> None:
    ident = seal(desk, centre, full, "counsellor")
    path = next((centre.home / "sealed").glob("*.db"))
    old = path.read_bytes()
    inner = desk.sealed.open(ident)
    inner.cases.add_note(full.id, "안에서", "그 뒤에 적은 글")
    inner.close()
    for one in path.parent.glob(f"{path.name}-*"):
        one.unlink()
    path.write_bytes(old)
    again = desk.sealed.open(ident)
    assert again.rolled_back
    again.close()


def test_opening_for_all_again_brings_everything_back(centre: Centre, desk: Desk, full: Case) -> None:
    events, changes = desk.cases.timeline(full.id), desk.cases.changes(full.id)
    ident = seal(desk, centre, full, "counsellor")
    inner = desk.sealed.open(ident)
    inner.cases.add_note(full.id, "안에서", "벽안의글")
    inner.close()
    assert desk.sealed.unseal(ident).value == full.id
    assert desk.cases.get(full.number).survivor == full.survivor
    assert set(events) < set(desk.cases.timeline(full.id))
    assert {replace(one, seq=0) for one in changes} < {replace(one, seq=0) for one in desk.cases.changes(full.id)}
    assert desk.cases.find("벽안의글")
    assert desk.cases.find("6666")
    assert desk.sealed.listed() == ()
    assert list((centre.home / "sealed").iterdir()) == []
    assert desk.problems() == []


def test_what_was_counted_stays_counted_and_leads_to_nobody(centre: Centre, desk: Desk, full: Case) -> None:
    database = desk.database(Compartment.CASEWORK)
    with database.atomic():
        database.insert("count_state", {"id": full.id, "person_id": full.survivor.id, "cells": "{}"})
        row = {
            "id": "l1",
            "round_id": "r1",
            "person_id": full.survivor.id,
            "case_id": full.id,
            "cells": "{}",
            "units": 1,
        }
        database.insert("count_ledger", row)
    ident = seal(desk, centre, full, "counsellor")
    assert str(database.value("SELECT id FROM count_state")).startswith("erased-")
    assert (
        database.row("SELECT * FROM count_ledger WHERE case_id = ? OR person_id = ?", (full.id, full.survivor.id))
        is None
    )
    desk.sealed.unseal(ident)
    assert database.value("SELECT id FROM count_state") == full.id
    assert database.value("SELECT person_id FROM count_ledger") == full.survivor.id


def test_letting_in_and_taking_out(centre: Centre, desk: Desk, full: Case) -> None:
    ident = seal(desk, centre, full, "counsellor")
    assert desk.sealed.grant(ident, centre.users["manager"]).value.holders == 2
    first = next((centre.home / "sealed").glob("*.db"))
    assert desk.sealed.withdraw(ident, centre.users["manager"]).value.holders == 1
    (second,) = (centre.home / "sealed").glob("*.db")
    assert second != first
    assert not first.exists()
    with pytest.raises(Conflict):
        desk.sealed.withdraw(ident, centre.users["counsellor"])
    inner = desk.sealed.open(ident)
    assert inner.cases.get(full.id).number == full.number
    assert not inner.rolled_back
    inner.close()
    desk.close()
    manager = centre.open("manager")
    with pytest.raises(Denied):
        manager.sealed.open(ident)
    manager.close()


def test_a_key_that_was_taken_back_opens_nothing_new(centre: Centre, desk: Desk, full: Case) -> None:
    ident = seal(desk, centre, full, "counsellor", "manager")
    database = desk.database(Compartment.CASEWORK)
    grant = database.value("SELECT sealed FROM sealed_grant WHERE user = ?", (centre.users["manager"],))
    old = centre.unlock("manager").open_sealed(f"sealed-case|{ident}|{centre.users['manager']}".encode(), grant).hex()
    desk.sealed.withdraw(ident, centre.users["manager"])
    (path,) = (centre.home / "sealed").glob("*.db")
    with pytest.raises(Damaged):
        Database.open(path, old, "casework", who="x", device="B")


def test_two_people_open_it_in_an_emergency(centre: Centre, desk: Desk, full: Case) -> None:
    ident = seal(desk, centre, full, "counsellor")
    desk.close()
    one, other = centre.unlock("manager"), centre.unlock("manager2")
    key = reassemble(centre.home, own_half(centre.home, one, other.user), own_half(centre.home, other, one.user))
    outer = Desk.open(centre.home, one)
    with pytest.raises(Denied):
        outer.sealed.open(ident)
    inner = outer.sealed.open(ident, key)
    assert inner.cases.get(full.id).survivor.alias == full.survivor.alias
    inner.close()
    assert outer.audit.entries(limit=1)[0].kind == "sealed_opened_by_two"
    with pytest.raises(Denied):
        outer.sealed.open(ident)  # the two opened it once; no key was left behind
    outer.close()
    with pytest.raises(CannotUnlock):
        reassemble(centre.home, own_half(centre.home, one, other.user), own_half(centre.home, one, other.user))


@pytest.mark.parametrize("who", [[], ["trainer"], ["counsellor", "trainer"]])
def test_only_people_who_work_with_cases_hold_one(centre: Centre, desk: Desk, full: Case, who: list[str]) -> None:
    with pytest.raises(NotFound):
        desk.sealed.seal(full.id, [centre.users[name] for name in who], REASON)
    assert desk.cases.get(full.id) == full


def test_a_reason_is_asked_and_stands_inside_only(centre: Centre, desk: Desk, full: Case) -> None:
    with pytest.raises(BadInput):
        desk.sealed.seal(full.id, [centre.users["counsellor"]], " 왜 ")
    seal(desk, centre, full, "counsellor")
    assert look_for(centre, desk, (REASON,)).tables == []


def test_the_trail_holds_ids_only(centre: Centre, desk: Desk, full: Case) -> None:
    seal(desk, centre, full, "counsellor")
    entry = desk.audit.entries(limit=1)[0]
    assert entry.kind == "case_sealed"
    assert set(entry.facts) == {"sealed", "number", "people"}
    assert desk.audit.problems() == []
    assert json.dumps(entry.facts).isascii()


def test_what_was_paid_counts_once_after_a_case_came_back(centre: Centre) -> None:
    manager = centre.open("manager")
    case = manager.cases.open_case("파란우산").value
    line = manager.budget.add("교통비", 2026).value
    for amount in (1_000, 2_000):
        manager.support.pay(case.id, "lodging", amount, line.name)
    sums = "SELECT count(*) AS rows, sum(amount) AS amount FROM support_remainder"
    casework = manager.database(Compartment.CASEWORK)
    sealed = manager.sealed.seal(case.id, [manager.keys.user], "가까운 사람").value
    assert casework.row(sums) == {"rows": 1, "amount": 3_000}
    with closing(manager.sealed.open(sealed.id)) as inside:
        inside.support.pay(case.id, "lodging", 500, line.name)
    manager.sealed.unseal(sealed.id)
    assert casework.row(sums) == {"rows": 0, "amount": None}
    assert sum(one.amount for one in manager.support.of_case(case.id)) == 3_500
    manager.close()

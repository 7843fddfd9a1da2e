"""Finding people: by Latin letters, by day; and whose cases one sees without being asked why."""

from __future__ import annotations

import contextlib

import pytest

from app.cases import Cases
from app.cases.finding import day_in
from app.clock import today
from app.errors import BadInput, NotFound
from app.store import Database
from app.store.latin import spellings
from tests.conftest import Centre


@pytest.mark.parametrize(
    ("latin", "hangul"),
    [
        ("kim jiyeon", "김지연"), ("lee", "이"), ("park minsu", "박민수"), ("choi eunyoung", "최은영"), ("seoyun", "서윤"),
        ("soojin", "수진"), ("hyunwoo", "현우"), ("chulsoo", "철수"), ("shin hyejin", "신혜진"), ("gaeun", "가은"),
        ("kyunghee", "경희"), ("neutinamu", "느티나무"), ("paranusan", "파란우산"), ("hana", "하나"), ("ryu", "류"),
    ],
)  # fmt: skip
def test_a_name_is_read_out_of_its_latin_letters(latin: str, hangul: str) -> None:
    assert hangul in spellings(latin)


def test_what_is_no_korean_has_no_spelling() -> None:
    assert spellings("xqz") == ()
    assert len(spellings("a" * 60)) <= 24


@pytest.mark.parametrize("query", ["jiyeon", "kim jiyeon", "jiyeon kim", "Kim Ji-yeon", "ㄱㅈㅇ", "지연", "7788"])
def test_a_person_is_found_however_it_is_asked(casework: Database, query: str) -> None:
    cases = Cases(casework)
    case = cases.open_case("보름달", phone="010-1234-7788").value
    cases.consent(case.id, "collection", "given")
    cases.set_person(case.id, name="김지연")
    cases.open_case("그믐달")
    assert [row.id for row in cases.find(query)] == [case.id]


def test_a_place_and_a_day_are_found(casework: Database) -> None:
    cases = Cases(casework)
    case = cases.open_case("보름달").value
    other = cases.open_case("그믐달").value
    cases.set_incident(case.id, ["stalking"], place="한강 둔치", first_on="2026-03-05", last_on="2026-03-09")
    assert [row.id for row in cases.find("둔치")] == [case.id]
    for query in ("2026-03-07", "2026. 3. 7.", "2026년 3월 7일"):
        assert [row.id for row in cases.find(query)] == [case.id]
    assert {row.id for row in cases.find(today().isoformat())} == {case.id, other.id}
    assert cases.find("2026-03-10") == ()
    assert [row.id for row in cases.find("2026-03-07", status="closed")] == []


def test_a_day_without_its_year_is_the_last_one_there_was() -> None:
    found = day_in("2/29")
    assert found is not None
    assert (found.month, found.day) == (2, 29)
    assert found <= today()
    assert day_in("2026-02-30") is None
    assert day_in("13/45") is None
    assert day_in("010-1234-5678") is None
    assert day_in("26-B-0147") is None


def test_own_team_and_near_cases_are_seen_and_others_are_a_number(centre: Centre) -> None:
    with contextlib.closing(centre.open("manager")) as desk:
        theirs = desk.cases.open_case("느티나무").value
        shared = desk.cases.open_case("달맞이").value
        offered = desk.cases.open_case("솔방울").value
        team = desk.teams.add("상담팀").value
        desk.teams.set_members(team.id, (centre.users["counsellor"],))
        desk.handing.set_team(shared.id, team.id)
        desk.handing.offer(offered.id, centre.users["counsellor"], "다음 주부터")
    with contextlib.closing(centre.open()) as desk:
        mine = desk.cases.open_case("조약돌").value
        rows = {row.id: row for row in desk.sight.covered(desk.cases.page())}
        assert {one: rows[one].masked for one in (theirs.id, shared.id, offered.id, mine.id)} == {
            theirs.id: True, shared.id: False, offered.id: False, mine.id: False,
        }  # fmt: skip
        stub = rows[theirs.id]
        assert (stub.alias, stub.main_type, stub.risk, stub.number) == ("", "unknown", "unknown", theirs.number)
        assert [desk.sight.sees(one.id) for one in (theirs, shared, offered, mine)] == [False, True, True, True]
        call = desk.contacts.take("phone").value
        desk.contacts.attach(call.id, theirs.id)
        assert desk.sight.sees(theirs.id)
        desk.contacts.close(call.id)
        assert not desk.sight.sees(theirs.id)


def test_a_reason_holds_for_one_case_and_one_day_and_is_written_down(centre: Centre) -> None:
    with contextlib.closing(centre.open("manager")) as desk:
        theirs = [desk.cases.open_case(alias).value for alias in ("느티나무", "달맞이")]
    with contextlib.closing(centre.open()) as desk:
        with pytest.raises(BadInput):
            desk.sight.ask(theirs[0].id, "curious")
        with pytest.raises(NotFound):
            desk.sight.ask("nowhere", "danger")
        assert not any(one.kind == "case_sight" for one in desk.trail())
        desk.sight.ask(theirs[0].id, "standing_in")
        desk.sight.ask(theirs[0].id, "danger")
        assert [desk.sight.sees(one.id) for one in theirs] == [True, False]
        (entry,) = [one for one in desk.trail() if one.kind == "case_sight"]
        assert entry.facts == {"case": theirs[0].id, "why": "standing_in"}
        with desk.cases._db.atomic():
            row = desk.cases._db.row("SELECT id FROM case_sight")
            assert row is not None
            desk.cases._db.change("case_sight", row["id"], {"day": "2026-01-01"})
        assert not desk.sight.sees(theirs[0].id)

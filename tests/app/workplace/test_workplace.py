"""The workplace side of a case on a real desk: separation, the weekly question, duties with their days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.clock import today
from app.desk import Desk
from app.errors import BadInput, Conflict, NotFound
from app.workplace import findings


def ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.cases.open_case("나래").value.id


@pytest.fixture
def firm(desk: Desk, case_id: str) -> str:
    return desk.workplace.set_organisation(case_id, name="가나 재단", kind="commissioned", told_on=ago(20)).value


def order(**more: Any) -> dict[str, Any]:
    return {"state": "asked", "who_moves": "accused", "wish": "yes", **more}


def due(desk: Desk, case_id: str) -> list[tuple[str, str | None]]:
    return [(one.title, one.due_on) for one in desk.agenda.of_case(case_id)]


def test_the_accused_moves_unless_the_person_wants_it_otherwise(desk: Desk, case_id: str, firm: str) -> None:
    work = desk.workplace
    for more, field in (
        ({"who_moves": "survivor", "wish": "not_asked"}, "wish"),
        ({"who_moves": "survivor", "wish": "yes"}, "wish_words"),
        ({"wish": "no", "wish_words": "그대로 있고 싶다"}, "wish"),
        ({"wish": "changed"}, "wish_words"),
        ({"state": "ordered"}, "starts_on"),
        ({"starts_on": "2026-02-31"}, "starts_on"),
    ):
        with pytest.raises(BadInput) as problem:
            work.set_separation(case_id, organisation_id=firm, **order(**more))
        assert problem.value.field == field, more
    assert work.file(case_id).separations == ()
    moved = order(who_moves="survivor", wish="yes", wish_words="본사로 옮기고 싶다")
    ident = work.set_separation(case_id, organisation_id=firm, **moved).value
    assert work.file(case_id).separations[0].id == ident


def test_what_an_employer_did_is_written_even_against_the_will(desk: Desk, case_id: str, firm: str) -> None:
    given = order(state="ordered", who_moves="survivor", wish="no", wish_words="내가 왜 옮기나", starts_on=ago(3))
    desk.workplace.set_separation(case_id, organisation_id=firm, **given)
    found = findings(desk.workplace.file(case_id), today())
    assert found[0].rule == "moved_against_will"


def test_matrix_and_breaches_belong_to_their_order(desk: Desk, case_id: str, firm: str) -> None:
    work = desk.workplace
    ident = work.set_separation(case_id, organisation_id=firm, **order(state="ordered", starts_on=ago(5))).value
    work.set_scopes(ident, {"approval": "apart", "messenger": "together"})
    work.set_scopes(ident, {"messenger": "apart"})
    broken = work.set_breach(ident, day=ago(1), scope="events", words="회식 자리에서 옆에 앉음").value
    work.set_breach(
        ident, broken, day=ago(1), scope="events", words="회식 자리에서 옆에 앉음", told_on=ago(0), followed="경고"
    )
    [one] = work.file(case_id).separations
    assert one.scopes == {"approval": "apart", "messenger": "apart"}
    assert [(each.scope, each.followed) for each in one.breaches] == [("events", "경고")]
    with pytest.raises(BadInput):
        work.set_scopes(ident, {"moon": "apart"})
    with pytest.raises(BadInput) as problem:
        work.set_breach(ident, day=(today() + timedelta(days=1)).isoformat(), scope="events", words="아직")
    assert problem.value.field == "day"


def test_who_is_protected_is_asked_every_week(desk: Desk, case_id: str) -> None:
    work = desk.workplace
    work.set_person(case_id, part="survivor", called="나래")
    work.set_person(case_id, part="reporter", called="")
    work.set_person(case_id, part="accused", called="갑")
    watches = work.file(case_id).watches
    assert len(watches) == 2
    next_week = (today() + timedelta(days=7)).isoformat()
    assert [day for _title, day in due(desk, case_id)] == [next_week, next_week]
    work.answer_watch(watches[0].id, day=ago(0))
    assert len(due(desk, case_id)) == 2
    with pytest.raises(BadInput) as problem:
        work.answer_watch(watches[1].id, ["transfer"])
    assert problem.value.field == "words"
    work.answer_watch(watches[1].id, ["transfer"], "오늘 다른 부서로 가라고 함")
    assert today().isoformat() in [day for _title, day in due(desk, case_id)], "what weighs is for today"
    work.end_watch(watches[0].id)
    assert work.file(case_id).watches[0].next_on is None
    with pytest.raises(Conflict):
        work.watch(case_id, work.file(case_id).people[1].id)
    work.watch(case_id, work.file(case_id).people[0].id)
    assert len(work.file(case_id).watches) == 2


def test_duties_get_their_days_and_lose_their_tasks_when_done(desk: Desk, case_id: str, firm: str) -> None:
    work = desk.workplace
    assert work.owe(case_id, firm).value == 7
    assert work.owe(case_id, firm).value == 0
    file = work.file(case_id)
    grievance = next(one for one in file.duties if one.duty == "grievance")
    assert grievance.due_on == ago(10)
    assert len(due(desk, case_id)) == 7
    with pytest.raises(BadInput) as problem:
        work.set_duty(case_id, grievance.id, duty="grievance", due_on=grievance.due_on, state="nothing")
    assert problem.value.field == "words"
    work.set_duty(case_id, grievance.id, duty="grievance", due_on=grievance.due_on, state="nothing", words="답이 없음")
    assert len(due(desk, case_id)) == 6
    work.letter_made([grievance.id])
    work.given_to_review([grievance.id])
    [said] = [one for one in findings(work.file(case_id), today()) if one.about == grievance.id]
    assert said.rule == "duty_unmet"
    work.set_duty(case_id, grievance.id, duty="grievance", due_on=grievance.due_on, state="done")
    assert not [one for one in findings(work.file(case_id), today()) if one.about == grievance.id]


def test_a_third_persons_report_does_not_overrule_the_person(desk: Desk, case_id: str, firm: str) -> None:
    work = desk.workplace
    report = {"reported_on": ago(2), "anonymous": True, "survivor_knows": "unknown"}
    work.set_report(case_id, **report, survivor_wish="not_asked")
    with pytest.raises(BadInput) as problem:
        work.set_separation(case_id, organisation_id=firm, **order(wish="not_asked"))
    assert problem.value.field == "wish"
    work.set_report(case_id, **report, survivor_wish="act", words="따로 일하고 싶다")
    assert work.set_separation(case_id, organisation_id=firm, **order(wish="not_asked")).value
    found = work.file(case_id).report
    assert found is not None
    assert (found.survivor_wish, found.words) == ("act", "따로 일하고 싶다")


def test_checks_of_an_organisation_stay_by_their_days(desk: Desk, case_id: str, firm: str) -> None:
    work = desk.workplace
    for day, answer in ((ago(400), "no"), (ago(10), "yes")):
        work.set_check(case_id, organisation_id=firm, topic="gender_manager", answer=answer, day=day)
    file = work.file(case_id)
    assert len(file.checks) == 2
    assert file.checked(firm)["gender_manager"].answer == "yes"
    with pytest.raises(BadInput):
        work.set_check(case_id, organisation_id="0" * 32, topic="gender_manager", answer="yes")


def test_nothing_is_written_into_another_case(desk: Desk, case_id: str, firm: str) -> None:
    other = desk.cases.open_case("달맞이").value.id
    with pytest.raises(BadInput):
        desk.workplace.set_organisation(other, firm, name="바꿈", kind="employer")
    with pytest.raises(BadInput):
        desk.workplace.set_separation(other, organisation_id=firm, **order())
    with pytest.raises(NotFound):
        desk.workplace.set_organisation("0" * 32, name="없음", kind="employer")
    assert desk.workplace.file(case_id).organisations[0].name == "가나 재단"


def test_it_goes_with_its_case_behind_a_wall(desk: Desk, case_id: str, firm: str) -> None:
    desk.workplace.set_person(case_id, part="survivor", called="나래", organisation_id=firm)
    sealed = desk.sealed.seal(case_id, [desk.keys.user], "직원이 아는 사람일 수 있음").value
    assert desk.workplace.file(case_id).organisations == ()
    inside = desk.sealed.open(sealed.id)
    assert [one.called for one in inside.workplace.file(case_id).people] == ["나래"]
    assert inside.workplace.counted(case_id) == 2
    inside.close()


def test_a_megabyte_and_a_resident_number_are_refused_at_their_field(desk: Desk, case_id: str) -> None:
    for text in ("가" * 400_000, "900101-1234567"):
        with pytest.raises(BadInput) as problem:
            desk.workplace.set_organisation(case_id, name="재단", kind="employer", note=text)
        assert problem.value.field == "note"

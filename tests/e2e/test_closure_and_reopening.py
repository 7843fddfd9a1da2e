"""Closing a case and opening it again, told by the counsellor."""

from __future__ import annotations

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from app.errors import BadInput
from app.flows import closing
from tests.conftest import Centre
from tests.e2e.seats import Seats

scenarios("closure_and_reopening.feature")

BEFORE = ("safety_plan", "plan_complete", "no_more_support", "may_come_back", "supervisor_looked")
ANSWERS = {"needs_met": ("yes", ""), **dict.fromkeys(BEFORE, ("yes", ""))}


@pytest.fixture
def seats(centre: Centre) -> Seats:
    return Seats(centre)


@given(parsers.parse('상담원이 "{alias}" 님의 사례를 열었다'))
def open_case(seats: Seats, alias: str) -> None:
    with seats.sit() as desk:
        seats.ids["case"] = desk.cases.open_case(alias).value.id
        call = desk.contacts.take("phone", kind="counselling").value
        desk.contacts.close(call.id, case_id=seats.ids["case"])


@given("필요한 것을 묻고 목표와 할 일을 함께 정했다")
def plan(seats: Seats) -> None:
    with seats.sit() as desk:
        desk.plans.set_needs(seats.ids["case"], {"safety": ("yes", "집 앞에 찾아옴")})
        goal = desk.plans.add_goal(seats.ids["case"], "safety", "퇴근길에 마음이 놓이는 것").value
        desk.plans.add_step(goal.id, "112에 주소 등록하기")


@given("사후 확인에서 필요한 도움이 이루어졌다고 적었다")
def look_back(seats: Seats) -> None:
    with seats.sit() as desk:
        desk.plans.add_follow_up(seats.ids["case"], {"safety": "met"}, needs_met="yes", close_advised=True)


@when("상담원이 점검표를 채워 책임자에게 마치기를 부탁한다")
def ask(seats: Seats) -> None:
    with seats.sit() as desk:
        review = closing.ask(desk, seats.ids["case"], seats.centre.users["manager"], "supported", None, ANSWERS)
        seats.ids["review"] = review.value.id


@when("책임자가 승인한다")
def approve(seats: Seats) -> None:
    with seats.sit("manager") as desk:
        closing.decide(desk, seats.ids["review"], True)


@when(parsers.parse('책임자가 "{words}"라고 적어 돌려보낸다'))
def give_back(seats: Seats, words: str) -> None:
    seats.said["words"] = words
    with seats.sit("manager") as desk:
        closing.decide(desk, seats.ids["review"], False, words)


@when("상담원이 점검표를 비운 채 마치려 한다")
def close_empty(seats: Seats) -> None:
    with seats.sit() as desk, pytest.raises(BadInput) as refused:
        desk.cases.close(seats.ids["case"], "supported", answers={"needs_met": ("yes", "")})
    seats.said["field"] = refused.value.field


@given("상담원이 연락이 끊겨 사례를 마쳤다")
def close_lost(seats: Seats) -> None:
    with seats.sit() as desk:
        answers = {**ANSWERS, "no_contact": ("yes", ""), "needs_met": ("no", "")}
        desk.cases.close(seats.ids["case"], "lost_contact", answers=answers)


@when(parsers.parse('"{alias}" 님이 다시 전화해 사례를 연다'))
def come_back(seats: Seats, alias: str) -> None:
    with seats.sit() as desk:
        (found,) = desk.cases.find(alias)
        desk.cases.reopen(found.id, "다시 전화가 옴")
        call = desk.contacts.take("phone", kind="counselling").value
        seats.ids["call"] = desk.contacts.close(call.id, case_id=found.id).value.id


@then("사례는 아직 열려 있다")
def still_open(seats: Seats) -> None:
    with seats.sit() as desk:
        assert desk.cases.get(seats.ids["case"]).status == "open"


@then(parsers.parse('사례가 "{outcome}"로 마쳐졌고 점검표가 남아 있다'))
def closed(seats: Seats, outcome: str) -> None:
    with seats.sit() as desk:
        assert desk.cases.get(seats.ids["case"]).outcome == outcome
        assert desk.cases.closures(seats.ids["case"])[0].answers["may_come_back"] == ("yes", "")


@then(parsers.parse('사례 단계는 "{stage}"이다'))
def stands(seats: Seats, stage: str) -> None:
    with seats.sit() as desk:
        assert desk.cases.get(seats.ids["case"]).stage == stage


@then("상담원이 그 말을 읽을 수 있다")
def reads(seats: Seats) -> None:
    with seats.sit() as desk:
        assert desk.reviews.of_case(seats.ids["case"])[0].answer == seats.said["words"]


@then("빠진 칸을 짚어 주고 사례는 아직 열려 있다")
def pointed_out(seats: Seats) -> None:
    assert seats.said["field"] == "safety_plan"
    still_open(seats)


@then("앞서 마친 까닭과 다시 연 까닭이 모두 남아 있다")
def both_reasons(seats: Seats) -> None:
    with seats.sit() as desk:
        (kept,) = desk.cases.closures(seats.ids["case"])
        assert (kept.outcome, kept.reopened_because) == ("lost_contact", "다시 전화가 옴")


@then("이번 상담은 재상담으로 센다")
def repeat(seats: Seats) -> None:
    with seats.sit() as desk:
        assert desk.contacts.get(seats.ids["call"]).counselling == "repeat"
        assert desk.contacts.sessions_of(seats.ids["case"]).initial == 1

"""Closing: a checklist with reasons, a supervisor's word, and opening again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from app.desk import Desk
from app.errors import BadInput, Conflict, Denied
from app.flows import closing
from app.kinds import Right
from tests.conftest import Centre

BEFORE = ("safety_plan", "plan_complete", "no_more_support", "may_come_back", "supervisor_looked")
ANSWERS = {"needs_met": ("yes", ""), **dict.fromkeys(BEFORE, ("yes", ""))}


@pytest.fixture
def desk(centre: Centre) -> Iterator[Desk]:
    opened = centre.open()
    with contextlib.closing(opened):
        yield opened


def test_a_closing_keeps_its_reasons_and_what_was_looked_at(desk: Desk) -> None:
    case = desk.cases.open_case("느티나무").value
    answers = {**ANSWERS, "safety_plan": ("no", "연락이 닿지 않아 함께 보지 못함")}
    desk.cases.close(case.id, "supported", "잘 지내심", answers=answers)
    (kept,) = desk.cases.closures(case.id)
    assert kept.answers["safety_plan"] == ("no", "연락이 닿지 않아 함께 보지 못함")
    assert kept.answers["needs_met"] == ("yes", "")
    assert (kept.outcome, kept.reopened_at) == ("supported", None)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({**ANSWERS, "needs_met": ("no", "")}, "why"),
        ({**ANSWERS, "safety_plan": ("no", " ")}, "safety_plan"),
        ({one: said for one, said in ANSWERS.items() if one != "may_come_back"}, "may_come_back"),
        ({**ANSWERS, "needs_met": ("perhaps", "")}, "needs_met"),
    ],
)
def test_a_gap_in_the_checklist_is_said_at_its_line(
    desk: Desk, answers: dict[str, tuple[str, str]], field: str
) -> None:
    case = desk.cases.open_case("느티나무").value
    with pytest.raises(BadInput) as refused:
        desk.cases.close(case.id, "supported", answers=answers)
    assert refused.value.field == field
    assert desk.cases.get(case.id).status == "open"
    assert desk.cases.closures(case.id) == ()


def test_what_stood_at_a_closing_stays_when_the_case_opens_again(desk: Desk) -> None:
    case = desk.cases.open_case("느티나무").value
    closed = desk.cases.close(case.id, "lost_contact", answers={**ANSWERS, "no_contact": ("yes", "")}).value
    desk.cases.reopen(case.id, "다시 전화가 옴")
    (kept,) = desk.cases.closures(case.id)
    assert kept.reopened_because == "다시 전화가 옴"
    desk.cases.close_again(case.id, closed)
    assert desk.cases.closures(case.id)[0].reopened_at is None
    assert desk.cases.get(case.id).outcome == "lost_contact"
    desk.cases.reopen(case.id)
    desk.cases.close(case.id, "supported", answers=ANSWERS)
    assert [one.outcome for one in desk.cases.closures(case.id)] == ["supported", "lost_contact"]


def test_a_supervisor_approves_and_the_case_is_closed_as_it_was_asked(centre: Centre) -> None:
    with contextlib.closing(centre.open()) as desk:
        case = desk.cases.open_case("느티나무").value
        review = closing.ask(
            desk, case.id, centre.users["manager"], "supported", "잘 지내심", ANSWERS, "봐 주세요"
        ).value
        assert desk.cases.get(case.id).status == "open"
        with pytest.raises(Conflict):
            closing.ask(desk, case.id, centre.users["manager"], "other", None, ANSWERS)
        with pytest.raises(Denied):
            closing.decide(desk, review.id, True)
        with pytest.raises(Denied):
            closing.ask_about_plan(desk, case.id, centre.users["trainer"])
    with contextlib.closing(centre.open("manager")) as desk:
        assert [one.id for one in desk.agenda.of_case(case.id)] == [review.id]
        assert desk.agenda.of_case(case.id)[0].owner == centre.users["manager"]
        closing.decide(desk, review.id, True)
        found = desk.cases.get(case.id)
        assert (found.status, found.outcome, found.closing_note) == ("closed", "supported", "잘 지내심")
        assert desk.cases.closures(case.id)[0].answers["supervisor_looked"] == ("yes", "")
        assert desk.agenda.of_case(case.id) == ()
        kinds = [one.kind for one in desk.trail()]
        assert {"review_asked", "review_approved"} <= set(kinds)


def test_what_is_given_back_says_what_is_missing(centre: Centre) -> None:
    with contextlib.closing(centre.open()) as desk:
        case = desk.cases.open_case("느티나무").value
        review = closing.ask_about_plan(desk, case.id, centre.users["manager"]).value
    with contextlib.closing(centre.open("manager")) as desk:
        with pytest.raises(BadInput):
            closing.decide(desk, review.id, False)
        found = closing.decide(desk, review.id, False, "안전 목표가 빠졌습니다").value
        assert (found.state, found.answer) == ("returned", "안전 목표가 빠졌습니다")
        with pytest.raises(Conflict):
            closing.decide(desk, review.id, True)
        own = closing.ask_about_plan(desk, case.id, centre.users["manager2"]).value
        with pytest.raises(Denied):
            closing.decide(desk, own.id, True)
        assert desk.reviews.withdraw(own.id).value.state == "withdrawn"


def test_who_has_no_supervisor_right_reads_no_case_and_no_review(centre: Centre) -> None:
    with contextlib.closing(centre.open("trainer")) as desk:
        assert Right.SUPERVISOR not in desk.keys.rights
        with pytest.raises(Denied):
            desk.reviews.waiting()
        with pytest.raises(Denied):
            desk.plans.goals("x")


def test_a_closing_that_was_overtaken_is_not_done_twice(centre: Centre) -> None:
    with contextlib.closing(centre.open()) as desk:
        case = desk.cases.open_case("느티나무").value
        review = closing.ask(desk, case.id, centre.users["manager"], "supported", None, ANSWERS).value
        desk.cases.close(case.id, "withdrawn", answers={**ANSWERS, "own_wish": ("yes", "")})
    with contextlib.closing(centre.open("manager")) as desk:
        with pytest.raises(Conflict):
            closing.decide(desk, review.id, True)
        assert desk.reviews.get(review.id).state == "requested"
        assert desk.cases.get(case.id).outcome == "withdrawn"

"""A safety plan on paper: only where it is safe to take along, telling nobody where it came from, and in the register."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from app.desk import Desk
from app.documents import Centre, SafetyAnswers
from app.documents.plan_paper import draw_plan
from app.errors import BadInput
from app.flows import plan_copy
from app.safety import Plan, Step

SAFE = SafetyAnswers("yes", "가방은 아무도 열지 않음")
STEPS = (Step("ways", "퇴근길 출구를 바꾼다", "요일마다"), Step("home", "현관 비밀번호를 바꾼다", None, "동생"))


@pytest.fixture
def plan(desk: Desk) -> Plan:
    case = desk.cases.open_case("파란우산").value
    made = desk.safety_plans.write(case.id, "after", STEPS, copy_safe="yes").value
    desk.safety_plans.tick(made.steps[0].id)
    return desk.safety_plans.get(made.id)


def text(data: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))


def test_it_shows_what_is_still_to_be_done_and_nothing_else(desk: Desk, plan: Plan) -> None:
    read = text(draw_plan(plan, Centre(desk.keys.centre_name, practice=True), "ko").data)
    assert "퇴근길 출구를 바꾼다 · 요일마다" in read
    assert "현관 비밀번호" not in read
    number = desk.cases.get(plan.case_id).number
    assert not any(word in read for word in (desk.keys.centre_name, number, "파란우산", "안전 계획"))


@pytest.mark.parametrize(
    "answers", [None, SafetyAnswers("no", "그 사람"), SafetyAnswers("unsure", "모름"), SafetyAnswers("yes", "")]
)
def test_no_pages_before_it_was_asked_and_is_safe(desk: Desk, plan: Plan, answers: SafetyAnswers | None) -> None:
    for make in (plan_copy.look, plan_copy.print_plan):
        with pytest.raises(BadInput):
            make(desk, plan.id, answers)
    assert desk.documents.copies(plan.case_id) == []


def test_a_plan_that_says_no_copy_makes_none(desk: Desk, plan: Plan) -> None:
    kept = desk.safety_plans.write(plan.case_id, "after", STEPS, copy_safe="no").value
    with pytest.raises(BadInput) as refused:
        plan_copy.look(desk, kept.id, SAFE)
    assert refused.value.field == "safe_to_take"


def test_a_printed_plan_stands_in_the_register(desk: Desk, plan: Plan) -> None:
    assert plan_copy.look(desk, plan.id, SAFE).value.pages
    assert desk.documents.copies(plan.case_id) == []
    with pytest.raises(BadInput):
        plan_copy.print_plan(desk, plan.id, SAFE)
    sheets = plan_copy.print_plan(desk, plan.id, SAFE, card_seen=True).value
    assert len(sheets.pages) == 1
    (copy,) = desk.documents.copies(plan.case_id)
    assert (copy.profile, copy.encrypted) == ("safety_plan", False)
    assert desk.trail_problems() == []

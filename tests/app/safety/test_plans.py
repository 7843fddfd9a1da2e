"""Safety plans: every kind in both languages, versions that stay, a review that becomes a task."""

from __future__ import annotations

import pytest

from app.agenda import Agenda
from app.cases import Cases
from app.errors import BadInput
from app.i18n import LANGUAGES
from app.safety import SafetyPlans, Step, kinds
from app.store import Database

STEPS = (Step("bag", "열쇠와 신분증을 언니 집에"), Step("warning", "목소리가 커지면 현관으로"))


@pytest.fixture
def case_id(casework: Database) -> str:
    return Cases(casework).open_case("파란우산").value.id


def test_seven_kinds_with_words_in_both_languages() -> None:
    assert list(kinds()) == ["at_home", "leaving", "after", "technology", "children", "workplace", "suicide"]
    texts = [
        text
        for kind in kinds().values()
        for text in (kind.title, kind.about, *(t for part in kind.parts for t in (part.title, part.ask, *part.ideas)))
    ]
    assert all(set(text) == set(LANGUAGES) and all(text.values()) for text in texts)


def test_steps_stand_in_the_order_of_the_parts(casework: Database, case_id: str) -> None:
    plan = SafetyPlans(casework).write(case_id, "at_home", STEPS).value
    assert [one.part for one in plan.steps] == ["warning", "bag"]
    assert plan.version == 1


def test_a_changed_plan_is_a_new_version_and_the_old_one_can_be_read(casework: Database, case_id: str) -> None:
    plans = SafetyPlans(casework)
    first = plans.write(case_id, "at_home", STEPS).value
    assert plans.write(case_id, "at_home", STEPS).value.id == first.id
    second = plans.write(case_id, "at_home", STEPS[:1], copy_safe="no").value
    assert [one.version for one in plans.versions(case_id, "at_home")] == [2, 1]
    assert len(plans.get(first.id).steps) == 2
    assert [one.id for one in plans.of_case(case_id)] == [second.id]


def test_a_tick_stays_in_its_version_and_comes_along(casework: Database, case_id: str) -> None:
    plans = SafetyPlans(casework)
    plan = plans.write(case_id, "at_home", STEPS).value
    plans.tick(plan.steps[0].id)
    ticked = plans.get(plan.id)
    assert ticked.open_steps == 1
    next_one = plans.write(case_id, "at_home", (*ticked.steps, Step("bag", "약 사흘 치"))).value
    assert next_one.steps[0].done_at == ticked.steps[0].done_at


def test_the_day_of_review_is_one_task_that_moves(casework: Database, case_id: str) -> None:
    plans = SafetyPlans(casework)
    plans.write(case_id, "at_home", STEPS, review_on="2026-12-01")
    plans.write(case_id, "at_home", STEPS, review_on="2026-12-08")
    assert [one.due_on for one in Agenda(casework).of_case(case_id)] == ["2026-12-08"]


@pytest.mark.parametrize(
    ("kind", "steps", "head", "field"),
    [
        ("at_home", (), {}, "warning"),
        ("at_home", (Step("bag", "  "),), {}, "warning"),
        ("at_home", (Step("moon", "가기"),), {}, "part"),
        ("moon", STEPS, {}, "kind"),
        ("at_home", STEPS, {"copy_safe": "no", "kept_where": "언니 집"}, "kept_where"),
        ("at_home", STEPS, {"review_on": "2026-02-30"}, "review_on"),
        ("at_home", (Step("bag", "가" * 200_001),), {}, "bag"),
        ("at_home", (Step("bag", "열쇠"),) * 201, {}, "warning"),
    ],
)
def test_what_makes_no_plan(
    casework: Database, case_id: str, kind: str, steps: tuple[Step, ...], head: dict[str, str], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        SafetyPlans(casework).write(case_id, kind, steps, **head)
    assert refused.value.field == field
    assert SafetyPlans(casework).of_case(case_id) == ()


def test_a_step_is_found_by_search(casework: Database, case_id: str) -> None:
    SafetyPlans(casework).write(case_id, "at_home", STEPS)
    assert [row.id for row in Cases(casework).find("신분증을 언니")] == [case_id]

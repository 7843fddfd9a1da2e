"""A plan: needs, goals whose steps are tasks, and how far each area came."""

from __future__ import annotations

import pytest

from app.agenda import Agenda
from app.cases import Cases
from app.clock import today
from app.errors import BadInput, NotFound
from app.plans import Plans
from app.store import Database


class Bench:
    """One case and its plan."""

    def __init__(self, db: Database) -> None:
        self.db, self.cases, self.plans, self.agenda = db, Cases(db), Plans(db), Agenda(db)
        self.id = self.cases.open_case("느티나무").value.id

    @property
    def stage(self) -> str:
        return self.cases.get(self.id).stage


@pytest.fixture
def bench(casework: Database) -> Bench:
    return Bench(casework)


def test_a_case_moves_on_with_what_is_done_and_never_back(bench: Bench) -> None:
    assert bench.stage == "new"
    bench.plans.set_needs(bench.id, {"safety": ("yes", "집 앞에 찾아옴"), "health": ("unknown", "")})
    assert bench.stage == "assessment"
    goal = bench.plans.add_goal(bench.id, "safety", "혼자 퇴근해도 마음이 놓이는 것").value
    assert bench.stage == "plan"
    bench.cases.add_service(bench.id, "information")
    assert bench.stage == "support"
    bench.plans.add_follow_up(bench.id, {"safety": "in_progress"}, needs_met="no")
    assert bench.stage == "follow_up"
    bench.plans.change_goal(goal.id, "safety", "퇴근길에 마음이 놓이는 것")
    bench.plans.set_needs(bench.id, {"justice": ("yes", "")})
    assert bench.stage == "follow_up"


def test_listening_alone_is_no_support(bench: Bench) -> None:
    bench.cases.add_service(bench.id, "counselling", minutes=30)
    assert bench.stage == "new"
    bench.cases.add_service(bench.id, "medical")
    assert bench.stage == "support"


def test_a_need_that_was_not_asked_about_stays_as_it_was(bench: Bench) -> None:
    bench.plans.set_needs(bench.id, {"safety": ("yes", "집 앞"), "health": ("no", "")})
    bench.plans.set_needs(bench.id, {"health": ("yes", "잠을 못 잠")})
    found = {one.area: (one.needed, one.words) for one in bench.plans.needs(bench.id)}
    assert found == {"safety": ("yes", "집 앞"), "health": ("yes", "잠을 못 잠")}
    with pytest.raises(BadInput) as refused:
        bench.plans.set_needs(bench.id, {"health": ("", "말")})
    assert refused.value.field == "health"


def test_a_step_is_a_task_of_whom_the_case_is_with(bench: Bench) -> None:
    bench.cases.assign(bench.id, "user-7")
    goal = bench.plans.add_goal(bench.id, "justice", "가까이 오지 못하게 하는 것").value
    step = bench.plans.add_step(goal.id, "경찰서에 함께 가기", "together", due_on="2027-01-08").value
    task = bench.agenda.get(step.id)
    assert (task.title, task.owner, task.due_on, task.case_id) == (
        "경찰서에 함께 가기",
        "user-7",
        "2027-01-08",
        bench.id,
    )
    bench.agenda.finish(step.id)
    assert bench.plans.goals(bench.id)[0].done == 1


def test_a_goal_that_is_settled_ends_its_steps(bench: Bench) -> None:
    goal = bench.plans.add_goal(bench.id, "health", "잘 자는 것").value
    step = bench.plans.add_step(goal.id, "병원 예약").value
    with pytest.raises(BadInput):
        bench.plans.settle_goal(goal.id, "dropped")
    assert bench.agenda.get(step.id).done_at is None
    settled = bench.plans.settle_goal(goal.id, "dropped", "본인이 원하지 않음").value
    assert (settled.state, settled.reason) == ("dropped", "본인이 원하지 않음")
    assert bench.agenda.get(step.id).done_at is not None
    assert bench.plans.count(bench.id) == 0
    assert bench.plans.settle_goal(goal.id, "open").value.reason is None


def test_progress_stands_by_the_latest_look_at_each_area(bench: Bench) -> None:
    bench.plans.add_follow_up(bench.id, {"safety": "in_progress", "health": "met"}, held_on="2026-03-02")
    bench.plans.add_follow_up(bench.id, {"safety": "met", "health": "n_a"}, held_on="2026-04-02", needs_met="yes")
    bench.plans.add_follow_up(bench.id, {"justice": "in_progress"}, held_on="2026-03-20")
    assert bench.plans.progress(bench.id) == {"safety": "met", "health": "met", "justice": "in_progress"}
    assert [one.held_on for one in bench.plans.follow_ups(bench.id)] == ["2026-04-02", "2026-03-20", "2026-03-02"]


def test_the_next_look_becomes_a_task(bench: Bench) -> None:
    bench.plans.add_follow_up(bench.id, {}, held_on="2026-03-02", next_on="2026-04-02")
    assert [one.due_on for one in bench.agenda.of_case(bench.id)] == ["2026-04-02"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"held_on": "2026-02-30"}, "held_on"),
        ({"held_on": "2999-01-01"}, "held_on"),
        ({"held_on": "2026-03-02", "next_on": "2026-03-01"}, "next_on"),
        ({"channel": "dream"}, "channel"),
        ({"words": "x" * 300_000}, "words"),
        ({"needs_met": ""}, "needs_met"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(bench: Bench, values: dict[str, str], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        bench.plans.add_follow_up(bench.id, {}, **values)  # type: ignore[arg-type]  # every value is a text
    assert refused.value.field == field
    assert bench.plans.follow_ups(bench.id) == ()
    assert bench.stage == "new"


def test_what_is_not_there_is_said(bench: Bench) -> None:
    with pytest.raises(NotFound):
        bench.plans.add_step("nowhere", "할 일")
    with pytest.raises(NotFound):
        bench.plans.add_goal("nowhere", "safety", "말")


def test_the_stage_is_chosen_by_hand_while_the_case_is_open(bench: Bench) -> None:
    assert bench.cases.set_stage(bench.id, "follow_up").value.stage == "follow_up"
    with pytest.raises(BadInput):
        bench.cases.set_stage(bench.id, "closed")
    bench.cases.close(bench.id, "supported", on=today())
    assert bench.stage == "closed"
    assert bench.cases.reopen(bench.id, "다시 연락이 옴").value.stage == "reopened"
    bench.plans.set_needs(bench.id, {"safety": ("yes", "")})
    assert bench.stage == "assessment"

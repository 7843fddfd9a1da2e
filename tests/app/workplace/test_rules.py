"""The rules name what must not stay unnoticed; each finding goes once its cause does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.codelists import codes
from app.workplace import (
    Answer,
    Breach,
    Check,
    Duty,
    File,
    Organisation,
    Person,
    Separation,
    Watch,
    due_on,
    findings,
    owed,
)

DAY = date(2026, 11, 23)
HEAD: dict[str, Any] = {"case_id": "c", "at": 0, "author": "u"}
FIRM = Organisation(
    "o",
    name="가나 재단",
    kind="commissioned",
    contact=None,
    designation="청소년센터 위탁",
    told_on="2026-11-02",
    note=None,
    **HEAD,
)
ORDER = Separation(
    "s",
    organisation_id="o",
    state="ordered",
    who_moves="accused",
    wish="yes",
    wish_words=None,
    wish_on=None,
    order_no="1",
    starts_on="2026-11-03",
    review_on="2026-12-03",
    ends_when=None,
    ended_on=None,
    note=None,
    scopes={one.id: "apart" for one in codes("separation_scope")},
    **HEAD,
)


def person(ident: str, part: str, **more: Any) -> Person:
    lines: dict[str, Any] = {
        "organisation_id": None,
        "unit": None,
        "place": None,
        "shift": None,
        "approver": None,
        "appraiser": None,
    }
    return Person(ident, part=part, called=ident, **{**lines, "note": None, **HEAD, **more})


def duty(**more: Any) -> Duty:
    row = {
        "organisation_id": "o",
        "duty": "grievance",
        "due_on": "2026-11-12",
        "state": "open",
        "state_on": None,
        "words": None,
        "letter_on": None,
        "review_on": None,
        "task_id": None,
    }
    return Duty("d", **{**row, **HEAD, **more})


def watch(*answers: Answer, next_on: str = "2026-12-01") -> Watch:
    return Watch("w", person_id="나래", from_on="2026-11-03", next_on=next_on, task_id=None, answers=answers, **HEAD)


def rules(file: File) -> list[str]:
    return [one.rule for one in findings(file, DAY)]


def sentences(file: File, rule: str) -> list[str]:
    return [f"{one.sentence} {one.then}" for one in findings(file, DAY) if one.rule == rule]


@pytest.mark.parametrize("line", ["unit", "place", "shift", "approver", "appraiser"])
@pytest.mark.parametrize("part", ["survivor", "reporter"])
def test_a_shared_line_is_named_for_the_person_and_the_reporter(line: str, part: str) -> None:
    people = (person("나래", part, **{line: "기획  팀"}), person("갑", "accused", **{line: "기획 팀"}))
    [sentence] = sentences(File("c", people=people), f"shared_{line}")
    assert "나래" in sentence
    assert "갑" in sentence
    assert "기획" in sentence
    apart = (people[0], person("갑", "accused", **{line: "다른 팀"}))
    assert f"shared_{line}" not in rules(File("c", people=apart))


def test_two_protected_people_may_share_a_unit() -> None:
    people = (person("나래", "survivor", unit="기획팀"), person("다솜", "reporter", unit="기획팀"))
    assert not [one for one in rules(File("c", people=people)) if one.startswith("shared")]


def test_the_accused_who_signs_for_the_person_is_named_first() -> None:
    people = (person("나래", "survivor", approver="갑"), person("갑", "accused"))
    assert rules(File("c", people=people))[0] == "accused_decides"


def test_a_person_moved_against_their_will_is_named_as_secondary_damage() -> None:
    moved = replace(ORDER, who_moves="survivor", wish="no")
    assert rules(File("c", separations=(moved,))) == ["moved_against_will"]
    assert rules(File("c", separations=(replace(moved, wish="yes"),))) == []


def test_the_matrix_names_what_is_still_together_or_not_known() -> None:
    order = replace(ORDER, scopes={**ORDER.scopes, "approval": "together", "trips": "unknown"})
    found = File("c", separations=(order,))
    assert "결재선" in sentences(found, "scope_together")[0]
    assert "출장" in sentences(found, "scope_unknown")[0]
    assert rules(File("c", separations=(replace(order, state="ended"),))) == []


def test_an_order_without_an_end_or_past_its_day_is_named() -> None:
    assert rules(File("c", separations=(replace(ORDER, review_on=None),))) == ["no_end"]
    assert rules(File("c", separations=(replace(ORDER, review_on="2026-11-22"),))) == ["review_passed"]
    assert rules(File("c", separations=(ORDER,))) == []


def test_a_breach_stays_until_something_followed() -> None:
    row = Breach(
        "b",
        separation_id="s",
        day="2026-11-20",
        scope="messenger",
        words="단체방에 초대함",
        told_on=None,
        followed=None,
        **HEAD,
    )
    for told_on, followed, wanted in ((None, None, 1), ("2026-11-21", None, 1), ("2026-11-21", "경고함", 0)):
        order = replace(ORDER, breaches=(replace(row, told_on=told_on, followed=followed),))
        assert len(sentences(File("c", separations=(order,)), "breach_open")) == wanted


def test_an_unmet_duty_leads_to_a_letter_and_then_to_the_review_of_the_contract() -> None:
    def said(one: Duty, firm: Organisation = FIRM) -> list[str]:
        return sentences(File("c", (firm,), duties=(one,)), "duty_unmet")

    assert "편지" in said(duty())[0]
    assert "위탁·지정 검토" in said(duty(letter_on="2026-11-13"))[0]
    assert "위탁·지정 검토" not in said(duty(letter_on="2026-11-13"), replace(FIRM, kind="employer"))[0]
    assert "넘김" in said(duty(letter_on="2026-11-13", review_on="2026-11-20"))[0]
    assert said(duty(state="done")) == []
    assert said(duty(due_on="2026-11-23")) == [], "its last day is not over"
    assert said(duty(due_on=None, state="nothing")) != []


def test_what_weighs_in_an_answer_stands_first() -> None:
    people = (person("나래", "survivor"),)
    row = Answer("a", watch_id="w", day="2026-11-20", codes='["transfer", "group"]', words="다른 부서로", **HEAD)
    assert rules(File("c", people=people, watches=(watch(row),))) == ["urgent_damage"]
    later = replace(row, id="b", codes="[]")
    assert rules(File("c", people=people, watches=(watch(row, later),))) == []


def test_the_weekly_question_is_missed_and_somebody_without_one_is_named() -> None:
    people = (person("나래", "survivor"), person("다솜", "reporter"))
    found = File("c", people=people, watches=(watch(next_on="2026-11-23"),))
    assert sorted(rules(found)) == ["not_watched", "question_due"]


def test_checks_grow_old_and_a_no_is_named() -> None:
    def check(topic: str, answer: str, day: str) -> Check:
        return Check(f"k{topic}{day}", organisation_id="o", topic=topic, answer=answer, day=day, words=None, **HEAD)

    fresh = tuple(check(one.id, "yes", "2026-01-10") for one in codes("organisation_check"))
    assert rules(File("c", (FIRM,), checks=fresh)) == []
    assert rules(File("c", (FIRM,), checks=(*fresh, check("board_share", "no", "2026-10-01")))) == ["check_failed"]
    old = tuple(replace(one, day="2025-11-22") for one in fresh)
    assert rules(File("c", (FIRM,), checks=old)) == ["check_open"]
    assert rules(File("c", (FIRM,))) == [], "nothing was asked about yet"


@pytest.mark.parametrize(
    ("duty_id", "told_on", "by"),
    [
        ("grievance", "2026-11-02", "2026-11-12"), ("prevention_plan", "2026-11-30", "2027-02-28"),
        ("prevention_plan", "2027-11-30", "2028-02-29"), ("inquiry", "2026-12-30", "2027-01-02"),
        ("measures", "2026-11-02", None),
    ],
)  # fmt: skip
def test_due_days(duty_id: str, told_on: str, by: str | None) -> None:
    assert due_on(duty_id, told_on) == by


def test_what_is_owed_depends_on_the_kind() -> None:
    assert "prevention_plan" in [one.id for one in owed("public_body")]
    assert "grievance" not in [one.id for one in owed("public_body")]
    assert "prevention_plan" not in [one.id for one in owed("employer")]
    assert [one.id for one in owed("employer", asked=True)] == ["measures", "discipline", "client_measures"]

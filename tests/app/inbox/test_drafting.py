"""A report becomes a case: every word taken over, nobody contacted by it, decided first where a third person reported."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.desk import Desk
from app.errors import BadInput, Conflict, Refusal
from app.flows import report_to_case
from app.inbox.questions import said
from app.kinds import Compartment
from app.paths import resource
from app.store import erase
from tests.app.inbox.test_inbox import Reporter, desk, officers, opened, reporter
from tests.conftest import Centre

__all__ = ["desk", "officers", "reporter"]


def arrived(desk: Desk, reporter: Reporter, text: str, door: str = "victim", **answers: object) -> str:
    desk.arrivals.carry_in([reporter.says(text, answers=answers, door=door)])
    opened(desk)
    return reporter.thread.mailbox


def test_every_word_stands_in_the_case_and_the_fitting_manual_and_duties_are_named(
    desk: Desk, reporter: Reporter
) -> None:
    urls = "https://example.kr/a\n뭔지 모름\nhttps://example.kr/b"
    thread = arrived(
        desk, reporter, "사진을 올렸어요", kinds=("stalking", "images"), age="minor", safe="near", urls=urls
    )
    made = report_to_case.draft(desk, thread, "파랑").value
    assert (made.pack, made.duties) == ("digital-sex-crime", ("report-sex-crime-under-19",))
    (note,) = [one for one in desk.cases.timeline(made.case_id) if one.kind == "note"]
    body = desk.database(Compartment.CASEWORK).value("SELECT body FROM note WHERE case_id = ?", (made.case_id,))
    for word in ("사진을 올렸어요", "뭔지 모름", "2026-11-23"):
        assert word in body
    assert note
    assert [one.url for one in desk.deletion.page(made.case_id)] == ["https://example.kr/a", "https://example.kr/b"]
    titles = {task.title for task in desk.agenda.of_case(made.case_id)}
    assert titles >= {"19세 미만: 신고 의무를 확인하고 먼저 설명합니다", "신고 글타래에 답하기"}
    card = desk.cases.safe_card(made.case_id)
    assert card is not None
    assert card.verdict == "do_not_call"
    assert desk.inbox.threads()[0].case_id == made.case_id
    with pytest.raises(Conflict):
        report_to_case.draft(desk, thread, "다시")
    assert desk.cases.total() == 1


def test_what_is_kept_from_somebody_becomes_no_case_that_they_read(
    officers: Centre, desk: Desk, reporter: Reporter
) -> None:
    thread = arrived(desk, reporter, "매니저가 그랬습니다")
    desk.inbox.keep_apart(thread, {officers.users["manager2"]})
    with pytest.raises(Conflict):
        report_to_case.draft(desk, thread, "파랑")
    assert desk.cases.total() == 0


def test_nobody_is_contacted_after_a_third_persons_report_before_it_was_decided(desk: Desk, reporter: Reporter) -> None:
    thread = arrived(desk, reporter, "옆집에서 소리가 납니다", "third", kinds=("hitting",), age_other="unknown")
    made = report_to_case.draft(desk, thread, "옆집").value
    assert (made.pack, made.duties) == ("dating-violence", ())
    card = desk.cases.safe_card(made.case_id)
    assert card is not None
    assert card.do_not_tell
    desk.cases.set_safe_card(replace(card, verdict="may_call", number="010-2345-6789"))
    with pytest.raises(Refusal) as refused:
        desk.cases.prepare_call(made.case_id)
    assert "신고함" in str(refused.value)
    with pytest.raises(BadInput):
        desk.inbox.decide(thread, "  ")
    desk.inbox.decide(thread, "알려 준 분이 여덟 낱말을 건넸고, 당사자가 연락을 원한다고 적음")
    assert desk.cases.prepare_call(made.case_id).number == "010-2345-6789"
    report = desk.workplace.file(made.case_id).report
    assert report is not None
    assert (report.survivor_wish, report.anonymous) == ("not_asked", True)


def test_public_material_makes_no_case(desk: Desk, reporter: Reporter) -> None:
    thread = arrived(desk, reporter, "포스터", "public")
    with pytest.raises(BadInput):
        report_to_case.draft(desk, thread, "포스터")
    assert desk.cases.total() == 0


def test_questions_are_read_as_the_page_asked_them() -> None:
    words = json.loads(resource("report_page", "words", "ko.json").read_text(encoding="utf-8"))
    told = said("victim", {"kinds": ("stalking",), "age": "minor", "odd": "x", "text": ""})
    assert told == (
        (words["kinds"], (words["kinds.stalking"],)), (words["age"], (words["age.minor"],)), ("odd", ("x",)),
    )  # fmt: skip


def test_a_thread_outlives_the_wall_around_its_case_and_goes_when_the_case_is_erased(
    officers: Centre, desk: Desk, reporter: Reporter
) -> None:
    thread = arrived(desk, reporter, "옆집에서 소리가 납니다", "third", kinds=("hitting",))
    made = report_to_case.draft(desk, thread, "옆집").value
    sealed = desk.sealed.seal(made.case_id, [officers.users["counsellor"]], "직원의 가족").value
    (line,) = desk.inbox.threads()
    assert (line.id, line.case_id) == (thread, None)
    desk.arrivals.carry_in([replace(reporter.says("또 들렸습니다"), number=2)])
    opened(desk)
    assert [one.text for one in desk.inbox.look(thread).value.messages] == ["옆집에서 소리가 납니다", "또 들렸습니다"]
    with pytest.raises(Conflict):
        report_to_case.draft(desk, thread, "다시")
    assert desk.sealed.unseal(sealed.id).value == made.case_id
    assert desk.inbox.threads()[0].case_id == made.case_id
    with pytest.raises(Refusal):
        desk.cases.prepare_call(made.case_id)
    database = desk.database(Compartment.CASEWORK)
    with database.atomic():
        erase(database, [made.case_id], (), ())
    assert desk.inbox.threads() == ()
    assert database.value("SELECT count(*) FROM report_message") == 0

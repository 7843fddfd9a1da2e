"""Before an answer is written, the window says how the person may be reached: the card of the case, or their own words."""

from __future__ import annotations

from app.cases.model import SafeCard, Span
from app.desk import Desk
from app.flows import report_to_case
from app.inbox.questions import about_safety
from tests.app.inbox.test_inbox import officers
from tests.conftest import Centre
from tests.ui.inbox.test_inbox_page import WORDS, Bench, bench

__all__ = ["bench", "officers"]


def drafted(bench: Bench, **answers: str) -> str:
    """The report as a case, with its thread open."""
    bench.arrive(bench.reporter.says(WORDS, answers=answers))
    thread = bench.reporter.thread.mailbox
    made = bench.write(lambda desk: report_to_case.draft(desk, thread, "파랑"))
    bench.page.open(thread)
    bench.quiet()
    return made.case_id


def test_a_thread_without_a_case_shows_what_its_reporter_said_about_being_safe(bench: Bench) -> None:
    bench.arrive(bench.reporter.says(WORDS, answers={"safe": "near", "age": "adult"}))
    bench.open()
    bench.press("Ctrl+Return")
    safe = bench.page.view.safe
    assert not safe.strip.isVisible()
    assert safe.said.isVisible()
    assert about_safety("victim", [{"safe": "near"}])[0][1][0] in safe.said.text()
    assert "19세" not in safe.said.text(), "only what bears on being safe"


def test_who_did_not_say_is_written_to_as_if_somebody_reads_along(bench: Bench) -> None:
    bench.arrive(bench.reporter.says(WORDS))
    bench.open()
    bench.press("Ctrl+Return")
    assert "누군가 함께 읽는다고" in bench.page.view.safe.said.text()


def test_the_newest_answer_counts() -> None:
    told = about_safety("victim", [{"safe": "yes", "age": "adult"}, {"safe": "near"}])
    assert told == about_safety("victim", [{"safe": "near"}])
    assert len(told) == 1


def test_the_whole_card_of_the_case_stands_before_the_answer_and_follows_it(bench: Bench) -> None:
    case_id = drafted(bench, safe="yes")
    bench.press("Ctrl+Return")
    safe = bench.page.view.safe
    assert safe.strip.isVisible()
    assert safe.strip.contact().verdict == "no"
    card = SafeCard(
        case_id, "only_hours", number="010-2345-6789", hours=(Span("12345", "09:00", "18:00"),), we_are="도서관입니다",
        never_contact="집 전화로는 절대", do_not_tell="남편에게\n시어머니에게", code_word="해바라기",
    )  # fmt: skip
    bench.write(lambda desk: desk.cases.set_safe_card(card))
    said = safe.said.text()
    for word in ("09:00", "도서관입니다", "집 전화로는 절대", "남편에게 시어머니에게", "문자: 안 됨"):
        assert word in said
    assert "해바라기" not in said, "the code word stays masked"
    assert len(said.splitlines()) == 2, "and below it what the reporter said"
    assert bench.page.view.field.isVisible(), "a card that changed does not close the answer"


def test_a_case_behind_a_wall_sends_to_whoever_works_there(bench: Bench, officers: Centre) -> None:
    case_id = drafted(bench, safe="near")

    def seal(desk: Desk) -> object:
        return desk.sealed.seal(case_id, [officers.users["manager"]], "직원의 가족")

    bench.write(seal)  # type: ignore[arg-type]  # what is done with it is not asked
    bench.page.reload()
    bench.quiet()
    view = bench.page.view
    bench.press("Ctrl+Return")
    assert not view.safe.strip.isVisible()
    assert "잠긴 사례" in view.safe.said.text()
    assert len(view.safe.said.text().splitlines()) == 2
    assert not view.buttons["case"].isVisible(), "there is a case already"


def test_public_material_asks_nothing_about_being_safe() -> None:
    assert about_safety("public", [{"medium": "poster"}]) == ()

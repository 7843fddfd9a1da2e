"""A report taken down by telephone: the centre's answer makes the mailbox, and the caller goes on with the code."""

from __future__ import annotations

from dataclasses import replace

import httpx2
import pytest

from app.clock import today
from app.desk import Desk
from app.errors import BadInput, Conflict, Denied
from app.flows import report_by_phone, report_to_case
from app.i18n import short_date
from app.inbox.taking_down import Told
from app.kinds import Compartment
from app.wire import content, receipt_code
from tests.relay.reporter import Reporter, problem
from tests.relay.test_report_round import BOTH, Page, channel, desk, joined, opened, page, round_

__all__ = ["channel", "desk", "joined", "page"]
CANARY = "회의실에서 있었던 일을 말로 전합니다"
TOLD = Told("victim", "phone", CANARY, {"safe": "near", "kinds": ("work", "sexual")})


def taken(desk: Desk, told: Told = TOLD, handover: str = "") -> tuple[str, str]:
    """The id of the thread, and the code as the caller wrote it down."""
    code = report_by_phone.new_code()
    keys = report_by_phone.derived(code, handover, desk.keys.centre_id[:16])
    return report_by_phone.keep(desk, told, keys).value, code


def caller(page: Page, code: str) -> Page:
    return replace(page, thread=receipt_code.thread(code, page.centre), sent=[])


@BOTH
def test_the_caller_reads_and_writes_with_the_code_that_was_read_out(desk: Desk, page: Page) -> None:
    thread, code = taken(desk)
    whole = desk.inbox.look(thread).value
    assert (whole.messages[0].direction, whole.messages[0].text) == ("in", CANARY)
    assert whole.messages[0].answers == TOLD.answers
    assert not whole.gaps
    mine = caller(page, code)
    assert mine.read().status_code == 404, "it works after the next round, and not before"
    assert round_(desk).left == 1
    (first,) = mine.heard()
    assert short_date(today()) in first
    assert CANARY not in first
    takeover = {"kind": "takeover", "door": "", "answers": {}, "reply_key": mine.thread.reply_key}
    mine.says("이어서 적습니다", **takeover)
    mine.says("하나 더")
    desk.inbox.reply(thread, "읽었습니다.")
    assert round_(desk).arrived == 2
    assert opened(desk) == 2
    whole = desk.inbox.look(thread).value
    assert {one.text for one in whole.messages} == {CANARY, first, "이어서 적습니다", "하나 더", "읽었습니다."}
    assert not whole.gaps
    assert not any(one.doubted for one in whole.messages)
    assert whole.thread.head is not None
    assert whole.thread.head.words == CANARY, "what was told stays what the list shows"
    assert mine.heard() == [first, "읽었습니다."]


def test_who_knows_the_mailbox_alone_neither_reads_it_nor_claims_it(
    desk: Desk, page: Page, http: httpx2.Client
) -> None:
    _thread, code = taken(desk)
    round_(desk)
    mine = caller(page, code)
    other = replace(mine, thread=replace(mine.thread, token=bytes(32)), sent=[])
    assert other.read().status_code == 404
    body = other.sealed(content.write(content.Content("takeover", "ko", "저예요", reply_key=bytes(32))))
    found = other.post(body)
    assert (found.status_code, problem(found)) == (409, "order")
    assert isinstance(other, Reporter)
    assert mine.says("제가 그 사람입니다", kind="takeover", door="", answers={}, reply_key=mine.thread.reply_key)


def test_nothing_here_holds_the_code_or_what_was_told(desk: Desk) -> None:
    _thread, code = taken(desk)
    db = desk.database(Compartment.CASEWORK)
    tables = [
        row["name"]
        for row in db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        if "fts" not in row["name"]
    ]
    held = "".join(str(db.rows(f"SELECT * FROM {table}")) for table in ("report_thread", "report_message", "outbox", "draft", "history", "audit") if table in tables)  # fmt: skip
    assert CANARY not in held
    assert code not in held
    assert not any(f"'{word}'" in held for word in code.split())


def test_a_third_person_s_second_code_goes_over_to_the_person_harmed(desk: Desk, page: Page) -> None:
    second = report_by_phone.new_code(digits=True)
    thread, _code = taken(desk, replace(TOLD, door="third", answers={"danger": "no"}), second)
    round_(desk)
    handed = receipt_code.thread(second, page.centre)
    own = replace(page, thread=receipt_code.thread("7" * 26, page.centre), sent=[])
    own.says("제 이야기입니다", handover=content.HandOver(handed.mailbox, handed.reply_key))
    round_(desk)
    opened(desk)
    assert desk.inbox.look(thread).value.thread.taken_over_by == own.thread.mailbox
    with pytest.raises(Conflict):
        desk.inbox.reply(thread, "더 적지 않습니다")


def test_what_was_told_becomes_a_case_that_says_how_it_came_in(desk: Desk) -> None:
    thread, _code = taken(desk, replace(TOLD, came_by="visit"))
    made = report_to_case.draft(desk, thread, "파랑").value
    assert made.pack == "workplace-harassment"
    db = desk.database(Compartment.CASEWORK)
    assert db.value("SELECT channel FROM casefile WHERE id = ?", (made.case_id,)) == "visit"
    assert CANARY in db.value("SELECT body FROM note WHERE case_id = ?", (made.case_id,))


def test_what_cannot_be_kept_is_said_before_a_code_is_read_out(desk: Desk) -> None:
    for wrong in (
        replace(TOLD, text=" ", answers={}), replace(TOLD, came_by="relay"), replace(TOLD, door="other"),
        replace(TOLD, text="주민번호 900101-2345678"), replace(TOLD, text="가" * 40_001),
    ):  # fmt: skip
        with pytest.raises(BadInput):
            desk.taking_down.check(wrong)
    with pytest.raises(Denied):
        desk.taking_down.check(replace(TOLD, door="public"))
    assert desk.inbox.threads() == ()


def test_codes_are_those_the_page_reads(desk: Desk) -> None:
    words, digits = report_by_phone.new_code(), report_by_phone.new_code(digits=True)
    assert receipt_code.normalised(words) == words
    assert receipt_code.normalised(" ".join(report_by_phone.parts(digits))) == digits
    assert len(report_by_phone.parts(words)) == 8
    assert all(a < b < 8 for a, b in (report_by_phone.two_places(8) for _ in range(50)))

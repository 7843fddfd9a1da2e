"""What a dishonest relay makes up itself: kept and shown as doubtful, and nothing follows from it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from app.desk import Desk
from app.flows import report_to_case
from app.inbox import Arrival, State
from app.kinds import Compartment
from app.wire import content, receipt_code
from tests.app.inbox.test_inbox import Reporter, bundle, desk, officers, opened

__all__ = ["desk", "officers"]


@dataclass
class Relay(Reporter):
    """It knows a thread's mailbox, its header and the public keys, and nothing that follows from the code."""

    @property
    def thread(self) -> receipt_code.Thread:
        return replace(super().thread, reply_key=b"\7" * 32, own_key=b"\7" * 32)


@pytest.fixture
def reporter(desk: Desk) -> Reporter:
    return Reporter(desk.keys.centre_id[:16], bundle(desk))


def forged(after: Reporter, kind: str = "message", text: str = "", **more: object) -> Arrival:
    relay = Relay(after.centre, after.bundle, after.code, after.door, list(after.sent))
    arrival = relay.says(text, **{"kind": kind, **more})
    return replace(arrival, number=50 + arrival.number)


def carry(desk: Desk, *arrivals: Arrival) -> None:
    desk.arrivals.carry_in(arrivals)
    opened(desk)


def state(desk: Desk, reporter: Reporter) -> State:
    return State(desk.database(Compartment.CASEWORK).value("SELECT state FROM report_thread WHERE id = ?", (reporter.thread.mailbox,)))  # fmt: skip


def test_a_forged_message_is_kept_and_marked_and_marked_in_a_case_too(desk: Desk, reporter: Reporter) -> None:
    carry(desk, reporter.says("처음 글"), reporter.says("이어서"))
    carry(desk, forged(reporter, text="이제 괜찮으니 집으로 전화해 주세요"))
    whole = desk.inbox.look(reporter.thread.mailbox).value
    assert [(one.text, one.doubted) for one in whole.messages] == [
        ("처음 글", False), ("이어서", False), ("이제 괜찮으니 집으로 전화해 주세요", True),
    ]  # fmt: skip
    case = report_to_case.draft(desk, reporter.thread.mailbox, "다온").value.case_id
    body = desk.database(Compartment.CASEWORK).value("SELECT body FROM note WHERE case_id = ?", (case,))
    doubt = "처음 글을 쓴 분이 보낸 글인지 확인되지 않았습니다."
    assert body.split("이제 괜찮으니")[0].rstrip().endswith(doubt)
    assert body.count(doubt) == 1, "and nothing else is doubted"


def test_only_the_reporter_takes_a_report_back(desk: Desk, reporter: Reporter) -> None:
    carry(desk, reporter.says("처음 글"), forged(reporter, "withdraw"))
    assert state(desk, reporter) is State.NEW
    assert reporter.thread.mailbox not in desk.arrivals.done_with()
    assert desk.audit.entries(kind="report_withdrawn") == ()
    carry(desk, reporter.says("이어서"))
    carry(desk, replace(reporter.says("", kind="withdraw"), number=9))
    assert state(desk, reporter) is State.WITHDRAWN
    assert len(desk.audit.entries(kind="report_withdrawn")) == 1


@pytest.mark.parametrize("true", [False, True], ids=["forged", "true"])
def test_a_withdrawal_that_comes_before_its_report_counts_only_where_it_is_proven(
    desk: Desk, reporter: Reporter, true: bool
) -> None:
    first = reporter.says("처음 글")
    back = reporter.says("", kind="withdraw") if true else forged(reporter, "withdraw")
    carry(desk, back)
    assert state(desk, reporter) is State.WITHDRAWN, "nothing is here that could be lost"
    carry(desk, first)
    assert state(desk, reporter) is (State.WITHDRAWN if true else State.NEW)
    shown = desk.inbox.look(reporter.thread.mailbox).value.messages
    assert {one.seq: one.doubted for one in shown} == ({2: True} if true else {1: False, 2: True})


def test_a_take_over_needs_the_handed_code_and_not_its_mailbox_alone(desk: Desk, reporter: Reporter) -> None:
    victim = Reporter(reporter.centre, reporter.bundle, code="2" * 26)
    handed, reporter.door = victim.thread, "third"
    known, guessed = (content.HandOver(handed.mailbox, key) for key in (handed.reply_key, b"\7" * 32))
    carry(desk, reporter.says("동료가 힘들어 보입니다", handover=known))
    late = Reporter(reporter.centre, reporter.bundle, code="3" * 26)
    carry(
        desk, forged(victim, "takeover", door="", answers={}), replace(late.says("저예요", handover=guessed), number=7)
    )
    (line,) = [one for one in desk.inbox.threads() if one.id == reporter.thread.mailbox]
    assert line.taken_over_by is None
    assert desk.inbox.reply(reporter.thread.mailbox, "읽었습니다.").value


def test_a_later_message_that_pretends_to_be_a_first_one_does_not_open(desk: Desk, reporter: Reporter) -> None:
    reporter.sent = [reporter.says("처음 글").raw]
    carry(desk, forged(reporter, "report", "다른 사람이 씁니다", door="victim", reply_key=b"\7" * 32))
    (line,) = desk.inbox.threads()
    assert line.head is None
    assert desk.settling.unreadable() == 1

"""A report that was taken back, whatever of it comes late or only the relay speaks of."""

from __future__ import annotations

from dataclasses import replace

from app.desk import Desk
from app.inbox import State
from app.inbox.model import Gaps
from tests.app.inbox.test_inbox import Reporter, desk, officers, opened, reporter

__all__ = ["desk", "officers", "reporter"]


def test_what_comes_after_its_withdrawal_was_read_is_gone_and_the_relay_is_told(desk: Desk, reporter: Reporter) -> None:
    first, back = reporter.says("이 글은 나중에 옵니다"), replace(reporter.says("", kind="withdraw"), number=2)
    desk.arrivals.carry_in([back])
    opened(desk)
    desk.arrivals.carry_in([first])
    assert opened(desk) == 0
    assert [one.text for one in desk.inbox.look(reporter.thread.mailbox).value.messages] == [""]
    assert desk.arrivals.safe_here() == (1, 2)
    assert desk.inbox.threads((State.WITHDRAWN,))[0].id == reporter.thread.mailbox


def test_a_thread_that_comes_after_the_relay_said_it_was_gone_is_read(desk: Desk, reporter: Reporter) -> None:
    thread = reporter.thread.mailbox
    desk.arrivals.carry_in([], gone=[thread])
    assert [one.state for one in desk.inbox.threads((State.WITHDRAWN,))] == [State.WITHDRAWN]
    first, second = reporter.says("kept back by the relay"), replace(reporter.says("and more"), number=2)
    desk.arrivals.carry_in([first])
    opened(desk)
    desk.arrivals.carry_in([second])
    opened(desk)
    assert [(one.id, one.state, one.gone) for one in desk.inbox.threads()] == [(thread, State.NEW, True)]
    assert [one.text for one in desk.inbox.look(thread).value.messages] == ["kept back by the relay", "and more"]


def test_what_went_with_a_thread_that_was_taken_back_is_not_called_missing(desk: Desk, reporter: Reporter) -> None:
    reporter.says("taken back before it came")
    back = replace(reporter.says("", kind="withdraw"), number=2)
    desk.arrivals.carry_in([back])
    assert desk.inbox.gaps(reporter.thread.mailbox).missing == (1,), "nobody knows yet why"
    opened(desk)
    assert desk.inbox.gaps(reporter.thread.mailbox) == Gaps()

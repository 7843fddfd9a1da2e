"""What waits to be opened: nothing of a thread that is kept from whoever asks."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

from tests.app.inbox.test_inbox import Reporter, bundle, officers, opened
from tests.conftest import Centre

__all__ = ["officers"]


def test_later_messages_of_a_thread_that_is_kept_apart_wait_for_its_readers(
    officers: Centre,
) -> None:
    with closing(officers.open()) as desk:
        reporter = Reporter(desk.keys.centre_id[:16], bundle(desk))
    thread = reporter.thread.mailbox
    with closing(officers.open("manager2")) as other:
        other.arrivals.carry_in([reporter.says("상담원 가온이 그랬습니다")])
        opened(other)
        other.inbox.keep_apart(thread, {officers.users["counsellor"]})
        other.arrivals.carry_in([replace(reporter.says("더 적습니다"), number=2)])
    with closing(officers.open()) as named:
        assert named.settling.pending() == (), "else the round of this desk would break off at it"
    with closing(officers.open("manager2")) as other:
        assert opened(other) == 1
        assert [one.text for one in other.inbox.whole(thread).messages][-1] == "더 적습니다"

"""A thread that is kept from an officer gets keys of its own, and its answers tell the page to seal to them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from app.desk import Desk
from app.inbox import Arrival
from app.inbox.opening import Waiting, unseal
from app.wire import answer, content, key_id, report
from tests.app.inbox.test_inbox import DAY, Reporter, bundle, desk, officers, opened
from tests.conftest import Centre

__all__ = ["desk", "officers"]


def told(desk: Desk, reporter: Reporter) -> tuple[bytes, ...]:
    """The keys that the newest answer names."""
    newest = answer.parse(desk.answers.due()[-1].body)
    return content.read_reply(newest.open(reporter.thread.reply_key)).keys


def says(reporter: Reporter, text: str, keys: tuple[bytes, ...]) -> Arrival:
    """A later message, sealed to the keys that an answer named, as the page does."""
    plain, thread = content.write(content.Content("message", "ko", text)), reporter.thread
    prev, seq = report.parse(reporter.sent[-1]).sha256, len(reporter.sent) + 1
    head = report.Header(reporter.centre, (), thread.mailbox, thread.pass_, seq, prev)
    to = {key_id(key): X25519PublicKey.from_public_bytes(key) for key in keys}
    reporter.sent.append(report.seal(head, plain, to, thread))
    return Arrival(seq, DAY, reporter.sent[-1])


def test_what_follows_an_answer_opens_for_its_readers_only(officers: Centre, desk: Desk) -> None:
    reporter = Reporter(desk.keys.centre_id[:16], bundle(desk))
    desk.arrivals.carry_in([reporter.says("그 상담원이 그랬습니다")])
    months = desk.settling.privates()
    desk.close()
    thread = reporter.thread.mailbox
    with closing(officers.open("manager2")) as other:
        opened(other)
        other.inbox.reply(thread, "읽었습니다.")
        assert told(other, reporter) == (), "any other thread goes on under the keys of the month"
        other.inbox.keep_apart(thread, {officers.users["counsellor"]})
        other.inbox.reply(thread, "이제부터 다른 열쇠로 잠급니다.")
        keys = told(other, reporter)
        assert len(keys) == 1
        late, later = reporter.says("아직 이달의 열쇠로"), says(reporter, "이제 이 글타래의 열쇠로", keys)
        other.arrivals.carry_in([late, later])
        assert unseal(Waiting("", thread, 3, later.raw), months).opened is None
        assert opened(other) == 2
        shown = [(one.text, one.doubted) for one in other.inbox.look(thread).value.messages if one.direction == "in"]
        assert shown[1:] == [("아직 이달의 열쇠로", False), ("이제 이 글타래의 열쇠로", False)]
        assert set(other.settling.privates()) == set(months), "its key is taken out only where something waits"
    with closing(officers.open()) as kept_out:
        kept_out.arrivals.carry_in([replace(says(reporter, "하나 더", keys), number=9)])
        assert kept_out.settling.pending() == ()
        assert opened(kept_out) == 0
    with closing(officers.open("manager2")) as other:
        assert opened(other) == 1


def test_kept_from_one_more_officer_a_thread_gets_another_key(officers: Centre, desk: Desk) -> None:
    reporter, thread = Reporter(desk.keys.centre_id[:16], bundle(desk)), ""
    desk.arrivals.carry_in([reporter.says("처음 글")])
    opened(desk)
    thread, found = reporter.thread.mailbox, []
    for user in ("nobody", officers.users["manager2"]):
        desk.inbox.keep_apart(thread, {user})
        desk.inbox.reply(thread, "읽었습니다.")
        found.append(told(desk, reporter))
    assert found[0] != found[1]
    desk.arrivals.carry_in([says(reporter, "먼저 들은 열쇠로", found[0]), says(reporter, "새 열쇠로", found[1])])
    assert opened(desk) == 2, "what was on its way under the key of before opens too"

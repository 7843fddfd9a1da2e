"""Arrived reports: carried in sealed, opened by officers, answered, kept apart, emptied; nothing lost, nothing doubled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from app.desk import Desk
from app.errors import Conflict, Damaged, Denied
from app.inbox import Arrival, Rings, State, opening
from app.inbox.opening import unseal
from app.kinds import Compartment, Right, Role
from app.vault.sealing import label, unwrap
from app.wire import Malformed, answer, content, frame, page_keys, receipt_code, report
from tests.conftest import Centre

CANARY = "회사 옥상에서 찍은 사진을"
DAY = "2026-11-23"


@dataclass
class Reporter:
    """A stranger with a code, whose browser seals as the page does."""

    centre: str
    bundle: page_keys.Bundle
    code: str = field(default_factory=lambda: "1" * 26)
    door: str = "victim"
    sent: list[bytes] = field(default_factory=list)

    @property
    def thread(self) -> receipt_code.Thread:
        return receipt_code.thread(self.code, self.centre)

    def says(self, text: str, **more: object) -> Arrival:
        """The next message of this thread, as it lies at the relay."""
        first = content.Content("report", "ko", text, door=self.door, reply_key=self.thread.reply_key)
        later = content.Content("message", "ko", text)
        said = replace(later if self.sent else first, **more)  # type: ignore[arg-type]  # a test names fields of its own
        prev = report.parse(self.sent[-1]).sha256 if self.sent else "none"
        head = report.Header(self.centre, (), self.thread.mailbox, self.thread.pass_, len(self.sent) + 1, prev)
        raw = report.seal(head, content.write(said), self.bundle.recipients(self.door), self.thread)
        self.sent.append(raw)
        return Arrival(len(self.sent), DAY, raw)


@pytest.fixture
def officers(centre: Centre) -> Centre:
    """The centre with two intake officers, one of whom is a manager who reads cases."""
    with closing(centre.open("manager")) as desk:
        rights = frozenset({Right.INTAKE_OFFICER})
        desk.people.change(centre.users["counsellor"], Role.COUNSELLOR, rights)
        desk.people.change(centre.users["manager2"], Role.MANAGER, rights | {Right.SUPERVISOR})
    return centre


@pytest.fixture
def desk(officers: Centre) -> Iterator[Desk]:
    with closing(officers.open()) as desk:
        yield desk


def bundle(desk: Desk) -> page_keys.Bundle:
    desk.intake_keys.make_ahead(Compartment.INTAKE, 2, date(2026, 11, 23))
    keys = [page_keys.Key(one.role, one.public) for one in desk.intake_keys.listed() if one.begins == "2026-11-01"]
    return page_keys.Bundle(desk.keys.centre_id[:16], 1, "2026-11-01", "2026-12-15", tuple(keys))


@pytest.fixture
def reporter(desk: Desk) -> Reporter:
    return Reporter(desk.keys.centre_id[:16], bundle(desk))


def desk_ring(desk: Desk) -> bytes:
    """The ring that a thief of an older copy of the records would have had."""
    return Rings(desk.database(Compartment.OFFICE), desk.keys).key(Compartment.INTAKE, 1)


def opened(desk: Desk) -> int:
    privates = desk.settling.privates()
    return desk.settling.settle([unseal(one, privates) for one in desk.settling.pending()]).value


def test_a_report_is_carried_in_sealed_opened_and_read(desk: Desk, reporter: Reporter) -> None:
    assert desk.arrivals.carry_in([reporter.says(CANARY, answers={"place": "회사"})]).value == 1
    (line,) = desk.inbox.threads()
    assert (line.state, line.head, line.waiting) == (State.SEALED, None, 1)
    assert opened(desk) == 1
    (line,) = desk.inbox.threads()
    assert line.state is State.NEW
    assert line.head is not None
    assert (line.head.door, line.head.words) == ("victim", CANARY)
    whole = desk.inbox.look(line.id).value
    assert [(one.text, one.answers) for one in whole.messages] == [(CANARY, {"place": "회사"})]
    assert whole.thread.state is State.OPEN
    assert not whole.gaps
    stored = "".join(str(row) for row in desk.database(Compartment.CASEWORK).rows("SELECT * FROM report_message"))
    assert CANARY not in stored


def test_who_holds_no_key_of_intake_sees_nothing(officers: Centre, desk: Desk, reporter: Reporter) -> None:
    desk.arrivals.carry_in([reporter.says(CANARY)])
    opened(desk)
    (line,) = desk.inbox.threads()
    desk.close()
    with closing(officers.open("manager")) as other:
        assert other.inbox.threads() == ()
        assert other.settling.pending() == ()
        assert other.settling.privates() == {}
        with pytest.raises(Denied):
            other.inbox.look(line.id)


def test_what_comes_twice_is_kept_once_and_what_was_exchanged_is_shown(desk: Desk, reporter: Reporter) -> None:
    first, second = reporter.says("one"), reporter.says("two")
    assert desk.arrivals.carry_in([first, first, second]).value == 2
    assert desk.arrivals.carry_in([second]).value == 0
    other = Reporter(reporter.centre, reporter.bundle, sent=[b"", b""])
    other.sent = [first.raw]
    desk.arrivals.carry_in([replace(other.says("another two"), number=9)])
    opened(desk)
    whole = desk.inbox.look(reporter.thread.mailbox).value
    assert [one.text for one in whole.messages] == ["one", "two"]
    assert whole.gaps.replaced == 1


def test_what_the_relay_left_out_is_shown(desk: Desk, reporter: Reporter) -> None:
    first, _second, third = reporter.says("one"), reporter.says("two"), reporter.says("three")
    desk.arrivals.carry_in([first, third])
    opened(desk)
    assert desk.inbox.look(reporter.thread.mailbox).value.gaps.missing == (2,)


def test_bytes_that_are_no_report_stop_nothing(desk: Desk, reporter: Reporter) -> None:
    good = reporter.says("fine")
    strange = Arrival(7, DAY, good.raw[:-1] + bytes([good.raw[-1] ^ 1]))
    assert desk.arrivals.carry_in([Arrival(6, DAY, b"no report"), replace(strange, number=8)]).value == 1
    assert opened(desk) == 0
    assert desk.settling.pending() == (), "what does not open is not tried for ever"
    (line,) = desk.inbox.threads()
    assert line.head is None


def test_answers_reach_the_reporter_in_their_order_and_wait_in_their_own_outbox(desk: Desk, reporter: Reporter) -> None:
    desk.arrivals.carry_in([reporter.says(CANARY)])
    opened(desk)
    thread = reporter.thread.mailbox
    desk.inbox.reply(thread, "읽었습니다. 전화 대신 여기에 적겠습니다.")
    ident = desk.inbox.reply(thread, "내일 다시 적겠습니다.", last=True).value
    waiting = [answer.parse(item.body) for item in desk.answers.due()]
    assert frame.follows(waiting)
    told = [content.read_reply(one.open(reporter.thread.reply_key)) for one in waiting]
    assert [(one.kind, one.text) for one in told] == [
        ("answer", "읽었습니다. 전화 대신 여기에 적겠습니다."), ("closed", "내일 다시 적겠습니다."),
    ]  # fmt: skip
    assert told[0].seen == content.Seen(1, report.parse(reporter.sent[0]).sha256)
    assert desk.outbox.due() == (), "the counts' way never sees them"
    assert ident.endswith(":out:2")
    assert desk.inbox.threads((State.CLOSED,))[0].id == thread
    desk.arrivals.carry_in([reporter.says("noch etwas")])
    assert desk.inbox.threads()[0].state is State.OPEN, "a closed thread opens when its reporter writes again"


def test_after_a_take_over_the_third_person_gets_nothing_more(desk: Desk, reporter: Reporter) -> None:
    victim = Reporter(reporter.centre, reporter.bundle, code="2" * 26)
    reporter.door = "third"
    later = content.HandOver(victim.thread.mailbox, victim.thread.reply_key)
    desk.arrivals.carry_in([reporter.says("동료가 힘들어 보입니다", handover=later)])
    opened(desk)
    desk.inbox.reply(reporter.thread.mailbox, "고맙습니다.")
    taking = victim.says("제가 그 사람입니다", kind="takeover", door="", answers={})
    desk.arrivals.carry_in([replace(taking, number=2)])
    opened(desk)
    with pytest.raises(Conflict):
        desk.inbox.reply(reporter.thread.mailbox, "그 뒤의 소식입니다")
    desk.inbox.reply(victim.thread.mailbox, "여기서 이어 가겠습니다.")
    bodies = [answer.parse(item.body) for item in desk.answers.due()]
    assert [one.header.mailbox for one in bodies] == [victim.thread.mailbox], "what had not left is not sent any more"
    with pytest.raises(Malformed):
        bodies[0].open(reporter.thread.reply_key)


def test_a_take_over_holds_in_whatever_order_it_is_opened_and_the_first_one_stays(
    desk: Desk, reporter: Reporter
) -> None:
    victim = Reporter(reporter.centre, reporter.bundle, code="2" * 26)
    late = Reporter(reporter.centre, reporter.bundle, code="3" * 26)
    handed = receipt_code.thread("4" * 26, reporter.centre)
    later, reporter.door = content.HandOver(handed.mailbox, handed.reply_key), "third"
    assert {victim.door, late.door} == {"victim"}, "a page takes over with a code of its own"
    desk.arrivals.carry_in([replace(victim.says("제가 그 사람입니다", handover=later), number=1)])
    opened(desk)
    desk.arrivals.carry_in([replace(reporter.says("동료가 힘들어 보입니다", handover=later), number=2)])
    desk.arrivals.carry_in([replace(late.says("저도 그 낱말이 있습니다", handover=later), number=3)])
    opened(desk)
    lines = {one.id: one.taken_over_by for one in desk.inbox.threads()}
    assert lines == {
        reporter.thread.mailbox: victim.thread.mailbox, victim.thread.mailbox: None, late.thread.mailbox: None,
    }  # fmt: skip
    with pytest.raises(Conflict):
        desk.inbox.reply(reporter.thread.mailbox, "그 뒤의 소식입니다")
    assert desk.inbox.reply(victim.thread.mailbox, "여기서 이어 가겠습니다.").value


def test_a_withdrawn_report_goes_where_nobody_read_it_and_waits_for_a_decision_otherwise(
    desk: Desk, reporter: Reporter
) -> None:
    other = Reporter(reporter.centre, reporter.bundle, code="3" * 26)
    desk.arrivals.carry_in([reporter.says("one")])
    opened(desk)
    back = [other.says("two"), other.says("", kind="withdraw"), reporter.says("", kind="withdraw")]
    desk.arrivals.carry_in([replace(one, number=2 + at) for at, one in enumerate(back)])
    opened(desk)
    states = {one.id: (one.state, one.waiting, one.head is None) for one in desk.inbox.threads((State.WITHDRAWN,))}
    assert states == {
        reporter.thread.mailbox: (State.WITHDRAWN, 0, False), other.thread.mailbox: (State.WITHDRAWN, 0, True),
    }  # fmt: skip
    assert [one.text for one in desk.inbox.look(reporter.thread.mailbox).value.messages] == ["one", ""]
    assert "two" not in [one.text for one in desk.inbox.look(other.thread.mailbox).value.messages]
    assert 2 in desk.arrivals.safe_here(), "the relay is told to let go of what nobody read, too"
    with pytest.raises(Conflict):
        desk.inbox.reply(reporter.thread.mailbox, "…")


def test_the_word_of_the_relay_alone_takes_nothing_away(desk: Desk, reporter: Reporter) -> None:
    other = Reporter(reporter.centre, reporter.bundle, code="3" * 26)
    desk.arrivals.carry_in([reporter.says("one")])
    opened(desk)
    desk.arrivals.carry_in([replace(other.says("two"), number=2)], gone=[reporter.thread.mailbox, other.thread.mailbox])
    assert opened(desk) == 1
    assert {one.id: (one.state, one.gone) for one in desk.inbox.threads()} == {
        reporter.thread.mailbox: (State.NEW, True), other.thread.mailbox: (State.NEW, True),
    }  # fmt: skip
    with pytest.raises(Conflict):
        desk.inbox.reply(reporter.thread.mailbox, "…")
    assert set(desk.arrivals.done_with()) == {reporter.thread.mailbox, other.thread.mailbox}
    assert desk.audit.entries(kind="report_withdrawn") == ()


def test_an_answer_that_waits_is_not_sent_after_a_take_over(desk: Desk, reporter: Reporter) -> None:
    victim = Reporter(reporter.centre, reporter.bundle, code="2" * 26)
    later = content.HandOver("a" * 64, bytes(32))
    reporter.door = "third"
    desk.arrivals.carry_in([reporter.says("동료가 힘들어 보입니다", handover=later)])
    opened(desk)
    desk.inbox.reply(reporter.thread.mailbox, "아직 떠나지 않은 답")
    desk.arrivals.carry_in([replace(victim.says("제가 그 사람입니다", handover=later), number=2)])
    opened(desk)
    assert desk.answers.due() == ()


def test_a_report_about_an_officer_is_kept_from_that_officer(officers: Centre, desk: Desk, reporter: Reporter) -> None:
    desk.arrivals.carry_in([reporter.says("그 상담원이 그랬습니다")])
    desk.close()
    with closing(officers.open("manager2")) as other:
        opened(other)
        thread = reporter.thread.mailbox
        other.inbox.note(thread, "동료에게 묻지 않기")
        before = other.database(Compartment.CASEWORK).value("SELECT key FROM report_thread")
        assert other.inbox.keep_apart(thread, {officers.users["counsellor"]}).value == 1
        whole = other.inbox.look(thread).value
        assert (whole.messages[0].text, whole.notes[0].text) == ("그 상담원이 그랬습니다", "동료에게 묻지 않기")
        old = unwrap(desk_ring(other), before, label("report-thread", thread))
        kept = other.database(Compartment.CASEWORK).value("SELECT content FROM report_message")
        assert opening.kept(old, f"{thread}:in:1", kept) is None, "the key of before opens nothing from now on"
        with pytest.raises(Conflict):
            other.inbox.keep_apart(thread, set(officers.users.values()))
    with closing(officers.open()) as desk:
        (line,) = desk.inbox.threads()
        assert (line.head, line.apart) == (None, True)
        with pytest.raises(Denied):
            desk.inbox.look(line.id)
        for state in (State.FLOOD, State.CLOSED):
            with pytest.raises(Denied):
                desk.inbox.move([line.id], state)
    with closing(officers.open("manager2")) as other:
        other.inbox.move([thread], State.FLOOD)
    with closing(officers.open()) as desk:
        assert desk.inbox.empty_flood().value == 0, "whoever is a party to it does not make it vanish"
    with closing(officers.open("manager2")) as other:
        assert other.inbox.empty_flood().value == 1


def test_a_flood_is_put_aside_and_emptied_with_its_number_kept(desk: Desk, reporter: Reporter) -> None:
    flood = [Reporter(reporter.centre, reporter.bundle, code=str(n) * 26) for n in range(4, 7)]
    desk.arrivals.carry_in([replace(one.says("광고"), number=10 + n) for n, one in enumerate(flood)])
    desk.arrivals.carry_in([reporter.says(CANARY)])
    assert desk.inbox.move([one.thread.mailbox for one in flood], State.FLOOD).value == 3
    assert len(desk.settling.pending()) == 1, "a flood is not opened"
    desk.inbox.move([flood[0].thread.mailbox], State.OPEN)
    assert desk.inbox.empty_flood().value == 2
    assert {one.id for one in desk.inbox.threads()} == {reporter.thread.mailbox, flood[0].thread.mailbox}
    database = desk.database(Compartment.CASEWORK)
    assert database.value("SELECT sum(emptied) FROM report_tally") == 2
    assert database.value("SELECT count(*) FROM history WHERE entity_id LIKE ?", (f"{flood[1].thread.mailbox}%",)) == 0


def test_notes_stay_in_the_house(desk: Desk, reporter: Reporter) -> None:
    desk.arrivals.carry_in([reporter.says("one")])
    opened(desk)
    desk.inbox.note(reporter.thread.mailbox, "안전하게 연락할 방법을 먼저 묻기")
    (note,) = desk.inbox.look(reporter.thread.mailbox).value.notes
    assert (note.text, note.author) == ("안전하게 연락할 방법을 먼저 묻기", desk.keys.user)
    assert desk.answers.due() == ()


def test_a_destroyed_key_opens_nothing_and_takes_nothing_away(desk: Desk, reporter: Reporter) -> None:
    desk.arrivals.carry_in([reporter.says("one")])
    opened(desk)
    desk.arrivals.carry_in([replace(reporter.says("two"), number=2)])
    assert desk.intake_keys.destroy_old(date(2027, 8, 1)).value == 2
    assert opened(desk) == 0
    whole = desk.inbox.look(reporter.thread.mailbox).value
    assert [(one.text, one.state) for one in whole.messages] == [("one", "opened"), (None, "unreadable")]
    with pytest.raises(Damaged):
        desk.intake_keys.private(next(iter(reporter.bundle.recipients("victim"))))


def test_keys_are_made_ahead_once_and_overlap(desk: Desk) -> None:
    assert desk.intake_keys.make_ahead(Compartment.INTAKE, 3, date(2026, 12, 31)).value == 3
    assert desk.intake_keys.make_ahead(Compartment.INTAKE, 3, date(2026, 12, 1)).value == 0
    days = [(one.begins, one.not_after) for one in desk.intake_keys.listed()]
    assert days == [("2026-12-01", "2027-01-15"), ("2027-01-01", "2027-02-15"), ("2027-02-01", "2027-03-15")]


def test_a_relay_cannot_bring_a_report_before_people_it_was_not_sealed_to(officers: Centre, desk: Desk) -> None:
    """It makes a message of its own for the place behind the first, to another channel, and hands it out before."""
    desk.close()
    with closing(officers.open("manager2")) as manager:
        manager.people.change(
            officers.users["counsellor"], Role.COUNSELLOR, frozenset({Right.INTAKE_OFFICER, Right.MONITOR})
        )
    with closing(officers.open()) as desk:
        keys = bundle(desk)
        desk.intake_keys.make_ahead(Compartment.PUBLIC_MATERIAL, 1, date(2026, 11, 23))
        public = next(one for one in desk.intake_keys.listed() if one.role == "public")
        both = replace(keys, keys=(*keys.keys, page_keys.Key("public", public.public)))
        mine = [Reporter(desk.keys.centre_id[:16], both, code=str(one) * 26) for one in range(2)]
        forged = [replace(one, door="public", sent=[b"GYREPORT"]) for one in mine]
        for one in forged:
            one.sent = [mine[0].says("an earlier one").raw]
        lies = [replace(one.says("placed first"), number=place) for place, one in enumerate(forged, 1)]
        true = [Reporter(one.centre, both, code=one.code).says(CANARY) for one in mine]

        desk.arrivals.carry_in([lies[0], replace(true[0], number=3)])  # in one round: the first message decides
        assert opened(desk) == 1
        desk.arrivals.carry_in([lies[1]])
        assert opened(desk) == 1
        desk.arrivals.carry_in([replace(true[1], number=4)])  # what was opened already stays where it is
        assert opened(desk) == 0
        assert desk.settling.unreadable() == 2
        told = {line.id: line.channel for line in desk.inbox.threads()}
        assert told == {
            mine[0].thread.mailbox: Compartment.INTAKE, mine[1].thread.mailbox: Compartment.PUBLIC_MATERIAL
        }  # fmt: skip
        public_thread = desk.inbox.look(mine[1].thread.mailbox).value
        assert CANARY not in [one.text for one in public_thread.messages]


def test_answers_of_an_erased_thread_leave_no_more(desk: Desk, reporter: Reporter) -> None:
    thread = reporter.thread.mailbox
    desk.arrivals.carry_in([reporter.says(CANARY)])
    opened(desk)
    desk.inbox.reply(thread, "읽었습니다.")
    desk.inbox.move([thread], State.FLOOD)
    assert len(desk.answers.due()) == 1
    desk.inbox.empty_flood()
    assert desk.answers.items() == ()
    history = desk.database(Compartment.CASEWORK).rows("SELECT * FROM history WHERE entity = 'outbox'")
    assert thread not in str(history)

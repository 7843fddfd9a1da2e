"""Desk and relay together: a real relay process, a real centre, a reporter who seals as the page does."""

from __future__ import annotations

import base64
import struct
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import httpx2
import pytest

from app import wire
from app.clock import now, today
from app.desk import Desk
from app.errors import NotReached, Rejected
from app.flows import report_round
from app.inbox import State
from app.inbox.opening import unseal
from app.kinds import Compartment, Right, Role
from app.relay import hosting
from app.sync import reports
from app.sync.reports import enrol
from app.wire import answer, content, frame, key_id, page_keys, receipt_code, report
from tests.app.counts.centre import StaffKeys
from tests.conftest import Centre
from tests.relay.conftest import EASY
from tests.relay.reporter import Reporter
from tests.relay.running import RunningRelay
from tests.relay.unsteady import Unsteady

BOTH = pytest.mark.parametrize("channel", ["sqlite", "postgresql"], indirect=True)
WORDS = "회사 계단에서 있었던 일을 적습니다"


@dataclass
class Page(Reporter):
    """A page that seals to the bundle the relay hands out, and to nothing else."""

    verify: bytes = b""
    door: str = "victim"

    def sealed(self, text: bytes = b"{}", pieces: int = 0, **changes: object) -> bytes:
        found = self.http.get(f"/v1/centres/{self.centre}/keys")
        bundle = page_keys.read_bundle(found.content, self.centre, self.verify, today().isoformat())
        prev = "none" if not self.sent else report.parse(self.sent[-1]).sha256
        head = report.Header(self.centre, (), self.thread.mailbox, self.thread.pass_, len(self.sent) + 1, prev, pieces)
        return report.seal(head, text, bundle.recipients(self.door), self.thread)

    def says(self, text: str, **more: object) -> str:
        first = content.Content("report", "ko", text, door=self.door, reply_key=self.thread.reply_key)
        said = first if not self.sent else content.Content("message", "ko", text)
        return self.send(content.write(replace(said, **more)))  # type: ignore[arg-type]  # a test names fields of its own

    def heard(self) -> list[str]:
        """The answers that lie in the mailbox, opened in their order."""
        found = self.read().raise_for_status().json()["centre"]
        sealed = [answer.parse(base64.b64decode(one["body"])) for one in found]
        assert frame.follows(sealed)
        return [content.read_reply(one.open(self.thread.reply_key)).text for one in sealed]


@pytest.fixture
def channel(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningRelay]:
    """A relay for one test: every copy of a centre has the same id, and a page key of its own."""
    options = (
        {}
        if getattr(request, "param", "sqlite") == "sqlite"
        else {"database": request.getfixturevalue("cluster").fresh()}
    )
    running = RunningRelay(tmp_path / "relay", options={"work": EASY, **options}).start()
    yield running
    running.stop()


@pytest.fixture
def joined(centre: Centre, channel: RunningRelay) -> Centre:
    """A centre with an officer, keys for two months, and this relay."""
    with closing(centre.open("manager")) as desk:
        desk.people.change(centre.users["counsellor"], Role.COUNSELLOR, frozenset({Right.INTAKE_OFFICER}))
        verify = desk.page_papers.begin().value
        desk.page_papers.make_recovery()
        told = hosting.invite(channel.folder, desk.page_papers.centre, database=channel.database)
        report_round.join(desk, channel.url, told["code"])
        assert verify
    with closing(centre.open()) as desk:
        desk.intake_keys.make_ahead(Compartment.INTAKE, 2, today())
    with closing(centre.open("manager")) as desk:
        assert desk.page_papers.sign_ahead().value == 2
        round_(desk)
    return centre


@pytest.fixture
def desk(joined: Centre) -> Iterator[Desk]:
    with closing(joined.open()) as desk:
        yield desk


@pytest.fixture
def page(desk: Desk, http: httpx2.Client) -> Page:
    verify = desk.page_papers.verify
    assert verify
    return Page(http, desk.page_papers.centre, verify=verify)


def round_(desk: Desk) -> report_round.Told:
    return report_round.settle(desk, report_round.carry_out(report_round.plan(desk), desk.keys)).value


def opened(desk: Desk) -> int:
    privates = desk.settling.privates()
    return desk.settling.settle([unseal(one, privates) for one in desk.settling.pending()]).value


@BOTH
def test_a_report_arrives_is_answered_and_the_answer_is_read(desk: Desk, page: Page) -> None:
    page.says(WORDS)
    page.says("하나 더 적습니다")
    assert round_(desk).arrived == 2
    assert opened(desk) == 2
    whole = desk.inbox.look(page.thread.mailbox).value
    assert [one.text for one in whole.messages] == [WORDS, "하나 더 적습니다"]
    desk.inbox.reply(page.thread.mailbox, "읽었습니다.")
    desk.inbox.reply(page.thread.mailbox, "여기에서 이어 가겠습니다.")
    told = round_(desk)
    assert (told.arrived, told.left, told.refused) == (0, 2, 0)
    assert page.heard() == ["읽었습니다.", "여기에서 이어 가겠습니다."]
    assert desk.answers.due() == ()
    states = [one.state for one in desk.inbox.look(page.thread.mailbox).value.messages if one.direction == "out"]
    assert states == ["sent", "sent"]
    assert round_(desk) == report_round.Told(0, 0, 0)


@BOTH
def test_a_round_that_broke_off_is_made_again_and_nothing_comes_or_goes_twice(desk: Desk, page: Page) -> None:
    page.says(WORDS)
    lost = report_round.carry_out(report_round.plan(desk), desk.keys)
    assert len(lost.arrivals) == 1, "the network gave it, and the desk died before it kept it"
    assert round_(desk).arrived == 1
    opened(desk)
    desk.inbox.reply(page.thread.mailbox, "한 번만 갑니다.")
    report_round.carry_out(report_round.plan(desk), desk.keys)
    assert desk.answers.due(), "the answer left, and nobody here knows yet"
    assert round_(desk).left == 1
    assert page.heard() == ["한 번만 갑니다."]
    report_round.settle(desk, lost)
    assert len(desk.inbox.look(page.thread.mailbox).value.messages) == 2


def test_answers_leave_in_their_order_whatever_the_clock_says(
    desk: Desk, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.says(WORDS)
    round_(desk)
    opened(desk)
    with monkeypatch.context() as earlier:
        for minutes in range(12):
            earlier.setattr("app.outbox.service.now", lambda: now() - minutes * 60_000)  # noqa: B023 - used at once
            desk.inbox.reply(page.thread.mailbox, f"{minutes + 1}번째 답")
    first = desk.answers.of(f"{page.thread.mailbox}:out:1")
    desk.answers.postpone(first.id, "busy", wait=3_600_000)
    assert report_round.plan(desk).answers == (), "the others wait for the first"
    desk.answers.hurry()
    assert round_(desk) == report_round.Told(0, 12, 0)
    assert page.heard() == [f"{one}번째 답" for one in range(1, 13)]


def test_what_came_is_kept_in_portions_and_counted_once(
    desk: Desk, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_round, "PORTION", 2)
    for number in range(5):
        page.says(f"{number + 1}번째 글")
    came = report_round.carry_out(report_round.plan(desk), desk.keys)
    rest = report_round.keep_some(desk, came).value
    assert (len(rest.arrivals), rest.kept) == (3, 2)
    assert round_(desk).arrived == 3, "the desk died after the first portion: the next round brings the rest"
    assert report_round.settle(desk, rest).value.arrived == 2, "two were new; what was there is not counted again"
    assert opened(desk) == 5


def test_a_request_that_the_network_sent_twice_is_no_fault_of_this_computer(
    desk: Desk, page: Page, channel: RunningRelay
) -> None:
    page.says(WORDS)
    plan = report_round.plan(desk)
    with closing(Unsteady(channel.port, channel.kill)) as way:
        way.will(["echoed"])
        with pytest.raises(NotReached):
            report_round.carry_out(replace(plan, card=replace(plan.card, url=way.url)), desk.keys)
    assert round_(desk).arrived == 1


def test_a_relay_that_is_away_loses_nothing(desk: Desk, page: Page) -> None:
    page.says(WORDS)
    plan = report_round.plan(desk)
    nowhere = replace(plan, card=replace(plan.card, url="http://127.0.0.1:9"))
    with pytest.raises(NotReached):
        report_round.carry_out(nowhere, desk.keys)
    assert round_(desk).arrived == 1


def test_what_its_reporter_took_back_is_gone_at_both_ends(desk: Desk, page: Page) -> None:
    page.says(WORDS)
    page.withdraw().raise_for_status()
    assert round_(desk).arrived == 0
    assert [one.state for one in desk.inbox.threads((State.WITHDRAWN,))] == [State.WITHDRAWN]
    round_(desk)
    assert desk.arrivals.done_with() == ()
    assert page.read().status_code == 404


def test_a_thread_taken_back_in_its_own_words_is_closed_at_the_relay_too(desk: Desk, page: Page) -> None:
    page.says(WORDS)
    page.says("", kind="withdraw")
    page.withdraw().raise_for_status()
    round_(desk)
    opened(desk)
    assert [one.state for one in desk.inbox.threads((State.WITHDRAWN,))] == [State.WITHDRAWN]
    round_(desk)
    assert desk.arrivals.done_with() == (), "the relay let go of it, and is not asked again and again"


def test_a_report_whose_bytes_did_not_come_is_asked_for_again(
    desk: Desk, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.says(WORDS)
    second = replace(page, thread=receipt_code.thread("9" * 26, page.centre), sent=[])
    second.says("둘째 글")
    with monkeypatch.context() as once:
        fetched = reports.Channel.bodies

        def cut(channel: reports.Channel, entries: Iterable[page_keys.Entry]) -> dict[int, bytes]:
            held = fetched(channel, entries)
            held.pop(min(held))
            return held

        once.setattr(reports.Channel, "bodies", cut)
        assert round_(desk).arrived == 1
    assert round_(desk).arrived == 1
    assert desk.inbox.number() == 2
    assert round_(desk).arrived == 0


def test_a_round_holds_no_more_than_it_keeps_and_the_next_goes_on(
    desk: Desk, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    for digit in "123":
        replace(page, thread=receipt_code.thread(digit * 26, page.centre), sent=[]).says(WORDS)
    listed = reports.Channel.listed

    def one(channel: reports.Channel, after: int) -> page_keys.Index:
        found = listed(channel, after)
        return replace(found, entries=found.entries[:1], more=len(found.entries) > 1)

    monkeypatch.setattr(reports.Channel, "listed", one)
    monkeypatch.setattr(report_round, "MOST_BYTES", 8_000)
    rounds = [round_(desk), round_(desk)]
    assert [(told.arrived, told.more) for told in rounds] == [(2, True), (1, False)]


def test_nothing_that_was_not_asked_for_is_held(desk: Desk, page: Page) -> None:
    page.says(WORDS)
    plan = report_round.plan(desk)
    with reports.Channel(plan.card, desk.keys, plan.centre) as channel:
        (entry,) = channel.listed(0).entries
    junk = b"".join(struct.pack(">QI", number, 4) + b"junk" for number in range(100, 200))
    for own in (b"", struct.pack(">QI", entry.number, 4) + b"junk"):
        answered = httpx2.MockTransport(lambda _asked, own=own: httpx2.Response(200, content=junk + own))
        with reports.Channel(plan.card, desk.keys, plan.centre, httpx2.Client(transport=answered)) as channel:
            assert channel.bodies([entry]) == {}


def test_a_desk_that_was_expelled_gets_nothing(desk: Desk, page: Page, channel: RunningRelay) -> None:
    page.says(WORDS)
    hosting.expel(channel.folder, key_id(desk.keys.device_public), database=channel.database)
    with pytest.raises(Rejected):
        round_(desk)
    assert desk.inbox.number() == 0


def test_a_code_of_the_operator_is_good_once(channel: RunningRelay) -> None:
    code = hosting.invite(channel.folder, "0123456789abcdef", database=channel.database)["code"]
    verify = bytes(31) + b"\1"

    def enrolled(code: str) -> bytes:
        keys = StaffKeys()
        offer = wire.Application(keys.device_public, practice=True, made="2026-11-23")
        return enrol(channel.url, code, wire.write_application(offer, keys.sign), "0123456789abcdef", verify)

    assert wire.read_card(enrolled(code)).relay == channel.card.relay
    for wrong in (code, "AAAA-BBBB-CCCC-DDDD-EEEE"):
        with pytest.raises(Rejected):
            enrolled(wrong)


def test_bundles_of_the_past_are_not_handed_out(desk: Desk, page: Page) -> None:
    found = page.http.get(f"/v1/centres/{page.centre}/keys").raise_for_status()
    bundle = page_keys.read_bundle(found.content, page.centre, page.verify, today().isoformat())
    assert date.fromisoformat(bundle.begins) <= today() <= date.fromisoformat(bundle.not_after)
    assert {key.role for key in bundle.keys} == {"intake", "recovery"}


def test_an_answer_that_the_relay_did_not_take_is_seen_and_sent_again(desk: Desk, page: Page) -> None:
    page.says(WORDS)
    round_(desk)
    opened(desk)
    desk.inbox.reply(page.thread.mailbox, "읽었습니다.")
    (item,) = desk.answers.due()
    desk.answers.bury(item.id, "refused")
    assert [one.state for one in desk.inbox.look(page.thread.mailbox).value.messages] == ["opened", "refused"]
    assert round_(desk).left == 0
    assert desk.inbox.send_again(page.thread.mailbox).value == 1
    assert round_(desk).left == 1
    assert page.heard() == ["읽었습니다."]
    assert [one.state for one in desk.inbox.look(page.thread.mailbox).value.messages] == ["opened", "sent"]


def test_a_dishonest_way_to_the_relay_keeps_no_desk_quiet(desk: Desk, page: Page) -> None:
    plan, heard = report_round.plan(desk), list[bytes]()

    def over(answer: Callable[[httpx2.Request], httpx2.Response]) -> reports.Channel:
        return reports.Channel(plan.card, desk.keys, plan.centre, httpx2.Client(transport=httpx2.MockTransport(answer)))

    def passed(asked: httpx2.Request) -> httpx2.Response:
        found = httpx2.request(asked.method, asked.url, headers=asked.headers, content=asked.content)
        heard.append(found.content)
        return httpx2.Response(200, content=found.content)

    with over(passed) as honest:
        assert honest.listed(0).entries == ()
    page.says(WORDS)
    event = reports.taken_event("a" * 32, (1,))
    said = b'{"states":[{"id":"' + b"a" * 32 + b'","state":"applied"}]}'
    for lie in (httpx2.Response(304), httpx2.Response(200, content=heard[0]), httpx2.Response(200, content=said)):
        with over(lambda _asked, lie=lie: lie) as lied, pytest.raises((Rejected, wire.Malformed)):  # type: ignore[misc]
            lied.listed(0)
        with over(lambda _asked, lie=lie: lie) as lied, pytest.raises((Rejected, wire.Malformed)):  # type: ignore[misc]
            lied.tell([event])
    assert round_(desk).arrived == 1

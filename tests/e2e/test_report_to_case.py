"""From a stranger's phone to a draft case: Chromium, a real relay, a real desk, told by who works there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from app.clock import today
from app.desk import Desk
from app.errors import Conflict, Refusal
from app.flows import report_paper, report_round, report_to_case
from app.flows.report_to_case import Drafted
from app.inbox.opening import unseal
from app.kinds import Compartment, Right, Role
from app.relay import hosting
from tests.conftest import Centre
from tests.page import hands
from tests.page.conftest import chromium, made, maker
from tests.relay.conftest import EASY
from tests.relay.running import RunningRelay

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["made", "maker"]

scenarios("report_to_case.feature")

WORDS = "어제도 집 앞에서 기다렸습니다. 무섭습니다."
NUMBER = "010-2345-6789"


@dataclass
class Way:
    """Both ends of the way, and what the steps share."""

    desk: Desk
    relay: RunningRelay
    browser: Browser
    open: ExitStack
    faults: list[str] = field(default_factory=list)
    code: str = ""
    handed: str = ""
    theirs: str = ""
    thread: str = ""
    drafted: Drafted | None = None

    def phone(self) -> Page:
        """A stranger's phone at the first screen, with nothing in it."""
        context = self.browser.new_context(locale="ko-KR", viewport={"width": 390, "height": 844})
        self.open.callback(context.close)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto(self.relay.url + "/")
        page.locator(".door").first.wait_for()
        return page

    def round(self) -> None:
        desk = self.desk
        report_round.settle(desk, report_round.carry_out(report_round.plan(desk), desk.keys))

    @property
    def made(self) -> Drafted:
        assert self.drafted is not None
        return self.drafted


# Not of the whole session: the driver keeps an event loop running, which later tests would stumble over.
@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("fonts")) as running:
        yield running


@pytest.fixture
def way(centre: Centre, made: Path, tmp_path: Path, browser: Browser) -> Iterator[Way]:
    """A centre whose page is open: its manager made the page's key and the paper, an officer the keys of the month."""
    page, folder = Path(shutil.copytree(made, tmp_path / "page")), tmp_path / "relay"
    with ExitStack() as open_, closing(centre.open("manager")) as desk:
        desk.people.change(centre.users["counsellor"], Role.COUNSELLOR, frozenset({Right.INTAKE_OFFICER}))
        desk.page_papers.begin()
        desk.page_papers.make_recovery()
        paper = report_paper.paper(desk, "평일 오전에 읽습니다.", [("연습 상담소", "02-5550-0100")])
        (page / report_paper.FILE).write_bytes(paper)
        relay = RunningRelay(folder, options={"work": EASY, "page": str(page)}).start()
        open_.callback(relay.stop)
        code = hosting.invite(folder, desk.page_papers.centre)["code"]
        report_round.join(desk, relay.url, code)
        desk.close()
        with closing(centre.open()) as officer:
            officer.intake_keys.make_ahead(Compartment.INTAKE, 1, today())
        with closing(centre.open("manager")) as manager:
            manager.page_papers.sign_ahead()
            report_round.settle(manager, report_round.carry_out(report_round.plan(manager), manager.keys))
        officer = open_.enter_context(closing(centre.open()))
        found = Way(officer, relay, browser, open_)
        yield found
        assert not found.faults, found.faults


@given("신고 화면을 연 상담소에 신고 담당자가 있다")
def ready(way: Way) -> None:
    page = way.phone()
    assert page.locator(".door").count() == 3


def _tell(way: Way, door: str, text: str, *chosen: str) -> str:
    """Through the page from its first screen to `sent`; the code by which its answer is read."""
    page = way.phone()
    hands.enter_door(page, door)
    while page.locator(".words-grid").count() == 0:
        for name in chosen:
            if (choice := page.get_by_label(name, exact=True)).count():
                choice.check()
        if page.locator("#text").count():
            page.locator("#text").fill(text)
        before = page.locator("h1").inner_text()
        hands.press(page, "다음")
        page.locator("h1").filter(has_not_text=before).wait_for()
    code = " ".join(hands.code(page))
    hands.send(page)
    if door == "third":
        way.handed = " ".join(hands.code(page))
    return code


@when("겪은 사람이 가까이 그 사람이 있다고, 19세 미만이라고, 따라다닌다고 고르고 이야기를 적어 보낸다")
def harmed_person_writes(way: Way) -> None:
    chosen = "아니요, 그 사람이 가까이 있습니다", "19세 미만", "따라다니거나 집 앞에서 기다림"
    way.code = _tell(way, "victim", WORDS, *chosen)


@when("옆에서 본 사람이 이야기를 적어 보낸다")
def third_person_writes(way: Way) -> None:
    way.code = _tell(way, "third", WORDS)


@when("상담소가 신고를 가져와 연다")
def fetched(way: Way) -> None:
    way.round()
    privates = way.desk.settling.privates()
    assert way.desk.settling.settle([unseal(one, privates) for one in way.desk.settling.pending()]).value == 1
    [way.thread] = [one.id for one in way.desk.inbox.threads() if one.state == "new"]


@then("담당자가 적힌 글을 그대로 읽는다")
def read(way: Way) -> None:
    assert [one.text for one in way.desk.inbox.look(way.thread).value.messages] == [WORDS]


@when("그 글로 사례를 만든다")
def drafted(way: Way) -> None:
    way.drafted = report_to_case.draft(way.desk, way.thread, "파랑").value


@then("맞는 매뉴얼과 살펴볼 의무가 골라져 있고 오늘 할 일이 사례에 있다")
def everything_is_chosen(way: Way) -> None:
    assert (way.made.pack, way.made.duties) == ("stalking", ("report-child-abuse",))
    tasks = {task.title: task.due_on for task in way.desk.agenda.of_case(way.made.case_id)}
    assert len(tasks) == 3
    assert set(tasks.values()) == {today().isoformat()}
    casework = way.desk.database(Compartment.CASEWORK)
    assert WORDS in casework.value("SELECT body FROM note WHERE case_id = ?", (way.made.case_id,))


@when(parsers.parse('"{words}" 하고 답한다'))
def answered(way: Way, words: str) -> None:
    way.desk.inbox.reply(way.thread, words)
    way.round()


@then("그 사람은 낱말 여덟 개로 그 답을 읽는다")
def heard(way: Way) -> None:
    page = way.phone()
    hands.come_back(page, way.code)
    page.get_by_text("읽었습니다. 여기에서 이어 가겠습니다.").wait_for()
    assert page.get_by_text(WORDS).count() == 1


@then("전화할 번호를 알게 되어도 연락이 시작되지 않는다")
def nobody_calls(way: Way) -> None:
    card: Any = way.desk.cases.safe_card(way.made.case_id)
    assert (card.verdict, bool(card.do_not_tell)) == ("do_not_call", True)
    way.desk.cases.set_safe_card(replace(card, verdict="may_call", number=NUMBER))
    with pytest.raises(Refusal):
        way.desk.cases.prepare_call(way.made.case_id)


@when("당사자가 어떻게 연락을 원하는지 정하고 적는다")
def decided(way: Way) -> None:
    way.desk.inbox.decide(way.thread, "당사자가 이 번호로 전화를 원한다고 옆 사람이 물어 알려 줌")


@then("이제 그 번호로 연락할 수 있다")
def may_call(way: Way) -> None:
    assert way.desk.cases.prepare_call(way.made.case_id).number == NUMBER


@when("건네받은 낱말로 당사자가 이어서 적어 보낸다")
def taken_over(way: Way) -> None:
    page = way.phone()
    hands.come_back(page, way.handed)
    hands.press(page, "건네받은 낱말로 시작하기")
    hands.heading(page, "이제 당신의 이야기입니다")
    page.get_by_label("하고 싶은 말").fill("제가 그 사람입니다")
    hands.press(page, "잠가서 보내기")
    hands.heading(page, "이 낱말 여덟 개로 다시 만납니다")
    way.theirs = " ".join(hands.code(page))
    hands.send(page)


@then("옆 사람에게는 답할 수 없고 당사자에게 한 답은 당사자만 읽는다")
def only_theirs(way: Way) -> None:
    [before] = [one for one in way.desk.inbox.threads() if one.taken_over_by == way.thread]
    with pytest.raises(Conflict):
        way.desk.inbox.reply(before.id, "그 뒤의 소식입니다")
    way.desk.inbox.reply(way.thread, "당신께만 드리는 답장")
    way.round()
    page = way.phone()
    hands.come_back(page, way.theirs)
    page.get_by_text("당신께만 드리는 답장").wait_for()
    for code in (way.code, way.handed):
        other = way.phone()
        hands.come_back(other, code)
        other.get_by_text(
            "알려 주셔서 고맙습니다." if code == way.code else "이 낱말로 열리는 글이 없습니다."
        ).wait_for()
        assert other.get_by_text("당신께만 드리는 답장").count() == 0

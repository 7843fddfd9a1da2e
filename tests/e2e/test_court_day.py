"""A day at court, told by a worker: on the real store, with a second person's desk open beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from app import clock
from app.agenda import Booking, CourtCard, Task
from app.clock import today
from app.deadlines import Entry, LegalEvent, telling
from app.desk import Desk
from app.errors import BadInput
from app.flows.today import whole
from app.i18n import full_date
from tests.conftest import Centre

scenarios("court_day.feature")

HOUR = 3_600_000


@dataclass
class Day:
    """What the steps of one scenario share."""

    me: Desk
    colleague: Desk
    case_id: str = ""
    court: Task | None = None
    card: CourtCard = field(default_factory=lambda: CourtCard(""))
    refused: str = ""
    event: LegalEvent | None = None


@pytest.fixture
def day(centre: Centre, desk: Desk) -> Iterator[Day]:
    colleague = centre.open("manager")
    yield Day(desk, colleague)
    colleague.close()


@given("상담원 가온과 책임자 이음이 일하는 센터가 있다")
def a_centre(day: Day) -> None:
    assert day.me.keys.name == "가온"
    assert day.colleague.keys.name == "이음"


@given(parsers.parse('가온에게 "{alias}"의 사례가 있다'))
def a_case(day: Day, alias: str) -> None:
    day.case_id = day.me.cases.open_case(alias).value.id


@given(parsers.parse('"{court}" "{room}"에서 열리는 증인신문이 오늘로 잡혀 있다'))
def a_hearing(day: Day, court: str, room: str) -> None:
    day.card = CourtCard(court, room, "2026고단1", route="granted", route_words="민원실 옆문")
    at = clock.now()
    booking = Booking("증인신문", day.me.keys.user, at, at + HOUR, "court", day.case_id, court=day.card)
    day.court = day.me.appointments.book(booking).value


@given(parsers.parse('비공개 심리는 허가되었고 신뢰관계인 "{who}"는 신청해 두었다'))
def requests(day: Day, who: str) -> None:
    assert day.court is not None
    card = CourtCard(day.card.court, day.card.courtroom, closed="granted", trusted="asked", trusted_name=who)
    start, until = day.court.due_at, day.court.until
    assert start is not None
    booking = Booking("증인신문", day.me.keys.user, start, until, "court", day.case_id, court=card)
    day.court = day.me.appointments.move(day.court.id, booking).value
    kept = day.me.agenda.court_card(day.court.id)
    assert kept is not None
    assert (kept.closed, kept.trusted, kept.trusted_name) == ("granted", "asked", who)


@when("가온이 오늘 화면을 본다")
def looks(day: Day) -> None:
    seen = {one.id: one for one in whole(day.me, today()).appointments}
    assert day.court is not None
    day.court = seen[day.court.id]


@then(parsers.parse('약속에 법정이라고 적혀 있고 "{room}"가 보인다'))
def court_is_told(day: Day, room: str) -> None:
    assert day.court is not None
    assert day.court.meeting == "court"
    assert room in (day.court.place or "")


@when("가온이 함께 나간다")
def leaves(day: Day) -> None:
    assert day.court is not None
    day.court = day.me.appointments.leave(day.court.id).value


@then("이음의 화면에 가온이 나가 있다고 나온다")
def seen_out(day: Day) -> None:
    (out,) = whole(day.colleague, today()).out
    assert out.owner == day.me.keys.user
    assert not out.overdue(clock.now())


@then("예정보다 늦으면 아직 돌아오지 않았다고 나온다")
def seen_late(day: Day) -> None:
    (out,) = whole(day.colleague, today()).out
    assert out.overdue(clock.now() + 2 * HOUR)


@when("가온이 돌아온다")
def comes_back(day: Day) -> None:
    assert day.court is not None
    day.court = day.me.appointments.back(day.court.id).value


@then("나가 있는 사람이 없고 약속은 끝나 있다")
def nobody_out(day: Day) -> None:
    assert whole(day.colleague, today()).out == ()
    assert day.court is not None
    assert day.court.done_at is not None


def another(day: Day, why: str | None = None) -> Task:
    assert day.court is not None
    assert day.court.due_at is not None
    return day.me.appointments.book(
        Booking("전화 상담", day.me.keys.user, day.court.due_at + 60_000, case_id=day.case_id, in_spite=why)
    ).value


@when("같은 시간에 다른 약속을 잡으려 한다")
def tries(day: Day) -> None:
    with pytest.raises(BadInput) as refused:
        another(day)
    day.refused = str(refused.value)


@then("겹친다고 말하고 잡히지 않는다")
def is_told(day: Day) -> None:
    assert "같은 시간에 다른 약속" in day.refused
    assert len(day.me.agenda.appointments_of(day.case_id)) == 1


@when("그대로 두는 까닭을 적고 다시 잡는다")
def decides(day: Day) -> None:
    another(day, "전화는 동료와 함께 받기로 함")


@then("두 약속이 까닭과 함께 남는다")
def both(day: Day) -> None:
    found = day.me.agenda.appointments_of(day.case_id)
    assert [one.in_spite for one in found] == [None, "전화는 동료와 함께 받기로 함"]


@given(parsers.parse('잠정조치가 "{on}"에 결정되었다고 적는다'))
def ordered(day: Day, on: str) -> None:
    entry = Entry("provisional_measure", on, measures=("2", "3"))
    day.event = day.me.deadlines.note(day.case_id, entry).value.event


@when(parsers.parse('받은 결정문에 "{until}"까지라고 적혀 있다'))
def served(day: Day, until: str) -> None:
    assert day.event is not None
    entry = Entry("provisional_measure", day.event.on_day.isoformat(), measures=("2", "3"), served_until=until)
    day.me.deadlines.amend(day.event.id, entry)


@when(parsers.parse('법원이 "{on}"에 연장한다'))
def extended(day: Day, on: str) -> None:
    assert day.event is not None
    day.me.deadlines.note(day.case_id, Entry("provisional_extension", on, order_id=day.event.id))


@then(parsers.parse('끝나는 날은 "{due}"로 계산되고 서류로 확인하라고 한다'))
def calculated(day: Day, due: str) -> None:
    ((found,),) = (one.deadlines for one in day.me.deadlines.of_case(day.case_id))
    assert (found.due, found.served) == (date.fromisoformat(due), None)
    assert telling.arithmetic(found)[-1] == "계산한 날짜입니다. 문서로 확인해 주세요."


@then(parsers.parse('끝나는 날은 "{due}"이고 서류에 따른 날이라고 한다'))
def by_paper(day: Day, due: str) -> None:
    ((found,),) = (one.deadlines for one in day.me.deadlines.of_case(day.case_id))
    assert found.due == found.served == date.fromisoformat(due)
    assert found.calculated == date.fromisoformat(due) + timedelta(days=1)
    assert found.due is not None
    assert full_date(found.due) in " ".join(telling.arithmetic(found))

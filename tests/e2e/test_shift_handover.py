"""The end of a shift, told by a worker: two desks over one store, and the numbers a third person may see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pytest_bdd import given, scenarios, then, when

from app.agenda import ShiftItem
from app.clock import now, today
from app.desk import Desk
from app.flows import shift
from app.flows.today import whole
from app.kinds import Compartment
from tests.conftest import Centre

scenarios("shift_handover.feature")


@dataclass
class Night:
    """Two desks, and what one of them has open."""

    sender: Desk
    next: Desk
    case_id: str = ""
    number: str = ""
    contact_id: str = ""

    def item(self, kind: str) -> ShiftItem:
        return next(one for one in self.next.shift.for_me() if one.kind == kind)


@pytest.fixture
def night(centre: Centre, desk: Desk) -> Iterator[Night]:
    other = centre.open("manager")
    yield Night(desk, other)
    other.close()


@given("상담원 가온과 책임자 이음이 일하는 센터가 있다")
def a_centre(night: Night) -> None:
    assert (night.sender.keys.name, night.next.keys.name) == ("가온", "이음")


@given('가온에게 긴급인 "파란우산"의 사례와 약속한 전화, 잠시 둔 연락, 오늘 밤 일정이 있다')
def open_things(night: Night) -> None:
    desk = night.sender
    case = desk.cases.open_case("파란우산").value
    night.case_id, night.number = case.id, case.number
    desk.safety.answer(case.id, {"choking": "yes"})
    desk.agenda.add("안부 전화", "call_back", case_id=case.id, due_on=today())
    parked = desk.contacts.take(alias="솔방울").value
    desk.contacts.park(parked.id)
    desk.contacts.keep_draft(parked.id, "contact", "적던 글", parked.id)
    night.contact_id = parked.id
    desk.agenda.add("쉼터 도착 확인", "appointment", case_id=case.id, due_on=today(), due_at=now() + 60_000)


@when("가온이 남은 일을 모두 이음에게 넘긴다")
def hands_over_to(night: Night) -> None:
    offers = tuple(one.offer for one in shift.gather(night.sender))
    shift.hand_over(night.sender, offers, night.next.keys.user)


@when("가온이 남은 일을 모두 다음에 오는 사람에게 넘긴다")
def hands_over(night: Night) -> None:
    shift.hand_over(night.sender, tuple(one.offer for one in shift.gather(night.sender)), None)


@then("아직은 모두 가온의 일이다")
def still_theirs(night: Night) -> None:
    assert len(shift.gather(night.sender)) == 4
    assert shift.gather(night.next) == ()


@when("이음이 약속한 전화를 이어받는다")
def takes_the_call(night: Night) -> None:
    shift.accept(night.next, night.item("call_back").id)


@then("그 전화는 이음의 일이고 가온의 일이 아니다")
def the_call_moved(night: Night) -> None:
    assert [one.task.title for one in whole(night.next, today()).call_backs] == ["안부 전화"]
    assert [one.offer.kind for one in shift.gather(night.sender)] == ["risk", "draft", "date"]


@when("이음이 잠시 둔 연락을 이어받는다")
def takes_the_contact(night: Night) -> None:
    shift.accept(night.next, night.item("draft").id)


@then("이음이 그 연락을 쓰던 글과 함께 이어 쓴다")
def goes_on_writing(night: Night) -> None:
    (parked,) = whole(night.next, today()).parked
    draft = night.next.contacts.draft(parked.id)
    assert parked.id == night.contact_id
    assert draft is not None
    assert draft.body == "적던 글"
    assert night.next.contacts.resume(parked.id).value.running
    assert night.sender.contacts.open_ones() == ()


@when("이음이 긴급인 사례를 이어받는다")
def watches(night: Night) -> None:
    shift.accept(night.next, night.item("risk").id)


@then("사례는 가온의 것으로 남고 이음이 살필 일로 적힌다")
def it_stays(night: Night) -> None:
    assert night.next.cases.get(night.case_id).assigned_to == night.sender.keys.user
    assert any("가온" in one.title and one.case_id == night.case_id for one in whole(night.next, today()).todos)


@when("이음이 오늘 밤 일정을 가온에게 남겨 둔다")
def leaves_it(night: Night) -> None:
    shift.decline(night.next, night.item("date").id)


@then("그 일정은 가온의 일이고 가온은 남았다는 것을 본다")
def stays_with_sender(night: Night) -> None:
    assert "쉼터 도착 확인" in [one.title for one in whole(night.sender, today()).appointments]
    answers = {one.kind: one.state for one in night.sender.shift.from_me()}
    assert answers["date"] == "declined"


@then("책임자의 오늘에는 받지 않은 일이 3건이라고 나온다")
def the_manager_sees(night: Night) -> None:
    (left,) = whole(night.next, today()).left
    assert (left.user, left.count) == (night.sender.keys.user, 3)


@then("책임자에게 보이는 것은 건수와 사례번호뿐이다")
def numbers_only(night: Night) -> None:
    rows = night.next.database(Compartment.OFFICE).rows("SELECT * FROM shift_left")
    assert [(row["count"], json.loads(row["numbers"])) for row in rows] == [(4, [night.number])]
    told = json.dumps(rows, ensure_ascii=False)
    assert not any(word in told for word in ("파란우산", "솔방울", "안부 전화"))

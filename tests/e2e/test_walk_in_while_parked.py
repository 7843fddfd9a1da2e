"""Somebody walks in while a call is parked, told by a worker, on a real store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from app.desk import Desk
from app.flows.finish_contact import open_case_from
from app.kinds import Compartment
from tests.conftest import Centre

scenarios("walk_in_while_parked.feature")
WORDS = "퇴근길에 또 서 있었다고 합니다. “오늘은 뒷문으로 나왔어요.”"


@dataclass
class Desktop:
    """The desk of one worker, which may be closed and opened again."""

    centre: Centre
    desk: Desk
    known: str = ""
    call: str = ""
    visit: str = ""
    new: str = ""


@pytest.fixture
def desktop(centre: Centre) -> Iterator[Desktop]:
    made = Desktop(centre, centre.open())
    yield made
    made.desk.close()


@given(parsers.parse('"{alias}"과 통화하며 쓰던 글이 있다'))
def talking(desktop: Desktop, alias: str) -> None:
    desk = desktop.desk
    desktop.known = desk.cases.open_case(alias).value.id
    desktop.call = desk.contacts.take("phone", alias=alias).value.id
    desk.contacts.keep_draft(desktop.call, "contact", WORDS)


@when(parsers.parse('"{alias}"가 찾아와 방문을 받는다'))
def walks_in(desktop: Desktop, alias: str) -> None:
    desktop.visit = desktop.desk.contacts.take("visit", alias=alias).value.id
    desktop.desk.contacts.mark(desktop.visit, "weapon")


@when("컴퓨터가 꺼졌다 다시 켜진다")
def off_and_on(desktop: Desktop) -> None:
    desktop.desk.close()
    desktop.desk = desktop.centre.open()


@then("통화는 잠시 두어졌고 쓰던 글은 그대로다")
def parked(desktop: Desktop) -> None:
    assert desktop.desk.contacts.get(desktop.call).state == "parked"
    draft = desktop.desk.contacts.draft(desktop.call)
    assert draft is not None
    assert draft.body == WORDS


@then("방문은 그대로 이어진다")
def goes_on(desktop: Desktop) -> None:
    visit = desktop.desk.contacts.get(desktop.visit)
    assert (visit.state, tuple(visit.signs)) == ("running", ("weapon",))


@when("방문을 새 사례로 마친다")
def ends(desktop: Desktop) -> None:
    desk = desktop.desk
    casework = desk.database(Compartment.CASEWORK)
    done = open_case_from(casework, desk.contacts, desk.cases, desk.safety, desktop.visit, "느티나무").value
    assert done.case_id is not None
    desktop.new = done.case_id


@then("새 사례에는 방문만 있다")
def only_the_visit(desktop: Desktop) -> None:
    desk = desktop.desk
    contacts = [one.id for one in desk.cases.timeline(desktop.new) if one.kind == "contact"]
    assert contacts == [desktop.visit]
    assert desk.cases.get(desktop.new).risk == "critical"
    assert desk.cases.get(desktop.known).risk == "unknown"


@when(parsers.parse('통화로 돌아와 "{alias}"의 사례에 붙이며 마친다'))
def back_to_the_call(desktop: Desktop, alias: str) -> None:
    contacts = desktop.desk.contacts
    assert contacts.resume(desktop.call).value.state == "running"
    contacts.write(desktop.call, note=WORDS)
    contacts.close(desktop.call, case_id=desktop.known)
    assert desktop.desk.cases.get(desktop.known).survivor.alias == alias


@then("두 사례에 저마다의 연락이 있고 열린 연락은 없다")
def apart(desktop: Desktop) -> None:
    desk = desktop.desk
    found = {
        case: [one.id for one in desk.cases.timeline(case) if one.kind == "contact"]
        for case in (desktop.known, desktop.new)
    }
    assert found == {desktop.known: [desktop.call], desktop.new: [desktop.visit]}
    assert desk.contacts.open_ones() == ()
    assert desk.contacts.draft(desktop.call) is None

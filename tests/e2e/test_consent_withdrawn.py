"""A consent is taken back, told by a worker, on a real store."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from app.clock import today
from app.desk import Desk
from app.errors import Conflict
from app.flows.withdrawal import Withdrawn, withdraw

scenarios("consent_withdrawn.feature")
SERVICES = {"seoul-1366": "lodging", "legal-aid-132": "legal_consultation"}


@dataclass
class World:
    """What the steps of one scenario share."""

    desk: Desk
    case: str
    referrals: dict[str, str] = field(default_factory=dict)
    done: Withdrawn | None = None

    @property
    def found(self) -> Withdrawn:
        assert self.done is not None, "a consent was taken back"
        return self.done

    def agree(self, place: str) -> None:
        desk, service = self.desk, SERVICES[place]
        consent = desk.cases.consent(
            self.case, "third_party", "given", recipient=place, service=service, items='["alias", "course"]'
        ).value
        referral = desk.referrals.propose(self.case, place, service=service).value
        desk.referrals.note(referral.id, "sent", consent_id=consent.id, items=consent.items)
        self.referrals[place] = referral.id


@pytest.fixture
def world(desk: Desk) -> World:
    case = desk.cases.open_case("파란우산").value
    desk.cases.set_person(case.id, phone="010-0012-4471")
    desk.cases.consent(case.id, "collection", "given", "written")
    return World(desk, case.id)


@given('"파란우산"의 동의로 "seoul-1366"에 머물 곳을, "legal-aid-132"에 법률 상담을 부탁했다')
def asked(world: World) -> None:
    for place in SERVICES:
        world.agree(place)


@when(parsers.parse('"{place}"에 알린 것을 거둔다'))
def taken_back(world: World, place: str) -> None:
    world.done = withdraw(world.desk, world.case, place=place).value


@when("기록과 보관에 대한 동의를 거둔다")
def records_taken_back(world: World) -> None:
    world.done = withdraw(world.desk, world.case, "collection").value


@then(parsers.parse('"{place}"에 간 것만 목록에 나오고 그 연계는 멈춘다'))
def only_there(world: World, place: str) -> None:
    assert {one.place for one in world.found.passed} == {place}
    assert all("부를 이름" in one.what for one in world.found.passed)
    assert world.desk.referrals.get(world.referrals[place]).status == "withdrawn"


@then(parsers.parse('"{place}"의 연계는 그대로다'))
def still_there(world: World, place: str) -> None:
    assert world.desk.referrals.get(world.referrals[place]).status == "sent"
    assert world.desk.referrals.agreed(world.referrals[place]) is not None


@then(parsers.parse('"{place}"에 전할 글에는 누구의 이름도 없다'))
def names_nobody(world: World, place: str) -> None:
    (notice,) = world.found.notices
    case = world.desk.cases.get(world.case)
    assert notice.recipient == place
    assert not any(word in notice.text for word in (case.survivor.alias, case.number, "4471"))


@then("오늘 할 일에 알릴 곳이 있다")
def to_do(world: World) -> None:
    due = [one.id for one in world.desk.agenda.of_case(world.case) if one.due_on == today().isoformat()]
    assert due == [one.task_id for one in world.found.notices]


@when(parsers.parse('"{place}"의 담당자에게 알렸다고 적는다'))
def told(world: World, place: str) -> None:
    notice = next(one for one in world.found.notices if one.recipient == place)
    world.desk.referrals.told(notice.id, "담당 상담원과 통화, 없앴다고 함")


@then("오늘 할 일에서 사라지고 언제 어떻게 알렸는지 남는다")
def done(world: World) -> None:
    assert world.desk.agenda.of_case(world.case) == ()
    (notice,) = world.desk.referrals.notices(world.case)
    assert notice.told_at is not None
    assert notice.told_how == "담당 상담원과 통화, 없앴다고 함"


@then("두 곳 모두 목록에 나오고 두 연계가 멈춘다")
def everywhere(world: World) -> None:
    assert {one.place for one in world.found.passed} == set(SERVICES)
    assert {one.recipient for one in world.found.notices} == set(SERVICES)
    assert {world.desk.referrals.get(one).status for one in world.referrals.values()} == {"withdrawn"}


@then(parsers.parse('"{place}"에 다시 보내려 하면 먼저 여쭤보라고 한다'))
def refused(world: World, place: str) -> None:
    again = world.desk.referrals.propose(world.case, place, service=SERVICES[place]).value
    with pytest.raises(Conflict, match="먼저"):
        world.desk.referrals.note(again.id, "sent", consent_id=world.found.consent.id)


@when(parsers.parse('"{place}"에 다시 동의하신다'))
def agreed_again(world: World, place: str) -> None:
    world.agree(place)


@then(parsers.parse('"{place}"에 다시 보낼 수 있다'))
def sent_again(world: World, place: str) -> None:
    assert world.desk.referrals.get(world.referrals[place]).status == "sent"

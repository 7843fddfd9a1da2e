"""Two records of one person put together and taken apart, told by the counsellor."""

from __future__ import annotations

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from app.flows import party
from tests.conftest import Centre
from tests.e2e.seats import Seats

scenarios("merge_and_undo.feature")


@pytest.fixture
def seats(centre: Centre) -> Seats:
    return Seats(centre)


def notes(seats: Seats, who: str) -> set[str]:
    with seats.sit() as desk:
        return {one.body for one in desk.cases.timeline(seats.ids[who]) if one.kind == "note"}


def merge(seats: Seats) -> None:
    with seats.sit() as desk:
        done = desk.merging.merge(seats.ids["파란우산"], seats.ids["우산"], "같은 분이 번호를 바꿈", take=("phone",))
        seats.ids["merge"] = done.value.id


@given(parsers.parse('"{one}" 님의 사례와 "{other}" 님의 사례가 따로 있다'))
def two_records(seats: Seats, one: str, other: str) -> None:
    with seats.sit() as desk:
        for at, alias in enumerate((one, other)):
            seats.ids[alias] = desk.cases.open_case(alias, phone=f"010-1111-222{at}").value.id
            desk.cases.add_note(seats.ids[alias], "상담", f"{alias} 님의 기록")


@when("상담원이 둘을 나란히 본다")
def side_by_side(seats: Seats) -> None:
    with seats.sit() as desk:
        seats.said["pair"] = desk.merging.pair(seats.ids["파란우산"], seats.ids["우산"])


@then("서로 다른 칸마다 두 값이 보인다")
def two_values(seats: Seats) -> None:
    differing = {line.field: (line.here, line.there) for line in seats.said["pair"].lines if line.differs}
    assert differing == {"alias": ("파란우산", "우산"), "phone": ("010-1111-2220", "010-1111-2221")}


@when(parsers.parse('"{who}" 님의 번호를 골라 합친다'))
@given("상담원이 둘을 합쳤다")
def put_together(seats: Seats, who: str = "") -> None:
    merge(seats)


@then("두 사례의 상담 기록이 한 사례에 모여 있다")
def gathered(seats: Seats) -> None:
    assert notes(seats, "파란우산") == {"파란우산 님의 기록", "우산 님의 기록"}


@then("고르지 않은 값도 남아 있다")
def both_kept(seats: Seats) -> None:
    with seats.sit() as desk:
        (kept,) = desk.merging.of_case(seats.ids["파란우산"])
        assert kept.both["alias"] == {"here": "파란우산", "there": "우산", "chosen": "here"}
        assert kept.both["phone"]["here"] == "010-1111-2220"


@then(parsers.parse('"{who}" 사례는 겹친 기록으로 남는다'))
def a_double(seats: Seats, who: str) -> None:
    with seats.sit() as desk:
        assert desk.cases.get(seats.ids[who]).status == "duplicate"


@given("합친 뒤에 새 기록을 하나 적었다")
def written_since(seats: Seats) -> None:
    with seats.sit() as desk:
        desk.cases.add_note(seats.ids["파란우산"], "뒤에", "합친 뒤의 기록")


@when("합친 것을 되돌린다")
def undo(seats: Seats) -> None:
    with seats.sit() as desk:
        desk.merging.undo(seats.ids["merge"])


@then("두 사례에 처음의 기록이 저마다 있다")
def as_before(seats: Seats) -> None:
    assert "파란우산 님의 기록" in notes(seats, "파란우산")
    assert notes(seats, "우산") == {"우산 님의 기록"}


@then("뒤에 적은 기록은 적은 자리에 남아 있다")
def stays(seats: Seats) -> None:
    assert "합친 뒤의 기록" in notes(seats, "파란우산")


@given(parsers.parse('"{who}" 님의 사례는 동료가 맡고 있다'))
def a_colleagues(seats: Seats, who: str) -> None:
    with seats.sit("manager") as desk:
        desk.handing.assign(seats.ids[who], seats.centre.users["manager"])


@then("찾은 목록에서 이름 대신 번호만 보인다")
def only_a_number(seats: Seats) -> None:
    with seats.sit() as desk:
        rows = {row.id: row for row in desk.sight.covered(desk.cases.find("우산"))}
        assert rows[seats.ids["우산"]].alias == ""
        assert rows[seats.ids["우산"]].number
        assert rows[seats.ids["파란우산"]].alias == "파란우산"


@when("겹친 기록인지 보려 한다고 말한다")
def give_a_reason(seats: Seats) -> None:
    with seats.sit() as desk:
        desk.sight.ask(seats.ids["우산"], "same_person")


@then("오늘은 그 사례가 열리고 까닭이 감사 기록에 남는다")
def seen_today(seats: Seats) -> None:
    with seats.sit() as desk:
        assert desk.sight.sees(seats.ids["우산"])
        assert [one.facts["why"] for one in desk.trail() if one.kind == "case_sight"] == ["same_person"]


@given(parsers.parse('"{who}" 님의 사례에 상대방 번호가 적혀 있다'))
def other_party(seats: Seats, who: str) -> None:
    with seats.sit() as desk:
        desk.cases.set_other_party(seats.ids[who], name="이름 모름", phone="010-5555-4444")


@when("그 번호로 피해자라며 새 연락이 온다")
def they_call(seats: Seats) -> None:
    with seats.sit() as desk:
        call = desk.contacts.take("phone", alias="새 사람", phone="01055554444", note="말한 그대로").value
        seats.ids["call"] = call.id
        seats.said["ended"] = party.open_case(desk, call.id, "새 사람").value


@then("새 사례가 열리지 않고 연락은 그대로 남는다")
def held(seats: Seats) -> None:
    assert seats.said["ended"].held
    with seats.sit() as desk:
        assert desk.cases.total() == 2
        assert desk.contacts.get(seats.ids["call"]).note == "말한 그대로"


@when("책임자가 다른 사람이라고 정한다")
def somebody_else(seats: Seats) -> None:
    with seats.sit("manager") as desk:
        (match,) = desk.matches.waiting()
        party.decide(desk, match.id, False)


@then("그 연락으로 사례를 열 수 있다")
def goes_on(seats: Seats) -> None:
    with seats.sit() as desk:
        assert party.open_case(desk, seats.ids["call"], "새 사람").value.contact.case_id is not None

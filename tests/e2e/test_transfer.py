"""A case goes to another organisation, told by the counsellor."""

from __future__ import annotations

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from app.desk import Desk
from app.errors import Conflict
from tests.conftest import Centre
from tests.e2e.seats import Seats

scenarios("transfer.feature")


@pytest.fixture
def seats(centre: Centre) -> Seats:
    return Seats(centre)


def place(desk: Desk) -> str:
    return sorted(desk.directory.by_id())[0]


@given(parsers.parse('상담원이 "{alias}" 님의 사례를 지원하고 있다'))
def supported(seats: Seats, alias: str) -> None:
    with seats.sit() as desk:
        seats.ids["case"] = desk.cases.open_case(alias).value.id
        desk.cases.add_service(seats.ids["case"], "legal")


@given("본인이 그 기관에 알리는 데 동의했다")
def agreed(seats: Seats) -> None:
    with seats.sit() as desk:
        desk.cases.consent(seats.ids["case"], "third_party", "given", recipient=place(desk), items='["alias"]')


@when("상담원이 동의를 묻지 않고 옮기려 한다")
def send_without(seats: Seats) -> None:
    with seats.sit() as desk, pytest.raises(Conflict) as refused:
        desk.transfers.send(seats.ids["case"], place(desk), "이사 간 곳")
    seats.said["why"] = str(refused.value)


@when("상담원이 옮기기를 부탁하고 기관이 이어받는다")
def taken(seats: Seats) -> None:
    with seats.sit() as desk:
        sent = desk.transfers.send(seats.ids["case"], place(desk), "이사 간 곳에서 이어 가기를 원함").value
        desk.transfers.answer(sent.id, True, "담당자가 정해짐")


@when(parsers.parse('상담원이 옮기기를 부탁하고 기관이 "{words}"고 답한다'))
def declined(seats: Seats, words: str) -> None:
    seats.said["answer"] = words
    with seats.sit() as desk:
        sent = desk.transfers.send(seats.ids["case"], place(desk), "이사 간 곳").value
        desk.transfers.answer(sent.id, False, words)


@when("상담원이 옮기기를 부탁했다가 거두어들이고 본인이 동의를 거둔다")
def taken_back(seats: Seats) -> None:
    with seats.sit() as desk:
        sent = desk.transfers.send(seats.ids["case"], place(desk), "이사 간 곳").value
        desk.transfers.withdraw(sent.id)
        desk.cases.consent(seats.ids["case"], "third_party", "withdrawn", recipient=place(desk))


@then("까닭을 말하고 아무것도 보내지 않는다")
def nothing_sent(seats: Seats) -> None:
    assert "동의" in seats.said["why"]
    with seats.sit() as desk:
        assert desk.transfers.of_case(seats.ids["case"]) == ()


@then(parsers.parse('사례 상태는 "{status}"이다'))
def stands(seats: Seats, status: str) -> None:
    with seats.sit() as desk:
        assert desk.cases.get(seats.ids["case"]).status == status


@then("감사 기록에 부탁과 이어받음이 남는다")
def in_the_trail(seats: Seats) -> None:
    with seats.sit() as desk:
        kinds = {one.kind for one in desk.trail() if one.facts.get("case") == seats.ids["case"]}
        assert {"case_transfer_sent", "case_transferred"} <= kinds


@then("그 답이 남아 있다")
def answer_kept(seats: Seats) -> None:
    with seats.sit() as desk:
        assert desk.transfers.of_case(seats.ids["case"])[0].answer == seats.said["answer"]


@then("다시 옮기려 해도 아무것도 보내지 않는다")
def not_again(seats: Seats) -> None:
    with seats.sit() as desk:
        with pytest.raises(Conflict):
            desk.transfers.send(seats.ids["case"], place(desk), "다시")
        assert [one.state for one in desk.transfers.of_case(seats.ids["case"])] == ["withdrawn"]

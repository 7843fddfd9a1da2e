"""A caller who may be the other party: held until a supervisor decides, and nothing of it is lost."""

from __future__ import annotations

import contextlib

import pytest

from app.errors import Conflict, Denied
from app.flows import party
from tests.conftest import Centre


def test_a_known_number_of_the_other_side_holds_the_contact(centre: Centre) -> None:
    with contextlib.closing(centre.open()) as desk:
        case = desk.cases.open_case("파란우산").value
        desk.cases.set_other_party(case.id, name="김가온누리", phone="010-5555-4444")
        call = desk.contacts.take("phone", alias="모르는 사람", phone="+82 10 5555 4444", note="피해자라고 함").value
        ended = party.open_case(desk, call.id, "모르는 사람").value
        assert ended.held
        assert (ended.contact.state, ended.contact.case_id) == ("closed", None)
        assert desk.contacts.get(call.id).note == "피해자라고 함"
        with pytest.raises(Conflict):
            desk.contacts.attach(call.id, case.id)
        with pytest.raises(Conflict):
            desk.cases.open_case("다시", contact_id=call.id)
        (held,) = desk.matches.waiting_for(call.id)
        assert (held.why, held.about) == ("phone", case.id)
        with pytest.raises(Denied):
            party.decide(desk, held.id, True)
        assert desk.cases.total() == 1
    with contextlib.closing(centre.open("manager")) as desk:
        assert [one.id for one in desk.matches.waiting()] == [held.id]
        assert held.id in {one.id for one in desk.agenda.of_case(case.id)}
        party.decide(desk, held.id, True, "목소리를 확인함")
        assert "상대방" in desk.flags.of_case(case.id)[0].words
        assert desk.agenda.of_case(case.id) == ()
        assert {"party_held", "party_decided"} <= {one.kind for one in desk.trail()}


def test_somebody_else_goes_on_as_if_nothing_had_been(centre: Centre) -> None:
    with contextlib.closing(centre.open()) as desk:
        case = desk.cases.open_case("파란우산").value
        desk.cases.set_other_party(case.id, name="김 가온누리")
        call = desk.contacts.take("phone", alias="김가온누리").value
        assert party.finish(desk, call.id, case.id).value.held
    with contextlib.closing(centre.open("manager2")) as desk:
        assert desk.contacts.get(call.id).alias == "김가온누리"
        (held,) = desk.matches.waiting()
        party.decide(desk, held.id, False)
    with contextlib.closing(centre.open()) as desk:
        assert not desk.contacts.is_held(call.id)
        assert not desk.matches.look(call.id).value
        opened = party.open_case(desk, call.id, "김가온누리").value
        assert not opened.held
        assert opened.contact.case_id is not None


def test_the_taker_does_not_decide_and_colleagues_see_nothing(centre: Centre) -> None:
    with contextlib.closing(centre.open("manager")) as desk:
        case = desk.cases.open_case("파란우산").value
        desk.cases.set_other_party(case.id, phone="010-5555-4444")
        call = desk.contacts.take("phone", phone="010-5555-4444").value
        party.finish(desk, call.id, None)
        (held,) = desk.matches.waiting()
        with pytest.raises(Denied):
            party.decide(desk, held.id, False)
    with contextlib.closing(centre.open()) as desk:
        with pytest.raises(Denied):
            desk.contacts.get(call.id)
        assert call.id not in {one.id for one in desk.contacts.page()}


def test_four_digits_or_half_a_name_hold_nobody(centre: Centre) -> None:
    with contextlib.closing(centre.open()) as desk:
        case = desk.cases.open_case("파란우산").value
        desk.cases.set_other_party(case.id, name="김가온누리", phone="010-5555-4444")
        call = desk.contacts.take("phone", alias="김가온", phone="4444").value
        assert not party.finish(desk, call.id, None).value.held
        asked = desk.contacts.take("phone", alias="누구").value
        assert desk.matches.hold(asked.id, case.id).value[0].why == "asked"
        assert party.finish(desk, asked.id, case.id).value.held


def test_a_case_that_is_opened_by_hand_is_held_too_and_the_running_call_goes_on(centre: Centre) -> None:
    with contextlib.closing(centre.open()) as desk:
        case = desk.cases.open_case("파란우산").value
        desk.cases.set_other_party(case.id, phone="010-5555-4444")
        running = desk.contacts.take("phone", note="다른 통화").value
        begun = party.begin_case(desk, "새 사람", "010-5555-4444", "visit").value
        assert isinstance(begun, party.Ended)
        assert begun.held
        assert (begun.contact.state, begun.contact.channel, begun.contact.alias) == ("closed", "visit", "새 사람")
        assert desk.contacts.get(running.id).running
        assert desk.cases.total() == 1
        free = party.begin_case(desk, "새 사람", "010-5555-4445", "phone").value
        assert not isinstance(free, party.Ended)
        assert desk.cases.total() == 2


def test_a_guided_session_opens_no_case_from_a_held_contact(centre: Centre) -> None:
    with contextlib.closing(centre.open()) as desk:
        case = desk.cases.open_case("파란우산").value
        desk.cases.set_other_party(case.id, phone="010-5555-4444")
        call = desk.contacts.take("phone", phone="010-5555-4444").value
        with pytest.raises(Conflict):
            party.not_held(desk, call.id)
        assert desk.contacts.is_held(call.id)
        party.not_held(desk, None)

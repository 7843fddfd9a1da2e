"""Ending a session opens or takes a case, and leaves no draft behind; a refusal leaves everything as it was."""

from __future__ import annotations

from datetime import date

import pytest

from app.agenda import Agenda
from app.cases import Cases
from app.contacts import Contacts
from app.errors import BadInput
from app.flows.finish_session import Ending, finish_session
from app.flows.session_to_case import Rooms
from app.manual import Manual, ProposedTask
from app.referrals import Referrals
from app.store import Database


@pytest.fixture
def rooms(casework: Database) -> Rooms:
    return Rooms(Cases(casework), Agenda(casework), Referrals(casework), Manual(casework))


def test_a_new_case_grows_out_of_the_session_of_a_contact(casework: Database, rooms: Rooms) -> None:
    contacts = Contacts(casework)
    call = contacts.take().value
    session = rooms.manual.start("dating-violence", contact_id=call.id).value.id
    contacts.keep_draft(session, "session", "10:12 오른팔", session)
    task = ProposedTask("내일 다시 연락", "call_back", date(2999, 1, 2))
    ending = Ending(None, "파란우산", ("seoul-1366",), (task,), "10:12 오른팔")
    case_id = finish_session(casework, rooms, contacts, session, ending).value
    assert contacts.get(call.id).case_id == case_id
    assert rooms.manual.state(session).trail.filed_in == case_id
    assert [one.title for one in rooms.agenda.of_case(case_id)] == ["내일 다시 연락"]
    assert [one.organisation for one in rooms.referrals.of_case(case_id)] == ["seoul-1366"]
    assert contacts.draft(session) is None


def test_without_a_name_nothing_ends(casework: Database, rooms: Rooms) -> None:
    contacts = Contacts(casework)
    session = rooms.manual.start("dating-violence").value.id
    contacts.keep_draft(session, "session", "10:12 오른팔", session)
    with pytest.raises(BadInput) as refused:
        finish_session(casework, rooms, contacts, session, Ending(None, " ", (), ()))
    assert refused.value.field == "alias"
    assert rooms.manual.state(session).trail.ended_at is None
    assert contacts.draft(session) is not None
    assert rooms.cases.total() == 0


def test_the_new_case_knows_what_the_call_told(casework: Database, rooms: Rooms) -> None:
    contacts = Contacts(casework)
    call = contacts.take("visit", phone="010-0000-1234", caller_relation="self").value
    contacts.mark(call.id, "choking")
    session = rooms.manual.start("dating-violence", contact_id=call.id).value.id
    case_id = finish_session(casework, rooms, contacts, session, Ending(None, "파란우산", (), ())).value
    case = rooms.cases.get(case_id)
    assert (case.channel, case.survivor.phone, case.risk) == ("visit", "010-0000-1234", "critical")


def test_a_call_that_has_its_case_keeps_it(casework: Database, rooms: Rooms) -> None:
    contacts = Contacts(casework)
    call = contacts.take().value
    first = rooms.cases.open_case("달맞이", contact_id=call.id).value
    session = rooms.manual.start("dating-violence", contact_id=call.id).value.id
    second = finish_session(casework, rooms, contacts, session, Ending(None, "파란우산", (), ())).value
    assert second != first.id
    assert contacts.get(call.id).case_id == first.id


def test_a_level_that_was_chosen_reaches_the_case_with_the_reason_given_at_the_end(
    casework: Database, rooms: Rooms
) -> None:
    contacts, levels = Contacts(casework), {}
    for reason in ("", "문 앞에서 기다렸다고 함"):
        session = rooms.manual.start("dating-violence").value.id
        rooms.manual.record(session, "risk-level", "high")
        ending = Ending(None, "파란우산", (), (), level_reason=reason)
        case_id = finish_session(casework, rooms, contacts, session, ending).value
        levels[reason] = rooms.cases.get(case_id).risk
        assert rooms.cases.recorded(case_id).get("risk-reason", "") == reason
    assert levels == {"": "unknown", "문 앞에서 기다렸다고 함": "high"}

"""A contact needs only time and channel, parks by one key, and is never lost."""

from __future__ import annotations

import pytest

from app.cases import Cases
from app.contacts import Contacts
from app.errors import BadInput, Conflict, NotFound
from app.store import Database


@pytest.fixture
def contacts(casework: Database) -> Contacts:
    return Contacts(casework)


def test_time_and_channel_are_enough(contacts: Contacts) -> None:
    call = contacts.take("phone").value
    closed = contacts.close(call.id, ended_at=call.started_at + 20_000).value
    assert (closed.state, closed.minutes, closed.case_id, closed.kind) == ("closed", 1, None, None)


def test_taking_a_second_call_parks_the_first(contacts: Contacts) -> None:
    first = contacts.take("phone").value
    second = contacts.take("visit").value
    assert [(c.id, c.state) for c in contacts.open_ones()] == [(first.id, "parked"), (second.id, "running")]
    contacts.resume(first.id)
    assert [(c.id, c.state) for c in contacts.open_ones()] == [(first.id, "running"), (second.id, "parked")]


def test_signs_are_marked_and_taken_back(contacts: Contacts) -> None:
    call = contacts.take("phone").value
    contacts.mark(call.id, "follows")
    contacts.mark(call.id, "follows")
    assert contacts.mark(call.id, "weapon").value.signs == ("follows", "weapon")
    assert contacts.mark(call.id, "follows", False).value.signs == ("weapon",)


def test_a_closed_contact_can_join_a_case_later_and_leave_again(contacts: Contacts, casework: Database) -> None:
    call = contacts.take("phone", alias="파란우산").value
    contacts.close(call.id)
    cases = Cases(casework)
    one, other = cases.open_case("파란우산").value, cases.open_case("달맞이").value
    contacts.attach(call.id, one.id)
    with pytest.raises(Conflict):
        contacts.attach(call.id, other.id)
    contacts.detach(call.id)
    assert contacts.attach(call.id, other.id).value.case_id == other.id


def test_wrong_values_are_refused_and_nothing_is_written(contacts: Contacts) -> None:
    with pytest.raises(BadInput):
        contacts.take("telepathy")
    call = contacts.take("phone").value
    with pytest.raises(BadInput):
        contacts.write(call.id, kind="gossip")
    with pytest.raises(Conflict):
        contacts.park(contacts.close(call.id).value.id)
    assert len(contacts.page()) == 1


def test_drafts_belong_to_the_person_who_wrote_them(contacts: Contacts, casework: Database) -> None:
    call = contacts.take("phone").value
    contacts.keep_draft(call.id, "contact", "아직 쓰는 중", about="연락")
    casework.who = "user-2"
    assert contacts.drafts() == ()
    casework.who = "user-1"
    assert [d.body for d in contacts.drafts("contact")] == ["아직 쓰는 중"]
    contacts.close(call.id)
    assert contacts.drafts() == ()


def test_a_finished_contact_runs_again_and_parks_what_ran(contacts: Contacts) -> None:
    call = contacts.take("phone").value
    contacts.close(call.id, ended_at=call.started_at + 600_000)
    other = contacts.take("visit").value
    again = contacts.reopen(call.id).value
    assert (again.state, again.ended_at, again.minutes) == ("running", None, None)
    assert contacts.get(other.id).state == "parked"


def test_a_list_carries_the_numbers_of_its_cases(contacts: Contacts, casework: Database) -> None:
    alone = contacts.take("phone", alias="솔방울").value
    case = Cases(casework).open_case("달맞이").value
    inside = contacts.take("visit", alias="달맞이").value
    contacts.attach(inside.id, case.id)
    assert [(one.contact.id, one.number) for one in contacts.listed()] == [(inside.id, case.number), (alone.id, None)]
    assert [one.contact.id for one in contacts.listed(inside, 5)] == [alone.id]
    assert [one.number for one in contacts.found("달맞이")] == [case.number]


def test_a_draft_is_found_by_its_owner_only(contacts: Contacts, casework: Database) -> None:
    contacts.keep_draft("d1", "contact", "쓰던 글", "about")
    found = contacts.draft("d1")
    assert found is not None
    assert found.body == "쓰던 글"
    casework.who = "user-2"
    assert contacts.draft("d1") is None


def test_an_old_contact_does_not_make_a_case_older(contacts: Contacts, casework: Database) -> None:
    case = Cases(casework).open_case("파란우산").value
    old = contacts.take("phone", started_at=1_000_000).value
    contacts.close(old.id, ended_at=2_000_000)
    contacts.attach(old.id, case.id)
    assert Cases(casework).get(case.id).last_activity == case.last_activity
    other = contacts.take().value
    with pytest.raises(NotFound):
        contacts.attach(other.id, "nobody")


def test_no_contact_keeps_a_resident_registration_number(contacts: Contacts) -> None:
    call = contacts.take().value
    for field in ("note", "alias", "phone"):
        with pytest.raises(BadInput):
            contacts.write(call.id, **{field: "900101-2345678"})
    assert contacts.get(call.id).note is None


def test_open_contacts_are_asked_of_their_own_index(contacts: Contacts, casework: Database) -> None:
    asked: list[str] = []
    rows = casework.rows
    casework.rows = lambda sql, values=(): asked.append(sql) or rows(sql, values)  # type: ignore[method-assign,func-returns-value]
    contacts.open_ones()
    plan = rows(f"EXPLAIN QUERY PLAN {asked[0]}", ("user-1",))
    assert "contact_open" in plan[0]["detail"]

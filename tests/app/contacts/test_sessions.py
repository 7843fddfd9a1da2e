"""Counselling is counted apart from cases: the first or a repeat, and whether violence was told of."""

from __future__ import annotations

from app.cases import Cases
from app.contacts import Contacts
from app.store import Database


def test_the_first_of_a_case_and_those_after_it(casework: Database) -> None:
    contacts, cases = Contacts(casework), Cases(casework)
    case = cases.open_case("느티나무").value

    def counsel(kind: str = "counselling", at: int = 0, **more: object) -> str:
        one = contacts.take("phone", kind=kind, started_at=at, **more).value
        contacts.close(one.id, case_id=case.id)
        return one.id

    first = counsel(at=1_000)
    asked = counsel("information", at=2_000)
    cases.set_incident(case.id, ["stalking"])
    later = counsel(at=3_000)
    assert [contacts.get(one).counselling for one in (first, asked, later)] == ["initial", None, "repeat"]
    assert [contacts.get(one).violence for one in (first, asked, later)] == ["unknown", None, "yes"]
    found = contacts.sessions_of(case.id)
    assert (found.initial, found.repeat, found.violence, found.people, found.total) == (1, 1, 1, 1, 2)


def test_a_call_without_a_case_counts_and_what_was_chosen_stands(casework: Database) -> None:
    contacts = Contacts(casework)
    alone = contacts.take("phone", kind="counselling", started_at=1_000).value
    contacts.mark(alone.id, "weapon")
    contacts.close(alone.id)
    said = contacts.take("visit", kind="counselling", started_at=2_000, violence="no", counselling="repeat").value
    contacts.close(said.id)
    prank = contacts.take("phone", kind="prank", started_at=3_000).value
    contacts.close(prank.id)
    assert contacts.get(alone.id).violence == "yes"
    assert (contacts.get(said.id).counselling, contacts.get(said.id).violence) == ("repeat", "no")
    found = contacts.sessions(0, 10_000)
    assert (found.initial, found.repeat, found.violence, found.people) == (1, 1, 1, 2)
    assert contacts.sessions(5_000, 10_000).total == 0


def test_a_contact_that_is_put_into_a_case_later_counts_as_it_is_then(casework: Database) -> None:
    contacts, cases = Contacts(casework), Cases(casework)
    case = cases.open_case("느티나무").value
    for at in (1_000, 2_000):
        one = contacts.take("phone", kind="counselling", started_at=at).value
        contacts.close(one.id)
        contacts.attach(one.id, case.id)
    assert (contacts.sessions_of(case.id).initial, contacts.sessions_of(case.id).repeat) == (1, 1)

"""A person's day: their own tasks, those of the role, those of their cases; calls carry their verdict."""

from __future__ import annotations

from datetime import date

from app.agenda import Agenda
from app.cases import Cases, SafeCard
from app.contacts import Contacts
from app.flows.finish_contact import open_case_from
from app.flows.today import today
from app.safety import Safety
from app.store import Database

DAY = date(2026, 11, 24)


def test_the_day_shows_what_is_mine_and_what_my_role_is_asked(casework: Database) -> None:
    agenda, cases, contacts = Agenda(casework), Cases(casework), Contacts(casework)
    agenda.add("내 약속", "appointment", due_on=DAY)
    agenda.add("다른 사람의 약속", "appointment", due_on=DAY, owner="user-2")
    agenda.add("책임자에게 묻는 일", owner="manager")
    mine = cases.open_case("파란우산").value
    agenda.add("내 사례의 기한", "deadline", case_id=mine.id, due_on=date(2026, 12, 2), owner="user-2")
    agenda.add("먼 기한", "deadline", due_on=date(2027, 3, 1))
    day = today(agenda, cases, contacts, DAY, role="counsellor")
    assert [one.title for one in day.appointments] == ["내 약속"]
    assert [one.title for one in day.deadlines] == ["내 사례의 기한"]
    assert day.todos == ()
    assert [one.title for one in today(agenda, cases, contacts, DAY, role="manager").todos] == ["책임자에게 묻는 일"]


def test_a_promised_call_without_a_card_is_not_made(casework: Database) -> None:
    agenda, cases, contacts = Agenda(casework), Cases(casework), Contacts(casework)
    unset, may = cases.open_case("달맞이").value, cases.open_case("솔방울").value
    cases.set_safe_card(SafeCard(may.id, "may_call", number="010-0000-0001"))
    for case in (unset, may):
        agenda.add("안부 전화", "call_back", case_id=case.id, due_on=DAY)
    found = {call.task.alias: call for call in today(agenda, cases, contacts, DAY).call_backs}
    assert (found["달맞이"].card, found["달맞이"].verdict.allowed) == (None, False)
    assert found["솔방울"].verdict.allowed


def test_running_and_parked_contacts_and_drafts_are_part_of_it(casework: Database) -> None:
    agenda, cases, contacts = Agenda(casework), Cases(casework), Contacts(casework)
    first = contacts.take().value
    second = contacts.take("visit").value
    contacts.keep_draft(first.id, "contact", "{}", first.id)
    day = today(agenda, cases, contacts, DAY)
    assert day.running is not None
    assert (day.running.id, [one.id for one in day.parked]) == (second.id, [first.id])
    assert [draft.about for draft in day.drafts] == [first.id]


def test_a_contact_becomes_a_case_with_its_signs_and_without_the_callers_number(casework: Database) -> None:
    contacts, cases, safety = Contacts(casework), Cases(casework), Safety(casework)
    call = contacts.take(caller_relation="family", phone="010-0000-1234").value
    contacts.mark(call.id, "weapon")
    done = open_case_from(casework, contacts, cases, safety, call.id, "파란우산").value
    case = cases.get(done.case_id or "")
    assert (done.state, case.survivor.alias, case.survivor.phone, case.risk) == ("closed", "파란우산", None, "critical")
    own = contacts.take(caller_relation="self", phone="010-0000-5678").value
    done = open_case_from(casework, contacts, cases, safety, own.id, "달맞이").value
    assert cases.get(done.case_id or "").survivor.phone == "010-0000-5678"

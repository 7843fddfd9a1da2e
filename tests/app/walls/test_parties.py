"""A member of staff who may be a party: found by name and number, held from the case until somebody decided."""

from __future__ import annotations

import unicodedata

import pytest

from app.cases import Case
from app.clock import today
from app.desk import Desk
from app.errors import Conflict, Denied
from app.flows.today import today as day_of
from app.kinds import Role
from app.office import Member
from app.walls import match
from tests.app.walls.conftest import fill
from tests.conftest import Centre

STAFF = (
    Member("1", "김가온", Role.COUNSELLOR, (), phone="010-1234-5678"),
    Member("2", "이음", Role.MANAGER, ()),
)


@pytest.mark.parametrize(
    ("names", "phones", "found"),
    [
        (["김가온"], [], [("1", "name")]),
        (["김 가온"], [], [("1", "name")]),
        ([unicodedata.normalize("NFD", "김가온")], [], [("1", "name")]),
        (["김가온 팀장"], [], [("1", "name")]),
        (["이음"], ["01012345678"], [("1", "phone"), ("2", "name")]),
        ([], ["+82 10-1234-5678"], [("1", "phone")]),
        ([], ["1234 5678"], [("1", "phone")]),
        ([], ["5678"], []),
        (["김가"], [], []),
        (["이음새"], [], []),
        ([None, ""], [None, ""], []),
    ],
)  # fmt: skip
def test_who_is_recognised(names: list[str | None], phones: list[str | None], found: list[tuple[str, str]]) -> None:
    assert [(one.user, one.why) for one in match(STAFF, names, phones)] == found


def concerned(centre: Centre) -> tuple[str, str]:
    """A colleague wrote a case in which the counsellor (가온) is the other side; ids of case and conflict."""
    desk = centre.open("manager")
    case = fill(desk)
    desk.cases.set_other_party(case.id, name="가 온")
    desk.agenda.add("가온에게 알리지 말 것", case_id=case.id, owner=centre.users["counsellor"])
    ((one, who),) = desk.sealed.look(desk.office.staff(), case_id=case.id).value
    assert (who.name, one.state) == ("가온", "open")
    assert desk.sealed.look(desk.office.staff(), case_id=case.id).value == ((one, who),)
    desk.close()
    return case.id, one.id


def test_until_decided_the_person_gets_a_stub(centre: Centre) -> None:
    case_id, conflict = concerned(centre)
    mine = centre.open("counsellor")
    with pytest.raises(Denied):
        mine.cases.get(case_id)
    (row,) = mine.cases.page()
    assert (row.number, row.alias, row.main_type) == ("26-B-0001", "", "unknown")
    assert mine.cases.find("파란우산") == ()
    assert mine.cases.doubles("파란우산", "010-7777-6666") == ()
    assert mine.contacts.page() == ()
    assert mine.contacts.find("첫통화") == ()
    picture = day_of(mine.agenda, mine.cases, mine.contacts, today(), role="counsellor")
    assert picture.todos == ()
    with pytest.raises(Denied):
        mine.sealed.dismiss(conflict)
    with pytest.raises(Denied):
        mine.sealed.seal(case_id, [centre.users["counsellor"]], "내가 정하려 함")
    mine.close()


def test_a_colleague_dismisses_it(centre: Centre) -> None:
    case_id, conflict = concerned(centre)
    colleague = centre.open("manager2")
    assert colleague.cases.get(case_id)
    colleague.sealed.dismiss(conflict)
    assert colleague.sealed.look(colleague.office.staff(), case_id=case_id).value == ()
    colleague.close()
    mine = centre.open("counsellor")
    assert mine.cases.get(case_id).survivor.alias == "파란우산별명"
    assert mine.cases.find("파란우산")
    mine.close()


def test_sealing_from_the_person(centre: Centre) -> None:
    case_id, _conflict = concerned(centre)
    colleague = centre.open("manager")
    both = [centre.users["manager"], centre.users["counsellor"]]
    with pytest.raises(Conflict):
        colleague.sealed.seal(case_id, both, "동료가 상대방일 수 있음")
    sealed = colleague.sealed.seal(case_id, both[:1], "동료가 상대방일 수 있음").value
    colleague.close()
    mine = centre.open("counsellor")
    assert [one.number for one in mine.sealed.listed()] == ["26-B-0001"]
    assert mine.sealed.held_from_me() == ()
    with pytest.raises(Denied):
        mine.sealed.open(sealed.id)
    mine.close()


def test_a_contact_is_held_too(centre: Centre, desk: Desk) -> None:
    desk.close()
    colleague = centre.open("manager")
    taken = colleague.contacts.take("phone", alias="가온", note="상담원 이야기").value
    assert colleague.sealed.look(colleague.office.staff(), contact_id=taken.id).value
    colleague.close()
    mine = centre.open("counsellor")
    with pytest.raises(Denied):
        mine.contacts.get(taken.id)
    assert mine.contacts.page() == ()
    mine.close()


def test_whom_a_contact_of_the_case_names_does_not_seal_it_for_others(centre: Centre, desk: Desk) -> None:
    desk.close()
    colleague = centre.open("manager")
    taken = colleague.contacts.take("phone", alias="가온", note="상담원 이야기").value
    assert colleague.sealed.look(colleague.office.staff(), contact_id=taken.id).value
    case = colleague.cases.open_case("달빛", contact_id=taken.id).value
    colleague.close()
    mine = centre.open("counsellor")
    with pytest.raises(Denied):
        mine.sealed.seal(case.id, [centre.users["manager"]], "제가 정해 두려고 합니다")
    assert mine.sealed.listed() == ()
    mine.close()


def test_a_number_of_staff_is_found(centre: Centre, desk: Desk, full: Case) -> None:
    desk.close()
    manager = centre.open("manager")
    manager.office.set_phone(centre.users["counsellor"], "010 5555 4444")
    ((_one, who),) = manager.sealed.look(manager.office.staff(), case_id=full.id).value
    assert (who.name, who.why) == ("가온", "phone")
    assert manager.audit.entries(limit=1)[0].kind == "conflict_found"
    manager.close()

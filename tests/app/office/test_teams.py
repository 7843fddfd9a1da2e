"""Teams and leads, who may assign a case at once, and a hand-over that waits until it is accepted."""

from __future__ import annotations

import pytest

from app.cases import Case
from app.desk import Desk
from app.errors import BadInput, Conflict, Denied
from app.flows import hand_over
from app.kinds import Compartment
from tests.conftest import Centre


@pytest.fixture
def manager(centre: Centre) -> Desk:
    return centre.open("manager")


def test_the_announced_teams_are_added_once(manager: Desk) -> None:
    assert manager.teams.add_template("special").value == 1
    assert manager.teams.add_template("department").value == 4
    assert manager.teams.add_template("department").value == 0
    names = [one.name for one in manager.teams.all()]
    assert "성희롱·성폭력 특별팀" in names
    assert len(names) == 5
    assert all(one.task for one in manager.teams.all())


def test_people_and_leads(manager: Desk, centre: Centre) -> None:
    team = manager.teams.add("피해자 지원팀", "상담을 잇습니다").value
    people = (centre.users["counsellor"], centre.users["manager2"])
    team = manager.teams.set_members(team.id, people, people[:1]).value
    assert team.leads == {centre.users["counsellor"]}
    assert manager.teams.led_by(centre.users["counsellor"]) == {team.id}
    assert manager.teams.set_members(team.id, people[1:]).value.members == people[1:]
    manager.teams.retire(team.id)
    assert manager.teams.all() == ()
    manager.teams.retire(team.id, gone=False)
    assert manager.teams.get(team.id).members == people[1:]
    with pytest.raises(BadInput):
        manager.teams.add("피해자  지원팀")
    with pytest.raises(BadInput):
        manager.teams.set_members(team.id, ("nobody",))


def test_only_a_manager_changes_teams(desk: Desk) -> None:
    with pytest.raises(Denied):
        desk.teams.add("우리 팀")
    with pytest.raises(Denied):
        desk.office.set_phone(desk.keys.user, "010-1111-2222")


@pytest.fixture
def case(desk: Desk) -> Case:
    made = desk.cases.open_case("파란우산").value
    desk.agenda.add("전화하기", case_id=made.id)
    return made


def test_a_hand_over_waits_until_it_is_accepted(desk: Desk, case: Case, centre: Centre) -> None:
    to = centre.users["manager"]
    with pytest.raises(BadInput):
        hand_over.offer(desk, case.id, to, "  ")
    offer = hand_over.offer(desk, case.id, to, "법원에 낼 것이 있습니다").value
    assert desk.cases.get(case.id).assigned_to == desk.keys.user
    with pytest.raises(Conflict):
        hand_over.offer(desk, case.id, centre.users["manager2"], "다시")
    with pytest.raises(Denied):
        desk.handing.accept(offer.id)
    desk.close()
    theirs = centre.open("manager")
    assert [one.note for one in theirs.handing.waiting_for_me()] == ["법원에 낼 것이 있습니다"]
    assert [one.owner for one in theirs.agenda.of_case(case.id)].count(to) == 1, "it stands in their day"
    theirs.handing.accept(offer.id)
    assert theirs.cases.get(case.id).assigned_to == to
    assert {one.owner for one in theirs.agenda.of_case(case.id)} == {to}
    assert theirs.handing.waiting_for_me() == ()
    assert theirs.audit.entries(limit=1)[0].kind == "case_taken_over"
    with pytest.raises(Conflict):
        theirs.handing.decline(offer.id)
    theirs.close()


def test_a_declined_case_stays(desk: Desk, case: Case, centre: Centre) -> None:
    offer = hand_over.offer(desk, case.id, centre.users["manager"], "부탁합니다").value
    desk.handing.withdraw(offer.id)
    assert desk.cases.get(case.id).assigned_to == desk.keys.user
    assert [one.title for one in desk.agenda.of_case(case.id)] == ["전화하기"]
    with pytest.raises(Denied):
        hand_over.offer(desk, case.id, centre.users["trainer"], "교육하는 사람에게")


def test_a_lead_assigns_at_once_and_others_do_not(manager: Desk, centre: Centre) -> None:
    team = manager.teams.add("지원팀").value
    manager.teams.set_members(team.id, (), (centre.users["counsellor"],))
    case = manager.cases.open_case("파란우산").value
    manager.close()
    lead = centre.open("counsellor")
    with pytest.raises(Denied):
        hand_over.assign(lead, case.id, lead.keys.user)
    hand_over.set_team(lead, case.id, team.id)
    hand_over.assign(lead, case.id, lead.keys.user)
    assert lead.cases.get(case.id).assigned_to == lead.keys.user
    assert lead.cases.get(case.id).team == team.id
    with pytest.raises(Denied):
        hand_over.assign(lead, case.id, centre.users["trainer"])
    assert lead.database(Compartment.CASEWORK).history("casefile", case.id)[-1]["field"] in (
        "assigned_to",
        "last_activity",
    )
    lead.close()

"""What a manager does with people: the lock first, then the staff list and the trail; two people open what one must not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.desk import Desk
from app.errors import BadInput, CannotUnlock, Denied, NotFound
from app.flows import break_glass
from app.flows.break_glass import Pair, Proof
from app.kinds import Compartment, Right, Role
from app.vault import FLOOR, Half, Kind, SecondSecret, StaffPlan, WaysIn, unlock
from app.vault.enrolling import remove
from tests.conftest import PASSPHRASE, Centre

PAPER = WaysIn(Kind.PAPER, kdf=FLOOR)
REASON = "담당 상담원이 입원해 오늘 기한을 지켜야 합니다"


@pytest.fixture
def manager(centre: Centre) -> Iterator[Desk]:
    with closing(centre.open("manager")) as desk:
        yield desk


def proof(centre: Centre, part: str = "manager2", passphrase: str = PASSPHRASE) -> Proof:
    return Proof(centre.users[part], passphrase, centre.second(part))


def pair(centre: Centre, desk: Desk) -> Pair:
    return break_glass.with_manager(centre.home, desk.keys, proof(centre))


def test_somebody_new_stands_in_lock_list_and_trail(centre: Centre, manager: Desk) -> None:
    made = manager.people.enrol(StaffPlan("새로온", Role.TRAINER), PAPER).value
    assert made.sheet is not None
    assert made.sheet.starting
    keys = unlock(centre.home, made.user, made.sheet.starting, SecondSecret.paper(made.sheet.code))
    assert keys.name == manager.office.name(keys.user) == "새로온"
    (entry,) = manager.office_audit.entries(kind="staff_enrolled")
    assert entry.facts == {"member": keys.user, "role": "trainer", "rights": []}
    assert "새로온" not in str(entry)
    (person,) = [one for one in manager.people.staff().people if one.id == keys.user]
    assert person.ways == ((Kind.PAPER, 1),)
    assert person.joined_on is not None
    assert person.opens == {Compartment.OFFICE, Compartment.TRAINING}


def test_what_waits_for_a_colleague_is_told(centre: Centre, manager: Desk) -> None:
    made = manager.people.enrol(StaffPlan("새로온", Role.COUNSELLOR), PAPER).value
    assert made.waiting == {Compartment.CASEWORK, Compartment.EVIDENCE}
    (person,) = [one for one in manager.people.staff().people if one.id == made.user]
    assert person.lacks == {Compartment.EVIDENCE}
    with closing(centre.open()) as desk:
        assert desk.people.staff().waiting == set()
        (entry,) = desk.office_audit.entries(kind="keys_renewed")
        assert entry.facts == {"compartments": ["casework", "evidence"]}


def test_who_leaves_stays_a_name_in_the_records(centre: Centre, manager: Desk) -> None:
    user = centre.users["trainer"]
    manager.people.remove(user)
    (member,) = [one for one in manager.office.staff() if one.id == user]
    assert (member.active, member.name) == (False, "다온")
    assert user not in {one.id for one in manager.people.staff().people}
    with pytest.raises(NotFound):
        centre.unlock("trainer")
    with pytest.raises(NotFound):
        manager.people.remove(user)


def test_a_change_stands_in_the_list(centre: Centre, manager: Desk) -> None:
    user = centre.users["counsellor"]
    manager.people.change(user, Role.COUNSELLOR, frozenset({Right.MONITOR}))
    (member,) = [one for one in manager.office.staff() if one.id == user]
    assert member.rights == ("monitor",)
    with pytest.raises(BadInput):
        manager.people.change(user, Role.COUNSELLOR, frozenset({Right.MONITOR}))


def test_the_list_follows_after_a_kill(centre: Centre) -> None:
    """The lock was written, the office was not: a manager's next desk says the same as the lock."""
    remove(centre.home, centre.unlock("manager"), centre.users["trainer"])
    with closing(centre.open()) as desk:
        assert next(one for one in desk.office.staff() if one.id == centre.users["trainer"]).active
    with closing(centre.open("manager")) as desk:
        gone = next(one for one in desk.office.staff() if one.id == centre.users["trainer"])
        assert not gone.active


def test_a_lost_passphrase_needs_a_second_person(centre: Centre, manager: Desk) -> None:
    user = centre.users["counsellor"]
    made = manager.people.reset(user, "", PAPER, pair(centre, manager)).value
    assert made.sheet is not None
    with closing(
        Desk.open(centre.home, unlock(centre.home, user, made.sheet.starting, SecondSecret.paper(made.sheet.code)))
    ) as desk:
        assert desk.cases.open_case("달빛").value.id
    with pytest.raises(CannotUnlock):
        centre.unlock("counsellor")
    (entry,) = manager.office_audit.entries(kind="staff_reset")
    assert entry.facts == {"member": user, "second": centre.users["manager2"]}


def test_after_a_theft_everything_moves(centre: Centre, manager: Desk) -> None:
    user = centre.users["counsellor"]
    before = centre.unlock("counsellor").raw_key(Compartment.CASEWORK)
    made = manager.people.stolen(user, "", PAPER).value
    assert made.sheet is not None
    keys = unlock(centre.home, user, made.sheet.starting, SecondSecret.paper(made.sheet.code))
    with closing(Desk.open(centre.home, keys)) as desk:
        assert desk.renewed.done >= {Compartment.OFFICE, Compartment.CASEWORK, Compartment.EVIDENCE}
        assert desk.keys.raw_key(Compartment.CASEWORK) != before


@pytest.mark.parametrize("part", ["counsellor", "trainer"])
def test_others_may_look_and_change_nothing(centre: Centre, part: str) -> None:
    with closing(centre.open(part)) as desk:
        assert len(desk.people.staff().people) == 4
        with pytest.raises(Denied):
            desk.people.enrol(StaffPlan("새로온", Role.TRAINER), PAPER)
        with pytest.raises(Denied):
            desk.people.remove(centre.users["manager"])


# -- break-glass ---------------------------------------------------------------------------------


def test_two_people_open_with_a_reason_that_stays(centre: Centre, manager: Desk) -> None:
    two = pair(centre, manager)
    key = break_glass.open_glass(centre.home, two.first, two.second, REASON, manager.audit, second=two.people[1])
    assert key.compartment_key(Compartment.EVIDENCE) == bytes(centre.unlock("counsellor").key(Compartment.EVIDENCE))
    (entry,) = manager.audit.entries(kind="glass_broken")
    assert entry.facts == {"reason": REASON, "second": centre.users["manager2"]}


def test_no_reason_no_key(centre: Centre, manager: Desk) -> None:
    two = pair(centre, manager)
    for reason in ("", "급함", "   하나 둘 셋   "):
        with pytest.raises(BadInput):
            break_glass.open_glass(centre.home, two.first, two.second, reason, manager.audit)
    assert manager.audit.entries(kind="glass_broken") == ()


def test_halves_that_do_not_belong_together_leave_no_trace_of_opening(centre: Centre, manager: Desk) -> None:
    two = pair(centre, manager)
    for first, second in ((two.first, two.first), (two.first, Half(bytes(32)))):
        with pytest.raises(CannotUnlock):
            break_glass.open_glass(centre.home, first, second, REASON, manager.audit)
    assert manager.audit.entries(kind="glass_broken") == ()


def test_the_second_person_is_another_and_proves_it(centre: Centre, manager: Desk) -> None:
    with pytest.raises(BadInput):
        break_glass.with_manager(centre.home, manager.keys, proof(centre, "manager"))
    with pytest.raises(Denied):
        break_glass.with_manager(centre.home, manager.keys, proof(centre, "counsellor"))
    with pytest.raises(CannotUnlock):
        break_glass.with_manager(centre.home, manager.keys, proof(centre, passphrase="아닌 것 같은 암호문"))
    with pytest.raises(CannotUnlock):
        break_glass.with_manager(centre.home, manager.keys, Proof("미루", PASSPHRASE, centre.second("manager")))


def test_two_managers_come_to_a_counsellors_desk(centre: Centre, desk: Desk) -> None:
    with pytest.raises(Denied):
        break_glass.with_manager(centre.home, desk.keys, proof(centre))
    two = break_glass.two_managers(centre.home, proof(centre, "manager"), proof(centre))
    key = break_glass.open_glass(centre.home, two.first, two.second, REASON, desk.audit)
    assert len(key.compartment_key(Compartment.CASEWORK)) == 32


def test_nothing_of_it_can_be_printed_by_accident(centre: Centre, manager: Desk, tmp_path: Path) -> None:
    two = pair(centre, manager)
    for shown in (repr(two), repr(two.first), str(two), repr(proof(centre)), repr(two.open(centre.home))):
        assert two.first.secret.hex() not in shown
        assert PASSPHRASE not in shown
        assert "bytes" not in shown
        assert "\\x" not in shown

"""The life of a member of staff at the lock: what opens after it, what does not, and what a kill leaves."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import BadInput, CannotUnlock, Conflict, Damaged, Denied, NotFound
from app.kinds import Compartment, Right, Role
from app.vault import (
    FLOOR,
    Home,
    Keys,
    Kind,
    RecoveryKey,
    SecondSecret,
    StaffPlan,
    WaysIn,
    change_passphrase,
    drill,
    manifest,
    own_half,
    reassemble,
    sheet_half,
    slots_file,
    unlock,
)
from app.vault.authority import sign_authority
from app.vault.canonical import Malformed
from app.vault.enrolling import Enrolled, change, enrol, remove, reset, stolen
from app.vault.home import tidy, turn
from app.vault.manifest import Signer
from tests.app.vault.conftest import PASSPHRASE, STAFF, Centre

C = Compartment
NEW = "새벽 안개가 걷히는 아침"
COUNSELLOR = StaffPlan("새로온", Role.COUNSELLOR, passphrase=NEW)
MANAGER = StaffPlan("윗사람", Role.MANAGER, passphrase=NEW)


@pytest.fixture
def ways(tmp_path: Path) -> WaysIn:
    (tmp_path / "new stick").mkdir()
    return WaysIn(folder=tmp_path / "new stick", kdf=FLOOR)


def by_paper(centre: Centre, made: Enrolled, passphrase: str = NEW) -> Keys:
    return unlock(centre.home, made.user.id, passphrase, SecondSecret.paper(made.user.paper_code))


def by_two(centre: Centre, one: Keys, other: Keys) -> RecoveryKey:
    return reassemble(centre.home, own_half(centre.home, one, other.user), own_half(centre.home, other, one.user))


def turned(centre: Centre) -> None:
    """As if everybody's records had been moved (no databases here)."""
    turn(centre.home, [facts.compartment for facts in Home.open(centre.home).manifest.waiting])


def test_what_the_manager_opens_the_newcomer_opens_at_once(centre: Centre, ways: WaysIn) -> None:
    made = enrol(centre.home, centre.unlock("manager"), StaffPlan("반장", Role.TRAINER, passphrase=NEW), ways)
    assert made.arranged.waiting == set()
    assert made.user.key_file is not None
    keys = unlock(centre.home, "반장", NEW, SecondSecret.keyfile(made.user.key_file))
    assert keys.compartments() == {C.OFFICE, C.TRAINING}
    assert (keys.name, keys.centre_name) == ("반장", "곁 연습 센터")
    assert by_paper(centre, made).user == keys.user
    assert centre.unlock("counsellor").compartments() == {C.CASEWORK, C.EVIDENCE, C.OFFICE}


def test_what_the_manager_does_not_open_comes_with_a_new_epoch(centre: Centre, ways: WaysIn) -> None:
    manager = centre.unlock("manager")
    made = enrol(centre.home, manager, COUNSELLOR, ways)
    assert made.arranged.waiting == {C.CASEWORK, C.EVIDENCE}
    assert made.arranged.sheet is None
    assert by_paper(centre, made).compartments() == {C.OFFICE}
    before = centre.unlock("counsellor").raw_key(C.CASEWORK)
    turned(centre)
    keys = by_paper(centre, made)
    assert keys.compartments() == {C.CASEWORK, C.EVIDENCE, C.OFFICE}
    assert keys.raw_key(C.CASEWORK) == centre.unlock("supervisor").raw_key(C.CASEWORK) != before
    assert not centre.unlock("manager").holds(C.CASEWORK)


def test_two_people_give_everything_at_once(centre: Centre, ways: WaysIn) -> None:
    one, other = centre.unlock("manager"), centre.unlock("manager2")
    made = enrol(centre.home, one, COUNSELLOR, ways, recovery=by_two(centre, one, other))
    assert made.arranged.waiting == set()
    assert by_paper(centre, made).raw_key(C.EVIDENCE) == centre.unlock("counsellor").raw_key(C.EVIDENCE)


def test_a_later_manager_signs_because_an_earlier_one_vouched(centre: Centre, ways: WaysIn) -> None:
    one, other = centre.unlock("manager"), centre.unlock("manager2")
    founders = Home.open(centre.home).manifest.founders
    made = enrol(centre.home, one, MANAGER, ways, recovery=by_two(centre, one, other))
    assert made.arranged.sheet is None
    later = by_paper(centre, made)
    change(centre.home, later, centre.user("trainer").id, Role.TRAINER, frozenset({Right.MONITOR}))
    home = Home.open(centre.home)
    assert home.slots.authority.signer == later.user
    assert home.manifest.founders == founders
    assert home.manifest.endorsed[0].by == one.identity.signing_public
    drill(centre.home, later, own_half(centre.home, later, other.user), own_half(centre.home, other, later.user))
    drill(centre.home, later, own_half(centre.home, later), sheet_half(centre.created.sheets[0].code))


def test_a_manager_alone_makes_a_new_recovery_key_and_a_new_sheet(centre: Centre, ways: WaysIn) -> None:
    one = centre.unlock("manager")
    made = enrol(centre.home, one, MANAGER, ways)
    assert made.arranged.waiting == {C.CASEWORK, C.EVIDENCE, C.INTAKE, C.PUBLIC_MATERIAL}  # what somebody else opens
    assert made.arranged.sheet is not None
    turned(centre)
    later = by_paper(centre, made)
    with pytest.raises(CannotUnlock):
        drill(centre.home, later, own_half(centre.home, later), sheet_half(centre.created.sheets[0].code))
    drill(centre.home, later, own_half(centre.home, later), sheet_half(made.arranged.sheet.code))


def test_what_waits_still_opens_by_two(centre: Centre) -> None:
    """A manager left; until somebody moved the cases, their old key opens with the managers' former halves."""
    one = centre.unlock("manager")
    two = centre.unlock("manager2")
    change(centre.home, one, centre.user("supervisor").id, Role.MANAGER, frozenset({Right.SUPERVISOR}))
    remove(centre.home, one, centre.user("supervisor").id)
    key = by_two(centre, one, two)
    casework = bytes(centre.unlock("counsellor").key(C.CASEWORK))
    assert key.compartment_key(C.CASEWORK) == casework
    assert key.coming_key(C.CASEWORK) not in (None, casework)
    turned(centre)
    assert by_two(centre, one, two).compartment_key(C.CASEWORK) == bytes(centre.unlock("counsellor").key(C.CASEWORK))


@pytest.mark.parametrize("alias", ["counsellor", "trainer", "officer", "manager2"])
def test_who_is_removed_opens_nothing_any_more(centre: Centre, alias: str) -> None:
    theirs, manager = centre.unlock(alias), centre.unlock("manager")
    held = {one: theirs.raw_key(one) for one in theirs.compartments()}
    done = remove(centre.home, manager, theirs.user)
    assert theirs.compartments() <= done.renewed
    assert (done.sheet is not None) is (alias == "manager2")
    for path in centre.home.glob("slots.bin*"):
        found = slots_file.parse(path.read_bytes(), Home.open(centre.home).manifest)
        assert found.member(theirs.user) is None
        assert all(theirs.user not in (grant.user,) for grant in found.authority.grants)
    with pytest.raises(NotFound):
        centre.unlock(alias)
    turned(centre)
    for other in {one.alias for one in STAFF} - {alias}:
        keys = centre.unlock(other)
        assert all(keys.raw_key(one) != held[one] for one in held.keys() & keys.compartments())


def test_a_removed_manager_signs_nothing(centre: Centre) -> None:
    gone, manager = centre.unlock("manager2"), centre.unlock("manager")
    old = Home.open(centre.home)
    remove(centre.home, manager, gone.user)
    home = Home.open(centre.home)
    part = replace(home.slots.authority, signer=str(gone.user), version=99, successor=b"")
    forged = slots_file.write(home.slots.with_authority(part, sign_authority(gone.identity, part)))
    with pytest.raises(Malformed):
        slots_file.parse(forged, home.manifest)
    with pytest.raises(Malformed):
        slots_file.parse(slots_file.write(old.slots), replace(home.manifest, signers=()))


def test_a_manifest_of_former_days_is_found_out_at_unlock(centre: Centre) -> None:
    """A manager who left still has a signing key that the founders' hash names; the office key of now they do not have."""
    gone, manager = centre.unlock("manager2"), centre.unlock("manager")
    remove(centre.home, manager, gone.user)
    turned(centre)
    home = Home.open(centre.home)
    back = replace(home.manifest, version=99, signers=(Signer(str(gone.user), gone.identity.signing_public),))
    old_office = bytes(gone.key(C.OFFICE))
    for witness in (home.manifest.witness, manifest.witness_of(back, old_office)):
        forged = replace(back, witness=witness)
        data = manifest.write(forged, gone.user, gone.sign_personally(manifest.to_sign(forged)))
        assert manifest.parse(data).version == 99  # its signature holds
        part = replace(home.slots.authority, signer=str(gone.user), successor=b"")
        slots = home.slots.with_authority(part, sign_authority(gone.identity, part))
        manifest.copies(centre.home).replace_all(data)
        slots_file.copies(centre.home).replace_all(slots_file.write(slots))
        with pytest.raises(Damaged):
            centre.unlock("counsellor")


def test_nobody_takes_from_or_gives_to_themselves(centre: Centre) -> None:
    one, other = centre.unlock("manager"), centre.unlock("manager2")
    with pytest.raises(BadInput):
        remove(centre.home, one, one.user)
    with pytest.raises(BadInput):
        change(centre.home, one, one.user, Role.TRAINER, frozenset())
    with pytest.raises(Denied):
        change(centre.home, one, one.user, Role.MANAGER, frozenset({Right.SUPERVISOR}))
    given = change(
        centre.home, one, one.user, Role.MANAGER, frozenset({Right.SUPERVISOR}), recovery=by_two(centre, one, other)
    )
    assert given.waiting == set()
    assert one.holds(C.CASEWORK)


@pytest.mark.parametrize("alias", ["counsellor", "trainer", "officer", "supervisor"])
def test_only_managers_change_the_staff(centre: Centre, ways: WaysIn, alias: str) -> None:
    keys, before = centre.unlock(alias), (centre.home / "slots.bin").read_bytes()
    for act in (
        lambda: enrol(centre.home, keys, COUNSELLOR, ways),
        lambda: remove(centre.home, keys, "manager2"),
        lambda: change(centre.home, keys, "manager2", Role.TRAINER, frozenset()),
        lambda: stolen(centre.home, keys, "trainer", NEW, ways),
    ):
        with pytest.raises(Denied):
            act()
    assert (centre.home / "slots.bin").read_bytes() == before
    assert ways.folder is not None
    assert list(ways.folder.iterdir()) == []


def test_a_lost_passphrase_is_replaced_by_two(centre: Centre, ways: WaysIn) -> None:
    one, other = centre.unlock("manager"), centre.unlock("manager2")
    before = centre.unlock("counsellor")
    made = reset(centre.home, one, by_two(centre, one, other), before.user, NEW, ways)
    assert made.arranged.waiting == set()
    keys = by_paper(centre, made)
    assert keys.compartments() == before.compartments()
    assert keys.raw_key(C.EVIDENCE) == before.raw_key(C.EVIDENCE)
    assert keys.identity.agreement_public != before.identity.agreement_public
    with pytest.raises(CannotUnlock):
        centre.unlock("counsellor")
    change_passphrase(centre.home, keys, NEW, PASSPHRASE["trainer"], kdf=FLOOR)


def test_a_managers_lost_passphrase_by_the_other_and_the_trustee(centre: Centre, ways: WaysIn) -> None:
    one, sheet = centre.unlock("manager"), centre.created.sheets[0].code
    key = reassemble(centre.home, own_half(centre.home, one), sheet_half(sheet))
    made = reset(centre.home, one, key, centre.user("manager2").id, NEW, ways)
    again = by_paper(centre, made)
    assert again.role is Role.MANAGER
    drill(centre.home, again, own_half(centre.home, again), sheet_half(sheet))
    drill(centre.home, again, own_half(centre.home, again, one.user), own_half(centre.home, one, again.user))
    remove(centre.home, again, centre.user("trainer").id)


@pytest.mark.parametrize("alias", ["counsellor", "manager2"])
def test_after_a_theft_nothing_that_was_stolen_opens(centre: Centre, ways: WaysIn, tmp_path: Path, alias: str) -> None:
    thief = Centre(shutil.copytree(centre.home, tmp_path / "stolen"), centre.created)
    theirs, manager = thief.unlock(alias), centre.unlock("manager")
    made = stolen(centre.home, manager, theirs.user, NEW, ways)
    assert made.arranged.renewed == set(C)
    turned(centre)
    keys = by_paper(centre, made)
    assert keys.compartments() == theirs.compartments()
    for one in keys.compartments():
        assert keys.raw_key(one) != theirs.raw_key(one)
    for way in (centre.second(alias), SecondSecret.paper(centre.user(alias).paper_code)):
        with pytest.raises(CannotUnlock):
            unlock(centre.home, theirs.user, PASSPHRASE[alias], way)
    for grant in Home.open(centre.home).slots.authority.grants:
        with pytest.raises(ValueError, match="sealed for another"):
            theirs.open_sealed(f"compartment|{grant.compartment}|{grant.epoch}|{theirs.user}".encode(), grant.sealed)
    assert keys.name == theirs.name


def test_a_manager_moves_themselves_to_new_keys(centre: Centre, ways: WaysIn) -> None:
    manager = centre.unlock("manager")
    made = stolen(centre.home, manager, manager.user, NEW, ways)
    assert made.arranged.sheet is not None
    assert manager.identity.agreement_public == by_paper(centre, made).identity.agreement_public
    remove(centre.home, manager, centre.user("trainer").id)
    turned(centre)
    assert centre.unlock("counsellor").compartments() == {C.CASEWORK, C.EVIDENCE, C.OFFICE}


def test_one_manager_is_left_with_the_sheet_alone(centre: Centre) -> None:
    manager = centre.unlock("manager")
    done = remove(centre.home, manager, centre.user("manager2").id)
    halves = Home.open(centre.home).slots.authority.halves
    assert {(half.user, half.partner) for half in halves} == {(manager.user, "")}
    assert done.sheet is not None
    with pytest.raises(CannotUnlock):
        reassemble(centre.home, own_half(centre.home, manager), sheet_half(centre.created.sheets[0].code))
    both = own_half(centre.home, manager), sheet_half(done.sheet.code)
    with pytest.raises(Conflict):  # the counsellors' records still wait
        drill(centre.home, manager, *both)
    with_before = sheet_half(f"{done.sheet.code} + {centre.created.sheets[0].code}")
    key = reassemble(centre.home, own_half(centre.home, manager), with_before)
    keys = centre.unlock("counsellor")
    assert key.compartment_key(C.CASEWORK) == bytes(keys.key(C.CASEWORK)), "both sheets together open what waits"
    assert key.coming_key(C.CASEWORK) == keys.coming_key(C.CASEWORK)
    wrong = sheet_half(f"{done.sheet.code}+{done.sheet.code}")
    with pytest.raises(Conflict):
        reassemble(centre.home, own_half(centre.home, manager), wrong).compartment_key(C.CASEWORK)
    turned(centre)
    drill(centre.home, manager, *both)


@pytest.mark.parametrize("alias", ["이미 있는", "counsellor"])
def test_two_people_never_stand_under_one_name(centre: Centre, ways: WaysIn, alias: str) -> None:
    plan = replace(COUNSELLOR, alias=alias)
    if alias == "counsellor":
        with pytest.raises(BadInput):
            enrol(centre.home, centre.unlock("manager"), plan, ways)
        assert ways.folder is not None
        assert list(ways.folder.iterdir()) == []
    else:
        enrol(centre.home, centre.unlock("manager"), plan, ways)
        assert Home.open(centre.home).find(alias).role is Role.COUNSELLOR


def test_a_device_slot_is_one_computer_and_goes_with_its_person(centre: Centre, ways: WaysIn) -> None:
    made = enrol(centre.home, centre.unlock("manager"), StaffPlan("반장", Role.TRAINER, passphrase=NEW), ways)
    slots = Home.open(centre.home).slots.personal_of(made.user.id).slots
    assert {slot.kind for slot in slots} == {Kind.KEYFILE, Kind.PAPER}
    with pytest.raises(CannotUnlock):
        enrol(
            centre.home,
            centre.unlock("manager"),
            StaffPlan("둘째", Role.TRAINER, passphrase=NEW),
            replace(ways, second=Kind.DEVICE, allowed=frozenset()),
        )
    assert len(Home.open(centre.home).slots.authority.members) == len(STAFF) + 1


# -- what a kill leaves --------------------------------------------------------------------------


def test_the_slots_file_decides_and_brings_its_manifest(centre: Centre) -> None:
    """A kill between both files: the next opening goes on with the one that was to follow."""
    old = {path: path.read_bytes() for path in centre.home.glob("manifest.json*")}
    gone = centre.unlock("counsellor")
    remove(centre.home, centre.unlock("manager"), gone.user)
    now = Home.open(centre.home).manifest
    for path, data in old.items():
        path.write_bytes(data)
    assert Home.open(centre.home).manifest == now
    assert centre.unlock("supervisor").coming_key(C.CASEWORK) is not None
    tidy(centre.home)
    assert manifest.parse((centre.home / "manifest.json").read_bytes()) == now
    assert (centre.home / "manifest.json.1").read_bytes() == (centre.home / "manifest.json").read_bytes()


def test_a_kill_before_the_slots_file_changed_nothing(centre: Centre, founded: Centre) -> None:
    remove(centre.home, centre.unlock("manager"), centre.user("counsellor").id)
    for path in founded.home.glob("slots.bin*"):
        shutil.copy(path, centre.home / path.name)
    shutil.copy(founded.home / "manifest.json", centre.home / "manifest.json")
    assert centre.unlock("counsellor").holds(C.CASEWORK)


def test_old_copies_of_the_slots_file_are_brought_up(centre: Centre, founded: Centre) -> None:
    """A kill between the file and its copies must leave no way in for somebody who left."""
    gone = centre.user("counsellor").id
    remove(centre.home, centre.unlock("manager"), gone)
    for number in "123":
        shutil.copy(founded.home / "slots.bin", centre.home / f"slots.bin.{number}")
    tidy(centre.home)
    home = Home.open(centre.home)
    for path in centre.home.glob("slots.bin*"):
        assert slots_file.parse(path.read_bytes(), home.manifest).member(gone) is None
    (centre.home / "slots.bin").write_bytes(b"damaged")
    assert Home.open(centre.home).slots.member(gone) is None


def test_a_damaged_file_is_answered_by_the_newest_copy(centre: Centre, opened: Callable[[str], Keys]) -> None:
    """Whoever left takes their own versions along: the manager's change counts first."""
    for _again in range(3):
        keys = centre.unlock("counsellor")
        change_passphrase(centre.home, keys, PASSPHRASE["counsellor"], PASSPHRASE["counsellor"], kdf=FLOOR)
    before = Home.open(centre.home).slots.age
    remove(centre.home, centre.unlock("manager"), centre.user("counsellor").id)
    assert Home.open(centre.home).slots.age > before


def test_a_turned_name_without_its_digest_is_damage(centre: Centre) -> None:
    remove(centre.home, centre.unlock("manager"), centre.user("counsellor").id)
    data = (centre.home / "manifest.json").read_bytes()
    assert b'"turned":[]' in data
    with pytest.raises(Malformed):
        manifest.parse(data.replace(b'"turned":[]', b'"turned":["casework"]'))
    home = Home.open(centre.home)
    with pytest.raises(Malformed):
        manifest.parse(manifest.turn(home.manifest, [C.TRAINING]))  # nothing waits there
    assert manifest.parse(manifest.turn(home.manifest, [C.CASEWORK])).facts(C.CASEWORK).epoch == 2

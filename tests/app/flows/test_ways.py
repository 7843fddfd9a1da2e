"""Ways in by name: which computer opens for whom, since when, and that each person changes their own only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import keyring
import pytest

from app.clock import today
from app.desk import Desk
from app.errors import BadInput, CannotUnlock, NotFound
from app.kinds import Role
from app.vault import FLOOR, Kind, SecondSecret, StaffPlan, WaysIn, unlock
from tests.conftest import PASSPHRASE, Centre
from tests.keystores import NAMES, KeyStore


@pytest.fixture
def stores() -> Iterator[tuple[KeyStore, KeyStore]]:
    """The key stores of two computers; the first one's is in use."""
    before, here, there = keyring.get_keyring(), KeyStore(), KeyStore()
    keyring.set_keyring(here)
    yield here, there
    keyring.set_keyring(before)


def test_somebody_new_connects_another_computer_with_paper(centre: Centre, stores: tuple[KeyStore, KeyStore]) -> None:
    """Enrolled on the manager's computer with a device slot there; their own computer is connected with the code."""
    here, there = stores
    with closing(centre.open("manager")) as desk:
        ways = WaysIn(Kind.DEVICE, kdf=FLOOR, allowed=NAMES)
        made = desk.people.enrol(StaffPlan("새로온", Role.TRAINER, passphrase=PASSPHRASE), ways).value
    assert made.sheet is not None
    assert len(here.kept) == 1, "the manager's computer holds their secret"
    assert unlock(centre.home, made.user, PASSPHRASE, SecondSecret.device(NAMES)).name == "새로온"

    keyring.set_keyring(there)
    with pytest.raises(CannotUnlock):
        unlock(centre.home, made.user, PASSPHRASE, SecondSecret.device(NAMES))
    keys = unlock(centre.home, made.user, PASSPHRASE, SecondSecret.paper(made.sheet.code))
    with closing(Desk.open(centre.home, keys)) as desk:
        added = desk.ways.add(PASSPHRASE, Kind.DEVICE, name="상담실 2", allowed=NAMES).value
    assert [len(text) for text in there.kept.values()] == [64]
    keys = unlock(centre.home, made.user, PASSPHRASE, SecondSecret.device(NAMES))
    assert keys.way == added.slot
    with closing(Desk.open(centre.home, keys)) as desk:
        assert desk.ways.note_use().value is None, "it has a name"
        own = {one.id: one for one in desk.ways.mine()}[added.slot]
        assert (own.name, own.here, own.used_on) == ("상담실 2", True, today().isoformat())

    with closing(centre.open("manager")) as desk:
        told = desk.ways.of_staff()[made.user]
        assert [(one.kind, one.name) for one in told] == [
            (Kind.DEVICE, ""), (Kind.DEVICE, "상담실 2"), (Kind.PAPER, ""),
        ]  # fmt: skip
        person = next(one for one in desk.people.staff().people if one.id == made.user)
        assert dict(person.ways) == {Kind.DEVICE: 2, Kind.PAPER: 1}


def test_a_computer_without_a_name_is_asked_for_one(centre: Centre, stores: tuple[KeyStore, KeyStore]) -> None:
    with closing(centre.open()) as desk:
        assert desk.ways.note_use().value is None, "a key file is not asked for a name"
        slot = desk.ways.add(PASSPHRASE, Kind.DEVICE, allowed=NAMES).value.slot
    keys = unlock(centre.home, centre.users["counsellor"], PASSPHRASE, SecondSecret.device(NAMES))
    with closing(Desk.open(centre.home, keys)) as desk:
        asked = desk.ways.note_use().value
        assert asked is not None
        assert asked.id == slot
        counter = desk.freshness.anchored()["office"]
        desk.ways.note_use()
        assert desk.freshness.anchored()["office"] == counter, "a day is written once"
        with pytest.raises(BadInput):
            desk.ways.call(slot, "가" * 41)
        desk.ways.call(slot, " 앞자리 ")
        assert desk.ways.note_use().value is None
        assert {one.name for one in desk.ways.mine()} == {"앞자리", ""}


def test_one_way_in_is_taken_away(centre: Centre, stores: tuple[KeyStore, KeyStore]) -> None:
    with closing(centre.open()) as desk:
        code = desk.ways.add(PASSPHRASE, Kind.PAPER).value
        device = desk.ways.add(PASSPHRASE, Kind.DEVICE, name="앞자리", allowed=NAMES).value
        desk.ways.remove(code.slot)
        desk.ways.remove(device.slot, NAMES)
        assert {one.id for one in desk.ways.mine()}.isdisjoint({code.slot, device.slot})
        with pytest.raises(NotFound):
            desk.ways.remove(code.slot)
        kinds = [(entry.kind, entry.facts["way"]) for entry in desk.office_audit.entries(limit=4)]
        assert kinds == [
            ("way_removed", "device"), ("way_removed", "paper"), ("way_added", "device"), ("way_added", "paper"),
        ]  # fmt: skip
        assert not any("앞자리" in str(entry) for entry in desk.office_audit.entries(limit=4))
    assert stores[0].kept == {}
    with pytest.raises(CannotUnlock):
        unlock(centre.home, centre.users["counsellor"], PASSPHRASE, SecondSecret.paper(code.code))


def test_nobody_touches_the_ways_of_others(centre: Centre) -> None:
    with closing(centre.open("manager")) as desk:
        theirs = desk.ways.of_staff()[centre.users["counsellor"]][0]
        with pytest.raises(NotFound):
            desk.ways.remove(theirs.id)
        with pytest.raises(NotFound):
            desk.ways.call(theirs.id, "앞자리")


def test_what_is_told_of_a_computer_goes_with_its_person(centre: Centre) -> None:
    with closing(centre.open("trainer")) as desk:
        desk.ways.note_use()
        desk.ways.call(desk.ways.mine()[0].id, "창가")
    with closing(centre.open("counsellor")) as desk:
        assert desk.ways.of_staff()[centre.users["trainer"]][0].used_on is None, "days of use are for managers"
    with closing(centre.open("manager")) as desk:
        assert desk.ways.of_staff()[centre.users["trainer"]][0].used_on == today().isoformat()
        desk.people.remove(centre.users["trainer"])
    with closing(centre.open("manager")) as desk:
        desk.ways.note_use()
        assert "창가" not in {one.name for ways in desk.ways.of_staff().values() for one in ways}
        assert desk.database("office").value("SELECT count(*) FROM way_in WHERE name = '창가'") == 0  # type: ignore[arg-type] # its value is the name


def test_a_slot_keeps_no_name_beside_the_lock(centre: Centre) -> None:
    with closing(centre.open()) as desk:
        desk.ways.add(PASSPHRASE, Kind.PAPER)
        desk.ways.call(desk.ways.mine()[0].id, "앞자리컴퓨터")
    for file in centre.home.rglob("*"):
        if file.is_file():
            assert "앞자리컴퓨터".encode() not in file.read_bytes(), file

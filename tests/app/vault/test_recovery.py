"""The recovery key: any two holders together, nobody alone, proved by a drill."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import BadInput, CannotUnlock, Denied, NotFound
from app.kinds import Compartment
from app.vault import (
    Half,
    Home,
    Keys,
    SecondSecret,
    create,
    drill,
    own_half,
    reassemble,
    seal,
    sheet_half,
    trustee,
    unlock,
)
from tests.app.vault.conftest import PASSPHRASE, STAFF, Centre, plan


def test_two_managers_drill(centre: Centre, opened: Callable[[str], Keys]) -> None:
    one, other = opened("manager"), opened("manager2")
    assert not Home.open(centre.home).drilled
    proved = drill(centre.home, one, own_half(centre.home, one, other.user), own_half(centre.home, other, one.user))
    assert proved == frozenset(Compartment)
    home = Home.open(centre.home)
    assert home.drilled
    assert home.slots.authority.drills[-1].by == one.user


def test_the_printed_sheet_and_either_manager(centre: Centre, opened: Callable[[str], Keys]) -> None:
    (sheet,) = centre.created.sheets
    assert sheet.holder == "바깥 신뢰인"
    assert trustee(centre.home, opened("counsellor")) == "바깥 신뢰인"
    for alias in ("manager", "manager2"):
        keys = opened(alias)
        drill(centre.home, keys, own_half(centre.home, keys), sheet_half(sheet.code.lower()))
    assert len(Home.open(centre.home).slots.authority.drills) == 2


def test_the_recovered_key_is_the_one_people_use(centre: Centre, opened: Callable[[str], Keys]) -> None:
    keys = opened("manager")
    key = reassemble(centre.home, own_half(centre.home, keys), sheet_half(centre.created.sheets[0].code))
    casework = key.compartment_key(Compartment.CASEWORK)
    assert casework == bytes(opened("counsellor").key(Compartment.CASEWORK))
    sealed = seal(Home.open(centre.home).manifest.recovery_public, b"backup", b"backup key")
    assert key.unseal(b"backup", sealed) == b"backup key"


def test_halves_of_different_pairs_do_not_fit(centre: Centre, opened: Callable[[str], Keys]) -> None:
    one, other = opened("manager"), opened("manager2")
    with_sheet, with_other = own_half(centre.home, one), own_half(centre.home, one, other.user)
    for first, second in (
        (with_sheet, with_other),
        (with_sheet, with_sheet),
        (with_other, sheet_half(centre.created.sheets[0].code)),
        (with_other, Half(os.urandom(32))),
    ):
        with pytest.raises(CannotUnlock):
            drill(centre.home, one, first, second)
    assert not Home.open(centre.home).drilled


def test_others_have_no_half_and_cannot_drill(centre: Centre, opened: Callable[[str], Keys]) -> None:
    with pytest.raises(NotFound):
        own_half(centre.home, opened("counsellor"))
    manager = opened("manager")
    halves = own_half(centre.home, manager), sheet_half(centre.created.sheets[0].code)
    with pytest.raises(Denied):
        drill(centre.home, opened("counsellor"), *halves)


def test_one_manager_and_a_sheet(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    alone = (STAFF[2], STAFF[0])
    created = create(tmp_path / "centre", plan(alone), "keyfile", tmp_path / "stick")
    path = created.users[0].key_file
    assert path is not None
    keys = unlock(created.home, "manager", PASSPHRASE["manager"], SecondSecret.keyfile(path))
    drill(created.home, keys, own_half(created.home, keys), sheet_half(created.sheets[0].code))
    assert Home.open(created.home).drilled
    with pytest.raises(BadInput):
        create(tmp_path / "second", plan(alone, trustee=None), "keyfile", tmp_path / "stick")

"""Lock files of 0.1 (format 1), frozen: they open, and go on in the format of today at the first change of staff."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.kinds import Compartment, Role
from app.vault import FLOOR, Home, Keys, SecondSecret, StaffPlan, WaysIn, change_passphrase, manifest, unlock
from app.vault.canonical import Malformed
from app.vault.enrolling import enrol, remove
from app.vault.recovery import drill, own_half, sheet_half
from tests.app.vault.conftest import PASSPHRASE, STAFF

FROZEN = Path(__file__).parent / "format1"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("manifest.json", "slots.bin", "anchor.bin"):
        shutil.copy(FROZEN / name, folder / name)
    return folder


def opened(home: Path, alias: str) -> Keys:
    return unlock(home, alias, PASSPHRASE[alias], SecondSecret.keyfile(FROZEN / f"{alias}.key"))


def test_everybody_still_opens_what_they_opened(home: Path) -> None:
    found = Home.open(home)
    assert (found.slots.format, found.manifest.founders) == (1, found.manifest.signers)
    for plan in STAFF:
        keys = opened(home, plan.alias)
        assert keys.name == plan.name
        assert keys.holds(Compartment.CASEWORK) is (plan.alias in ("counsellor", "supervisor", "manager2"))


def test_the_recovery_sheet_of_then_still_fits(home: Path) -> None:
    keys = opened(home, "manager")
    drill(home, keys, own_half(home, keys), sheet_half((FROZEN / "sheet.txt").read_text()))


def test_a_new_passphrase_leaves_the_managers_part_as_it_was(home: Path) -> None:
    change_passphrase(home, opened(home, "trainer"), PASSPHRASE["trainer"], "새 암호문은 여기에 있습니다", kdf=FLOOR)
    assert Home.open(home).slots.format == 1
    assert unlock(home, "trainer", "새 암호문은 여기에 있습니다", SecondSecret.keyfile(FROZEN / "trainer.key"))


def test_the_first_change_of_staff_brings_it_up(home: Path, tmp_path: Path) -> None:
    manager = opened(home, "manager")
    remove(home, manager, opened(home, "officer").user)
    found = Home.open(home)
    assert found.slots.format == 2
    assert found.manifest.witness
    assert (Compartment.INTAKE, 2) in {(one.compartment, one.epoch) for one in found.manifest.waiting}
    enrol(
        home,
        manager,
        StaffPlan("새로", Role.MANAGER, passphrase="다리 건너 저쪽 마을"),
        WaysIn(folder=tmp_path, kdf=FLOOR),
    )
    assert opened(home, "counsellor").holds(Compartment.CASEWORK)
    keys = opened(home, "manager2")
    drill(home, manager, own_half(home, manager, keys.user), own_half(home, keys, manager.user))


def test_format_1_never_knew_a_second_epoch(home: Path) -> None:
    """A manager of former days could otherwise write it without a witness."""
    data = (home / "manifest.json").read_bytes()
    with pytest.raises(Malformed):
        manifest.parse(data.replace(b'"epoch":1,"name":"office"', b'"epoch":2,"name":"office"'))

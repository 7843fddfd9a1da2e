"""A lock that is put in the place of the present one while the centre is open: nothing is sealed by the keys in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.desk import Desk
from app.errors import Damaged
from app.flows import backups
from app.kinds import CentreType, Compartment, Role
from app.office.submissions import reading_managers
from app.vault import FLOOR, CentrePlan, Home, StaffPlan, create, refresh, trusted
from app.vault.enrolling import change, remove
from tests.conftest import PASSPHRASE, Centre

FILES = ("manifest.json", "slots.bin")


@pytest.fixture
def former(centre: Centre, tmp_path: Path) -> Path:
    """The lock as it was while a second manager still belonged to the centre."""
    kept = tmp_path / "former"
    kept.mkdir()
    _copy(centre.home, kept)
    remove(centre.home, centre.unlock("manager"), centre.users["manager2"], trustee="이웃 상담소")
    return kept


def _copy(source: Path, target: Path) -> None:
    for path in source.iterdir():
        if path.name.startswith(FILES):
            shutil.copyfile(path, target / path.name)


def _sealed(desk: Desk) -> None:
    case = desk.cases.open_case("달빛").value
    desk.sealed.seal(case.id, [desk.keys.user], "관련자가 우리 직원입니다")


def _counsellor(desk: Desk) -> str:
    return next(one.id for one in desk.office.staff() if one.role == Role.COUNSELLOR)


@pytest.mark.parametrize(
    "act",
    [
        lambda desk, _folder: reading_managers(desk.home, desk.keys),
        lambda desk, _folder: _sealed(desk),
        lambda desk, folder: backups.write(desk.home, desk.keys, folder),
        lambda desk, _folder: desk.people.change(_counsellor(desk), Role.TRAINER, frozenset()),
        lambda desk, _folder: refresh(desk.home, desk.keys),
    ],
    ids=["paper", "wall", "backup", "staff", "refresh"],
)
def test_nothing_is_sealed_for_who_left(
    centre: Centre, former: Path, tmp_path: Path, act: Callable[[Desk, Path], object]
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    with closing(centre.open("manager")) as desk:
        now = {path: path.read_bytes() for path in centre.home.iterdir() if path.name.startswith(FILES)}
        _copy(former, centre.home)
        assert centre.users["manager2"] in {one.id for one in Home.open(centre.home).slots.authority.members}
        with pytest.raises(Damaged):
            act(desk, folder)
        for path, data in now.items():
            path.write_bytes(data)
        assert backups.of(folder) == ()
        assert desk.sealed.listed() == ()
        act(desk, folder)


def test_the_lock_of_another_centre_counts_for_nothing(centre: Centre, founded_elsewhere: Path) -> None:
    with closing(centre.open("manager")) as desk:
        _copy(founded_elsewhere, centre.home)
        with pytest.raises(Damaged):
            trusted(desk.home, desk.keys)
        with pytest.raises(Damaged):
            refresh(desk.home, desk.keys)


@pytest.fixture
def founded_elsewhere(tmp_path: Path) -> Path:
    (tmp_path / "keys").mkdir()
    staff = tuple(StaffPlan(name, Role.MANAGER, frozenset(), PASSPHRASE) for name in ("남궁", "미루"))
    plan = CentrePlan("다른 곳", CentreType.DATING_VIOLENCE, staff, practice=True, kdf=FLOOR, letter="B", ballast=4096)
    create(tmp_path / "other", plan, keyfile_folder=tmp_path / "keys")
    return tmp_path / "other"


def test_what_this_centre_changed_itself_is_trusted(centre: Centre) -> None:
    with closing(centre.open("counsellor")) as desk:
        change(centre.home, centre.unlock("manager"), centre.users["manager2"], Role.MANAGER, frozenset())
        assert trusted(desk.home, desk.keys).manifest.waiting
        refresh(desk.home, desk.keys)
        assert desk.keys.coming_key(Compartment.CASEWORK) is not None

"""Fixtures every test may use: a real SQLCipher database, an anchor on the disk, Korean texts."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import json
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app import i18n
from app.desk import Desk
from app.kinds import CentreType, Right, Role
from app.office import Member
from app.store import Database, create_databases
from app.vault import FLOOR, CentrePlan, Keys, SecondSecret, StaffPlan, create, unlock
from tests.commands import Station, run


class FileAnchor:
    """An anchor in a plain file: enough for tests of the store alone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, name: str) -> tuple[int, bytes] | None:
        if not self._path.exists():
            return None
        found = json.loads(self._path.read_text()).get(name)
        return (found[0], bytes.fromhex(found[1])) if found else None

    def write(self, name: str, counter: int, head: bytes) -> None:
        states = json.loads(self._path.read_text()) if self._path.exists() else {}
        states[name] = [counter, head.hex()]
        self._path.write_text(json.dumps(states))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--runslow", action="store_true", help="run the long fault and attack tests too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--runslow"):
        return
    skip = pytest.mark.skip(reason="a long run: ask for it with --runslow")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(autouse=True)
def korean() -> Iterator[None]:
    i18n.set_language("ko")
    yield
    i18n.set_language("ko")


@pytest.fixture
def raw_key() -> str:
    return secrets.token_hex(48)


@pytest.fixture
def casework(tmp_path: Path, raw_key: str) -> Iterator[Database]:
    """An empty casework database, open for writing."""
    path = tmp_path / "casework.db"
    Database.create(path, raw_key, "casework")
    database = Database.open(
        path, raw_key, "casework", who="user-1", device="B", anchor=FileAnchor(tmp_path / "anchor.json")
    )
    yield database
    assert not database.in_transaction, "a transaction was left open"
    database.close()


PASSPHRASE = "느티나무 아래에서 쉬어 가는 저녁"


@dataclass(frozen=True)
class Centre:
    """A founded practice centre: a manager who may read cases, a counsellor, a trainer."""

    home: Path
    users: dict[str, str]
    key_files: dict[str, Path]

    def second(self, name: str) -> SecondSecret:
        return SecondSecret.keyfile(self.key_files[name])

    def unlock(self, name: str) -> Keys:
        return unlock(self.home, self.users[name], PASSPHRASE, self.second(name))

    def open(self, name: str = "counsellor") -> Desk:
        return Desk.open(self.home, self.unlock(name))


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Centre:
    """One centre for the whole run; tests get a copy."""
    root = tmp_path_factory.mktemp("founded")
    staff = (
        StaffPlan("이음", Role.MANAGER, frozenset({Right.SUPERVISOR}), PASSPHRASE),
        StaffPlan("가온", Role.COUNSELLOR, frozenset(), PASSPHRASE),
        StaffPlan("다온", Role.TRAINER, frozenset(), PASSPHRASE),
        StaffPlan("미루", Role.MANAGER, frozenset({Right.SUPERVISOR}), PASSPHRASE),
    )
    names = dict(zip(("manager", "counsellor", "trainer", "manager2"), staff, strict=True))
    plan = CentrePlan(
        "연습 상담소", CentreType.DATING_VIOLENCE, staff, practice=True, kdf=FLOOR, letter="B", ballast=4096
    )
    (root / "keys").mkdir()
    made = create(root / "home", plan, keyfile_folder=root / "keys")
    by_name = {user.name: user for user in made.users}
    users = {role: by_name[one.name].id for role, one in names.items()}
    key_files = {role: path for role, one in names.items() if (path := by_name[one.name].key_file)}
    centre = Centre(root / "home", users, key_files)
    for name in ("manager", "trainer"):
        create_databases(centre.home, centre.unlock(name))
    desk = centre.open("manager")
    desk.office.enter_staff(Member(users[role], one.name, one.role, tuple(one.rights)) for role, one in names.items())
    desk.close()
    return centre


@pytest.fixture
def centre(founded: Centre, tmp_path: Path) -> Centre:
    """A fresh copy of the founded centre."""
    home = tmp_path / "home"
    shutil.copytree(founded.home, home)
    return Centre(home, founded.users, founded.key_files)


@pytest.fixture
def desk(centre: Centre) -> Iterator[Desk]:
    """The counsellor's desk, open for writing."""
    opened = centre.open()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def practised(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `gyeot practice` answered; tests get a copy of its centre as a station."""
    made = run("practice", str(tmp_path_factory.mktemp("practised") / "연습 센터"), "--cases", "12", "--json")
    assert made.code == 0, made.said
    return made.answer


@pytest.fixture
def station(practised: dict[str, Any], tmp_path: Path) -> Station:
    """A copy of a practice centre, as an automation sees it."""
    home = tmp_path / "우리 센터"
    shutil.copytree(practised["home"], home, ignore=shutil.ignore_patterns("keys"))
    return Station(home, practised["users"])


@pytest.fixture(scope="session")
def _elsewhere(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return run("practice", str(tmp_path_factory.mktemp("elsewhere") / "home"), "--cases", "12", "--seed", "2").answer


@pytest.fixture
def other(_elsewhere: dict[str, Any], tmp_path: Path) -> Station:
    """A copy of another practice centre with keys of its own."""
    home = tmp_path / "other"
    shutil.copytree(_elsewhere["home"], home, ignore=shutil.ignore_patterns("keys"))
    return Station(home, _elsewhere["users"])

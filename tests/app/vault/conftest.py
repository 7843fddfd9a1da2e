"""One founded centre for a whole module: keys are dear (Argon2id), folders are cheap to copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.kinds import CentreType, Right, Role
from app.vault import FLOOR, CentrePlan, Created, Keys, NewUser, SecondSecret, StaffPlan, create, unlock

PASSPHRASE = {
    "counsellor": "봄비가 조용히 내린다",
    "trainer": "가을 하늘은 높고 푸르다",
    "manager": "겨울 바다에 눈이 온다",
    "manager2": "여름 숲에 바람이 분다",
    "supervisor": "별빛이 산을 넘어온다",
    "officer": "강물은 천천히 흘러간다",
}
STAFF = (
    StaffPlan("한지우", Role.COUNSELLOR, frozenset(), PASSPHRASE["counsellor"], alias="counsellor"),
    StaffPlan("오다온", Role.TRAINER, frozenset(), PASSPHRASE["trainer"], alias="trainer"),
    StaffPlan("문서윤", Role.MANAGER, frozenset(), PASSPHRASE["manager"], alias="manager"),
    StaffPlan("윤하람", Role.MANAGER, frozenset({Right.SUPERVISOR}), PASSPHRASE["manager2"], alias="manager2"),
    StaffPlan("서이든", Role.COUNSELLOR, frozenset({Right.SUPERVISOR}), PASSPHRASE["supervisor"], alias="supervisor"),
    StaffPlan(
        "남가온",
        Role.TRAINER,
        frozenset({Right.INTAKE_OFFICER, Right.MONITOR}),
        PASSPHRASE["officer"],
        alias="officer",
    ),
)


def plan(staff: tuple[StaffPlan, ...] = STAFF, trustee: str | None = "바깥 신뢰인") -> CentrePlan:
    return CentrePlan("곁 연습 센터", CentreType.DATING_VIOLENCE, staff, trustee, kdf=FLOOR, ballast=1 << 20)


@dataclass(frozen=True)
class Centre:
    """A founded centre and what was handed out."""

    home: Path
    created: Created

    def user(self, alias: str) -> NewUser:
        at = next(at for at, one in enumerate(STAFF) if one.alias == alias)
        return self.created.users[at]

    def second(self, alias: str) -> SecondSecret:
        path = self.user(alias).key_file
        assert path is not None
        return SecondSecret.keyfile(path)

    def unlock(self, alias: str) -> Keys:
        return unlock(self.home, alias, PASSPHRASE[alias], self.second(alias))


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Centre:
    """Made once for a module; tests that change it take `centre`, a copy."""
    root = tmp_path_factory.mktemp("vault")
    (root / "stick").mkdir()
    return Centre(root / "centre", create(root / "centre", plan(), "keyfile", root / "stick"))


@pytest.fixture
def centre(founded: Centre, tmp_path: Path) -> Centre:
    shutil.copytree(founded.home, tmp_path / "centre")
    return Centre(tmp_path / "centre", founded.created)


@pytest.fixture(scope="module")
def opened(founded: Centre) -> Callable[[str], Keys]:
    """Unlocks each person once for a module; such Keys are never closed or used to write."""
    known: dict[str, Keys] = {}

    def keys(alias: str) -> Keys:
        if alias not in known:
            known[alias] = founded.unlock(alias)
        return known[alias]

    return keys

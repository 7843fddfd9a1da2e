"""Two founded centres, and desks that are closed at the end."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.desk import Desk
from tests.app.flows.leaving_centres import Opener, found
from tests.conftest import Centre


@pytest.fixture(scope="session")
def _founded_two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Centre, Centre]:
    root = tmp_path_factory.mktemp("leaving")
    return found(root / "one", "떠나는 상담소"), found(root / "two", "맞는 상담소")


@pytest.fixture
def two(_founded_two: tuple[Centre, Centre], tmp_path: Path) -> tuple[Centre, Centre]:
    """Fresh copies of both."""
    copies = []
    for number, centre in enumerate(_founded_two):
        shutil.copytree(centre.home, tmp_path / f"centre{number}")
        copies.append(Centre(tmp_path / f"centre{number}", centre.users, centre.key_files))
    return copies[0], copies[1]


@pytest.fixture
def opened(request: pytest.FixtureRequest) -> Opener:
    """Opens desks that are closed at the end."""

    def opener(centre: Centre, name: str) -> Desk:
        desk = centre.open(name)
        request.addfinalizer(desk.close)
        return desk

    return opener

"""A practice centre in a folder: real keys, real databases, rights as the vault gives them, whole or not at all."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.audit import Audit
from app.desk import Desk
from app.errors import BadInput, Denied
from app.kinds import Compartment
from app.material import Asked
from app.practice import make, making
from app.vault import Home, Keys, SecondSecret, unlock

OPENS = {
    "counsellor": {Compartment.CASEWORK, Compartment.OFFICE},
    "trainer": {Compartment.TRAINING, Compartment.OFFICE},
    "manager": {Compartment.CASEWORK, Compartment.TRAINING, Compartment.OFFICE},
    "manager2": {Compartment.CASEWORK, Compartment.TRAINING, Compartment.OFFICE},
}


@dataclass(frozen=True)
class Made:
    home: Path
    users: dict[str, dict[str, str]]
    told: list[tuple[int, int]]

    def keys(self, part: str) -> Keys:
        user = self.users[part]
        passphrase = Path(user["passphrase_file"]).read_text("utf-8")
        return unlock(self.home, user["name"], passphrase, SecondSecret.keyfile(Path(user["key_file"])))


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Made:
    told: list[tuple[int, int]] = []
    folder = tmp_path_factory.mktemp("practice") / "centre"
    folder.mkdir()
    found = make(folder, progress=lambda done, total: told.append((done, total)))
    return Made(Path(found["home"]), found["users"], told)


@pytest.fixture
def desk(centre: Made) -> Iterator[Desk]:
    keys = centre.keys("counsellor")
    opened = Desk.open(centre.home, keys)
    yield opened
    opened.close()
    keys.close()


def test_it_is_marked_practice_and_drilled(centre: Made) -> None:
    home = Home.open(centre.home)
    assert home.manifest.practice
    assert home.drilled
    assert home.notices == ()
    assert centre.told == [(60, 60)]


@pytest.mark.parametrize("part", sorted(OPENS))
def test_everybody_opens_what_their_role_allows(centre: Made, part: str) -> None:
    keys = centre.keys(part)
    assert keys.practice
    databases = {Compartment.CASEWORK, Compartment.TRAINING, Compartment.OFFICE}
    assert keys.compartments() & databases == OPENS[part]
    opened = Desk.open(centre.home, keys)
    try:
        for compartment in databases:
            if compartment in OPENS[part]:
                assert opened.database(compartment).problems() == []
            else:
                with pytest.raises(Denied):
                    opened.database(compartment)
        assert opened.rolled_back == ()
    finally:
        opened.close()
        keys.close()


def test_sixty_cases_are_there_and_are_found(desk: Desk) -> None:
    assert desk.cases.total() == 60
    (found,) = desk.cases.find("파란우산")
    assert found.risk == "high"
    assert len(desk.cases.timeline(found.id)) == 25
    assert desk.cases.open_case("물망초언덕").value.number > found.number
    assert desk.office.name(found.assigned_to) == "가온"
    assert {one.role for one in desk.office.staff()} == {"counsellor", "trainer", "manager"}


def test_the_trail_holds_and_says_what_it_is(desk: Desk) -> None:
    audit = Audit(desk.database(Compartment.CASEWORK))
    assert audit.problems() == []
    assert audit.entries(kind="practice")[0].facts == {"cases": 60, "seed": 1}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no owner-only mode bits")
def test_secrets_are_their_owners_alone(centre: Made) -> None:
    folder = centre.home / "keys"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    found = sorted(folder.iterdir())
    assert len(found) == 8
    assert {stat.S_IMODE(path.stat().st_mode) for path in found} == {0o600}


@pytest.mark.parametrize("cases", [0, -1, 100_001])
def test_an_impossible_number_of_cases_is_refused(tmp_path: Path, cases: int) -> None:
    with pytest.raises(BadInput) as refusal:
        make(tmp_path / "centre", cases)
    assert refusal.value.field == "cases"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(BadInput) as refusal:
        make(tmp_path)
    assert str(tmp_path) in str(refusal.value)
    with pytest.raises(BadInput):
        make(tmp_path / "letter.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_what_goes_wrong_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "BATCH", 1)

    def stop(done: int, _total: int) -> Any:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "centre", 5, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_the_register_of_public_material_has_something_new_something_asked_and_something_done(desk: Desk) -> None:
    entries = [one.entry for one in desk.materials.page(Asked())]
    assert {one.state for one in entries} == {"received", "written", "closed"}
    assert {one.outcome for one in entries} == {None, "changed"}
    assert [one.found for one in desk.materials.rounds()] == [1, 1]

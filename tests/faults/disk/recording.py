"""A life that was lived once, the disks it may leave behind when the power goes, and what is asked of each."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.desk import Desk
from app.kinds import Compartment
from app.vault import Home, Keys
from tests.conftest import PASSPHRASE, Centre
from tests.faults.disk import record, replay
from tests.faults.disk.replay import State


@dataclass
class Recording:
    """A life that was lived once, and where its disks are looked at."""

    place: Path
    centre: Centre
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def disk(self) -> Path:
        return self.place / "disk"

    def begin(self) -> None:
        """Take the centre onto the disk that is watched, as it is now."""
        shutil.rmtree(self.disk / "home", ignore_errors=True)
        shutil.copytree(self.centre.home, self.disk / "home")

    def live(self, life: str, **more: object) -> list[record.Line]:
        self.told = {
            "folder": str(self.disk), "home": str(self.disk / "home"), "passphrase": PASSPHRASE,
            "users": self.centre.users, "key_files": {part: str(path) for part, path in self.centre.key_files.items()},
            **more,
        }  # fmt: skip
        shutil.copytree(self.disk, self.place / "before")
        return record.recorded(self.disk, life, self.told, self.place / "record")

    def states(self, lines: list[record.Line], count: int, seed: int = 1) -> Iterator[State]:
        chance, place = random.Random(seed), self.place / "states"
        place.mkdir()
        for state in replay.states(lines, self.place / "before", self.disk, place, count, chance):
            yield state
            shutil.rmtree(state.folder)
        print(f"{len(lines)} calls, {count} states", end=" ")


def share(long: bool, of: int, short: int) -> int:
    return of if long else short


ASKED = {
    "case": (Compartment.CASEWORK, "SELECT count(*) FROM casefile WHERE id = ?"),
    "note": (Compartment.CASEWORK, "SELECT count(*) FROM note WHERE id = ?"),
    "draft": (Compartment.CASEWORK, "SELECT count(*) FROM draft WHERE id = ?"),
    "office": (Compartment.OFFICE, "SELECT count(*) FROM setting WHERE id = 'life-' || ?"),
}


def lost(desk: Desk, state: State) -> list[str]:
    """What was acknowledged and is not there."""
    found = [word.split(":") for word in state.acknowledged]
    return [f"{kind}:{one}" for kind, one in found if kind in ASKED and not _there(desk, kind, one)]


def _there(desk: Desk, kind: str, one: str) -> bool:
    compartment, sql = ASKED[kind]
    return bool(desk.database(compartment).value(sql, (one,)) == 1)


def whole(state: State, keys: Keys, home: str = "home") -> None:
    """The centre opens without a doubt, nothing that was acknowledged is missing, and work goes on."""
    said = f"after line {state.after}, {state.keep:.2f} of the rest"
    assert Home.open(state.folder / home).notices in ((),), said
    with closing(Desk.open(state.folder / home, keys)) as desk:
        assert desk.doubts == (), said
        assert desk.problems() == [], said
        assert desk.trail_problems() == [], said
        assert lost(desk, state) == [], said
        again = desk.cases.open_case("다시 쓰는 이").value.id
    with closing(Desk.open(state.folder / home, keys)) as desk:
        assert desk.doubts == (), said
        assert desk.cases.get(again).id == again

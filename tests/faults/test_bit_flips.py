"""One bit turned anywhere in a file of a centre: found and said, or mended from a copy and said."""

from __future__ import annotations

import io
import random
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.desk import Desk
from app.errors import Damaged, Refusal
from app.flows import backups
from app.vault import Anchor, Home, Keys, stream
from tests.conftest import Centre
from tests.faults.taking import back_up

MANY, FEW = 1000, 40
LATELY = 12
"""Cases whose writes still stand in the log."""


@pytest.fixture
def home(centre: Centre, place: Path) -> Path:
    """A centre with some cases, closed, in memory."""
    with closing(centre.open("manager")) as desk:
        for _number in range(5):
            desk.cases.open_case("파란우산", phone="010-0000-1234")
    return Path(shutil.copytree(centre.home, place / "home"))


def flips(path: Path, chance: random.Random, count: int) -> Iterator[int]:
    """The file with one bit turned, again and again; it is whole again afterwards."""
    whole = path.read_bytes()
    for _number in range(count):
        at, bit = chance.randrange(len(whole)), 1 << chance.randrange(8)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        yield at
    path.write_bytes(whole)


def said(look: Callable[[], object]) -> bool:
    """Whether looking ends in a refusal, or gives something to say."""
    try:
        return bool(look())
    except Refusal as refusal:
        return str(refusal).endswith(".")


@pytest.mark.parametrize("name", ["casework", "office", "training"])
def test_in_a_database(name: str, home: Path, centre: Centre, long: bool) -> None:
    count = {"casework": 600, "office": 200, "training": 200}[name] if long else 14
    keys, path = centre.unlock("manager"), next((home / "db").glob(f"{name}.*.db"))
    names = {found.name for found in path.parent.iterdir()}
    for at in flips(path, random.Random(name), count):
        assert said(lambda: _problems(home, keys)), f"byte {at} of {name}"
        for left in path.parent.glob(f"{path.name}-*"):
            left.unlink()  # the log of a damaged file is not put into it when it is closed
        assert {found.name for found in path.parent.iterdir()} == names
    assert _problems(home, keys) == []


def _problems(home: Path, keys: Keys) -> list[str]:
    with closing(Desk.open(home, keys)) as desk:
        return [*desk.problems(), *desk.doubts]


@pytest.mark.parametrize("name", ["slots.bin", "manifest.json"])
def test_in_a_lock_file(name: str, home: Path, long: bool) -> None:
    path, users = home / name, Home.open(home).users()
    copies = [found for found in home.glob(f"{name}.*") if found != path]
    kept = {found: found.read_bytes() for found in copies}
    assert copies
    for at in flips(path, random.Random(name), MANY if long else FEW):
        mended = Home.open(home)
        assert len(mended.notices) == 1, f"byte {at}"
        assert mended.users() == users, f"byte {at}"
        for found in copies:
            found.write_bytes(path.read_bytes())
        with pytest.raises(Refusal):
            Home.open(home)
        for found, data in kept.items():
            found.write_bytes(data)
    assert Home.open(home).notices == ()


def test_in_the_anchor(home: Path, centre: Centre, long: bool) -> None:
    keys = centre.unlock("manager")
    for at in flips(home / "anchor.bin", random.Random(5), MANY if long else FEW):
        with pytest.raises(Damaged):
            Anchor(home, keys).read("casework")
        assert at >= 0
    assert Anchor(home, keys).read("casework") is not None


def test_in_a_backup(home: Path, centre: Centre, place: Path, long: bool) -> None:
    keys, chance = centre.unlock("manager"), random.Random(6)
    with closing(Desk.open(home, keys)) as desk:
        made = back_up(desk, place).path
    files = sorted(path for path in made.rglob("*") if path.is_file() and "manuals" not in path.parts)
    share = 1 + (MANY if long else FEW) // len(files)
    for path in files:
        for at in flips(path, chance, share):
            assert said(lambda: _not_whole(made, keys)), f"byte {at} of {path.name}"
    assert not _not_whole(made, keys)


def _not_whole(made: Path, keys: Keys) -> object:
    found = Home.open(made).notices
    backups.verify(made, keys)
    return found


def test_in_a_file_of_evidence(place: Path, long: bool) -> None:
    """Both a small one and one of several chunks; every chunk is asked for."""
    case_key, files = secrets.token_bytes(32), []
    for size in (3000, 150_000):
        files.append((place / f"{size}.ev1", secrets.token_bytes(size)))
        stream.seal_file(io.BytesIO(files[-1][1]), files[-1][0], case_key)
    for path, data in files:
        for at in flips(path, random.Random(path.name), (MANY if long else FEW) // len(files)):
            with pytest.raises(Damaged):
                _read(path, case_key)
            assert at >= 0
        assert _read(path, case_key) == data


def _read(path: Path, case_key: bytes) -> bytes:
    with stream.SealedFile(path, case_key) as found:
        return b"".join(found.pieces())


def test_in_the_log(home: Path, centre: Centre, place: Path, long: bool) -> None:
    """A page in the log proves itself when it is read, but a log that ends early looks whole: the anchor tells."""
    keys, lately = centre.unlock("manager"), place / "lately"
    with closing(Desk.open(home, keys)) as desk:
        reader = desk.reader()
        ids = [desk.cases.open_case("달맞이").value.id for _number in range(LATELY)]
        shutil.copytree(home, lately)
        reader.close()
    log = next((lately / "db").glob("casework.*-wal"))
    assert log.stat().st_size > 50_000
    base, told = {path: path.read_bytes() for path in lately.rglob("*") if path.is_file()}, 0
    for at in flips(log, random.Random(7), MANY if long else FEW):
        flipped = log.read_bytes()
        found = said(lambda: _missing(lately, keys, ids))
        told += found
        assert found or not _lost(lately, keys, ids), f"byte {at} of the log"
        for path, data in base.items():
            path.write_bytes(data)
        assert flipped != base[log]
    assert told >= (MANY if long else FEW) // 5


def _missing(home: Path, keys: Keys, ids: list[str]) -> list[str]:
    with closing(Desk.open(home, keys)) as desk:
        return [*desk.doubts, *desk.problems(), *_gone(desk, ids)] if not _gone(desk, ids) else list(desk.doubts)


def _lost(home: Path, keys: Keys, ids: list[str]) -> list[str]:
    with closing(Desk.open(home, keys)) as desk:
        return _gone(desk, ids)


def _gone(desk: Desk, ids: list[str]) -> list[str]:
    held = {row.id for row in desk.cases.page(limit=1000)}
    return [one for one in ids if one not in held]

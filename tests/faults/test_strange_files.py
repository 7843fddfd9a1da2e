"""Something else in a file's place: opened as what it is, or refused with a sentence, and left as it lies.

Damaged, foreign, older and newer, for every kind of file a centre has. Never does an empty database stand where
records stood: what lies in a place afterwards is what was put there.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.desk import Desk
from app.errors import BadInput, CannotUnlock, Conflict, Damaged, Refusal
from app.flows import backups
from app.kinds import Compartment
from app.store import Database, create_databases, database_path
from app.store.connection import connect
from app.vault import Anchor, Home, Keys, SecondSecret, canonical, keyfile, slots_file, unlock
from tests.conftest import PASSPHRASE, Centre
from tests.faults.taking import back_up

Put = Callable[[Path], object]


def _plain_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE meta (id TEXT PRIMARY KEY, value)")
        made.commit()


def _anothers_database(path: Path) -> None:
    with closing(connect(path, secrets.token_hex(48), create=True)) as made:
        made.execute("CREATE TABLE meta (id TEXT PRIMARY KEY, value)")


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "편지.txt").write_text("그대로")


THINGS: dict[str, Put] = {
    "nothing": lambda path: None,
    "empty": lambda path: path.write_bytes(b""),
    "zeros": lambda path: path.write_bytes(bytes(8192)),
    "noise": lambda path: path.write_bytes(secrets.token_bytes(20_000)),
    "text": lambda path: path.write_text("이것은 편지입니다.\n" * 400, "utf-8"),
    "folder": _folder,
    "plain": _plain_database,
    "another's": _anothers_database,
}
DATABASES = ("casework", "office", "training")


def lying(folder: Path) -> dict[str, str]:
    """Every file in a folder with its bytes' digest, without what opening touches."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-shm", "-wal", "writer.lock"))
    }


def put(thing: str, path: Path) -> None:
    """`thing` in the place of this file."""
    path.unlink(missing_ok=True)
    THINGS[thing](path)


def refused(act: Callable[[], object], *kinds: type[Refusal]) -> str:
    with pytest.raises(kinds or (Refusal,)) as problem:
        act()
    sentence = str(problem.value)
    assert sentence.endswith("."), sentence
    return sentence


# -- in the place of a database -----------------------------------------------------------------------


@pytest.mark.parametrize("thing", sorted(THINGS))
@pytest.mark.parametrize("name", DATABASES)
def test_in_the_place_of_a_database(name: str, thing: str, centre: Centre) -> None:
    keys = centre.unlock("manager")
    path = database_path(centre.home, keys, Compartment(name))
    put(thing, path)
    before = lying(centre.home)
    for _twice in range(2):
        refused(lambda: Desk.open(centre.home, keys))
    assert lying(centre.home) == before
    assert path.exists() == (thing != "nothing")
    if thing != "nothing":
        refused(lambda: Database.create(path, keys.raw_key(Compartment(name)), name), Damaged)
        create_databases(centre.home, keys)  # the last step of a first run: it fills what is missing, and nothing else
        assert lying(centre.home) == before


@pytest.mark.parametrize("name", DATABASES)
def test_a_database_of_another_centre_or_compartment(name: str, centre: Centre) -> None:
    keys = centre.unlock("manager")
    path = database_path(centre.home, keys, Compartment(name))
    for other in {*DATABASES} - {name}:
        whole = path.read_bytes()
        shutil.copyfile(database_path(centre.home, keys, Compartment(other)), path)
        before = lying(centre.home)
        refused(lambda: Desk.open(centre.home, keys), Damaged)
        assert lying(centre.home) == before
        path.write_bytes(whole)
    Desk.open(centre.home, keys).close()


@pytest.mark.parametrize("name", DATABASES)
def test_a_newer_database_is_left_as_it_is(name: str, centre: Centre) -> None:
    keys = centre.unlock("manager")
    path = database_path(centre.home, keys, Compartment(name))
    with closing(connect(path, keys.raw_key(Compartment(name)))) as later:
        later.execute("INSERT INTO meta (id, value) VALUES ('migration:common/9999_later', 1)")
    before = lying(centre.home)
    refused(lambda: Desk.open(centre.home, keys), Damaged)
    assert lying(centre.home) == before


def test_something_in_the_place_of_the_log(centre: Centre) -> None:
    """A log that is none counts for nothing; it is told where records are missing through it."""
    with closing(centre.open("manager")) as desk:
        case = desk.cases.open_case("파란우산").value
    keys = centre.unlock("manager")
    path = database_path(centre.home, keys, Compartment.CASEWORK)
    for thing in ("empty", "zeros", "noise", "text", "plain"):
        put(thing, path.with_name(f"{path.name}-wal"))
        with closing(Desk.open(centre.home, keys)) as desk:
            assert (desk.doubts, desk.problems(), desk.cases.total()) == ((), [], 1), thing
            assert desk.cases.get(case.id).number == case.number


# -- in the place of the lock's files ------------------------------------------------------------------


@pytest.mark.parametrize("thing", sorted({*THINGS} - {"another's"}))
@pytest.mark.parametrize("name", ["manifest.json", "slots.bin"])
def test_in_the_place_of_a_lock_file(name: str, thing: str, centre: Centre) -> None:
    whole = (centre.home / name).read_bytes()
    put(thing, centre.home / name)
    if name == "slots.bin" or thing not in ("nothing", "folder"):
        assert len(Home.open(centre.home).notices) == 1, "a copy was used, and said"
    for path in centre.home.glob(f"{name}.*"):
        put(thing, path)
    before = lying(centre.home)
    refused(lambda: centre.unlock("manager"))
    assert lying(centre.home) == before
    for path in (centre.home / name, *centre.home.glob(f"{name}.*")):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    (centre.home / name).write_bytes(whole)
    centre.unlock("manager").close()


def test_newer_lock_files(centre: Centre) -> None:
    manifest, slots = centre.home / "manifest.json", centre.home / "slots.bin"
    kept = {path: path.read_bytes() for path in (manifest, slots)}
    told = json.loads(kept[manifest])
    told["body"] |= {"format": 99, "min_reader": 99}
    covered = {"body": told["body"], "turned": told["turned"]}
    told["digest"] = hashlib.sha256(canonical.dump(covered)).hexdigest()
    manifest.write_bytes(canonical.dump(told))
    refused(lambda: centre.unlock("manager"), CannotUnlock)
    manifest.write_bytes(kept[manifest])
    later = bytearray(kept[slots])
    later[10:12] = (99).to_bytes(2, "big")
    later[-32:] = hashlib.sha256(later[:-32]).digest()
    slots.write_bytes(later)
    before = lying(centre.home)
    refused(lambda: centre.unlock("manager"), CannotUnlock)
    assert lying(centre.home) == before
    assert later[:8] == slots_file.MAGIC


@pytest.mark.parametrize("thing", sorted({*THINGS} - {"nothing"}))
def test_in_the_place_of_the_anchor(thing: str, centre: Centre) -> None:
    """Records stay open without their anchor; it is told, what lay there is kept, and a new one begins."""
    keys = centre.unlock("manager")
    refused_before = centre.home / "anchor.bin"
    put(thing, refused_before)
    refused(lambda: Anchor(centre.home, keys).read("casework"), Damaged)
    with closing(Desk.open(centre.home, keys)) as desk:
        assert desk.doubts != ()
        assert desk.problems() == []
    assert len(list(centre.home.glob("anchor.bin.damaged-*"))) == 1
    with closing(Desk.open(centre.home, keys)) as desk:
        assert desk.doubts == ()


@pytest.mark.parametrize("thing", sorted({*THINGS} - {"another's", "plain"}))
def test_in_the_place_of_what_is_only_room_or_a_lock(thing: str, centre: Centre) -> None:
    for name in ("ballast.bin", "writer.lock"):
        put(thing, centre.home / name)
    with closing(centre.open("manager")) as desk:
        assert (desk.doubts, desk.problems()) == ((), [])


# -- what people carry ----------------------------------------------------------------------------------


@pytest.mark.parametrize("thing", sorted(THINGS))
def test_in_the_place_of_a_key_file(thing: str, centre: Centre, tmp_path: Path) -> None:
    path = tmp_path / "열쇠.key"
    put(thing, path)
    refused(lambda: unlock(centre.home, centre.users["manager"], PASSPHRASE, SecondSecret.keyfile(path)), CannotUnlock)


def test_a_newer_key_file(centre: Centre, tmp_path: Path) -> None:
    told = json.loads(centre.key_files["manager"].read_bytes())
    path = tmp_path / "열쇠.key"
    path.write_bytes(canonical.dump({**told, "format": 99, "min_reader": 99}))
    refused(lambda: keyfile.read(path, told["centre"], told["user"]), CannotUnlock)


@dataclass(frozen=True)
class Taken:
    """A backup and the keys that open it."""

    path: Path
    keys: Keys
    target: Path

    def refuses(self, *kinds: type[Refusal]) -> None:
        before = lying(self.path)
        refused(lambda: backups.verify(self.path, self.keys), *kinds)
        refused(lambda: backups.restore(self.path, self.target, self.keys, self.keys), *kinds)
        assert lying(self.path) == before
        assert not self.target.exists()
        assert not list(self.target.parent.glob(f".{self.target.name}*"))


@pytest.fixture
def taken(centre: Centre, tmp_path: Path) -> Taken:
    stick = tmp_path / "stick"
    stick.mkdir()
    with closing(centre.open("manager")) as desk:
        desk.cases.open_case("파란우산")
        return Taken(back_up(desk, stick).path, centre.unlock("manager"), tmp_path / "again")


@pytest.mark.parametrize("thing", sorted(THINGS))
def test_in_the_place_of_a_backups_file(thing: str, taken: Taken) -> None:
    for name in ("backup.json", *(f"db/{one}.db" for one in DATABASES)):
        path = taken.path / name
        whole = path.read_bytes()
        put(thing, path)
        taken.refuses()
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        for left in path.parent.glob(f"{path.name}-*"):
            left.unlink()
        path.write_bytes(whole)
    backups.restore(taken.path, taken.target, taken.keys, taken.keys)
    with closing(Desk.open(taken.target, taken.keys)) as desk:
        assert (desk.doubts, desk.problems(), desk.cases.total()) == ((), [], 1)


def test_a_newer_backup(taken: Taken) -> None:
    path = taken.path / "backup.json"
    told = json.loads(path.read_bytes().rsplit(b"\n", 1)[0]) | {"format": 99, "min_reader": 99}
    content = json.dumps(told, sort_keys=True).encode()
    path.write_bytes(content + b"\n" + taken.keys.sign(content).hex().encode())
    taken.refuses(BadInput)


def test_nothing_is_restored_over_something(taken: Taken) -> None:
    taken.target.mkdir()
    (taken.target / "편지").write_text("그대로")
    refused(lambda: backups.restore(taken.path, taken.target, taken.keys, taken.keys), Conflict)
    assert lying(taken.target).keys() == {"편지"}

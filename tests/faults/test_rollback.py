"""Older records in the place of newer ones: partial restores, cut logs, a cut or rewritten trail, and the whole folder put back.

What is not noticed is written down here as well: the one commit that a kill may leave, and a consistent rollback to a
moment after the key store was last told.
"""

from __future__ import annotations

import contextlib
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.desk import Desk
from app.kinds import Compartment
from app.store import database_path
from app.store.connection import connect
from app.vault import Keys
from app.vault.anchor_keeping import unpack
from tests.conftest import Centre

STAGES = 8


@dataclass
class Past:
    """A centre that was worked in, with copies of its folder at several moments; each copy lay under an open desk."""

    keys: Keys
    root: Path
    told: list[str] = field(default_factory=list)
    counters: list[int] = field(default_factory=list)

    @property
    def last(self) -> int:
        return len(self.told) - 1

    def at(self, stage: int) -> Path:
        return self.root / f"stage-{stage}"

    def fresh(self, name: str, stage: int | None = None) -> Path:
        target = self.root / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.at(self.last if stage is None else stage), target)
        return target


def live(home: Path, keys: Keys, root: Path, chance: random.Random) -> Past:
    """Work in the centre, and keep a copy and what the key store is told after every stage."""
    past = Past(keys, root)
    desk = Desk.open(home, keys)
    text: str | None = None
    for stage in range(STAGES):
        for _change in range(chance.randint(2, 6)):
            case = desk.cases.open_case("파란우산").value
            desk.audit.write("case_read", case=case.id, by="test")
            desk.office.set("lock_idle", str(chance.randint(1, 90)))
        text = desk.freshness.put_down(text, kept=True).value
        past.told.append(text)
        past.counters.append(desk.database(Compartment.CASEWORK).state()[0])
        shutil.copytree(home, past.at(stage))
    desk.close()
    return past


@pytest.fixture(scope="module")
def past(founded: Centre, tmp_path_factory: pytest.TempPathFactory) -> Past:
    root = tmp_path_factory.mktemp("past")
    shutil.copytree(founded.home, root / "home")
    return live(root / "home", founded.unlock("manager"), root, random.Random(4))


@contextlib.contextmanager
def opened(home: Path, keys: Keys) -> Iterator[Desk]:
    desk = Desk.open(home, keys)
    try:
        yield desk
    finally:
        desk.close()


def casework(home: Path, keys: Keys) -> Path:
    return database_path(home, keys, Compartment.CASEWORK)


def with_log(path: Path) -> list[Path]:
    return [path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm")]


def replace(source: Path, target: Path) -> None:
    for old, new in zip(with_log(source), with_log(target), strict=True):
        new.unlink(missing_ok=True)
        if old.exists():
            shutil.copyfile(old, new)


# -- what is done to the folder; each returns whether it must be noticed -----------------------------


def one_file_put_back(past: Past, home: Path, chance: random.Random) -> bool:
    """A partial restore: one database is older than the rest."""
    stage = chance.randrange(past.last)
    compartment = chance.choice((Compartment.CASEWORK, Compartment.OFFICE))
    old = database_path(past.at(stage), past.keys, compartment)
    replace(old, database_path(home, past.keys, compartment))
    return True


def all_files_put_back(past: Past, home: Path, chance: random.Random) -> bool:
    """Every database, but not the anchor."""
    for compartment in (Compartment.CASEWORK, Compartment.OFFICE, Compartment.TRAINING):
        old = database_path(past.at(chance.randrange(past.last)), past.keys, compartment)
        replace(old, database_path(home, past.keys, compartment))
    return True


def log_cut(past: Past, home: Path, chance: random.Random) -> bool:
    """The log loses its end; it is lost what came after the cut, if a commit stood there."""
    log = with_log(casework(home, past.keys))[1]
    with log.open("r+b") as stream:
        stream.truncate(chance.randrange(written(log.read_bytes())))
    with_log(casework(home, past.keys))[2].unlink(missing_ok=True)
    return raw_counter(home, past.keys) < past.counters[-1]


def written(log: bytes) -> int:
    """How far the log is in use: frames of an earlier round, with another salt, may lie behind."""
    head, frame, salt = 32, 24 + 4096, log[16:24]
    at = head
    while at + frame <= len(log) and log[at + 8 : at + 16] == salt:
        at += frame
    return at


def log_gone(past: Past, home: Path, chance: random.Random) -> bool:
    for path in with_log(casework(home, past.keys))[1:]:
        path.unlink(missing_ok=True)
    return raw_counter(home, past.keys) < past.counters[-1]


def anchor_put_back(past: Past, home: Path, chance: random.Random) -> bool:
    """An older anchor beside newer records; each stage is more than one commit."""
    shutil.copyfile(past.at(chance.randrange(past.last)) / "anchor.bin", home / "anchor.bin")
    return True


def trail_cut(past: Past, home: Path, chance: random.Random) -> bool:
    """Somebody with the key of the database takes the newest entries of the trail away."""
    with raw(home, past.keys) as connection:
        connection.execute("DELETE FROM audit WHERE seq > (SELECT max(seq) FROM audit) - ?", (chance.randint(1, 3),))
    return True


def trail_told_anew(past: Past, home: Path, chance: random.Random) -> bool:
    """The same, with an entry changed and every fingerprint after it worked out anew."""
    from app.audit.chain import _digest

    with raw(home, past.keys) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(audit)")]
        rows = [dict(zip(columns, row, strict=True)) for row in connection.execute("SELECT * FROM audit ORDER BY seq")]
        spoiled, previous = chance.randrange(len(rows)), bytes(32)
        for at, row in enumerate(rows):
            row["kind"] = "practice" if at == spoiled else row["kind"]
            digest = _digest(previous, row, row["facts"])
            connection.execute(
                "UPDATE audit SET kind = ?, previous = ?, hash = ? WHERE seq = ?",
                (row["kind"], previous, digest, row["seq"]),
            )
            previous = digest
    return True


DEEDS = (one_file_put_back, all_files_put_back, log_cut, log_gone, anchor_put_back, trail_cut, trail_told_anew)


@contextlib.contextmanager
def raw(home: Path, keys: Keys) -> Iterator[Any]:
    """The database as somebody opens it who has its key and no manners."""
    with contextlib.closing(connect(casework(home, keys), keys.raw_key(Compartment.CASEWORK))) as connection:
        yield connection


def raw_counter(home: Path, keys: Keys) -> int:
    with raw(home, keys) as connection:
        found = connection.execute("SELECT value FROM meta WHERE id = 'counter'").fetchone()
    return int(found[0])


def try_deeds(past: Past, count: int, seed: int) -> tuple[int, list[str]]:
    """Do one of the deeds, open the desk; returns how often something was to be noticed, and where it was not."""
    due, unnoticed = 0, []
    for number in range(count):
        chance = random.Random(seed + number)
        deed = DEEDS[number % len(DEEDS)]
        home = past.fresh("home")
        must = deed(past, home, chance)
        due += must
        with opened(home, past.keys) as desk:
            kinds = [entry.kind for entry in desk.audit.entries(limit=3)]
            if must and not (desk.doubts and "freshness_doubted" in kinds):
                unnoticed.append(f"{deed.__name__} {number}")
            if not must and desk.doubts:
                unnoticed.append(f"{deed.__name__} {number}: a doubt without a cause")
            assert desk.cases.total() >= 0, "an older store is opened all the same"
        with opened(home, past.keys) as again:
            if again.doubts:
                unnoticed.append(f"{deed.__name__} {number}: said twice")
    return due, unnoticed


def test_untouched_records_are_not_doubted(past: Past) -> None:
    for stage in range(STAGES):
        with opened(past.fresh("home", stage), past.keys) as desk:
            assert desk.doubts == ()
            assert desk.freshness.compare(past.told[stage]).value == ()
            assert desk.trail_problems() == []


def test_thirty_rollbacks_and_cuts_are_noticed(past: Past) -> None:
    due, unnoticed = try_deeds(past, 30, 100)
    assert unnoticed == []
    assert due >= 27, "most of what was done had to be noticed"


@pytest.mark.slow
def test_three_hundred_rollbacks_and_cuts_are_noticed(past: Past) -> None:
    due, unnoticed = try_deeds(past, 300, 1000)
    assert unnoticed == []
    assert due >= 280


@pytest.mark.parametrize("stage", range(STAGES - 1))
def test_the_whole_folder_put_back_is_noticed_by_the_key_store(past: Past, stage: int) -> None:
    with opened(past.fresh("home", stage), past.keys) as desk:
        assert desk.doubts == (), "the folder itself is all of one age: nothing in it tells"
        (said, *_more) = desk.freshness.compare(past.told[-1]).value
        assert "열쇠 보관함" in said
        entry = desk.audit.entries(limit=1)[0]
        assert (entry.kind, entry.facts["key_store"]) == ("freshness_doubted", True)
        assert set(entry.facts["databases"]) == {"casework", "office"}


def test_a_rollback_to_a_moment_after_the_last_telling_is_the_limit(past: Past) -> None:
    """What vault.md says: up to the age of what the key store knows."""
    with opened(past.fresh("home", 5), past.keys) as desk:
        assert desk.freshness.compare(past.told[4]).value == ()


@pytest.mark.parametrize("stage", [1, 4])
def test_records_that_went_on_elsewhere_are_noticed(past: Past, stage: int) -> None:
    """Put back, worked on until it is ahead of what is remembered, and brought back."""
    home = past.fresh("home", stage)
    with opened(home, past.keys) as desk:
        known = unpack(past.keys, past.told[-1]).marks["casework"].counter
        while desk.database(Compartment.CASEWORK).state()[0] <= known + 5:
            desk.cases.open_case("다른 곳")
    with opened(home, past.keys) as desk:
        assert desk.doubts == ()
        assert any("이어지지 않습니다" in one for one in desk.freshness.compare(past.told[-1]).value)


def test_a_trail_told_anew_no_longer_fits_its_checkpoints(past: Past) -> None:
    home = past.fresh("home")
    trail_told_anew(past, home, random.Random(1))
    with opened(home, past.keys) as desk:
        assert desk.audit.problems() == [], "the chain itself was made to fit"
        assert desk.trail_problems() != []


def test_one_commit_between_record_and_anchor_is_a_kill_and_no_doubt(past: Past) -> None:
    """The other limit: that write was never acknowledged."""
    home = past.fresh("home")
    with opened(home, past.keys) as desk:
        before = (home / "anchor.bin").read_bytes()
        desk.cases.open_case("한 번")
    (home / "anchor.bin").write_bytes(before)
    with opened(home, past.keys) as desk:
        assert desk.doubts == ()

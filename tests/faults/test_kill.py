"""Kill −9 in the middle of writing, a thousand times in a long run: no acknowledged write is lost, the file stays whole."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

import pytest

from app.clock import new_id
from app.kinds import Compartment
from app.store import Database, database_path
from app.vault import Anchor, Keys
from tests.conftest import Centre

OFTEN, SELDOM = 1000, 20

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill −9 and fork are POSIX")


def open_casework(home: Path, keys: Keys) -> Database:
    path = database_path(home, keys, Compartment.CASEWORK)
    raw_key = keys.raw_key(Compartment.CASEWORK)
    return Database.open(path, raw_key, "casework", who=keys.user, device=keys.device, anchor=Anchor(home, keys))


def write_until_killed(home: Path, keys: Keys, acknowledged: int) -> None:
    """The child: each id goes into the pipe only after atomic() returned."""
    database = open_casework(home, keys)
    while True:
        record = new_id()
        with database.atomic():
            database.insert("person", {"id": record, "alias": "파란우산", "phone": "010-0000-1234"})
            database.change("person", record, {"alias": f"느티나무 {record[-4:]}"})
        os.write(acknowledged, record.encode())


def one_life(home: Path, keys: Keys, after: float) -> list[str]:
    """Fork, let it write, kill it; returns what it acknowledged."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            write_until_killed(home, keys, writer)
        finally:
            os._exit(3)
    os.close(writer)
    first = os.read(reader, 32)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    rest = bytearray(first)
    while piece := os.read(reader, 65536):
        rest += piece
    os.close(reader)
    return [rest[i : i + 32].decode() for i in range(0, len(rest) - 31, 32)]


def doubts(home: Path, keys: Keys, last: str) -> list[str]:
    """What is wrong right after a kill, before anybody writes again."""
    database = open_casework(home, keys)
    found = ["rolled back"] if database.rolled_back else []
    if database.value("SELECT count(*) FROM person WHERE id = ?", (last,)) != 1:
        found.append(f"{last} is gone")
    database.close()
    return found


def test_no_acknowledged_write_is_lost(centre: Centre, long: bool) -> None:
    keys = centre.unlock("counsellor")
    chance, kills = random.Random(1), OFTEN if long else SELDOM
    acknowledged: list[str] = []
    for number in range(kills):
        # Every tenth life is long enough to move the log into the file, several times over.
        acknowledged += one_life(centre.home, keys, chance.random() * (0.4 if number % 10 == 9 else 0.02))
        assert doubts(centre.home, keys, acknowledged[-1]) == [], f"after kill {number + 1}"
    database = open_casework(centre.home, keys)
    kept = {row["id"]: row["alias"] for row in database.rows("SELECT id, alias FROM person")}
    assert len(acknowledged) >= kills, "every life acknowledged at least one write before it ended"
    assert [one for one in acknowledged if one not in kept] == []
    assert all(alias.startswith("느티나무") for alias in kept.values()), "a transaction was kept in half"
    assert not database.rolled_back
    assert database.problems() == []
    found = {hit.entity_id for hit in database.find("느티나무", limit=len(kept) + 1)}
    assert found == set(kept), "the search index follows every write that was kept"
    database.close()
    print(f"{kills} kills, {len(acknowledged)} acknowledged writes, 0 lost")

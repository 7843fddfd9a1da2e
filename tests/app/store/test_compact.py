"""Compacting rewrites a database beside the old one, and the old one stays until the new one was verified."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.clock import new_id
from app.errors import Busy, Damaged
from app.store import Database, compact
from tests.conftest import FileAnchor


def fill(database: Database, people: int) -> list[str]:
    ids = [new_id() for _one in range(people)]
    with database.atomic():
        for one in ids:
            database.insert("person", {"id": one, "alias": f"느티나무 {one[-6:]}", "note": "가" * 400})
    return ids


def opened(folder: Path, raw_key: str) -> Database:
    anchor = FileAnchor(folder / "anchor.json")
    return Database.open(folder / "casework.db", raw_key, "casework", who="user-1", device="B", anchor=anchor)


def test_rows_index_counter_and_head_come_through_and_the_file_shrinks(raw_key: str, tmp_path: Path) -> None:
    Database.create(tmp_path / "casework.db", raw_key, "casework")
    casework = opened(tmp_path, raw_key)
    ids = fill(casework, 300)
    with casework.atomic():
        for one in ids[10:]:
            casework.remove("person", one)
    state = casework.rows("SELECT id, value FROM meta ORDER BY id")
    casework.close()
    before, after = compact(tmp_path / "casework.db", raw_key)
    assert after < before
    again = opened(tmp_path, raw_key)
    assert again.rows("SELECT id, value FROM meta ORDER BY id") == state
    assert {hit.entity_id for hit in again.find("느티나무")} == set(ids[:10])
    assert not again.rolled_back
    assert again.problems() == []
    fill(again, 1)
    again.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["anchor.json", "casework.db"]


def test_somebody_who_still_reads_keeps_the_old_file(casework: Database, raw_key: str, tmp_path: Path) -> None:
    fill(casework, 20)
    reader = Database.open(tmp_path / "casework.db", raw_key, "casework", who="user-1", device="B")
    reader._db.execute("BEGIN")
    assert reader.value("SELECT count(*) FROM person") == 20
    fill(casework, 5)
    inode = (tmp_path / "casework.db").stat().st_ino
    with pytest.raises(Busy):
        compact(tmp_path / "casework.db", raw_key)
    reader._db.execute("COMMIT")
    reader.close()
    assert (tmp_path / "casework.db").stat().st_ino == inode
    assert casework.value("SELECT count(*) FROM person") == 25
    assert not list(tmp_path.glob("*.compact*"))


def test_a_damaged_page_stops_it_before_the_swap(raw_key: str, tmp_path: Path) -> None:
    path = tmp_path / "casework.db"
    Database.create(path, raw_key, "casework")
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)
    with pytest.raises(Damaged):
        compact(path, raw_key)
    assert path.read_bytes() == bytes(whole)
    assert not list(tmp_path.glob("*.compact*"))

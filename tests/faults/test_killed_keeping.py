"""Kills −9 inside backup, restore, drill and erasure: what stands is whole, and one key opens it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Station
from tests.faults.test_killed_commands import Killer

SELDOM, OFTEN = 3, 100

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill −9 is POSIX")


@pytest.fixture(params=[SELDOM, pytest.param(OFTEN, marks=pytest.mark.slow)])
def kills(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def ready(station: Station) -> Station:
    """With a sealed file in the evidence, so that there is more than databases to copy."""
    path = station.home / "evidence" / "ab" / "cd" / "one.ev1"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"sealed" * 50_000)
    return station


def cases_of(station: Station) -> list[Any]:
    return list(station.answer("manager", "case", "list")["cases"])


def closed_cases(station: Station) -> list[str]:
    """Cases that may be marked for erasure."""
    decided = [
        (one["id"], station.run("manager", "retention", "decide", one["id"], "erase")) for one in cases_of(station)
    ]
    return [ident for ident, done in decided if done.code == 0]


def test_backup(kills: int, ready: Station, tmp_path: Path) -> None:
    killer, stick = Killer(11), tmp_path / "stick"
    stick.mkdir()
    words = [*ready.words("manager"), "store", "backup", str(stick)]
    killer.whole(words)
    for _number in range(kills):
        killer.strike(words)
        assert ready.answer("manager", "store", "verify")["whole"] is True
    last = ready.answer("manager", "store", "backup", str(stick))["backup"]
    named = sorted(stick.glob("gyeot-backup-*"))
    for backup in {*named[-3:], Path(last)}:
        assert ready.answer("manager", "store", "drill", str(backup))["holds"] is True
    assert [path.name for path in stick.glob(".*")] == [], "the last run went on with what was begun, or took it away"
    assert killer.killed >= 1


def test_restore_with_a_list_of_what_was_erased_since(kills: int, ready: Station, tmp_path: Path) -> None:
    killer, again = Killer(12), tmp_path / "다시"
    backup = ready.answer("manager", "store", "backup", str(tmp_path))["backup"]
    gone = closed_cases(ready)[0]
    ready.answer("manager", "retention", "erase", gone, "--ground", "request")
    left = {one["id"] for one in cases_of(ready)}
    words = [*ready.words("manager"), "store", "restore", backup]
    killer.whole([*words, str(tmp_path / "first")])
    for _number in range(kills):
        killer.strike([*words, str(again)])
        if again.exists():
            assert {one["id"] for one in cases_of(Station(again, ready.users))} == left
            shutil.rmtree(again)
    assert ready.answer("manager", "store", "restore", backup, str(again))["erased_again"] > 0
    assert {one["id"] for one in cases_of(Station(again, ready.users))} == left
    assert (again / "evidence" / "ab" / "cd" / "one.ev1").exists()
    assert killer.killed >= 1


def test_drill(kills: int, ready: Station, tmp_path: Path) -> None:
    killer = Killer(13)
    backup = ready.answer("manager", "store", "backup", str(tmp_path))["backup"]
    words = [*ready.words("manager"), "store", "drill", backup]
    killer.whole(words)
    for _number in range(kills):
        killer.strike(words)
    assert ready.answer("manager", "store", "drill", backup)["holds"] is True
    assert not (ready.home / "drill").exists()
    assert killer.killed >= 1


def test_erasure(kills: int, ready: Station, tmp_path: Path) -> None:
    killer = Killer(14)
    first, *_rest = closed_cases(ready)
    before = {one["id"] for one in cases_of(ready)}
    kept = tmp_path / "before"
    shutil.copytree(ready.home, kept)
    words = [*ready.words("manager"), "retention", "erase", first, "--ground", "request"]
    killer.whole(words)
    for _number in range(kills):
        shutil.rmtree(ready.home)
        shutil.copytree(kept, ready.home)
        killer.strike(words)
        now = {one["id"] for one in cases_of(ready)}  # opening ends what the kill cut off
        assert now in (before, before - {first}), "all of it, or none"
        if now != before:
            (entry,) = ready.answer("manager", "retention", "log")["log"]
            assert entry["rewritten_at"] is not None
            assert first.encode() in (ready.home / "erased.bin").read_bytes()
        assert ready.answer("manager", "store", "verify")["whole"] is True
        assert not list((ready.home / "db").glob("*.compact*"))
    assert killer.killed >= 1

"""The disk is full at one place of a day after the other: a sentence, nothing lost, and work goes on once there is room again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PASSPHRASE, Centre
from tests.faults.disk import record

MANY, FEW = 50, 8


@pytest.fixture
def days(centre: Centre, place: Path, long: bool) -> list[dict[str, Any]]:
    """A day with room for all of it, and one for each point."""
    folder = place / "disk"
    folder.mkdir()
    told = {
        "folder": str(folder), "centre": str(centre.home), "passphrase": PASSPHRASE, "users": centre.users,
        "key_files": {part: str(path) for part, path in centre.key_files.items()}, "points": MANY if long else FEW,
    }  # fmt: skip
    return [json.loads(line) for line in record.run(folder, "full", told).splitlines()]


def test_a_full_disk_loses_nothing(days: list[dict[str, Any]], long: bool) -> None:
    whole, *full = days
    assert (whole["refused"], whole["wrong"]) == ([], [])
    assert len(full) == (MANY if long else FEW)
    for day in full:
        assert day["wrong"] == [], day
        assert day["refusals"] > 0, "this disk was not full"
        assert day["refused"], "a full disk was not told"
        assert all(text.endswith(".") for text in day["refused"]), day["refused"]
    told = {text.partition(":")[0] for day in full for text in day["refused"]}
    assert told >= {"case", "note", "backup", "phrase"}, "every kind of write met a full disk"
    done = {text.partition(":")[0] for day in full for text in day["done"]}
    assert done >= {"case", "note", "draft", "office"}
    print(f"{len(full)} points, {sum(day['refusals'] for day in full)} refused calls, 0 lost")


def test_a_brimful_disk_opens_for_the_last_words(centre: Centre, place: Path) -> None:
    folder = place / "disk"
    folder.mkdir()
    told: dict[str, object] = {
        "folder": str(folder), "centre": str(centre.home), "passphrase": PASSPHRASE, "users": centre.users,
        "key_files": {part: str(path) for part, path in centre.key_files.items()},
    }  # fmt: skip
    seen = json.loads(record.run(folder, "brimful", told))
    assert any("남겨 둔 자리를 비웠으니" in said for said in seen["notices"]), "what happened, and what to do"
    assert (seen["read"], seen["draft"], seen["ballast_then"]) == ("파란우산", True, False)
    assert seen["without_any"].endswith(".")
    assert seen["after"] == []
    assert seen["there"] == ["파란우산", "달맞이"]
    assert (seen["kept_draft"], seen["ballast_after_a_draft"]) == (True, False), "what is being written is kept first"
    assert seen["ballast_after"], "laid again, as there is room"

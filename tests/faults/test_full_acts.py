"""The disk becomes full inside taking in evidence, a new key, a sealing, enrolling, leaving, arriving: words, nothing lost, no orphan, and again later."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import PASSPHRASE, Centre
from tests.faults.disk import record

MANY, FEW = 50, 5


@pytest.mark.parametrize("act", ["evidence", "rekey", "sealing", "enrolling", "leaving", "arriving"])
def test_it_is_done_whole_or_not_at_all(act: str, centre: Centre, place: Path, long: bool) -> None:
    folder, points = place / "disk", MANY if long else FEW
    folder.mkdir()
    told = {
        "folder": str(folder), "centre": str(centre.home), "passphrase": PASSPHRASE, "users": centre.users,
        "key_files": {part: str(path) for part, path in centre.key_files.items()}, "points": points, "act": act,
    }  # fmt: skip
    whole, *full = [json.loads(line) for line in record.run(folder, "filling", told).splitlines()]
    assert (whole["refused"], whole["wrong"], whole["done"]) == ([], [], True)
    assert len(full) == points
    for tried in full:
        assert tried["wrong"] == [], tried
        assert tried["refusals"] > 0, f"this disk was not full: {tried}"
        assert tried["done"] or all(text.endswith(".") for text in tried["refused"]), tried
    assert any(tried["refused"] for tried in full)
    print(f"{act}: {points} points, {sum(one['refusals'] for one in full)} refused calls, 0 lost")

"""Kills inside sealing, a new key and opening again: the case is always whole in exactly one place."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from app.desk import Desk
from tests.app.walls.conftest import fill
from tests.conftest import PASSPHRASE, Centre

ROOT = Path(__file__).parents[2]
WITHIN = 0.6
"""Seconds: a whole round of sealing, rekeying and opening again takes about half of it."""


def killed(centre: Centre, case_id: str, after: float) -> None:
    told = {
        "home": str(centre.home), "user": centre.users["counsellor"], "passphrase": PASSPHRASE,
        "key_file": str(centre.key_files["counsellor"]), "case": case_id, "people": [centre.users["counsellor"]],
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.faults.sealer"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps(told) + "\n")
        child.stdin.flush()
        assert child.stdout.readline() == "begins\n"
        try:
            child.wait(timeout=after)
        except subprocess.TimeoutExpired:
            child.kill()


def whole(desk: Desk, case_id: str, events: int, home: Path) -> str:
    """Where the case is: once, with everything; no file that counts for nothing."""
    sealed = desk.sealed.listed()
    files = {path.name for path in (home / "sealed").glob("*.db")}
    assert desk.problems() == []
    assert len(files) == len(sealed)
    here = desk.database("casework").value("SELECT count(*) FROM casefile WHERE id = ?", (case_id,))  # type: ignore[arg-type] # a compartment's name is one
    assert here + len(sealed) == 1
    if not sealed:
        assert len(desk.cases.timeline(case_id)) == events
        assert desk.cases.find("파란우산")
        return "open"
    inner = desk.sealed.open(sealed[0].id)
    assert len(inner.cases.timeline(case_id)) == events
    assert not inner.rolled_back
    assert inner.problems() == []
    inner.close()
    assert desk.cases.find("파란우산") == ()
    return "sealed"


def run(centre: Centre, kills: int, seed: int) -> dict[str, int]:
    chance = random.Random(seed)
    desk = centre.open()
    case = fill(desk)
    events = len(desk.cases.timeline(case.id))
    desk.close()
    found: dict[str, int] = {}
    for _kill in range(kills):
        killed(centre, case.id, chance.uniform(0.0, WITHIN))
        desk = centre.open()
        assert desk.doubts == ()
        state = whole(desk, case.id, events, centre.home)
        found[state] = found.get(state, 0) + 1
        if state == "sealed":
            desk.sealed.unseal(desk.sealed.listed()[0].id)
        desk.close()
    return found


def test_a_few_kills(centre: Centre) -> None:
    assert sum(run(centre, 5, 7).values()) == 5


@pytest.mark.slow
def test_many_kills(centre: Centre) -> None:
    found = run(centre, 100, 11)
    assert set(found) == {"open", "sealed"}, found

"""Hostile bytes for every reader: nothing but the declared errors, no hang, no memory without bound.

Coverage-guided (atheris); each run is a process of its own. A short run mixes all readers, a long one gives each its
share of ten minutes.
"""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.attacks.fuzz.targets import targets

ROOT = Path(__file__).resolve().parents[2]
SHORT, LONG = 6, 600
"""Seconds, for all readers together."""
SIGNED_BY_OTHERS = {"application", "card", "receipt", "sum", "telling", "held telling"}
"""They begin with a roster, which is none of them; each has a twin that begins with its own."""

pytestmark = pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not here: NOTHING WAS FUZZED")


def fuzzed(name: str, seconds: int, folder: Path) -> int:
    """How many inputs a run tried; fails with the input that was not answered as declared."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.attacks.fuzz.run", name, str(seconds), str(folder)],
        cwd=ROOT, capture_output=True, text=True, errors="replace",
    )  # fmt: skip
    found = [path.read_bytes()[:400].hex() for path in folder.glob("found-*")]
    assert (done.returncode, found) == (0, []), f"{name}: {done.stderr[-4000:]}"
    units = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    assert units, done.stderr[-2000:]
    return int(units[1])


def test_the_readers_take_what_is_whole(tmp_path: Path) -> None:
    """What a fuzzing run begins with is no noise: the first seed of every reader is read to its end."""
    for target in targets(tmp_path):
        if target.name not in SIGNED_BY_OTHERS:
            target.read(target.seeds[0])


def test_hostile_bytes_are_answered(tmp_path: Path) -> None:
    assert fuzzed("all", SHORT, tmp_path / "all") > 300


@pytest.mark.slow
def test_each_reader_for_its_share_of_ten_minutes(tmp_path: Path) -> None:
    names = [target.name for target in targets(tmp_path / "names")]
    tried = {name: fuzzed(name, LONG // len(names), tmp_path / str(number)) for number, name in enumerate(names)}
    print(tried)
    assert min(tried.values()) > 50, tried

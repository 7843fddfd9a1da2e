"""A counsellor works, and nothing of it is lost: hypothesis plays them on a real centre."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import Centre
from tests.play.counsellor import Counsellor
from tests.play.sitting import Sitting

EVERYTHING = tuple(HealthCheck)
LIFE = 500
"""Steps on one centre before the next is founded."""


def play(founded: Centre, folder: Path, *, lives: int, steps: int, seeded: bool, every: int) -> int:
    """How many steps were taken in all."""
    Counsellor.founded, Counsellor.folder, Counsellor.every = founded, folder, every
    Sitting.steps = Sitting.refused = 0
    run_state_machine_as_test(
        Counsellor,
        settings=settings(
            max_examples=lives, stateful_step_count=steps, deadline=None, database=None, derandomize=seeded,
            phases=(Phase.generate,), suppress_health_check=EVERYTHING, print_blob=not seeded,
        ),
    )  # fmt: skip
    return Sitting.steps


def test_three_hundred_steps(founded: Centre, tmp_path: Path) -> None:
    assert play(founded, tmp_path, lives=3, steps=110, seeded=True, every=60) >= 300
    assert 0 < Sitting.refused < Sitting.steps


@pytest.mark.slow
def test_ten_thousand_steps(founded: Centre, tmp_path: Path) -> None:
    taken = 0
    while taken < 10_000:
        taken += play(founded, tmp_path, lives=5, steps=LIFE, seeded=False, every=100)

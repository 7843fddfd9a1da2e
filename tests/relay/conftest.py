from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.relay.running import RunningRelay


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RunningRelay]:
    running = RunningRelay(tmp_path / "relay").start()
    yield running
    running.stop()

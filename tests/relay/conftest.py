from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.relay.clusters import Cluster, programs
from tests.relay.running import RunningRelay

_SKIPPED = "gyeot: no PostgreSQL on this computer"
EASY = 40
"""Numbers to try for a proof of work in tests."""


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RunningRelay]:
    running = RunningRelay(tmp_path / "relay").start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A throw-away PostgreSQL; a developer's machine without one skips, CI never does."""
    found = programs()
    if found is None:
        assert os.environ.get("CI", "").lower() not in ("1", "true"), "CI tests the relay on PostgreSQL"
        pytest.skip(_SKIPPED)
    running = Cluster(found)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def channel(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRelay]:
    """One relay for many tests, once on each database; every test brings centres of its own."""
    options = {} if request.param == "sqlite" else {"database": request.getfixturevalue("cluster").fresh()}
    folder = tmp_path_factory.mktemp(request.param) / "relay"
    running = RunningRelay(folder, options={"work": EASY, "log": True, **options}).start()
    yield running
    running.stop()


@pytest.fixture
def http(channel: RunningRelay) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=channel.url, timeout=30) as client:
        yield client


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    without = [one for one in terminalreporter.stats.get("skipped", []) if _SKIPPED in str(one.longrepr)]
    if without:
        terminalreporter.write_line(
            f"{len(without)} tests of the relay on PostgreSQL did NOT run: {_SKIPPED}.", red=True
        )

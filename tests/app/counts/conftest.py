from __future__ import annotations

from collections.abc import Callable

import pytest

from app.counts import Counts
from app.outbox import Outbox
from app.store import Database
from tests.app.counts.centre import Books, City, StaffKeys


@pytest.fixture
def keys() -> StaffKeys:
    return StaffKeys()


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def outbox(casework: Database) -> Outbox:
    return Outbox(casework)


@pytest.fixture
def counts(casework: Database, keys: StaffKeys, outbox: Outbox, city: City) -> Counts:
    return Counts(casework, keys, outbox, city.roster(keys))


@pytest.fixture
def books(casework: Database) -> Books:
    return Books(casework)


@pytest.fixture
def arrive(counts: Counts, outbox: Outbox, city: City) -> Callable[[str], None]:
    """Send a round and let its receipt come back."""

    def _arrive(round_id: str) -> None:
        counts.send(round_id)
        counts.take_receipt(city.receipt(outbox.of(round_id).body))

    return _arrive

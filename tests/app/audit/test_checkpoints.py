"""Signed checkpoints: when they are made, and what no longer fits them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.audit import EVERY, Audit, Checkpoints
from app.desk import Desk
from app.kinds import Compartment
from app.store import database_path
from app.store.connection import connect
from tests.conftest import Centre


class OtherComputer:
    """A key that is not this installation's."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()
        self.device_public = self._key.public_key().public_bytes_raw()
        self.device_publics = (self.device_public,)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


@pytest.fixture
def worked(centre: Centre) -> Iterator[tuple[Desk, Checkpoints]]:
    """A desk with three checkpoints of three entries each."""
    desk = centre.open("manager")
    checkpoints = Checkpoints(desk.database(Compartment.CASEWORK), desk.keys)
    for _round in range(3):
        for _entry in range(3):
            desk.audit.write("case_read", case="c", by="test")
        assert checkpoints.write() is not None
    assert checkpoints.problems() == []
    yield desk, checkpoints
    desk.close()


def by_hand(desk: Desk, sql: str, *values: Any) -> None:
    """Somebody with the key of the database, past every rule of the store."""
    path = database_path(desk.home, desk.keys, Compartment.CASEWORK)
    with contextlib.closing(connect(path, desk.keys.raw_key(Compartment.CASEWORK))) as connection:
        assert connection.execute(sql, values).rowcount > 0


def test_one_is_signed_after_so_many_entries_without_being_asked(desk: Desk) -> None:
    checkpoints = Checkpoints(desk.database(Compartment.CASEWORK), desk.keys)
    for _entry in range(EVERY - 1):
        desk.audit.write("case_read", case="c", by="test")
    assert checkpoints.all() == ()
    desk.audit.write("case_read", case="c", by="test")
    (made,) = checkpoints.all()
    assert (made.number, made.entries) == (1, EVERY)
    for _entry in range(EVERY):
        desk.audit.write("case_read", case="c", by="test")
    assert [(one.number, one.entries) for one in checkpoints.all()] == [(1, EVERY), (2, 2 * EVERY)]
    assert checkpoints.problems() == []


def test_nothing_new_makes_no_new_one(worked: tuple[Desk, Checkpoints]) -> None:
    _desk, checkpoints = worked
    newest = checkpoints.newest()
    assert checkpoints.write() == newest
    assert len(checkpoints.all()) == 3


def test_a_cut_trail_is_found(worked: tuple[Desk, Checkpoints]) -> None:
    desk, checkpoints = worked
    by_hand(desk, "DELETE FROM audit WHERE seq > 7")
    assert desk.audit.problems() == [], "a chain alone does not miss its end"
    assert len(checkpoints.problems()) == 1


def test_an_entry_taken_from_the_middle_is_found(worked: tuple[Desk, Checkpoints]) -> None:
    desk, checkpoints = worked
    by_hand(desk, "DELETE FROM audit WHERE seq = 5")
    assert desk.audit.problems() != []
    assert len(checkpoints.problems()) == 1


def test_a_missing_or_changed_checkpoint_is_found(worked: tuple[Desk, Checkpoints]) -> None:
    desk, checkpoints = worked
    by_hand(desk, "UPDATE checkpoint SET entries = 4 WHERE number = 1")
    assert any("서명" in one for one in checkpoints.problems())
    by_hand(desk, "DELETE FROM checkpoint WHERE number = 1")
    assert any("앞에" in one for one in checkpoints.problems())


def test_one_signed_elsewhere_is_found(worked: tuple[Desk, Checkpoints]) -> None:
    desk, checkpoints = worked
    database = desk.database(Compartment.CASEWORK)
    desk.audit.write("case_read", case="c", by="test")
    Checkpoints(database, OtherComputer()).write()
    assert any("서명" in one for one in checkpoints.problems())


def test_a_long_chain_is_read_in_slices_and_can_be_left(desk: Desk) -> None:
    steps: list[int] = []
    desk.audit.write("case_read", case="c", by="test")
    assert desk.audit.problems(lambda: steps.append(1)) == []
    assert steps == [1]

    def leave() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.audit.problems(leave)


def test_the_chain_of_a_bare_audit_still_holds(desk: Desk) -> None:
    Audit(desk.database(Compartment.OFFICE)).write("case_read", case="c", by="test")
    assert desk.office_audit.problems() == []

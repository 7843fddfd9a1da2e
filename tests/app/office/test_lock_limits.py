"""When the desks of a centre lock: read by everybody, set by a manager, within bounds."""

from __future__ import annotations

import pytest

from app.desk import Desk
from app.errors import BadInput, Denied
from app.office import Limits
from tests.conftest import Centre


def test_what_nobody_set_is_ten_minutes_and_an_hour(desk: Desk) -> None:
    assert desk.lock_limits.limits() == Limits(10, 60)


def test_a_manager_sets_them_for_everybody(centre: Centre) -> None:
    manager = centre.open("manager")
    assert manager.lock_limits.set(5, 90).value == Limits(5, 90)
    manager.close()
    counsellor = centre.open()
    assert counsellor.lock_limits.limits() == Limits(5, 90)
    with pytest.raises(Denied):
        counsellor.lock_limits.set(20, 90)
    counsellor.close()


@pytest.mark.parametrize(
    ("idle", "contact", "field"), [(0, 60, "idle"), (61, 90, "idle"), (10, 9, "contact"), (10, 241, "contact"), (30, 20, "contact")]
)  # fmt: skip
def test_limits_that_help_nobody_are_refused(centre: Centre, idle: int, contact: int, field: str) -> None:
    manager = centre.open("manager")
    with pytest.raises(BadInput) as told:
        manager.lock_limits.set(idle, contact)
    assert told.value.field == field
    assert manager.lock_limits.limits() == Limits()
    manager.close()


def test_a_setting_that_is_no_limit_counts_as_not_set(centre: Centre) -> None:
    manager = centre.open("manager")
    manager.office.set("lock.idle", "0")
    manager.office.set("lock.contact", "soon")
    assert manager.lock_limits.limits() == Limits()
    manager.close()

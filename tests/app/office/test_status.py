"""What somebody is in law follows from the role until a manager says otherwise."""

from __future__ import annotations

import pytest

from app.changes import Changes
from app.desk import Desk
from app.duties import duties_for
from app.errors import BadInput, Denied
from app.kinds import Role
from app.office import Member
from tests.conftest import Centre


def test_the_role_says_it_first(desk: Desk, centre: Centre) -> None:
    found = {role: desk.office.status_of(user) for role, user in centre.users.items()}
    assert found == {"manager": "head", "manager2": "head", "counsellor": "counsellor", "trainer": "trainer"}
    assert desk.office.status_of("nobody here") == "counsellor", (
        "somebody not on the list yet is what their own role is"
    )


def test_a_manager_says_otherwise_and_the_duties_follow(centre: Centre) -> None:
    desk = centre.open("manager")
    done = desk.office.set_status(centre.users["counsellor"], "volunteer")
    assert Changes.STAFF in done.changes
    status = desk.office.status_of(centre.users["counsellor"])
    assert status == "volunteer"
    assert duties_for("sexual_violence", status) != duties_for("sexual_violence", "counsellor")
    with pytest.raises(BadInput):
        desk.office.set_status(centre.users["counsellor"], "king")
    assert desk.office.status_of(centre.users["counsellor"]) == "volunteer"
    desk.close()


def test_nobody_says_it_of_themselves(desk: Desk, centre: Centre) -> None:
    with pytest.raises(Denied):
        desk.office.set_status(centre.users["counsellor"], "head")
    assert desk.office.status_of(centre.users["counsellor"]) == "counsellor"


def test_every_role_has_one() -> None:
    for role in Role:
        assert Member("x", "느티", role, ()).status

"""Ring keys through changes of staff: who stays goes on reading, who left reads nothing that came later."""

from __future__ import annotations

from contextlib import closing

import pytest

from app.desk import Desk
from app.errors import Damaged, Denied
from app.flows import break_glass, intake_renewal
from app.flows.break_glass import Proof
from app.inbox import Rings
from app.kinds import Compartment, Right, Role
from app.vault import Home
from tests.conftest import PASSPHRASE, Centre

INTAKE = Compartment.INTAKE


def officer(centre: Centre, name: str, *, yes: bool = True) -> None:
    """Give somebody the right to open arrived reports, or take it away, as a manager does."""
    with closing(centre.open("manager")) as desk:
        rights = frozenset({Right.INTAKE_OFFICER}) if yes else frozenset[Right]()
        desk.people.change(centre.users[name], Role(name), rights)


def rings(desk: Desk) -> Rings:
    return Rings(desk.database(Compartment.OFFICE), desk.keys)


def test_the_first_officer_begins_a_ring_and_nobody_else_can(centre: Centre) -> None:
    officer(centre, "counsellor")
    with closing(centre.open()) as desk:
        number, key = rings(desk).newest(INTAKE)
        assert rings(desk).newest(INTAKE) == (number, key) == (1, rings(desk).key(INTAKE, 1))
    with closing(centre.open("manager")) as desk, pytest.raises(Denied):
        rings(desk).newest(INTAKE)


def test_a_second_officer_reads_what_came_before_once_the_first_came_by(centre: Centre) -> None:
    officer(centre, "counsellor")
    with closing(centre.open()) as desk:
        _number, old = rings(desk).newest(INTAKE)
    officer(centre, "trainer")
    with closing(centre.open("trainer")) as desk, pytest.raises(Denied):
        rings(desk).key(INTAKE, 1)
    with closing(centre.open()) as desk:
        assert INTAKE in desk.renewed.done
        assert rings(desk).key(INTAKE, 1) == old
        number, new = rings(desk).newest(INTAKE)
        assert (number, new != old) == (2, True)
    with closing(centre.open("trainer")) as desk:
        assert (rings(desk).key(INTAKE, 1), rings(desk).newest(INTAKE)) == (old, (2, new))
        rows = desk.database(Compartment.OFFICE).rows("SELECT epoch FROM intake_ring")
        assert {row["epoch"] for row in rows} == {desk.keys.epoch(INTAKE)}, "wrappings that went by are gone"


def test_an_officer_who_left_does_not_open_what_came_later(centre: Centre) -> None:
    officer(centre, "counsellor")
    officer_keys = centre.unlock("counsellor")
    with closing(centre.open()) as desk:
        rings(desk).newest(INTAKE)
    officer(centre, "trainer")
    with closing(centre.open()):
        pass
    officer(centre, "counsellor", yes=False)
    with closing(centre.open("trainer")) as desk:
        assert INTAKE in desk.renewed.done
        number, _key = rings(desk).newest(INTAKE)
        stolen = Rings(desk.database(Compartment.OFFICE), officer_keys)
        with pytest.raises(Damaged):
            stolen.key(INTAKE, number)


def test_after_the_last_officer_two_managers_let_the_next_one_in(centre: Centre) -> None:
    officer(centre, "counsellor")
    with closing(centre.open()) as desk:
        _number, old = rings(desk).newest(INTAKE)
    officer(centre, "counsellor", yes=False)
    officer(centre, "trainer")
    with closing(centre.open("trainer")) as desk, pytest.raises(Denied):
        rings(desk).key(INTAKE, 1)
    with closing(centre.open("manager")) as desk:
        other = Proof(centre.users["manager2"], PASSPHRASE, centre.second("manager2"))
        two = break_glass.with_manager(centre.home, desk.keys, other)
        desk.people.change(centre.users["trainer"], Role.TRAINER, frozenset())
        desk.people.change(centre.users["trainer"], Role.TRAINER, frozenset({Right.INTAKE_OFFICER}), two)
    with closing(centre.open("trainer")) as desk:
        assert rings(desk).key(INTAKE, 1) == old


def test_a_kill_between_wrapping_and_turning_loses_nothing(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    officer(centre, "counsellor")
    with closing(centre.open()) as desk:
        _number, old = rings(desk).newest(INTAKE)
    officer(centre, "trainer")

    class Killed(BaseException):
        pass

    def killed(*_arguments: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(intake_renewal, "turn", killed)
        with pytest.raises(Killed):
            centre.open()
    assert {facts.compartment for facts in Home.open(centre.home).manifest.waiting} == {INTAKE}
    with closing(centre.open()) as desk:
        assert rings(desk).key(INTAKE, 1) == old
        assert rings(desk).newest(INTAKE)[0] == 2

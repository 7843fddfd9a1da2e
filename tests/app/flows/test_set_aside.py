"""A record file that no key here opens is kept apart, said, and taken away only once a backup is newer."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from app.desk import Desk
from app.errors import Conflict, Denied, NotFound
from app.flows import set_aside
from app.kinds import Role
from app.vault.enrolling import change
from tests.commands import Station
from tests.conftest import Centre
from tests.faults.taking import back_up

FOREIGN = b"somebody else's bytes" * 400


@pytest.fixture
def name(centre: Centre) -> str:
    """What lay in the place of the coming casework is set aside by the next opening."""
    change(centre.home, centre.unlock("manager"), centre.users["manager2"], Role.MANAGER, frozenset())
    (centre.home / "db" / "casework.2.db").write_bytes(FOREIGN)
    centre.open("manager").close()
    (one,) = set_aside.listed(centre.home)
    assert one.size == len(FOREIGN)
    return one.name


def remove(desk: Desk, name: str) -> None:
    set_aside.remove(desk.home, desk.keys, name, desk.retention.copies(), desk.office_audit)


def test_it_goes_only_when_a_backup_is_newer(centre: Centre, name: str, tmp_path: Path) -> None:
    with closing(centre.open("counsellor")) as desk, pytest.raises(Denied):
        remove(desk, name)
    with closing(centre.open("manager")) as desk:
        with pytest.raises(Conflict):
            remove(desk, name)
        for other in ("casework.2.db", "../slots.bin", f"{name}x"):
            with pytest.raises(NotFound):
                remove(desk, other)
        assert (centre.home / "db" / name).read_bytes() == FOREIGN
        back_up(desk, tmp_path)
        remove(desk, name)
        assert set_aside.listed(centre.home) == ()
        (entry,) = desk.office_audit.entries(kind="set_aside_removed")
        assert entry.facts["file"] == name
        assert desk.problems() == []


def test_the_commands_say_and_take_away(station: Station, tmp_path: Path) -> None:
    aside = station.home / "db" / "office.7.set-aside-1795000000000.db"
    aside.write_bytes(FOREIGN)
    done = station.run("manager", "store", "verify", "--detail")
    assert done.code == 0
    assert {"set_aside"} <= {one["what"] for one in done.answer["checked"]}
    assert station.answer("manager", "store", "set-aside")["set_aside"] == [
        {"name": aside.name, "at": 1795000000000, "size": len(FOREIGN)}
    ]
    assert station.run("manager", "store", "set-aside", "--remove", aside.name).code == 2
    assert aside.exists()

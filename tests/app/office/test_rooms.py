"""The rooms of a centre."""

from __future__ import annotations

import pytest

from app.desk import Desk
from app.errors import BadInput, Denied
from tests.conftest import Centre


def test_a_manager_keeps_the_rooms_and_everybody_reads_them(centre: Centre, desk: Desk) -> None:
    manager = centre.open("manager")
    room = manager.rooms.add("상담실 1", "창이 없음").value
    manager.rooms.write(room.id, "상담실 가")
    assert [one.name for one in desk.rooms.all()] == ["상담실 가"]
    manager.rooms.retire(room.id)
    assert desk.rooms.all() == ()
    assert desk.rooms.get(room.id).name == "상담실 가"
    manager.rooms.retire(room.id, gone=False)
    for wrong in ("", "상담실 가", "가" * 41):
        with pytest.raises(BadInput):
            manager.rooms.add(wrong)
    with pytest.raises(Denied):
        desk.rooms.add("상담실 2")
    manager.close()

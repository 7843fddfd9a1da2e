"""Ctrl and + writes larger from the next unlocking on; nobody is locked out of what they are doing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.vault import FLOOR
from tests.conftest import Centre
from tests.ui.test_window import enter
from ui.kit import text_size
from ui.kit.banner import Banner
from ui.window import Window


@pytest.fixture
def window(qtbot: QtBot, centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    made = Window(centre.home, kdf=FLOOR)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    yield made
    made.close()


def test_keys_step_through_the_sizes_and_offer_to_lock(
    qtbot: QtBot, window: Window, centre: Centre, tmp_path: Path
) -> None:
    enter(window, centre, "counsellor", tmp_path)
    assert window.floor is not None
    for key, size in ((Qt.Key.Key_Plus, 125), (Qt.Key.Key_Plus, 150), (Qt.Key.Key_Minus, 125), (Qt.Key.Key_0, 100)):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda size=size: text_size.remembered() == size)  # type: ignore[misc]  # a number of this round
    qtbot.waitUntil(lambda: bool(window.findChildren(Banner)))
    assert any("100 %" in banner.accessibleName() for banner in window.findChildren(Banner))
    assert window.floor is not None, "nothing was locked"


def test_my_own_page_remembers_a_size(qtbot: QtBot, window: Window, centre: Centre, tmp_path: Path) -> None:
    from ui.office.page import OfficePage

    driver = enter(window, centre, "counsellor", tmp_path)
    assert window.floor is not None
    window.floor.shell.go("office", "myself")
    page = window.floor.page("office")
    assert isinstance(page, OfficePage)
    driver.settle(window.tasks)
    face = page.faces["myself"]
    face.text.set_value("200")  # type: ignore[attr-defined]  # the face of what is mine
    face.text.chosen.emit("200")  # type: ignore[attr-defined]  # as a press does
    qtbot.waitUntil(lambda: text_size.remembered() == 200)
    assert text_size.in_force() == 100, "what stands open stays as it is"

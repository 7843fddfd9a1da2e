"""Quick hide and mask over the real window: nothing stands over them, nothing gets through, everything comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import Centre
from tests.ui.test_window import enter, own_folder, window  # fixtures
from ui.kit.overlay import Overlay
from ui.kit.path_field import choose_folder
from ui.tour.driver import Driver
from ui.unlock import UnlockPage
from ui.window import Window

__all__ = ["own_folder", "window"]


def above(window: Window) -> list[str]:  # the fixture's name
    return [one.accessibleName() for one in window.findChildren(Overlay) if one.isVisible()]


def front(window: Window) -> str:
    return type(window.gate_page).__name__


def focused_in(widget: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and widget.isAncestorOf(focus)


@pytest.fixture
def driver(window: Window, centre: Centre, tmp_path: Path) -> Driver:
    return enter(window, centre, "counsellor", tmp_path)


def test_hiding_covers_an_open_form_and_gives_it_back(window: Window, driver: Driver) -> None:
    assert window.floor is not None
    window.floor.shell.go("cases", "new")
    driver.settle(window.tasks)
    driver.dialog()
    driver.type("Linden")
    field = window.focusWidget()
    assert isinstance(field, QLineEdit)
    for cover, back in ((lambda: driver.press("Ctrl+Q"), "Ctrl+Q"), (window.cover, "A")):
        cover()
        assert front(window) in ("QuickHide", "MaskPage")
        assert above(window) == []
        driver.press(back)
        assert front(window) == "Floor"
        assert len(above(window)) == 1
        assert window.focusWidget() is field
    assert field.text() == "Linden"


def test_what_opens_behind_a_cover_stays_behind_it(window: Window, driver: Driver) -> None:
    assert window.floor is not None
    driver.press("Ctrl+Q")
    window.floor.shell.go("cases", "new")
    driver.settle(window.tasks)
    assert above(window) == []
    assert front(window) == "QuickHide"
    driver.press("Ctrl+Q")
    assert len(above(window)) == 1


def test_the_title_is_neutral_while_hidden(window: Window, driver: Driver) -> None:
    driver.press("Ctrl+Q")
    assert window.windowTitle() == "일정"
    driver.press("Esc")
    assert window.windowTitle() == "Gyeot"


def test_hiding_the_mask_leads_back_to_the_work(window: Window, driver: Driver) -> None:
    window.cover()
    driver.press("Ctrl+Q")
    assert front(window) == "QuickHide"
    driver.press("Ctrl+Q")
    assert front(window) == "Floor"


def test_hiding_the_locked_window_leads_back_to_it(
    qtbot: QtBot, window: Window, centre: Centre, tmp_path: Path
) -> None:
    driver = Driver(window, tmp_path)
    page = window.gate_page
    assert isinstance(page, UnlockPage)
    driver.until(lambda: page.form.names.count() > 0, "the names", 10)
    driver.press("Ctrl+Q")
    driver.press("Ctrl+Q")
    driver.rest(0.1)
    assert window.gate_page is page
    enter(window, centre, "counsellor", tmp_path)


def test_unlocking_does_not_break_through_the_cover(window: Window, centre: Centre, tmp_path: Path) -> None:
    driver = Driver(window, tmp_path)
    page = window.gate_page
    assert isinstance(page, UnlockPage)
    driver.until(lambda: page.form.names.count() > 0, "the names", 10)
    page.unlocked.connect(lambda _keys: window.hide_quickly())
    enter(window, centre, "counsellor", tmp_path)
    assert front(window) == "QuickHide"
    driver.press("Ctrl+Q")
    assert front(window) == "Floor"


def test_nothing_stands_over_the_locked_window(window: Window, driver: Driver) -> None:
    driver.press("Ctrl+K")
    assert len(above(window)) == 1
    driver.press("Ctrl+L")
    driver.until(lambda: window.floor is None, "the lock", 10)
    driver.rest(0.1)
    assert above(window) == []
    assert isinstance(window.gate_page, UnlockPage)


def test_a_page_that_gets_its_data_late_takes_no_keys_from_a_form(window: Window, driver: Driver) -> None:
    assert window.floor is not None
    window.floor.shell.go("cases", "new")
    driver.settle(window.tasks)
    dialog = driver.dialog()
    assert focused_in(dialog)
    dialog.leave()
    driver.rest(0.05)
    page = window.floor.page("cases")
    assert focused_in(page)


@pytest.mark.parametrize(("chord", "what"), [("Ctrl+Q", "QuickHide"), ("Ctrl+L", "UnlockPage")])
def test_a_dialog_of_files_goes_and_the_cover_comes(
    window: Window, driver: Driver, qtbot: QtBot, chord: str, what: str
) -> None:
    """It has an event loop of its own and would stand over the cover with the names of folders in it."""
    answers: list[str] = []
    seen: list[str] = []

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        seen.append(type(dialog).__name__)
        QTest.keyClick(dialog, Qt.Key.Key_Q if chord == "Ctrl+Q" else Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)

    QTimer.singleShot(300, window, press)
    answers.append(choose_folder(window, "Folder"))
    assert (answers, seen) == ([""], ["QFileDialog"])
    qtbot.waitUntil(lambda: front(window) == what, timeout=10_000)
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog) and one.isVisible()]

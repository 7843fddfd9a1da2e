"""The window over a real centre: who may go where, covers, the lock, and no window that flashes up by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.errors import CannotUnlock
from app.vault import FLOOR, Home, Kind, noting, unlock
from tests.conftest import PASSPHRASE, Centre
from ui.application import Guide
from ui.floor import Floor
from ui.kit.banner import Banner
from ui.tour.driver import Driver
from ui.unlock import FirstRun, MaskPage, QuickHide, UnlockPage
from ui.window import Window


class Flashes(QObject):
    """Notes every window that is shown besides the one there is."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if shown and not isinstance(watched, Window):
            self.seen.append(type(watched).__name__)
        return False


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))


@pytest.fixture
def window(qtbot: QtBot, centre: Centre, own_folder: None) -> Iterator[Window]:
    made = Window(centre.home, kdf=FLOOR)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    yield made
    made.close()


def enter(window: Window, centre: Centre, role: str, tmp_path: Path) -> Driver:
    driver = Driver(window, tmp_path)
    page = window.gate_page
    assert isinstance(page, UnlockPage)
    driver.until(lambda: page.form.names.count() > 0, "the names", 10)
    page.form.names.set_value(centre.users[role])
    page.form.key_file.set_path(centre.key_files[role])
    page.form.passphrase.setFocus()
    driver.type(PASSPHRASE)
    driver.press("Return")
    driver.until(lambda: window.floor is not None and window.floor.place, "the first page", 20)
    driver.settle(window.tasks)
    return driver


def test_without_a_centre_the_first_run_stands_there(qtbot: QtBot, tmp_path: Path, own_folder: None) -> None:
    window = Window(tmp_path / "nothing", kdf=FLOOR)
    qtbot.addWidget(window)
    assert isinstance(window.gate_page, FirstRun)
    window.close()


def test_each_role_sees_only_its_places(window: Window, centre: Centre, tmp_path: Path) -> None:
    seen = {}
    for role in ("trainer", "counsellor", "manager"):
        driver = enter(window, centre, role, tmp_path)
        assert window.floor is not None
        seen[role] = window.floor.places()
        driver.press("Ctrl+L")
        driver.until(lambda: window.floor is None, "the lock", 10)
    assert seen == {
        "trainer": ["manual", "office", "duties"],
        "counsellor": ["today", "contacts", "cases", "manual", "office", "duties", "evidence", "material"],
        "manager": [
            "today",
            "contacts",
            "cases",
            "manual",
            "counts",
            "office",
            "reports",
            "duties",
            "evidence",
            "material",
        ],
    }


def test_no_page_opens_a_window_of_its_own(window: Window, centre: Centre, tmp_path: Path) -> None:
    flashes = Flashes()
    application = QApplication.instance()
    assert application is not None
    driver = enter(window, centre, "manager", tmp_path)
    application.installEventFilter(flashes)
    assert window.floor is not None
    for place in ("contacts", "cases", "counts", "office", "reports", "manual", "today"):
        window.floor.shell.go(place)
        driver.settle(window.tasks)
    window.floor.shell.go("contacts", "take")
    driver.settle(window.tasks)
    window.floor.shell.go("manual", Guide())
    driver.settle(window.tasks)
    application.removeEventFilter(flashes)
    assert flashes.seen == []


def test_quick_hide_and_mask_show_nothing_and_give_back(window: Window, centre: Centre, tmp_path: Path) -> None:
    driver = enter(window, centre, "counsellor", tmp_path)
    for cover, back in ((lambda: driver.press("Ctrl+Q"), "Ctrl+Q"), (window.cover, "A")):
        cover()
        assert type(window.gate_page) in (QuickHide, MaskPage)
        driver.press(back)
        assert type(window.gate_page) is Floor
    assert window.windowTitle() == "Gyeot"


def test_the_lock_keeps_what_was_being_typed_and_leads_back(window: Window, centre: Centre, tmp_path: Path) -> None:
    driver = enter(window, centre, "counsellor", tmp_path)
    driver.press("F2")
    driver.until(lambda: window.floor is not None and window.floor.place == "contacts", "the contact", 10)
    driver.settle(window.tasks)
    driver.type("아직 쓰는 중")
    QGuiApplication.clipboard().setText("010-0000-1234")
    driver.press("Ctrl+L")
    driver.until(lambda: window.floor is None, "the lock", 10)
    assert QGuiApplication.clipboard().text() == ""
    driver = enter(window, centre, "counsellor", tmp_path)
    assert window.floor is not None
    assert window.floor.place == "contacts"
    page = window.floor.page("contacts")
    driver.until(lambda: "아직 쓰는 중" in page.running.pad.toPlainText(), "the words", 10)  # type: ignore[attr-defined] # the contacts page


def test_tries_that_failed_are_told_after_the_next_unlock(window: Window, centre: Centre, tmp_path: Path) -> None:
    home = Home.open(centre.home)
    for part in ("counsellor", "manager"):
        with pytest.raises(CannotUnlock), noting(home, centre.users[part], Kind.KEYFILE):
            unlock(home, centre.users[part], "아주 다른 문장으로 두드려 봄", centre.second(part))
    enter(window, centre, "counsellor", tmp_path)
    assert window.floor is not None
    said = [one.accessibleName() for one in window.floor.findChildren(Banner)]
    assert any("잠금 해제가 2번 실패했습니다" in one for one in said), said

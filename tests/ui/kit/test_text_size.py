"""Text at 200 %: the size is remembered by the computer, and a page that is larger than the window scrolls as a whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app import settings
from ui.kit import text_size
from ui.kit.banner import Verb
from ui.kit.dialogs import Dialog
from ui.kit.rail import Rail, RailItem
from ui.kit.room import LEAST_HEIGHT, Pages, Room
from ui.kit.rows import Row, Rows
from ui.kit.status_line import StatusItem, StatusLine

pytestmark = pytest.mark.usefixtures("own_folder")
LOW = 683, 384
"""1366 × 768 at 200 %."""


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))


@pytest.mark.parametrize(
    ("before", "steps", "after"), [(100, 1, 125), (150, 1, 200), (200, 1, 200), (125, -1, 100), (100, -1, 100), (200, 0, 100)]
)  # fmt: skip
def test_a_step_is_remembered(before: int, steps: int, after: int) -> None:
    settings.save(settings.Settings(home="/there", text=str(before)))
    assert text_size.change(steps) == after == text_size.remembered()
    assert settings.load().home == "/there"


def test_what_is_no_size_counts_as_100() -> None:
    settings.save(settings.Settings(text="9000"))
    assert text_size.remembered() == 100


def test_the_size_is_drawn_on_top_of_what_the_system_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_size, "_in_force", 100)
    for before, size, factor in (("1.5", 200, "3"), ("", 125, "1.25")):
        monkeypatch.setenv("QT_SCALE_FACTOR", before)
        text_size.put_in_force(size)
        assert os.environ["QT_SCALE_FACTOR"] == factor
        assert text_size.in_force() == size
    assert text_size.window_sizes()[1] == (640, 340)
    monkeypatch.setattr(text_size, "_in_force", 100)
    assert text_size.window_sizes() == ((1366, 768), (900, 600))


class Tall(QWidget):
    """A page with a field at its foot and a button far to the right."""

    def __init__(self) -> None:
        super().__init__()
        down = QVBoxLayout(self)
        self.first, self.last = QLineEdit(), QPushButton("끝")
        self.rows = Rows("줄")
        self.rows.show_rows([Row(str(at), f"줄 {at}") for at in range(12)])
        for part in (self.first, self.rows, self.last):
            down.addWidget(part)


def room_of(qtbot: QtBot, page: QWidget, size: tuple[int, int]) -> Room:
    pages = Pages()
    pages.addWidget(page)
    room = Room(pages, "화면")
    qtbot.addWidget(room)
    room.resize(*size)
    room.show()
    room.activateWindow()
    return room


def in_sight(room: Room, widget: QWidget) -> bool:
    place = widget.mapTo(room, widget.rect().center())
    return room.viewport().geometry().contains(place)


def test_in_a_low_window_the_page_keeps_its_height_and_follows_the_focus(qtbot: QtBot) -> None:
    page = Tall()
    room = room_of(qtbot, page, (607, 300))
    assert page.height() >= LEAST_HEIGHT
    page.first.setFocus()
    assert in_sight(room, page.first)
    page.last.setFocus()
    qtbot.waitUntil(lambda: in_sight(room, page.last))
    assert not in_sight(room, page.first)
    page.rows.setFocus(Qt.FocusReason.TabFocusReason)
    for _step in range(11):
        qtbot.keyClick(page.rows, Qt.Key.Key_Down)
    shown = page.rows.visualRect(page.rows.currentIndex()).center()
    assert room.viewport().geometry().contains(page.rows.viewport().mapTo(room, shown))
    page.first.setFocus()
    qtbot.waitUntil(lambda: in_sight(room, page.first))


def test_in_a_usual_window_the_page_is_as_high_as_the_window(qtbot: QtBot) -> None:
    page = Tall()
    room = room_of(qtbot, page, (1290, 658))
    assert (page.width(), page.height()) == (1290, 658)
    assert room.verticalScrollBar().maximum() == 0 == room.horizontalScrollBar().maximum()


def test_a_page_that_can_be_narrow_is_not_kept_wide_by_another(qtbot: QtBot) -> None:
    page, wide = Tall(), QWidget()
    room = room_of(qtbot, page, (607, 300))
    wide.setMinimumWidth(1100)
    room._pages.addWidget(wide)
    assert page.width() <= 607
    room._pages.setCurrentWidget(wide)
    assert wide.width() == 1100
    qtbot.waitUntil(lambda: room.horizontalScrollBar().maximum() > 0)
    room._pages.setCurrentWidget(page)
    qtbot.waitUntil(lambda: page.width() <= 607)
    assert room.horizontalScrollBar().value() == 0


def test_every_place_of_the_rail_stands_in_a_low_window(qtbot: QtBot) -> None:
    rail = Rail([RailItem(str(at), "folder", f"곳 {at}") for at in range(9)])
    qtbot.addWidget(rail)
    high = LOW[1] - 32
    rail.fit(*LOW)
    rail.resize(76, high)
    rail.show()
    places = rail.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    seen = [one for one in places if one.isVisible()]
    assert len(seen) == 10
    assert all(one.geometry().bottom() < high and one.height() >= 28 for one in seen)
    rail.fit(1366, 768)
    assert all(one.height() == 58 for one in seen)


def test_no_word_of_the_status_line_is_cut_off(qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.set_chip("연습 상담소")
    line.set_items(
        [
            StatusItem("연결 쓰지 않음", "cloud-off"),
            StatusItem("보낼 것 0", "send"),
            StatusItem("백업 오늘", "usb", "b"),
        ]
    )
    line.set_who("다온 · 컴퓨터 A")
    line.set_lock("9분 뒤 잠금")
    line.resize(1366, 32)
    line.show()
    assert line.height() == 32
    line.resize(480, line.height())
    qtbot.waitUntil(lambda: line.height() > 32)
    assert line._rows.sizeHint().width() <= 480
    line.resize(1366, line.height())
    qtbot.waitUntil(lambda: line.height() == 32)


def test_a_dialog_higher_than_the_window_moves_with_the_focus(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(*LOW)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    content = QWidget()
    down = QVBoxLayout(content)
    fields = [QLineEdit() for _at in range(14)]
    for field in fields:
        field.setFixedHeight(36)
        down.addWidget(field)
    dialog = Dialog(window, "많은 것", "", [Verb("save", "저장", kind="primary")], content)
    dialog.ask(fields[0])

    def seen(widget: QWidget) -> bool:
        place = widget.mapTo(window, widget.rect().center())
        return window.rect().contains(place)

    assert dialog.panel.height() > LOW[1]
    assert seen(fields[0])
    assert not seen(dialog.buttons["save"])
    for _step in range(14):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert seen(window.focusWidget())
    assert window.focusWidget() is dialog.buttons["save"]
    dialog.leave()

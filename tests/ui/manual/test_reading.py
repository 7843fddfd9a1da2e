"""Reading needs no key: the pages open without a desk, nothing is written, Escape leaves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.kit.mirror import CheckLine
from ui.manual import ReadingPage
from ui.tasks import Tasks


@pytest.fixture
def reading(qtbot: QtBot) -> ReadingPage:
    tasks = Tasks()
    page = ReadingPage(tasks)
    qtbot.addWidget(page)
    tasks.setParent(page)
    page.resize(1290, 736)
    with qtbot.waitExposed(page):
        page.show()
    qtbot.waitUntil(lambda: page.step == "A1", timeout=5_000)
    return page


def test_a_reader_walks_jumps_and_returns(qtbot: QtBot, reading: ReadingPage) -> None:
    assert not reading._tasks.is_open
    for key, step in ((Qt.Key.Key_Return, "A2"), (Qt.Key.Key_F6, "SUI"), (Qt.Key.Key_Return, "A2")):
        qtbot.keyClick(QApplication.focusWidget() or reading, key)
        assert reading.step == step
    reading.go_to("card:stalking")
    qtbot.keyClick(QApplication.focusWidget() or reading, Qt.Key.Key_Return)
    assert reading.step == "A2"


def test_nothing_can_be_ticked(reading: ReadingPage) -> None:
    lines = reading.view.findChildren(CheckLine)
    assert lines
    assert not any(line.isEnabled() for line in lines)


def test_escape_leaves(qtbot: QtBot, reading: ReadingPage) -> None:
    with qtbot.waitSignal(reading.left, timeout=1_000):
        qtbot.keyClick(reading, Qt.Key.Key_Escape)

"""Reading needs no key: the pages open without a desk, nothing is written, Escape leaves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.kit.mirror_cells import CheckLine
from ui.manual import ReadingPage, words
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
    reading.go_to("card:domestic-violence-measures")
    qtbot.keyClick(QApplication.focusWidget() or reading, Qt.Key.Key_Return)
    assert reading.step == "A2"


def test_the_strip_of_manuals_opens_each_and_the_police_side_follows(qtbot: QtBot, reading: ReadingPage) -> None:
    reading.open_tree("workplace-harassment")
    assert (reading.step, reading.pack.id) == ("D1", "workplace-harassment")
    assert words.audiences(reading.pack, reading.pack.steps["D1"]) == ("victim", "organisation", "reporter")
    reading.head.audience.chosen.emit("reporter")
    said = reading.pack.steps["D1"].words("ko", "reporter").say[0]
    assert said in reading.view.mirror._sides["other"].say
    qtbot.keyClick(QApplication.focusWidget() or reading, Qt.Key.Key_F5)
    assert reading.step == "EMG"
    assert reading.view._sides == ("victim", "police")
    reading.go_to("card:role-reporter")
    assert reading.step == "card:role-reporter"


def test_nothing_can_be_ticked(reading: ReadingPage) -> None:
    lines = reading.view.findChildren(CheckLine)
    assert lines
    assert not any(line.isEnabled() for line in lines)


def test_escape_leaves(qtbot: QtBot, reading: ReadingPage) -> None:
    with qtbot.waitSignal(reading.left, timeout=1_000):
        qtbot.keyClick(reading, Qt.Key.Key_Escape)

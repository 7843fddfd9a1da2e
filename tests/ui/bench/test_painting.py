"""When an act counts as painted, and what the watch over the window sees."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.bench.painting import NothingPaintedError, settle, until_painted, until_still
from ui.bench.search import composed
from ui.bench.stall import Gaps


class Painted(QWidget):
    """Counts its paints."""

    count = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.count += 1


class Twice(Painted):
    """What is painted once asks to be painted once more, as a layout does that finds out its height."""

    WORK = 5.0

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.count == 1:
            self.update()
        elif self.count == 2:
            end = time.perf_counter() + self.WORK / 1e3
            while time.perf_counter() < end:
                pass


def test_an_act_ends_after_the_paint_and_not_before(qtbot: QtBot) -> None:
    window = QWidget()
    inner = Painted(window)
    qtbot.addWidget(window)
    sample = until_painted(window, window.show)
    assert inner.count >= 1
    assert sample.ms > 0


def test_a_paint_counts_only_once_it_shows_what_was_asked(qtbot: QtBot) -> None:
    window = Painted()
    qtbot.addWidget(window)
    came: list[bool] = []

    def arrive() -> None:
        came.append(True)
        window.update()

    def act() -> None:
        window.show()
        QTimer.singleShot(30, arrive)

    until_painted(window, act, lambda: bool(came))
    assert came


def test_a_second_paint_that_the_first_one_brings_counts_too(qtbot: QtBot) -> None:
    window = Twice()
    qtbot.addWidget(window)
    first = until_painted(window, window.show)
    settle(20)
    window.count = 0
    sample = until_still(window, window.update, lambda: True)
    assert window.count == 2
    assert sample.ms >= Twice.WORK > 0
    assert first.ms > 0


def test_nothing_painted_is_an_error_and_not_a_figure(qtbot: QtBot) -> None:
    window = Painted()
    qtbot.addWidget(window)
    with pytest.raises(NothingPaintedError):
        until_painted(window, lambda: None, patience=30)


def test_a_blocked_loop_is_seen_as_a_gap(qtbot: QtBot) -> None:
    gaps = Gaps()

    def block() -> None:
        QTimer.singleShot(15, lambda: time.sleep(0.08))
        settle(120)

    assert gaps.during(block) >= 80


def test_keystrokes_are_those_of_a_two_set_keyboard() -> None:
    assert list(composed("불안")) == [
        ("ㅂ", ""), ("부", ""), ("불", ""), ("불ㅇ", "불"), ("불아", "불"), ("불안", "불"),
    ]  # fmt: skip
    assert [whole for whole, _finished in composed("가나")] == ["ㄱ", "가", "가ㄴ", "가나"]

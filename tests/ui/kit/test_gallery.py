"""Every board in every theme and both languages: named controls, whole words, the sizes of the look."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from tests.ui.kit.gallery import BOARDS
from ui import theme
from ui.kit.buttons import Button
from ui.kit.call_bar import CallBar
from ui.kit.chips import RiskChip
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.dialogs import Dialog
from ui.kit.form import LineEdit
from ui.kit.jump_bar import JumpBar
from ui.kit.label import Label
from ui.kit.overlay import Overlay
from ui.kit.palette import CommandPalette
from ui.kit.rail import NARROW, Rail
from ui.kit.rows import Rows
from ui.kit.status_line import StatusLine
from ui.kit.strip import SafeContactStrip
from ui.manual.ways import Ways

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


@pytest.fixture(autouse=True)
def light(qapp: object) -> Iterator[None]:
    before = i18n.language()
    theme.apply(cast(QApplication, qapp), theme.LIGHT)
    yield
    i18n.set_language(before)
    theme.apply(cast(QApplication, qapp), theme.LIGHT)


def shown(qtbot: QtBot, name: str) -> QWidget:
    board = BOARDS[name]()
    qtbot.addWidget(board)
    board.show()
    overlay = board.property("overlay")
    if isinstance(overlay, Dialog):
        overlay.ask()
    elif isinstance(overlay, CommandPalette):
        overlay.start()
    QApplication.processEvents()
    return board


def visible(board: QWidget) -> list[QWidget]:
    return [w for w in board.findChildren(QWidget) if w.isVisible()]


Found = TypeVar("Found", bound=QWidget)


def the(board: QWidget, kind: type[Found]) -> Found:
    """The first widget of a kind, which must be there."""
    found = board.findChild(kind)
    assert found is not None
    return found


def keep(board: QWidget, name: str) -> None:
    folder = os.environ.get("GYEOT_SHOTS")
    if folder:
        board.grab().save(str(Path(folder) / f"{name}.png"))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("which", theme.THEMES)
@pytest.mark.parametrize("name", BOARDS)
def test_a_board_stands(qtbot: QtBot, qapp: object, name: str, which: str, language: str) -> None:
    i18n.set_language(language)
    theme.apply(cast(QApplication, qapp), theme.THEMES[which])
    board = shown(qtbot, name)
    picture = board.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(0, picture.width(), 7) for y in range(0, 300, 5)}
    assert len(colours) > 8
    keep(board, f"{name}-{language}-{which}")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", BOARDS)
def test_whatever_takes_the_focus_has_a_name(qtbot: QtBot, name: str, language: str) -> None:
    i18n.set_language(language)
    board = shown(qtbot, name)
    nameless = []
    for widget in visible(board):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        if not interface.text(QAccessible.Text.Name).strip():
            nameless.append(type(widget).__name__)
    assert nameless == []


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", BOARDS)
def test_buttons_and_choices_have_room_for_their_words(qtbot: QtBot, name: str, language: str) -> None:
    i18n.set_language(language)
    board = shown(qtbot, name)
    tight = [b.word() for b in board.findChildren(Button) if b.isVisible() and b.width() < b.sizeHint().width()]
    assert tight == []
    for strip in board.findChildren(ChoiceStrip):
        if strip.isVisible():
            assert strip.height() >= strip.heightForWidth(strip.width())
            inside = strip.rect()
            assert all(inside.contains(child.geometry()) for child in strip.findChildren(QWidget) if child.isVisible())


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", BOARDS)
def test_no_label_is_clipped(qtbot: QtBot, name: str, language: str) -> None:
    i18n.set_language(language)
    board = shown(qtbot, name)
    labels = [label for label in board.findChildren(Label) if label.isVisible() and label.text()]
    wrapped = [w.text() for w in labels if w.wordWrap() and w.height() < w.heightForWidth(w.width())]
    single = [w.text() for w in labels if not w.wordWrap() and w.width() < w.sizeHint().width()]
    assert (wrapped, single) == ([], [])


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", BOARDS)
def test_targets_are_large_enough(qtbot: QtBot, name: str, language: str) -> None:
    i18n.set_language(language)
    board = shown(qtbot, name)
    reachable = (w for w in visible(board) if w.focusPolicy() & Qt.FocusPolicy.TabFocus)
    small = [(type(w).__name__, w.width(), w.height()) for w in reachable if min(w.width(), w.height()) < 24]
    assert small == []


def test_the_sizes_of_the_look(qtbot: QtBot) -> None:
    board = shown(qtbot, "case")
    assert the(board, Rail).width() == NARROW == 76
    assert the(board, StatusLine).height() == 32
    assert the(board, SafeContactStrip).height() == 46
    assert the(board, RiskChip).height() in range(24, 27)
    assert {b.height() for b in board.findChildren(Button)} == {36}
    assert the(board, Rows).height() == 3 * 56
    contact = shown(qtbot, "contact")
    assert the(contact, CallBar).height() == 64
    assert the(contact, LineEdit).height() == 36
    manual = shown(qtbot, "manual")
    assert the(manual, JumpBar).height() == 40
    ways = the(manual, Ways)
    assert {way.needed(400, True) for way in ways.ways()} == {52}
    assert ways.height() == max(way.needed(way.width(), True) for way in ways.ways())


def test_the_rail_widens_with_the_window(qtbot: QtBot) -> None:
    assert the(shown(qtbot, "today-1920"), Rail).width() == 208


@pytest.mark.parametrize("name", ["dialog", "palette"])
def test_an_overlay_stands_in_the_upper_third(qtbot: QtBot, name: str) -> None:
    board = shown(qtbot, name)
    panel = the(board, Overlay).panel
    assert panel.y() < board.height() / 3
    assert abs(panel.geometry().center().x() - board.width() // 2) <= 1

"""Tasks without a desk, and keys as a person presses them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from ui.tasks import Tasks


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    made.broke.connect(_raise)
    yield made
    qtbot.waitUntil(lambda: not made.busy, timeout=20_000)
    made.close()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = i18n.language()
    i18n.set_language("en")
    yield
    i18n.set_language(before)


def show(qtbot: QtBot, widget: QWidget, width: int = 1366, height: int = 768) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is widget)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key wherever the focus is."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)


def type_in(text: str) -> None:
    """Type Latin letters, or hand Korean ones over as an input method would."""
    focused = QApplication.focusWidget()
    assert isinstance(focused, QLineEdit)
    if text.isascii():
        QTest.keyClicks(focused, text)
    else:
        focused.insert(text)


def nameless(widget: QWidget) -> list[str]:
    """Every widget that takes the focus and says nothing to a screen reader."""
    return [
        type(one).__name__
        for one in widget.findChildren(QWidget)
        if one.isVisibleTo(widget) and one.focusPolicy() != Qt.FocusPolicy.NoFocus and not one.accessibleName()
    ]


def typed(widget: QWidget) -> str:
    """All text that stands in any field."""
    return "\n".join(one.text() for one in widget.findChildren(QLineEdit))


def _raise(problem: BaseException) -> None:
    raise problem

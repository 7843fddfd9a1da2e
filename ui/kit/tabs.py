"""Tabs: words on a line, the chosen one underlined in the accent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from ui.kit.paint import CENTRE, box, put, rule, smooth, width_of


class _Tab(QRadioButton):
    """One tab; a radio button to screen readers."""

    def __init__(self, word: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._word = word
        self.setAccessibleName(word)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(round(width_of(self._word, 13, 650)) + 4, 36)

    def hitButton(self, pos: object) -> bool:
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, on = smooth(QPainter(self)), self.isChecked()
        rect = QRectF(self.rect())
        put(painter, rect, self._word, 13, 650 if on else 400, "accent" if on else "text2", CENTRE, elide=False)
        if on:
            box(painter, QRectF(0, rect.bottom() - 3, rect.width(), 3), "accent", radius=1.5)
        if self.hasFocus():
            box(painter, rect.adjusted(0, 4, 0, -6), None, "focus", 2, 5)


class Tabs(QWidget):
    """One tab stop; arrows move."""

    chosen = Signal(str)

    def __init__(self, tabs: Sequence[tuple[str, str]], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFixedHeight(36)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        self._tabs = {ident: _Tab(word, self) for ident, word in tabs}
        for ident, tab in self._tabs.items():
            tab.clicked.connect(lambda _on=False, ident=ident: self._clicked(ident))
            row.addWidget(tab)
        row.addStretch(1)
        if self._tabs:
            self.set_current(next(iter(self._tabs)))

    def _clicked(self, ident: str) -> None:
        self.set_current(ident)
        self.chosen.emit(ident)

    def current(self) -> str:
        return next((ident for ident, tab in self._tabs.items() if tab.isChecked()), "")

    def set_current(self, ident: str) -> None:
        for each, tab in self._tabs.items():
            tab.setChecked(each == ident)
            tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus if each == ident else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self._tabs[ident])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() not in steps:
            super().keyPressEvent(event)
            return
        idents = list(self._tabs)
        there = idents[(idents.index(self.current()) + steps[Qt.Key(event.key())]) % len(idents)]
        self._tabs[there].setFocus(Qt.FocusReason.TabFocusReason)
        self._clicked(there)

    def paintEvent(self, event: QPaintEvent) -> None:
        rule(QPainter(self), 0, self.height() - 1, self.width())

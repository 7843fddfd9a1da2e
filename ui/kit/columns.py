"""Two columns, or the parts of a row: side by side where there is room, one under the other where letters are large."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from ui.kit.page import COLUMN_GAP, Column

SIDE, NARROW_SIDE, NARROW_BELOW, ONE_BELOW = 440, 320, 1100, 820
_ANY = 16_777_215
_UNDER = 8
"""Between parts of a row that stand one under the other."""


class TwoColumns(QWidget):
    """A view with a wide column and a side column; `fill` puts them in."""

    _side: Column | None = None

    def fill(self, wide: Column, side: Column, width: int = SIDE) -> None:
        """`width`: how wide the side column is where there is room."""
        self._wide, self._side, self._width = wide, side, width
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(COLUMN_GAP)
        self._across.addWidget(wide, 1)
        self._across.addWidget(side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._side is None:
            return
        single, width = self.width() < ONE_BELOW, self._width if self.width() >= NARROW_BELOW else NARROW_SIDE
        ways = QBoxLayout.Direction
        self._across.setDirection(ways.TopToBottom if single else ways.LeftToRight)
        self._across.setStretch(0, 0 if single else 1)
        self._across.setStretch(1, 1 if single else 0)
        self._side.setMinimumWidth(0 if single else width)
        self._side.setMaximumWidth(_ANY if single else width)
        for column in (self._wide, self._side):
            column.be_whole(single)


class Across(QWidget):
    """Parts of a row; below a width they stand one under the other."""

    def __init__(self, below: int, gap: int, *parts: QWidget, rest: int = 0) -> None:
        """`rest` says which part takes what is left beside the others."""
        super().__init__()
        self._below, self._gap = below, gap
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(gap)
        for at, part in enumerate(parts):
            self._row.addWidget(part, 1 if at == rest else 0)

    def minimumSizeHint(self) -> QSize:
        parts = [item.minimumSize().width() for at in range(self._row.count()) if (item := self._row.itemAt(at))]
        return QSize(max(parts), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow, ways = self.width() < self._below, QBoxLayout.Direction
        self._row.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self._row.setSpacing(_UNDER if narrow else self._gap)

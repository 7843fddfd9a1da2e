"""Two columns: side by side where there is room, one under the other where letters are large."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from ui.kit.page import COLUMN_GAP, Column

SIDE, NARROW_SIDE, NARROW_BELOW, ONE_BELOW = 440, 320, 1100, 820
_ANY = 16_777_215


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

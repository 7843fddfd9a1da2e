"""A list at the left and what was opened of it at the right; below each other where there is little room."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from ui.kit.empty import EmptyState
from ui.kit.page import NARROW_BELOW

_RAIL = 76


class Beside(QWidget):
    """`none` stands at the right while nothing is open."""

    def __init__(self, rows: QWidget, view: QWidget, none: EmptyState) -> None:
        super().__init__()
        self._view, self.none = view, none
        self.right = QStackedWidget()
        self.right.addWidget(none)
        self.right.addWidget(view)
        self._split = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._split.setContentsMargins(0, 0, 0, 0)
        self._split.setSpacing(24)
        self._split.addWidget(rows, 10)
        self._split.addWidget(self.right, 19)

    def show_view(self, *, shown: bool = True) -> None:
        """What was opened, or that nothing is."""
        self.right.setCurrentWidget(self._view if shown else self.none)

    def fit(self, width: int) -> None:
        """`width` is that of the page, without the rail."""
        wide = width + _RAIL >= NARROW_BELOW
        self._split.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

"""A chart in its SVG, as large as it was drawn."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget


class Chart(QWidget):
    """Painted from vectors, so that it stays sharp on every screen; its name says the figures for a screen reader."""

    def __init__(self, name: str, svg: bytes, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(width)
        self._renderer = QSvgRenderer()
        self.show_drawing(name, svg)

    def show_drawing(self, name: str, svg: bytes) -> None:
        self._renderer.load(QByteArray(svg))
        self.setFixedHeight(max(1, self._renderer.defaultSize().height()))
        self.setAccessibleName(name)
        self.update()

    @property
    def is_drawn(self) -> bool:
        return self._renderer.isValid()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._renderer.render(painter, QRectF(self.rect()))

"""The mark: two arches standing close, the smaller before the taller."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.kit.paint import smooth
from ui.theme import ink, mix


def arch(rect: QRectF, foot: float) -> QPainterPath:
    """A door with a round head and lightly rounded feet."""
    head = rect.width() / 2
    path = QPainterPath()
    path.moveTo(rect.left(), rect.top() + head)
    path.arcTo(QRectF(rect.left(), rect.top(), rect.width(), rect.width()), 180, -180)
    path.lineTo(rect.right(), rect.bottom() - foot)
    path.quadTo(rect.right(), rect.bottom(), rect.right() - foot, rect.bottom())
    path.lineTo(rect.left() + foot, rect.bottom())
    path.quadTo(rect.left(), rect.bottom(), rect.left(), rect.bottom() - foot)
    path.closeSubpath()
    return path


def draw_mark(painter: QPainter, x: float, y: float, width: float, tall: QColor, small: QColor) -> None:
    """Both arches, `width` wide, with the left top corner at x, y."""
    unit = width / 122
    near = QRectF(x + 62 * unit, y + 44 * unit, 60 * unit, 68 * unit)
    gap = 8 * unit
    far = arch(QRectF(x, y, 72 * unit, 112 * unit), 4 * unit)
    far -= arch(near.adjusted(-gap, -gap, gap, gap * 4), 0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillPath(far, tall)
    painter.fillPath(arch(near, 4 * unit), small)


class Mark(QWidget):
    """The mark as a widget; `pale` for the quiet one on empty pages."""

    def __init__(self, width: int = 28, pale: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pale = pale
        self.setFixedSize(QSize(width, round(width * 112 / 122) + 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        tall = ink("accent_soft") if self._pale else ink("accent")
        small = mix("accent", "bg", 0.28 if self._pale else 0.62)
        draw_mark(smooth(QPainter(self)), 0, 0, self.width(), tall, small)

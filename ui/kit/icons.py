"""Icons: small SVG drawings, tinted when asked for and kept as pixmaps by name, colour, size and density."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.paths import resource
from ui.theme import ink

_PLACEHOLDER = b"currentColor"


@lru_cache(maxsize=1)
def load() -> dict[str, bytes]:
    """Every drawing by name, read once at start."""
    return {path.stem: path.read_bytes() for path in sorted(resource("icons").glob("*.svg"))}


@lru_cache(maxsize=1024)
def _drawn(name: str, colour: str, size: int, dpr: float) -> QPixmap:
    svg = load()[name].replace(_PLACEHOLDER, colour.encode())
    pixmap = QPixmap(round(size * dpr), round(size * dpr))
    pixmap.setDevicePixelRatio(dpr)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def pixmap(name: str, colour: str | QColor = "text2", size: int = 20, dpr: float = 1.0) -> QPixmap:
    """The drawing `name` in a token's colour."""
    tone = colour if isinstance(colour, QColor) else ink(colour)
    return _drawn(name, tone.name(), size, dpr)


def draw(painter: QPainter, name: str, x: float, y: float, colour: str | QColor = "text2", size: int = 20) -> None:
    """Paint a drawing with its left top corner at x, y."""
    dpr = painter.device().devicePixelRatioF()
    painter.drawPixmap(QPointF(round(x), round(y)), pixmap(name, colour, size, dpr))


def icon(name: str, colour: str = "text2", size: int = 20) -> QIcon:
    """The drawing as a QIcon, for the few places Qt draws itself."""
    made = QIcon(pixmap(name, colour, size, 1.0))
    made.addPixmap(pixmap(name, colour, size, 2.0))
    return made

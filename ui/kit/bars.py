"""Noise bars: one value either side of a middle line, so that an even list shows its sway."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.kit.paint import LEFT, RIGHT, box, put, upright
from ui.theme import mix

_LABEL = 36
"""Room for a number of two digits and its sign beside the longest bar."""


def signed(value: int | float) -> str:
    """A number with its sign, the minus as wide as the plus."""
    return f"+{value:g}" if value > 0 else f"−{-value:g}" if value < 0 else "0"


def draw_bar(painter: QPainter, rect: QRectF, value: float, biggest: float, label: str = "") -> None:
    """The bar of one row; `biggest` is the largest amount in the column; its label keeps its room."""
    middle = round(rect.center().x())
    upright(painter, middle, rect.top(), rect.bottom() + 1, "edge")
    most = max(8.0, rect.width() / 2 - _LABEL)
    long = abs(value) / max(biggest, 1e-9) * min(most, rect.width() * 0.38)
    tone = mix("watch", "surface", 0.7)
    high = 10.0
    top = rect.center().y() - high / 2
    left = middle + 2 if value >= 0 else middle - 1 - long
    if long:
        box(painter, QRectF(left, top, max(2.0, long), high), tone, radius=2)
    word = label or signed(value)
    if value >= 0:
        area = QRectF(left + long + 7, rect.top(), 60, rect.height())
        put(painter, area, word, 12, 400, "text2", LEFT)
    else:
        area = QRectF(left - 67, rect.top(), 60, rect.height())
        put(painter, area, word, 12, 400, "text2", RIGHT)

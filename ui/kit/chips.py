"""Chips: risk (word, shape, colour, with an emphasis that falls), tags, and chips one can press."""

from __future__ import annotations

from math import cos, pi, sin
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.i18n import pgettext
from ui.kit import icons
from ui.kit.focus import FocusRing
from ui.kit.paint import Ink, box, colour, put, smooth, width_of
from ui.theme import current

Tone = Literal["plain", "high", "accent", "caution", "danger", "watch", "outline", "link"]

RISKS = ("urgent", "high", "caution", "watch")
RISK_HEIGHT, TAG_HEIGHT = 26, 22
_TONES = {"urgent": "danger", "high": "high", "caution": "caution", "watch": "watch"}


def risk_word(level: str) -> str:
    """The word of a risk level."""
    words = {
        "urgent": pgettext("risk", "Urgent"),
        "high": pgettext("risk", "High"),
        "caution": pgettext("risk", "Caution"),
        "watch": pgettext("risk", "Watch"),
    }
    return words[level]


def risk_width(level: str) -> float:
    """How wide the chip of a level is."""
    return 10 + 16 + 7 + width_of(risk_word(level), 13, 700) + 11


def draw_risk(painter: QPainter, x: float, middle: float, level: str) -> float:
    """The chip with its left edge at x; returns its width."""
    width, tone = risk_width(level), _TONES[level]
    rect = QRectF(round(x), round(middle - RISK_HEIGHT / 2), round(width), RISK_HEIGHT)
    half = RISK_HEIGHT / 2
    if level == "urgent":
        box(painter, rect, tone, radius=half)
    elif level == "high":
        box(painter, rect, f"{tone}_soft", tone, radius=half)
    elif level == "caution":
        box(painter, rect, "surface", tone, radius=half)
    of = "danger_on" if level == "urgent" else tone
    draw_shape(painter, QPointF(rect.left() + 18, middle), level, of, tone)
    put(painter, rect.adjusted(33, 0, 4, 0), risk_word(level), 13, 700, of)
    return width


def draw_shape(painter: QPainter, middle: QPointF, level: str, of: Ink, ground: Ink = "surface") -> None:
    """The level's shape alone: octagon, triangle, diamond or circle, about 15 px."""
    x, y = middle.x(), middle.y()
    painter.setBrush(colour(of))
    painter.setPen(Qt.PenStyle.NoPen)
    if level == "urgent":
        corners = [QPointF(x + 7.8 * cos(pi / 8 + i * pi / 4), y + 7.8 * sin(pi / 8 + i * pi / 4)) for i in range(8)]
        painter.drawPolygon(QPolygonF(corners))
        painter.setPen(QPen(colour(ground), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(x, y - 3.6), QPointF(x, y + 0.6))
        painter.drawPoint(QPointF(x, y + 3.8))
        return
    line = QPen(colour(of), 1.8)
    line.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(line)
    if level == "high":
        painter.drawPolygon(QPolygonF([QPointF(x, y - 6), QPointF(x + 6.8, y + 5.4), QPointF(x - 6.8, y + 5.4)]))
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if level == "caution":
        points = [QPointF(x, y - 6.2), QPointF(x + 6.2, y), QPointF(x, y + 6.2), QPointF(x - 6.2, y)]
        painter.drawPolygon(QPolygonF(points))
    else:
        painter.drawEllipse(middle, 5.6, 5.6)


def tag_width(text: str, icon: str = "") -> float:
    """How wide a tag is."""
    return width_of(text, 12, 500) + 17 + (18 if icon else 0)


def draw_tag(
    painter: QPainter,
    x: float,
    middle: float,
    text: str,
    tone: str = "plain",
    icon: str = "",
    height: int = TAG_HEIGHT,
) -> float:
    """A tag with its left edge at x; returns its width."""
    width = tag_width(text, icon)
    rect = QRectF(round(x), round(middle - height / 2), round(width), height)
    fill, edge, of = _tag_colours(tone)
    box(painter, rect, fill, edge, 1, height / 2)
    left = 8.0
    if icon:
        icons.draw(painter, icon, rect.left() + 8, middle - 7, of, 14)
        left = 26.0
    put(painter, rect.adjusted(left, 0, 6, 0), text, 12, 500, of)
    return width


def _tag_colours(tone: str) -> tuple[Ink | None, Ink | None, Ink]:
    """Fill, border and text of a tone; without soft fills the border carries it."""
    bare = not current().soft_fills
    if tone == "outline":
        return "surface", "accent", "accent"
    if tone == "link":
        return "surface", "line", "text"
    if tone == "plain":
        return "sunken", "edge" if bare else None, "text2"
    return f"{tone}_soft", tone if bare else None, tone


class RiskChip(QWidget):
    """The risk of a case; it is read, not pressed."""

    def __init__(self, level: str = "watch", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_level(level)

    def level(self) -> str:
        return self._level

    def set_level(self, level: str) -> None:
        """One of urgent, high, caution, watch; an empty string hides the chip."""
        self._level = level
        if not level:
            self.hide()
        elif self.isHidden() and self.parentWidget() is not None:
            self.show()
        if level:
            self.setFixedSize(round(risk_width(level)), RISK_HEIGHT)
            self.setAccessibleName(risk_word(level))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._level:
            draw_risk(smooth(QPainter(self)), 0, self.height() / 2, self._level)


class Tag(QWidget):
    """A word in a tinted pill; the practice chip is a tag of tone caution."""

    def __init__(self, text: str, tone: Tone = "plain", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone, self._icon = tone, icon
        self.set_text(text)

    def set_text(self, text: str, tone: Tone | None = None) -> None:
        self._text, self._tone = text, tone or self._tone
        self.setFixedSize(round(tag_width(text, self._icon)), TAG_HEIGHT)
        self.setAccessibleName(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        draw_tag(painter, 0, self.height() / 2, self._text, self._tone, self._icon)


class ChipButton(QPushButton):
    """A chip one can press: a number to dial, a law card to open."""

    def __init__(self, text: str, icon: str = "", tone: Tone = "link", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_word(text, icon, tone)

    def set_word(self, text: str, icon: str = "", tone: Tone = "link") -> None:
        self._word, self._icon_name, self._tone = text, icon, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(tag_width(self._word, self._icon_name)), 28)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            FocusRing(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        draw_tag(painter, 0, self.height() / 2, self._word, self._tone, self._icon_name, 28)

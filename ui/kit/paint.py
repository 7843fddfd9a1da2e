"""The strokes every painted thing shares: boxes on whole pixels, one line of text, a key cap."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption

from app.i18n import _
from ui.theme import current, font, ink, metrics

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
TOP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop

CAP_HEIGHT = 18
_ARROWS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Return": "Enter"}

Ink = str | QColor


def colour(of: Ink) -> QColor:
    """A token's or a given colour."""
    return of if isinstance(of, QColor) else ink(of)


def smooth(painter: QPainter) -> QPainter:
    """The same painter with round edges and text smoothed."""
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    return painter


def box(
    painter: QPainter,
    rect: QRectF | QRect,
    fill: Ink | None = None,
    edge: Ink | None = None,
    width: float = 0,
    radius: float = 6,
) -> None:
    """A rounded box whose border lies inside `rect`; `width` 0 takes the theme's line width."""
    width = (width or current().line_width) if edge is not None else 0
    inner = QRectF(rect).adjusted(width / 2, width / 2, -width / 2, -width / 2)
    painter.setPen(QPen(colour(edge), width) if edge is not None else Qt.PenStyle.NoPen)
    painter.setBrush(colour(fill) if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(inner, radius - width / 2, radius - width / 2)


def ring(painter: QPainter, rect: QRectF | QRect, radius: float = 7) -> None:
    """The two-pixel focus ring along the inside of `rect`."""
    box(painter, rect, None, "focus", 2, radius)


def rule(painter: QPainter, x1: float, y: float, x2: float, of: Ink = "line") -> None:
    """A horizontal hairline on whole pixels."""
    width = current().line_width
    painter.fillRect(QRectF(round(x1), round(y), round(x2 - x1), width), colour(of))


def upright(painter: QPainter, x: float, y1: float, y2: float, of: Ink = "line") -> None:
    """A vertical hairline on whole pixels."""
    width = current().line_width
    painter.fillRect(QRectF(round(x), round(y1), width, round(y2 - y1)), colour(of))


def put(
    painter: QPainter,
    rect: QRectF | QRect,
    text: str,
    px: int,
    weight: int = 400,
    of: Ink = "text",
    align: Qt.AlignmentFlag = LEFT,
    elide: bool = True,
) -> float:
    """One line of text inside `rect`; returns the width it took."""
    measure = metrics(px, weight)
    area = QRectF(rect)
    taken = measure.horizontalAdvance(text)
    if elide and taken > area.width() + 0.5:
        text = measure.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, area.width()))
        taken = measure.horizontalAdvance(text)
    painter.setFont(font(px, weight))
    painter.setPen(colour(of))
    painter.drawText(area, int(align | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip), text)
    return taken


def put_wrapped(painter: QPainter, rect: QRectF | QRect, text: str, face: QFont, of: Ink = "text") -> None:
    """A text over several lines, words kept whole."""
    painter.setFont(face)
    painter.setPen(colour(of))
    painter.drawText(QRectF(rect), int(TOP | Qt.TextFlag.TextWordWrap), text)


def wrapped_height(text: str, face: QFont, width: float) -> float:
    """How high `text` stands when wrapped to `width`."""
    room = QRectF(0, 0, max(1.0, width), 1e6)
    return QFontMetricsF(face).boundingRect(room, int(TOP | Qt.TextFlag.TextWordWrap), text).height()


def width_of(text: str, px: int, weight: int = 400) -> float:
    """How wide one line of text is."""
    return metrics(px, weight).horizontalAdvance(text)


def key_words(key: str) -> str:
    """A key sequence as it stands on a cap: `Ctrl+Return` becomes `Ctrl Enter`."""
    return " ".join(_ARROWS.get(part, part) for part in key.split("+") if part)


def spoken_key(text: str, key: str) -> str:
    """A control's name with its key, for screen readers."""
    return _("{name}, key {key}").format(name=text, key=key_words(key)) if key else text


def cap_width(key: str) -> float:
    """How wide the cap of a key sequence is."""
    return max(18.0, width_of(key_words(key), 11, 500) + 10) if key else 0.0


def cap(
    painter: QPainter,
    right: float,
    middle: float,
    key: str,
    of: Ink = "text3",
    edge: Ink = "line",
    fill: Ink | None = "surface",
) -> float:
    """A key cap whose right edge stands at `right`; returns its width."""
    width = cap_width(key)
    rect = QRectF(round(right - width), round(middle - CAP_HEIGHT / 2), round(width), CAP_HEIGHT)
    box(painter, rect, fill, edge, radius=4)
    put(painter, rect, key_words(key), 11, 500, of, CENTRE, elide=False)
    return width


def dot(
    painter: QPainter,
    middle: QPointF,
    radius: float,
    fill: Ink | None,
    edge: Ink | None = None,
    width: float = 0,
) -> None:
    """A circle."""
    rect = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
    box(painter, rect, fill, edge, width, radius)


@lru_cache(maxsize=8192)
def broken(text: str, px: int, weight: int, width: int) -> tuple[str, ...]:
    """The lines `text` takes at `width`, words kept whole, so that a caller can set its own line pitch."""
    if width_of(text, px, weight) <= width:
        return (text.rstrip(),)  # most lines are short, and laying out costs ten times as much as measuring
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(text, font(px, weight))
    layout.setTextOption(option)
    layout.beginLayout()
    lines: list[str] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(24, width))
        lines.append(text[line.textStart() : line.textStart() + line.textLength()].rstrip())
    layout.endLayout()
    return tuple(lines) or ("",)

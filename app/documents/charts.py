"""Charts: bars drawn once with the tools of the papers and given away as SVG; every bar carries its word and number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

from app.documents.style import REGULAR, load_fonts

_SIZE, _LEGEND_SIZE = 13.0, 12.0
_BAR, _GAP, _END = 16.0, 10.0, 44.0
"""How thick a bar is, what lies between a word and its bar, and the room for the number at a bar's end."""
_WORDS = 0.38
"""The most of a chart's width that its words take."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: the whole, and the part of it that is tinted apart."""

    word: str
    value: int
    part: int = 0


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as #RRGGBB, and the family of letters of whoever shows the chart."""

    text: str
    quiet: str
    line: str
    whole: str
    part: str
    family: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The room: a row for each bar, as high as a row of the table beside it, below a head as high as the table's."""

    width: int
    row: int
    head: int


def bars(lines: Sequence[Bar], names: Sequence[str], frame: Frame, palette: Palette) -> bytes:
    """Horizontal bars as SVG; `names` say what the tinted part and the rest are, where there is a part."""
    load_fonts()
    height = frame.head + frame.row * len(lines)
    drawing = Drawing(frame.width, height)
    if names:
        _legend(drawing, names, height - frame.head / 2, palette)
    words = min(frame.width * _WORDS, max((stringWidth(one.word, REGULAR, _SIZE) for one in lines), default=0.0))
    left = words + _GAP
    longest = max((one.value for one in lines), default=0) or 1
    for number, one in enumerate(lines):
        middle = height - frame.head - frame.row * (number + 0.5)
        scale = (frame.width - left - _END) / longest
        _bar(drawing, one, middle, left, scale, palette, words)
    drawing.add(Line(left, 2, left, height - frame.head - 2, strokeColor=HexColor(palette.line), strokeWidth=1))
    return _svg(drawing, palette)


def _bar(drawing: Drawing, one: Bar, middle: float, left: float, scale: float, palette: Palette, words: float) -> None:
    long, part = one.value * scale, one.part * scale
    word = _fitted(one.word, words)
    _put(drawing, word, left - _GAP - stringWidth(word, REGULAR, _SIZE), middle, palette.text, _SIZE)
    for at, wide, colour in ((left + part, long - part, palette.whole), (left, part, palette.part)):
        if wide > 0:
            _fill(drawing, at, middle - _BAR / 2, max(wide, 1.5), _BAR, colour)
    _put(drawing, f"{one.value:,}", left + long + 7, middle, palette.text, _SIZE)


def _legend(drawing: Drawing, names: Sequence[str], middle: float, palette: Palette) -> None:
    """What is tinted, and what the rest is."""
    at = 0.0
    for word, colour in zip(names, (palette.part, palette.whole), strict=True):
        _fill(drawing, at, middle - 5, 10, 10, colour)
        _put(drawing, word, at + 16, middle, palette.quiet, _LEGEND_SIZE)
        at += 16 + stringWidth(word, REGULAR, _LEGEND_SIZE) + 18


def _fill(drawing: Drawing, x: float, y: float, wide: float, high: float, colour: str) -> None:
    shape = Rect(x, y, wide, high)
    shape.fillColor, shape.strokeColor = HexColor(colour), None
    drawing.add(shape)


def _put(drawing: Drawing, text: str, x: float, middle: float, colour: str, size: float) -> None:
    drawing.add(String(x, middle - size * 0.36, text, fontName=REGULAR, fontSize=size, fillColor=HexColor(colour)))


def _fitted(word: str, room: float) -> str:
    """A word no wider than its room; what is cut stands whole in the table beside."""
    if stringWidth(word, REGULAR, _SIZE) <= room + 0.5:
        return word
    while word and stringWidth(word + "…", REGULAR, _SIZE) > room:
        word = word[:-1]
    return word + "…"


def _svg(drawing: Drawing, palette: Palette) -> bytes:
    """The drawing in the letters and the very colours of the window: both are made from one file of letters."""
    told = re.sub(
        r"<clipPath.*?</clipPath>", "", renderSVG.drawToString(drawing), flags=re.DOTALL
    )  # painted black by Qt
    for colour in (palette.text, palette.quiet, palette.line, palette.whole, palette.part):
        red, green, blue = (int(share * 100) for share in HexColor(colour).rgb())
        told = told.replace(f"rgb({red}%,{green}%,{blue}%)", colour)  # whole percents are other colours
    return told.replace(f"font-family: {REGULAR};", f"font-family: '{palette.family}';").encode()

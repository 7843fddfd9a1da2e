"""Fonts, colours and text styles of the papers (the grid is A4 in millimetres)."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path
from typing import Any, Literal
from unicodedata import category, normalize

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from app.errors import Refusal
from app.i18n import _
from app.paths import cache

REGULAR, BOLD = "Gyeot", "Gyeot-Bold"
_FILES = {REGULAR: "NotoSansKR-Regular.ttf", BOLD: "NotoSansKR-Bold.ttf"}

LEFT, RIGHT, TOP, BOTTOM = 25 * mm, 18 * mm, 33 * mm, (297 - 273) * mm
MEASURE = (210 - 25 - 18) * mm

INK, SOFT, RULE, FILL = (HexColor(value) for value in ("#17282A", "#4A5B5D", "#B9C3C1", "#EEF2F1"))
ACCENT, GREY, EDGE = HexColor("#13645E"), HexColor("#7F918F"), HexColor("#5F7572")
WHITE = HexColor("#FFFFFF")

_loading = threading.Lock()
_INVISIBLE = frozenset(["Cc", "Cf", "Zl", "Zp"])


@dataclass(frozen=True, slots=True)
class Styles:
    """The type scale; every size has its fixed line."""

    title: ParagraphStyle
    subtitle: ParagraphStyle
    heading: ParagraphStyle
    body: ParagraphStyle
    cell: ParagraphStyle
    label: ParagraphStyle
    note: ParagraphStyle
    aside: ParagraphStyle
    name: ParagraphStyle
    centre: ParagraphStyle


@once
def styles() -> Styles:
    """The styles; loads the fonts at the first call and raises Refusal where they were not made."""
    load_fonts()
    return Styles(
        title=_style("title", 21, 28, BOLD),
        subtitle=_style("subtitle", 9.5, 15, colour=SOFT),
        heading=_style("heading", 13, 18, BOLD, before=6.2 * mm, after=2 * mm),
        body=_style("body", 10.5, 17.5),
        cell=_style("cell", 9.5, 14.5),
        label=_style("label", 9, 14.5, BOLD),
        note=_style("note", 9, 14.5, colour=SOFT),
        aside=_style("aside", 9, 14.5, colour=SOFT, alignment=2),
        name=_style("name", 14, 20, BOLD, alignment=2),
        centre=_style("centre", 9, 14.5, alignment=1),
    )


def _style(
    name: str,
    size: float,
    leading: float,
    font: str = REGULAR,
    *,
    colour: Color = INK,
    alignment: Literal[0, 1, 2] = 0,
    before: float = 0,
    after: float = 0,
) -> ParagraphStyle:
    return ParagraphStyle(
        name,
        fontName=font,
        bulletFontName=font,
        fontSize=size,
        leading=leading,
        textColor=colour,
        alignment=alignment,
        spaceBefore=before,
        spaceAfter=after,
        # A long word without spaces (an address of a page) breaks rather than leave the paper.
        splitLongWords=1,
        allowWidows=0,
        allowOrphans=0,
    )


def load_fonts() -> None:
    """Register both fonts once; raises Refusal where the cache does not hold them."""
    with _loading:
        if BOLD in pdfmetrics.getRegisteredFontNames():
            return
        for name, file in _FILES.items():
            pdfmetrics.registerFont(_font(name, cache("fonts", file)))


def _font(name: str, path: Path) -> TTFont:
    try:
        return TTFont(name, str(path))
    except (TTFError, OSError) as problem:
        raise Refusal(
            _(
                "No paper was made because the fonts for papers are not ready; nothing else is affected. "
                "Run “python packaging/prepare.py fonts” once and try again."
            )
        ) from problem


class Ink:
    """Text made printable: NFC, no invisible letters, and a readable code where the font has no glyph."""

    def __init__(self) -> None:
        load_fonts()
        font: Any = pdfmetrics.getFont(REGULAR)
        self._glyphs = font.face.charToGlyph
        self.missing: set[str] = set()

    def __call__(self, text: str) -> str:
        text = normalize("NFC", text)
        if text.isascii() and text.isprintable():
            return text
        return "".join(map(self._letter, text))

    def _letter(self, letter: str) -> str:
        if letter in "\n\t":
            return " "
        if letter in _DRAWN_ELSEWHERE or category(letter) in _INVISIBLE:
            return ""
        # Single old jamo need shaping, which reportlab does not do.
        if ord(letter) in self._glyphs and not "ᄀ" <= letter <= "ᇿ":
            return letter
        self.missing.add(letter)
        return f"[U+{ord(letter):04X}]"


_DRAWN_ELSEWHERE = frozenset(chr(code) for code in range(0xFE00, 0xFE10))
"""Variation selectors choose a drawing and draw nothing themselves."""

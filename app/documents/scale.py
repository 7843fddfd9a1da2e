"""Sizes in which books and hand-outs are set: normal, large print, easy reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from app.documents.style import ACCENT, BOLD, INK, LEFT, MEASURE, REGULAR, SOFT, load_fonts

Size = tuple[float, float]
"""A letter size and its line, in points."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The sizes of one form; `gutter` is the width of the column of labels, 0 where labels stand above."""

    say: Size
    body: Size
    ask: Size
    label: Size
    note: Size
    head: Size
    part: Size
    foot: float
    gutter: float
    air: float = 1.0
    """How much room stands between the parts; a little less brings most steps onto one page."""


NORMAL = Scale((11, 17), (10, 15), (12.5, 19.5), (9, 14), (9, 14), (19, 27), (14, 20), 8, 40 * mm)
TIGHT = Scale((11, 15), (10, 13.3), (12.5, 17.5), (9, 12), (9, 12), (19, 25), (14, 20), 8, 40 * mm, air=0.45)
LARGE = Scale((20, 33), (18, 30), (21, 33), (18, 28), (18, 28), (26, 37), (32, 44), 18, 0)
EASY = Scale((22, 38), (20, 34), (24, 38), (18, 28), (18, 28), (28, 40), (34, 46), 18, 0)

PAGE_LEFT, PAGE_MEASURE = LEFT, MEASURE


@dataclass(frozen=True, slots=True)
class Faces:
    """The paragraph styles of one scale."""

    say: ParagraphStyle
    body: ParagraphStyle
    ask: ParagraphStyle
    label: ParagraphStyle
    note: ParagraphStyle
    head: ParagraphStyle
    tag: ParagraphStyle
    part: ParagraphStyle
    number: ParagraphStyle
    page: ParagraphStyle


def faces(scale: Scale) -> Faces:
    """The styles of a scale; loads the fonts at the first call."""
    load_fonts()
    size, line = scale.body
    return Faces(
        say=_face(scale.say),
        body=_face(scale.body),
        ask=_face(scale.ask, BOLD),
        label=_face(scale.label, BOLD, textColor=ACCENT),
        note=_face(scale.note, textColor=SOFT),
        head=_face(scale.head, BOLD),
        tag=_face(scale.label, BOLD, textColor=ACCENT),
        part=_face(scale.part, BOLD),
        number=_face((size + 1, line), BOLD),
        page=_face(scale.body, alignment=2),
    )


def _face(size: Size, font: str = REGULAR, **more: Any) -> ParagraphStyle:
    letters, line = size
    fields: dict[str, Any] = {
        "fontName": font,
        "bulletFontName": font,
        "fontSize": letters,
        "bulletFontSize": letters,
        "leading": line,
        "textColor": INK,
        "splitLongWords": 1,
        "allowWidows": 0,
        "allowOrphans": 0,
    }
    return ParagraphStyle("face", **{**fields, **more})

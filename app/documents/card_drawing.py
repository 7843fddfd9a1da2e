"""Drawing a folded card: each panel in its place and the right way up, with ticks where the sheet is folded."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from app.documents.discreet import Blank, Card, Foot, Heading, Item, Number, Outside, Part
from app.documents.edition import Fold
from app.documents.folded import Panel, Sheet, sheet_of
from app.documents.style import ACCENT, BOLD, EDGE, INK, REGULAR, RULE, SOFT, Ink, load_fonts

_LEAF = HexColor("#E4F0EE")
_LINE_APART = 8 * mm


@dataclass(frozen=True, slots=True)
class _Sizes:
    """The sizes of a panel, in points; small panels have small letters, none below eight."""

    heading: tuple[float, float]
    item: tuple[float, float]
    number: float
    row: float
    title: float


_SIZES = {
    Fold.FOUR: _Sizes((11, 19), (9.5, 16.5), 12.5, 21, 19),
    Fold.EIGHT: _Sizes((9.5, 16), (8.2, 13.4), 10.5, 16.5, 14),
}


@dataclass(frozen=True, slots=True)
class DrawnCard:
    """The finished sheet, and the lines for which a panel had no room."""

    data: bytes
    left: tuple[str, ...]
    missing: tuple[str, ...]


def draw_card(card: Card) -> DrawnCard:
    """The card as a PDF of one page; the same card always gives the same bytes."""
    load_fonts()
    sheet, target = sheet_of(card.fold), BytesIO()
    canvas = Canvas(
        target, pagesize=A4, invariant=1, pageCompression=1, lang=card.language,
        initialFontName=REGULAR,  # type: ignore[arg-type]  # the stub takes this name for a size
    )  # fmt: skip
    ink = Ink()
    canvas.setTitle(ink(card.title))
    for name in ("setAuthor", "setSubject", "setCreator", "setProducer", "setKeywords"):
        getattr(canvas, name)("")
    if sheet.width > sheet.height:  # a lying sheet is printed upright, as every printer takes it
        canvas.translate(sheet.height, 0)
        canvas.rotate(90)
    left: list[str] = []
    for panel, parts in zip(sheet.panels, card.panels, strict=True):
        left += _PanelPen(canvas, ink, sheet, panel, _SIZES[card.fold]).draw(parts)
    _marks(canvas, sheet)
    canvas.showPage()
    canvas.save()
    return DrawnCard(target.getvalue(), tuple(left), tuple(sorted(ink.missing)))


class _PanelPen:
    """Writes one panel from its top; what no longer fits is handed back, never cut."""

    def __init__(self, canvas: Canvas, ink: Ink, sheet: Sheet, panel: Panel, sizes: _Sizes) -> None:
        self._canvas, self._ink, self._panel, self._sizes = canvas, ink, panel, sizes
        self._margin = sheet.margin
        self._width = panel.width - 2 * sheet.margin
        self._y = panel.height - sheet.margin
        self._floor = sheet.margin

    def draw(self, parts: tuple[Part, ...]) -> list[str]:
        canvas, panel = self._canvas, self._panel
        canvas.saveState()
        if panel.turned:
            canvas.translate(panel.x + panel.width, panel.y + panel.height)
            canvas.rotate(180)
        else:
            canvas.translate(panel.x, panel.y)
        self._floor += 5 * mm if any(isinstance(part, Foot) for part in parts) else 0
        left = [part for part in parts if not self._put(part)]
        canvas.restoreState()
        return [part.text for part in left if isinstance(part, Item | Heading)] + [
            f"{part.number} {part.use}" for part in left if isinstance(part, Number)
        ]

    def _put(self, part: Part) -> bool:
        """Whether the part found room."""
        if isinstance(part, Outside):
            self._cover(part)
        elif isinstance(part, Foot):
            self._foot(part.text)
        elif isinstance(part, Blank):
            self._rules()
        elif isinstance(part, Number):
            return self._number(part)
        else:
            return self._lines(part)
        return True

    def _lines(self, part: Heading | Item) -> bool:
        is_item = isinstance(part, Item)
        size, leading = self._sizes.item if is_item else self._sizes.heading
        indent = 1.6 * size if isinstance(part, Item) and part.box else 0
        style = ParagraphStyle(
            "line", fontName=REGULAR if is_item else BOLD, fontSize=size, leading=leading, textColor=INK,
            leftIndent=indent, splitLongWords=1,
        )  # fmt: skip
        words = Paragraph(escape(self._ink(part.text)), style)
        _width, height = words.wrap(self._width, self._y)
        above = 0 if is_item or self._y >= self._panel.height - self._margin else leading * 0.5
        if self._y - above - height < self._floor:
            return False
        self._y -= above + height
        words.drawOn(self._canvas, self._margin, self._y)
        if indent:
            self._box(self._y + height - 1.08 * size, size)
        return True

    def _box(self, y: float, size: float) -> None:
        self._canvas.setStrokeColor(INK)
        self._canvas.setLineWidth(0.7)
        self._canvas.rect(self._margin, y, size * 0.85, size * 0.85, stroke=1, fill=0)

    def _number(self, part: Number) -> bool:
        row, canvas, words = self._sizes.row, self._canvas, self._ink(part.use)
        size, small = self._sizes.number, self._sizes.item[0]
        beside = max(4.2 * size, canvas.stringWidth(part.number, BOLD, size) + size)
        if self._y - row < self._floor or beside + canvas.stringWidth(words, REGULAR, small) > self._width:
            return False
        self._y -= row
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, size)
        canvas.drawString(self._margin, self._y + 0.3 * row, part.number)
        canvas.setFont(REGULAR, small)
        canvas.drawString(self._margin + beside, self._y + 0.3 * row, words)
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.5)
        canvas.line(self._margin, self._y, self._margin + self._width, self._y)
        return True

    def _rules(self) -> None:
        self._canvas.setStrokeColor(RULE)
        self._canvas.setLineWidth(0.5)
        self._y -= _LINE_APART
        while self._y >= self._floor:
            self._canvas.line(self._margin, self._y, self._margin + self._width, self._y)
            self._y -= _LINE_APART

    def _foot(self, text: str) -> None:
        self._canvas.setFillColor(SOFT)
        self._canvas.setFont(REGULAR, 7)
        self._canvas.drawString(self._margin, self._margin, self._ink(text))

    def _cover(self, part: Outside) -> None:
        canvas, middle, height = self._canvas, self._panel.width / 2, self._panel.height
        scale = self._sizes.title / 19
        _leaves(canvas, middle, height * 0.56, scale)
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, self._sizes.title)
        canvas.drawCentredString(middle, height * 0.45, self._ink(part.title))
        canvas.setFont(REGULAR, 8.5)
        canvas.setFillColor(SOFT)
        canvas.drawCentredString(middle, height * 0.45 - 16 * scale, self._ink(part.season))


def _leaves(canvas: Canvas, x: float, y: float, scale: float) -> None:
    for shift, turn, size in ((-9, 38, 0.8), (9, -38, 0.8), (0, 0, 1.0)):
        canvas.saveState()
        canvas.translate(x + shift * mm * scale, y)
        canvas.rotate(turn)
        canvas.scale(size * scale, size * scale)
        _leaf(canvas)
        canvas.restoreState()


def _leaf(canvas: Any) -> None:
    canvas.setStrokeColor(ACCENT)
    canvas.setFillColor(_LEAF)
    canvas.setLineWidth(0.8)
    tip, wide = 13 * mm, 5 * mm
    path = canvas.beginPath()
    path.moveTo(0, 0)
    path.curveTo(-wide, tip * 0.35, -wide * 0.7, tip * 0.8, 0, tip)
    path.curveTo(wide * 0.7, tip * 0.8, wide, tip * 0.35, 0, 0)
    canvas.drawPath(path, stroke=1, fill=1)
    canvas.line(0, -2.5 * mm, 0, tip * 0.8)
    for at in (0.25, 0.45, 0.63):
        reach = 2.2 * mm * (1 - at * 0.6)
        canvas.line(0, tip * at, -reach, tip * at + reach)
        canvas.line(0, tip * at, reach, tip * at + reach)


def _marks(canvas: Canvas, sheet: Sheet) -> None:
    canvas.setStrokeColor(EDGE)
    canvas.setLineWidth(0.5)
    canvas.setDash(1.5, 1.5)
    for line in sheet.folds:
        canvas.line(*line)
    if sheet.cut:
        canvas.setDash(4, 3)
        canvas.line(*sheet.cut)

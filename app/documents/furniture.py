"""What stands around the text of every page: band, mark, header, accent rule, footer, page x / y."""

from __future__ import annotations

from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from app.documents.blocks import Furniture
from app.documents.style import ACCENT, BOLD, EDGE, GREY, INK, LEFT, MEASURE, REGULAR, RULE, SOFT, WHITE

_PAGE = 297 * mm
_EDGE = LEFT + MEASURE


class PaperCanvas(Canvas):
    """A canvas that draws the furniture when the number of pages is known."""

    def __init__(self, furniture: Furniture, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._furniture = furniture
        self._pages: list[dict[str, Any]] = []
        self.setAuthor("")
        self.setCreator("")
        self.setProducer("")

    def showPage(self) -> None:  # reportlab's own name
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # reportlab's stubs leave it out

    def save(self) -> None:
        for number, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            draw(self, self._furniture, number, len(self._pages))
            super().showPage()
        super().save()


def draw(canvas: Canvas, furniture: Furniture, page: int, pages: int) -> None:
    """The furniture of one page."""
    if furniture.band:
        _band(canvas, furniture.band)
    if furniture.title:
        _header(canvas, furniture)
    _footer(canvas, furniture, f"{page} / {pages}")
    if furniture.quiet_mark:
        _text(canvas, LEFT + MEASURE / 2, _PAGE - 12 * mm, furniture.quiet_mark, 7, SOFT, align="centre")


def fitted(text: str, font: str, size: float, width: float) -> str:
    """The text, cut with an ellipsis where it would run into its neighbour."""
    if stringWidth(text, font, size) <= width:
        return text
    while text and stringWidth(f"{text}…", font, size) > width:
        text = text[:-1]
    return f"{text}…"


def _band(canvas: Canvas, text: str) -> None:
    """Hatching from 6 to 11 mm with the words on a white plate."""
    low, high = _PAGE - 11 * mm, _PAGE - 6 * mm
    canvas.saveState()
    canvas.setStrokeColor(EDGE)
    canvas.setLineWidth(0.5)
    clip = canvas.beginPath()
    clip.rect(LEFT, low, MEASURE, high - low)
    canvas.clipPath(clip, stroke=1, fill=0)
    step, rise = 1.9 * mm, high - low
    starts = [LEFT - rise + step * n for n in range(int((MEASURE + rise) / step) + 1)]
    canvas.lines([(x, low, x + rise, high) for x in starts])
    width = stringWidth(text, BOLD, 8) + 10 * mm
    canvas.setFillColor(WHITE)
    canvas.rect(LEFT + (MEASURE - width) / 2, low + 0.3, width, rise - 0.6, stroke=0, fill=1)
    canvas.restoreState()
    _text(canvas, LEFT + MEASURE / 2, low + 1.65 * mm, text, 8, INK, font=BOLD, align="centre")


def _header(canvas: Canvas, furniture: Furniture) -> None:
    base = _PAGE - 19.3 * mm
    at = LEFT
    if furniture.has_mark:
        canvas.setFillColor(ACCENT)
        canvas.roundRect(LEFT, base - 0.9 * mm, 1.5 * mm, 4.7 * mm, 0.75 * mm, stroke=0, fill=1)
        canvas.setFillColor(GREY)
        canvas.roundRect(LEFT + 2.3 * mm, base - 0.9 * mm, 1.5 * mm, 3.2 * mm, 0.75 * mm, stroke=0, fill=1)
        at += 6 * mm
    _text(canvas, at, base, furniture.title, 9, INK, font=BOLD)
    _text(
        canvas,
        _EDGE,
        base,
        fitted(furniture.right, REGULAR, 9, 34 * mm if furniture.draft else 100 * mm),
        9,
        SOFT,
        align="right",
    )
    if furniture.draft:
        _draft(canvas, furniture.draft, base)
    canvas.setStrokeColor(ACCENT)
    canvas.setLineWidth(1)
    canvas.line(LEFT, _PAGE - 23 * mm, _EDGE, _PAGE - 23 * mm)


def _draft(canvas: Canvas, text: str, base: float) -> None:
    width = stringWidth(text, BOLD, 9.5) + 7 * mm
    middle = LEFT + 126.5 * mm
    canvas.saveState()
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(1.1)
    canvas.setDash(3, 2)
    canvas.rect(middle - width / 2, base - 2.2 * mm, width, 5.8 * mm, stroke=1, fill=0)
    canvas.restoreState()
    _text(canvas, middle, base - 0.4 * mm, text, 9.5, INK, font=BOLD, align="centre")


def _footer(canvas: Canvas, furniture: Furniture, number: str) -> None:
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, 18 * mm, _EDGE, 18 * mm)
    _text(canvas, LEFT, 12.6 * mm, fitted(furniture.footer, REGULAR, 8, 145 * mm), 8, SOFT)
    _text(canvas, _EDGE, 12.6 * mm, number, 8.5, INK, font=BOLD, align="right")


def _text(
    canvas: Canvas, x: float, y: float, text: str, size: float, colour: Any, *, font: str = REGULAR, align: str = "left"
) -> None:
    canvas.setFont(font, size)
    canvas.setFillColor(colour)
    drawers = {"left": canvas.drawString, "right": canvas.drawRightString, "centre": canvas.drawCentredString}
    drawers[align](x, y, text)

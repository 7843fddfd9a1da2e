"""Tables as the papers draw them: rules without verticals, tables that only place, and the line to cut along."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Table, TableStyle

from app.documents.redaction import Rich, cut
from app.documents.style import EDGE, INK, MEASURE, REGULAR, RULE, SOFT

Command = tuple[Any, ...]
"""One command of a TableStyle."""

LONGEST_CELL = 12
"""Lines of Korean in one table cell; a longer text goes on in a row of its own."""

PAD = 2.2 * mm
SIDES = 2 * PAD + 0.5


def ruled(
    cells: list[list[Any]],
    widths: list[float],
    marked: list[Command],
    *,
    heights: Sequence[float | None] | None = None,
    repeated: int = 0,
    middle: bool = False,
) -> Table:
    """A table of rules: 0.9 pt above and below, 0.5 pt between rows, no verticals."""
    table = Table(cells, widths, heights, repeatRows=repeated, hAlign="LEFT")
    common: list[Command] = [
        ("FONT", (0, 0), (-1, -1), REGULAR, 9.5, 14.5),
        ("TEXTCOLOR", (0, 0), (-1, -1), INK),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE" if middle else "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), PAD),
        ("RIGHTPADDING", (0, 0), (-1, -1), PAD),
        ("TOPPADDING", (0, 0), (-1, -1), 4.4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.8),
        ("LINEBELOW", (0, 0), (-1, -2), 0.5, RULE),
        ("LINEABOVE", (0, 0), (-1, 0), 0.9, INK),
        ("LINEBELOW", (0, -1), (-1, -1), 0.9, INK),
        ("LINEBELOW", (0, "splitlast"), (-1, "splitlast"), 0.9, INK),
    ]
    table.setStyle(TableStyle([*common, *marked]))
    return table


def bare(
    cells: list[list[Any]], widths: list[float], *, heights: list[float] | None = None, middle: bool = False
) -> Table:
    """A table that only places things side by side."""
    table = Table(cells, widths, heights, hAlign="LEFT")
    table.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), REGULAR, 9.5, 14.5),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE" if middle else "TOP"),
                *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
            ]
        )
    )
    return table


def continued(row: tuple[Rich, ...], widths: Sequence[float]) -> list[tuple[Rich, ...]]:
    """A row that would be too high for a page as several rows: no table row can break."""
    parts = [cut(rich, int(width / 9.5) * LONGEST_CELL) for rich, width in zip(row, widths, strict=True)]
    return list(zip_longest(*parts, fillvalue=""))


class CutLine(Flowable):
    """A dashed line across the measure with its caption in the middle."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self._caption = caption

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return MEASURE, 4 * mm

    def draw(self) -> None:
        canvas: Any = self.canv
        gap = stringWidth(self._caption, REGULAR, 8) / 2 + 3 * mm
        canvas.setStrokeColor(EDGE)
        canvas.setLineWidth(0.6)
        canvas.setDash(2.5, 2.5)
        canvas.line(0, 2 * mm, MEASURE / 2 - gap, 2 * mm)
        canvas.line(MEASURE / 2 + gap, 2 * mm, MEASURE, 2 * mm)
        canvas.setFont(REGULAR, 8)
        canvas.setFillColor(SOFT)
        canvas.drawCentredString(MEASURE / 2, 1 * mm, self._caption)

"""Tables that only place what stands in a book, and the mark on its cover."""

from __future__ import annotations

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Table, TableStyle

from app.documents.style import ACCENT, EDGE, REGULAR


def shares(width: float, columns: int) -> list[float]:
    """One column, or a condition and the place it leads to."""
    return [width] if columns == 1 else [width * 0.52, width * 0.48]


def kept(rows: int) -> list[Any]:
    """The first two and the last two rows stay together: no line stands alone on a page."""
    return [("NOSPLIT", (0, 0), (-1, min(1, rows - 1))), ("NOSPLIT", (0, max(0, rows - 2)), (-1, rows - 1))]


def padding(side: float, top: float, bottom: float) -> list[Any]:
    sides = (("LEFT", side), ("RIGHT", side), ("TOP", top), ("BOTTOM", bottom))
    return [(f"{name}PADDING", (0, 0), (-1, -1), size) for name, size in sides]


def beside() -> list[Any]:
    """The label keeps its distance from the lines beside it."""
    return [("BOTTOMPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (0, -1), 3 * mm)]


def table_of(cells: list[list[Any]], widths: list[float], marked: list[Any]) -> Table:
    table = Table(cells, widths, hAlign="LEFT")
    common = [("FONT", (0, 0), (-1, -1), REGULAR, 9), ("VALIGN", (0, 0), (-1, -1), "TOP"), *padding(0, 1.2, 1.6)]
    table.setStyle(TableStyle([*common, *marked]))
    return table


class Bars(Flowable):
    """The mark: two bars standing close."""

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 12 * mm, 18 * mm

    def draw(self) -> None:
        canvas: Any = self.canv
        canvas.setFillColor(ACCENT)
        canvas.roundRect(0, 0, 5 * mm, 16 * mm, 2.5 * mm, stroke=0, fill=1)
        canvas.setFillColor(EDGE)
        canvas.roundRect(7.4 * mm, 0, 5 * mm, 11 * mm, 2.5 * mm, stroke=0, fill=1)

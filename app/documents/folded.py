"""One sheet that is folded to a card: where each panel stands, which way up, and where to fold and cut."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from app.documents.edition import Fold

Line = tuple[float, float, float, float]
"""From x, y to x, y, in points from the lower left corner of the sheet."""

_TICK_FROM, _TICK_TO = 5 * mm, 11 * mm


@dataclass(frozen=True, slots=True)
class Panel:
    """One page of the card; `x`, `y` is its lower left corner on the sheet, `turned` that it stands on its head."""

    number: int
    x: float
    y: float
    width: float
    height: float
    turned: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet printed on one side."""

    width: float
    height: float
    panels: tuple[Panel, ...]
    folds: tuple[Line, ...]
    """Short dashes at the edges, where the sheet is folded."""
    cut: Line | None = None
    """Where the sheet is cut open, for the booklet of eight."""
    margin: float = 12 * mm


def sheet_of(fold: Fold) -> Sheet:
    """The sheet of a fold: A4 upright for four panels of A6, A4 lying for eight of A7."""
    return _four() if fold is Fold.FOUR else _eight()


def _four() -> Sheet:
    """Upper half behind, left half behind: page 1 lies on top, 2 and 3 face each other inside."""
    width, height = A4[0] / 2, A4[1] / 2
    places = ((1, 1, 0), (2, 1, 1), (3, 0, 1), (4, 0, 0))
    panels = tuple(_panel(number, column, row, width, height, turned=row == 1) for number, column, row in places)
    return Sheet(A4[0], A4[1], panels, (*_upright(A4, width), *_level(A4, height)))


def _eight() -> Sheet:
    """A booklet: cut the middle, fold lengthwise, push together. Above 5 4 3 2 on their heads, below 6 7 8 1."""
    size = (A4[1], A4[0])
    width, height = size[0] / 4, size[1] / 2
    above, below = (5, 4, 3, 2), (6, 7, 8, 1)
    panels = [_panel(number, column, 1, width, height, turned=True) for column, number in enumerate(above)]
    panels += [_panel(number, column, 0, width, height, turned=False) for column, number in enumerate(below)]
    folds = [tick for column in (1, 2, 3) for tick in _upright(size, column * width)]
    cut = (width, height, 3 * width, height)
    in_order = tuple(sorted(panels, key=lambda panel: panel.number))
    return Sheet(size[0], size[1], in_order, (*folds, *_level(size, height)), cut, margin=8 * mm)


def _panel(number: int, column: int, row: int, width: float, height: float, *, turned: bool) -> Panel:
    return Panel(number, column * width, row * height, width, height, turned)


def _upright(size: tuple[float, float], x: float) -> tuple[Line, Line]:
    top = size[1]
    return (x, _TICK_FROM, x, _TICK_TO), (x, top - _TICK_TO, x, top - _TICK_FROM)


def _level(size: tuple[float, float], y: float) -> tuple[Line, Line]:
    right = size[0]
    return (_TICK_FROM, y, _TICK_TO, y), (right - _TICK_TO, y, right - _TICK_FROM, y)

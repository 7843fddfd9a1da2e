"""The two halves of the mirror: the words that stay in sight, and what scrolls below them; both place their own rows."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.kit.mirror_cells import (
    AUDIENCES,
    GUTTER,
    ICONS,
    INSET,
    Audience,
    Cell,
    Density,
    DoCell,
    GutterLabel,
    Kind,
    kind_word,
)
from ui.kit.paint import rule, smooth

DOCK_HEAD = 26
WORDS: tuple[Kind, ...] = ("ask", "say", "avoid")
DEEDS: tuple[Kind, ...] = ("do", "now")


class Sheet(QWidget):
    """Rows of some kinds, one column a side that is shown; their places follow from the words and the density."""

    def __init__(self, kinds: tuple[Kind, ...], docked: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kinds, self.docked = kinds, docked
        self.shown: tuple[Audience, ...] = AUDIENCES
        self._left = 0
        inset = 0 if docked else INSET
        self.gutters = {kind: GutterLabel(ICONS[kind][0], kind_word(kind), ICONS[kind][1], self) for kind in kinds}
        self.cells: dict[tuple[Audience, Kind], Cell] = {
            (who, kind): Cell(kind, inset, self) for who in AUDIENCES for kind in kinds if kind != "do"
        }
        self.does = {who: DoCell(inset, self) for who in AUDIENCES if "do" in kinds}
        for gutter in self.gutters.values() if docked else ():
            gutter.setFixedWidth(160)
            gutter.set_line(14)

    def of(self, who: Audience, kind: Kind) -> Cell | DoCell:
        return self.does[who] if kind == "do" else self.cells[who, kind]

    def show_only(self, shown: tuple[Audience, ...]) -> None:
        self.shown = shown

    def standing(self, shown: Iterable[Audience]) -> tuple[Kind, ...]:
        """The rows in which one of these sides has something to say; the others take no room."""
        return tuple(kind for kind in self.kinds if any(self.of(who, kind).has_words() for who in shown))

    def height_in(self, density: Density, width: int, shown: Iterable[Audience]) -> int:
        """How high the rows stand for these sides at a width of the whole sheet."""
        sides = tuple(shown)
        wide = width if self.docked else (width - GUTTER) // max(1, len(sides))
        return sum(
            max(self.of(who, kind).height_in(density, wide) for who in sides) + self._head(kind)
            for kind in self.standing(sides)
        )

    def _head(self, kind: Kind) -> int:
        return DOCK_HEAD if self.docked and kind != "ask" else 0

    def set_density(self, density: Density) -> None:
        for who in AUDIENCES:
            for kind in self.kinds:
                self.of(who, kind).set_density(density)
        for kind in self.kinds if not self.docked else ():
            self.gutters[kind].set_line(density.pad + density.face(kind)[1] // 2)

    def place(self, density: Density, left: int) -> int:
        """Set everything to its place; `left` is how wide the first of two columns stands. Returns the height."""
        self._left, y, standing = left, 0, self.standing(self.shown)
        for kind in self.kinds:
            there = kind in standing
            self.gutters[kind].setVisible(there and not (self.docked and kind == "ask"))
            y += self._head(kind) if there else 0
            high = self._place_row(kind, y, density) if there else 0
            self._place_gutter(kind, y, high)
            for who in AUDIENCES:
                self.of(who, kind).setVisible(there and who in self.shown)
            y += high
        self.update()
        return y

    def _place_row(self, kind: Kind, y: int, density: Density) -> int:
        """Set one row to its place; returns how high it is."""
        spans = self._spans()
        high = max(self.of(who, kind).height_in(density, wide) for who, _x, wide in spans)
        for who, x, wide in spans:
            self.of(who, kind).setGeometry(x, y, wide, high)
        return high

    def _place_gutter(self, kind: Kind, y: int, high: int) -> None:
        gutter = self.gutters[kind]
        if self.docked:
            gutter.setGeometry(0, y - DOCK_HEAD, gutter.width(), DOCK_HEAD)
        else:
            gutter.setGeometry(0, y, GUTTER, max(24, high))

    def _spans(self) -> list[tuple[Audience, int, int]]:
        """Where each side that is shown begins, and how wide it is."""
        start = 0 if self.docked else GUTTER
        if len(self.shown) == 1:
            return [(self.shown[0], start, self.width() - start)]
        first, second = self.shown
        return [(first, start, self._left), (second, start + self._left, self.width() - start - self._left)]

    def sizeHint(self) -> QSize:
        return QSize(400, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.docked:
            return
        painter = smooth(QPainter(self))
        for kind in self.standing(self.shown):
            if y := self.of(self.shown[0], kind).y():
                rule(painter, GUTTER + INSET, y, self.width() - INSET)

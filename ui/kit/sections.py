"""The list of sections at the left of a page: icon, word, count; the chosen one tinted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.kit import icons
from ui.kit.items import ITEM, Index, ItemList, ItemModel, state_of
from ui.kit.paint import RIGHT, box, put, ring, smooth, width_of
from ui.theme import current, ink

HEIGHT, LEAST = 38, 5
"""How high a row is, and how many of them stand in sight at the least."""
CLOSER = (HEIGHT, 34, 30, 28)
"""Heights of a row, from much room to little."""
_GAP = 9


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a page."""

    id: str
    word: str
    icon: str = ""
    count: str = ""
    first: bool = False
    """Begins a group: a hairline stands above it."""

    def spoken(self) -> str:
        return f"{self.word} {self.count}".strip()

    def selectable(self) -> bool:
        return True


class SectionDelegate(QStyledItemDelegate):
    """Paints one section; the first of a group has a hairline above it."""

    height = HEIGHT

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, self.height + (_GAP if index.data(ITEM).first else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: Section = index.data(ITEM)
        chosen, focused, hovered = state_of(option)
        rect = QRectF(option.rect).adjusted(0, 1, 0, -1)
        painter.save()
        smooth(painter)
        if item.first:
            middle = rect.top() + (_GAP - 1) / 2
            painter.fillRect(QRectF(rect.left() + 12, middle, rect.width() - 24, 1), ink("line"))
            rect.setTop(rect.top() + _GAP)
        if chosen:
            box(painter, rect, "accent_soft", None if current().soft_fills else "accent", radius=7)
        elif hovered:
            box(painter, rect, "sunken", radius=7)
        if focused and chosen:
            ring(painter, rect, 7)
        x = rect.left() + 12
        if item.icon:
            icons.draw(painter, item.icon, x, rect.center().y() - 9, "accent" if chosen else "text2", 18)
            x += 28
        weight, tone = (650, "accent") if chosen else (400, "text")
        room = rect.adjusted(x - rect.left(), 0, -20 - width_of(item.count, 12), 0)
        size = 14 if width_of(item.word, 14, weight) <= room.width() else 13
        put(painter, room, item.word, size, weight, tone)
        put(painter, rect.adjusted(0, 0, -12, 0), item.count, 12, 400, "text2", RIGHT)
        painter.restore()


class SectionList(ItemList):
    """Sections; `chosen` fires when the current one moves, `opened` on a click or Enter.

    Where notices above leave less room than the list would take, it scrolls down to `LEAST` rows.
    """

    def __init__(self, name: str, fit: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(name, framed=False, fit=fit, parent=parent)
        if fit:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._rows = SectionDelegate(self)
        self.setItemDelegate(self._rows)
        self.setModel(ItemModel(self))

    def show_sections(self, sections: Sequence[Section]) -> None:
        kept = self.current_id()
        self.item_model().replace(sections)
        if kept:
            self.choose(kept)
        self.refit()

    def fit_into(self, room: int) -> None:
        """Take the highest rows that this room has place for."""
        items = self.item_model().items()
        gaps = _GAP * sum(one.first for one in items)
        height = next((one for one in CLOSER if one * len(items) + gaps <= room), CLOSER[-1])
        if height != self._rows.height:
            self._rows.height = height
            self.refit()

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(least.width(), min(least.height(), LEAST * HEIGHT))

    def _take_height(self, height: int) -> None:
        self.setMaximumHeight(height)
        self.setMinimumHeight(min(height, LEAST * HEIGHT))

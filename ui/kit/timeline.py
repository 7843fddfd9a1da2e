"""The timeline of a case: day chips on a spine, one node an entry, the newest on top as the caller orders them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.kit import icons
from ui.kit.chips import draw_tag, tag_width
from ui.kit.items import ITEM, Index, ItemList, ItemModel, state_of
from ui.kit.paint import RIGHT, box, dot, put, put_wrapped, ring, smooth, upright, width_of, wrapped_height
from ui.theme import current, font

TIME, SPINE, TEXT = 50, 76, 104
DAY_HEIGHT, MEASURE = 39, 860
_TOP, _LINE, _TAGS, _FOOT = 8, 21, 28, 13


@dataclass(frozen=True, slots=True)
class Day:
    """A day chip."""

    text: str
    id: str = ""

    def spoken(self) -> str:
        return self.text

    def selectable(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; `tags` are (word, tone) pairs; a running contact has a filled node."""

    id: str
    time: str
    icon: str
    title: str
    body: str = ""
    who: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    running: bool = False
    tone: str = ""

    def spoken(self) -> str:
        words = (self.time, self.title, self.body, self.who, *(word for word, _tone in self.tags))
        return ", ".join(filter(None, words))

    def selectable(self) -> bool:
        return True


class TimelineDelegate(QStyledItemDelegate):
    """Paints days and entries; a height is measured once for a width and kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heights: dict[tuple[str, str, bool, int], int] = {}
        self.width = 600

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        item = index.data(ITEM)
        if isinstance(item, Day):
            return QSize(120, DAY_HEIGHT)
        key = (item.id, item.body, bool(item.tags), self.width)
        if key not in self._heights:
            self._heights[key] = self._measured(item)
        return QSize(120, self._heights[key])

    def forget(self) -> None:
        """Drop every measure: the texts or the type changed."""
        self._heights.clear()

    def _measured(self, entry: Entry) -> int:
        body = self._body_height(entry)
        return round(_TOP + _LINE + body + (_TAGS if entry.tags else 0) + _FOOT)

    def _body_height(self, entry: Entry) -> float:
        return max(20.0, wrapped_height(entry.body, font(13), self.width - TEXT)) if entry.body else 0.0

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = index.data(ITEM)
        rect = QRectF(option.rect)
        painter.save()
        smooth(painter)
        first, last = index.row() == 0, index.row() == index.model().rowCount() - 1
        self._paint_spine(painter, rect, first, last, isinstance(item, Day))
        if isinstance(item, Day):
            self._paint_day(painter, rect, item)
        else:
            self._paint_entry(painter, rect, item, option)
        painter.restore()

    def _paint_spine(self, painter: QPainter, rect: QRectF, first: bool, last: bool, day: bool) -> None:
        top = rect.top() + (21 if first and day else 18 if first else 0)
        bottom = rect.top() + 18 if last and not day else rect.bottom()
        upright(painter, rect.left() + SPINE - 1, top, bottom, "line")
        if current().soft_fills:
            upright(painter, rect.left() + SPINE, top, bottom, "line")

    def _paint_day(self, painter: QPainter, rect: QRectF, day: Day) -> None:
        wide = width_of(day.text, 12, 500) + 20
        chip = QRectF(rect.left() + SPINE - 20, rect.top() + 9, round(wide), 24)
        box(painter, chip, "sunken", None if current().soft_fills else "edge", radius=12)
        put(painter, chip.adjusted(10, 0, 4, 0), day.text, 12, 500, "text2")

    def _paint_entry(self, painter: QPainter, rect: QRectF, entry: Entry, option: QStyleOptionViewItem) -> None:
        chosen, focused, hovered = state_of(option)
        area = rect.adjusted(TEXT - 10, 0, -2, -4)
        if chosen or hovered:
            box(painter, area, "accent_soft" if chosen else "sunken", radius=7)
        if focused and chosen:
            ring(painter, area, 7)
        x, y = rect.left() + TEXT, rect.top() + _TOP
        put(painter, QRectF(rect.left(), y, TIME, 22), entry.time, 14, 400, "text2", RIGHT, elide=False)
        self._paint_node(painter, QPointF(rect.left() + SPINE, rect.top() + 18), entry)
        end = rect.left() + self.width - 8
        who = min(width_of(entry.who, 12), (end - x) / 2)
        put(painter, QRectF(end - who, y, who, 20), entry.who, 12, 400, "text2", RIGHT)
        tone = entry.tone or ("accent" if entry.running else "text")
        put(painter, QRectF(x, y, end - who - x - 12, 20), entry.title, 14, 650, tone)
        body = self._body_height(entry)
        put_wrapped(painter, QRectF(x, y + _LINE, self.width - TEXT, body + 4), entry.body, font(13), "text2")
        self._paint_tags(painter, x, y + _LINE + body + 15, entry)

    def _paint_node(self, painter: QPainter, middle: QPointF, entry: Entry) -> None:
        fill, edge, of = ("accent", None, "accent_on") if entry.running else ("surface", "line", "text2")
        dot(painter, middle, 15, fill, edge)
        icons.draw(painter, entry.icon, middle.x() - 8, middle.y() - 8, of, 16)

    def _paint_tags(self, painter: QPainter, x: float, middle: float, entry: Entry) -> None:
        end = x + self.width - TEXT
        for word, tone in entry.tags:
            if x + tag_width(word) > end:
                return
            x += draw_tag(painter, x, middle, word, tone) + 6


class Timeline(ItemList):
    """The list of days and entries, measured no wider than a comfortable line."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent=parent)
        self._delegate = TimelineDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setModel(ItemModel(self))
        self.setMinimumWidth(320)

    def show_entries(self, entries: Sequence[Day | Entry]) -> None:
        kept = self.current_id()
        self.item_model().replace(entries)
        if kept:
            self.choose(kept)
        self.refit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._delegate.width = min(MEASURE, self.viewport().width())
        super().resizeEvent(event)

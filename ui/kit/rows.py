"""Rows: title and meta, a second line, the state at the right; painted, in one card, with heads between groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.i18n import _
from ui.kit import icons
from ui.kit.chips import draw_risk, draw_tag, risk_width, risk_word, tag_width
from ui.kit.items import ITEM, Index, ItemList, ItemModel, ground, state_of
from ui.kit.paint import RIGHT, box, cap, dot, put, rule, smooth, width_of

ONE_LINE, TWO_LINES, LOOSE = 48, 56, 62
HEAD = 34
_EDGE = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row; what is empty is left out. `check` is None without a check box, `unread` None without a dot."""

    id: str
    title: str
    meta: str = ""
    second: str = ""
    lead: str = ""
    lead_second: str = ""
    lead_tone: str = "text"
    icon: str = ""
    icon_tone: str = ""
    state: str = ""
    state_tone: str = "text2"
    state_icon: str = ""
    risk: str = ""
    tag: str = ""
    tag_icon: str = ""
    tag_tone: str = "outline"
    second_tone: str = "text2"
    key: str = ""
    done: bool = False
    check: bool | None = None
    unread: bool | None = None

    def spoken(self) -> str:
        risk = risk_word(self.risk) if self.risk else ""
        words = (self.lead, self.lead_second, self.title, self.meta, self.second, self.state, self.tag, risk)
        ticked = "" if self.check is None else _("done") if self.check else _("not done")
        return ", ".join(filter(None, (*words, ticked)))

    def selectable(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Head:
    """A head between groups of rows; it is read over, not chosen."""

    title: str
    count: str = ""
    id: str = ""

    def spoken(self) -> str:
        return f"{self.title} {self.count}".strip()

    def selectable(self) -> bool:
        return False


class RowDelegate(QStyledItemDelegate):
    """Paints rows and heads; heights come by kind and are never measured."""

    def __init__(self, height: int, lead: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height, self._lead = height, lead

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        item = index.data(ITEM)
        return QSize(120, HEAD if isinstance(item, Head) else self._height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item, rect = index.data(ITEM), QRectF(option.rect)
        painter.save()
        smooth(painter)
        if isinstance(item, Head):
            put(painter, rect.adjusted(_EDGE, 6, -_EDGE, 0), item.title, 12, 650, "text2")
            put(painter, rect.adjusted(_EDGE, 6, -_EDGE, 0), item.count, 12, 400, "text3", RIGHT)
        else:
            ground(painter, option)
            if _line_below(option, index):
                inset = 43 if isinstance(item, Row) and item.check is not None else 16
                rule(painter, rect.left() + inset, rect.bottom() - 1, rect.right() - 16)
            if isinstance(item, Row):
                self._paint_row(painter, rect, item)
            else:
                put(painter, rect.adjusted(_EDGE, 0, 0, 0), "…", 14, 400, "text3")
        painter.restore()

    def _paint_row(self, painter: QPainter, rect: QRectF, row: Row) -> None:
        left = self._paint_start(painter, rect, row)
        right = self._paint_state(painter, rect, row) - 12
        tone = "text3" if row.done else "text"
        two = bool(row.second) and self._height >= TWO_LINES
        middle = rect.center().y()
        top = QRectF(left, middle - (21 if two else 11), right - left, 22)
        meta = min(width_of(row.meta, 12) + 10, (right - left) / 2) if row.meta else 0
        size = 15 if self._height == LOOSE else 14
        title = QRectF(top.left(), top.top(), max(0.0, top.width() - meta), top.height())
        weight = 500 if row.check is not None or row.unread is False else 650
        taken = put(painter, title, row.title, size, weight, tone)
        if row.meta:
            put(painter, top.adjusted(min(taken, title.width()) + 10, 1, 0, 0), row.meta, 12, 400, "text3")
        if two:
            below = QRectF(left, middle + 1, right - left, 20)
            put(painter, below, row.second, 13 if self._height == LOOSE else 12, _weight(row), row.second_tone)
        elif row.second:
            put(
                painter, QRectF(rect.left() + 200, rect.top(), right - 200, rect.height()), row.second, 13, 400, "text2"
            )

    def _paint_start(self, painter: QPainter, rect: QRectF, row: Row) -> float:
        """The lead, icon, check box or dot; returns where the words begin."""
        x, middle = rect.left() + _EDGE, rect.center().y()
        if row.check is not None:
            draw_check(painter, rect.left() + 17, middle - 15, row.check)
            return rect.left() + 43
        if row.unread is not None:
            if row.unread:
                dot(painter, QPointF(x + 8, middle - 10), 4, "accent")
            return x + 24
        if row.icon and row.icon_tone:
            fill = "sunken" if row.icon_tone.startswith("text") else f"{row.icon_tone}_soft"
            dot(painter, QPointF(x + 18, middle), 18, fill)
            icons.draw(painter, row.icon, x + 9, middle - 9, row.icon_tone, 18)
            return x + 52
        if row.icon:
            icons.draw(painter, row.icon, x, middle - 10, "accent", 18)
            return x + 32
        if not row.lead:
            return x
        tone = "text3" if row.done else row.lead_tone
        up = 21 if row.second else 11
        timed = bool(row.lead_second)
        put(painter, QRectF(x, middle - up, self._lead - 8, 22), row.lead, 15 if timed else 13, 650, tone)
        put(painter, QRectF(x, middle + 1, self._lead - 8, 20), row.lead_second, 12, 400, "text3")
        return x + self._lead

    def _paint_state(self, painter: QPainter, rect: QRectF, row: Row) -> float:
        """Risk, tag, state and key from the right edge; returns where they begin."""
        right, middle = rect.right() - _EDGE, rect.center().y()
        if row.key:
            right -= cap(painter, right, middle, row.key) + 10
        if row.risk:
            right -= draw_risk(painter, right - risk_width(row.risk), middle, row.risk) + 12
        if row.tag:
            wide = tag_width(row.tag, row.tag_icon)
            right -= draw_tag(painter, right - wide, middle, row.tag, row.tag_tone, row.tag_icon) + 12
        if row.state:
            wide = width_of(row.state, 13, 500)
            put(painter, QRectF(right - wide, middle - 11, wide + 2, 22), row.state, 13, 500, row.state_tone)
            right -= wide
            if row.state_icon:
                right -= 24
                icons.draw(painter, row.state_icon, right, middle - 8, row.state_tone, 16)
        return right


def _weight(row: Row) -> int:
    return 400 if row.second_tone.startswith("text") else 500


def _line_below(option: QStyleOptionViewItem, index: Index) -> bool:
    """A hairline, except after the last row and beside the chosen one or a head."""
    below = index.model().index(index.row() + 1, 0)
    if not below.isValid() or isinstance(below.data(ITEM), Head):
        return False
    widget = option.widget
    chosen = widget.currentIndex().row() if isinstance(widget, ItemList) else -1
    return not state_of(option)[0] and chosen != index.row() + 1


def draw_check(painter: QPainter, x: float, y: float, on: bool, size: int = 14) -> None:
    """A small square, filled with a tick when done."""
    area = QRectF(round(x), round(y), size, size)
    box(painter, area, "accent" if on else "surface", "accent" if on else "edge", 1.5, 3.5)
    if on:
        icons.draw(painter, "check", area.left() + 1, area.top() + 1, "accent_on", size - 2)


class Rows(ItemList):
    """A list of rows in a card; Enter or a click opens, Space ticks."""

    ticked = Signal(str, bool)

    def __init__(
        self,
        name: str,
        height: int = LOOSE,
        lead: int = 72,
        framed: bool = True,
        fit: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, framed, fit, parent)
        self.setItemDelegate(RowDelegate(height, lead, self))
        self.setModel(ItemModel(self))

    def show_rows(self, rows: Sequence[Row | Head]) -> None:
        """Show these; the row with the current id stays current."""
        kept = self.current_id()
        self.item_model().replace(rows)
        if kept:
            self.choose(kept)
        self.refit()

    def use(self, model: QAbstractItemModel) -> None:
        """Show a lazy model whose items are rows; all of one height."""
        self.setUniformItemSizes(True)
        self.setModel(model)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self._tick(self.currentIndex()):
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.position().x() < 43 and event.type() == QEvent.Type.MouseButtonRelease and self._tick(index):
            return
        super().mouseReleaseEvent(event)

    def _tick(self, index: QModelIndex) -> bool:
        item = index.data(ITEM)
        if not isinstance(item, Row) or item.check is None:
            return False
        self.ticked.emit(item.id, not item.check)
        return True

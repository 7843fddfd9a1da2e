"""Tables: columns are data, pages of rows come when they are looked at, and a row is never a widget."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.kit.bars import draw_bar
from ui.kit.chips import draw_risk, risk_width, risk_word
from ui.kit.items import ITEM
from ui.kit.paint import CENTRE, LEFT, RIGHT, box, put, ring, rule, smooth, width_of
from ui.kit.rows import draw_check
from ui.theme import ink

ROW_HEIGHT, HEAD_HEIGHT, SECOND_LINE = 41, 38, 20
PAGE, KEPT_PAGES = 200, 24
_LEAST_COLUMN, _LEAST_MAIN, _LEAST_TABLE = 96, 190, 740
"""What a column that takes the rest keeps, here and over a second line, and the width a table asks for at the most."""

Index = QModelIndex | QPersistentModelIndex
Request = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it shows of a row and how; `width` 0 takes what is left."""

    id: str
    title: str
    value: Callable[[Any], Any]
    width: int = 0
    align: Literal["left", "right", "centre"] = "left"
    kind: Literal["text", "bar", "risk", "check"] = "text"
    weight: int = 400
    tone: str = "text"
    tint: bool = False
    strong: Callable[[Any], bool] | None = None
    below: bool = False
    """Where there is too little room for all columns, it stands on a second line of its row."""

    def flags(self) -> Qt.AlignmentFlag:
        return {"left": LEFT, "right": RIGHT, "centre": CENTRE}[self.align]


class LazyListModel(QAbstractTableModel):
    """A list of known length whose pages are asked for when a row is looked at, and forgotten oldest first."""

    def __init__(
        self, columns: Sequence[Column], page: int = PAGE, kept: int = KEPT_PAGES, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.folded = False
        """Whether some columns stand on a second line now."""
        self._first = next((at for at, column in enumerate(self.columns) if not column.below), 0)
        self._page, self._kept = page, kept
        self._pages: OrderedDict[int, tuple[Any, ...]] = OrderedDict()
        self._asked: set[int] = set()
        self._total, self._generation = 0, 0
        self._request: Request | None = None

    def start(self, total: int, request: Request, first: Sequence[Any] = ()) -> int:
        """Begin a new list; returns the generation that `fill` must name, so that late pages are dropped."""
        self.beginResetModel()
        self._generation += 1
        self._total, self._request = total, request
        self._pages.clear()
        self._asked.clear()
        if first:
            self._pages[0] = tuple(first)
        self.endResetModel()
        return self._generation

    def fill(self, page: int, rows: Sequence[Any], generation: int | None = None) -> None:
        """Take a page that arrived."""
        if generation is not None and generation != self._generation:
            return
        self._asked.discard(page)
        self._pages[page] = tuple(rows)
        self._pages.move_to_end(page)
        while len(self._pages) > self._kept:
            self._pages.popitem(last=False)
        last = min(self._total, page * self._page + len(rows)) - 1
        if last >= page * self._page:
            self.dataChanged.emit(self.index(page * self._page, 0), self.index(last, len(self.columns) - 1))

    def generation(self) -> int:
        return self._generation

    def page_size(self) -> int:
        return self._page

    def row(self, at: int) -> Any:
        """The row, or None while its page is on its way."""
        page, offset = divmod(at, self._page)
        rows = self._pages.get(page)
        if rows is not None:
            self._pages.move_to_end(page)
            return rows[offset] if offset < len(rows) else None
        if self._request is not None and page not in self._asked:
            self._asked.add(page)
            self._request(page)
            # A request answered at once has filled the page by now.
            rows = self._pages.get(page)
        return rows[offset] if rows is not None and offset < len(rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (ITEM, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        row = self.row(index.row())
        if role == ITEM or row is None:
            return row if role == ITEM else ""
        column = self.columns[index.column()]
        value = column.value(row)
        if role == Qt.ItemDataRole.AccessibleTextRole and self.folded and index.column() == self._first:
            return f"{value} · {self.second_line(row)}"
        return risk_word(value) if column.kind == "risk" and value else value

    def below(self) -> list[Column]:
        """The columns that can stand on a second line."""
        return [column for column in self.columns if column.below]

    def second_line(self, row: Any) -> str:
        """What stands below the first line of a row."""
        said = (column.value(row) for column in self.below())
        return " · ".join(str(word) for word in said if word)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title if 0 <= section < len(self.columns) else None
        return None


class _CellDelegate(QStyledItemDelegate):
    """Paints one cell by its column."""

    biggest = 1.0

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table = self.parent()
        assert isinstance(table, Table)
        column, row = table.lazy().columns[index.column()], index.data(ITEM)
        rect = QRectF(option.rect)
        painter.save()
        smooth(painter)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if column.tint or chosen:
            painter.fillRect(rect, ink("accent_soft"))
        if table.folded:
            rect.adjust(0, 4, 0, -SECOND_LINE)
        if row is not None:
            self._paint_cell(painter, rect, column, row)
        painter.restore()

    def _paint_cell(self, painter: QPainter, rect: QRectF, column: Column, row: Any) -> None:
        value = column.value(row)
        if column.kind == "bar":
            draw_bar(painter, rect, float(value), self.biggest)
        elif column.kind == "check":
            draw_check(painter, rect.left() + 17, rect.center().y() - 7, bool(value))
        elif column.kind == "risk":
            if value:
                draw_risk(painter, rect.right() - 20 - risk_width(value), rect.center().y(), value)
        else:
            strong = column.strong is not None and column.strong(row)
            tone = "accent" if column.tint else "text2" if column.strong and not strong else column.tone
            weight = 650 if strong or column.tint else column.weight
            size = 15 if column.tint else 14 if column.align == "right" else 13
            inner = rect.adjusted(4 if column.align == "right" else 20, 0, -24 if column.align == "right" else -6, 0)
            if size == 13 and width_of(str(value), 13, weight) > inner.width():
                size = 12
            put(painter, inner, str(value), size, weight, tone, column.flags())


class _Head(QHeaderView):
    """The column heads on a sunken ground."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFixedHeight(HEAD_HEIGHT)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), ink("sunken"))
        painter.end()
        super().paintEvent(event)
        table = self.parent()
        assert isinstance(table, Table)
        painter = smooth(QPainter(self.viewport()))
        if table.folded:
            line = QRectF(20, HEAD_HEIGHT - 9, self.viewport().width() - 40, SECOND_LINE)
            put(painter, line, " · ".join(column.title for column in table.lazy().below()), 12, 400, "text2")
        frame(painter, QRectF(self.viewport().rect()).adjusted(0, 0, 0, 20))
        painter.end()

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        table = self.parent()
        assert isinstance(table, Table)
        column, area = table.lazy().columns[index], QRectF(rect)
        painter.save()
        smooth(painter)
        painter.fillRect(area, ink("sunken"))
        low = -SECOND_LINE if table.folded else 0
        inner = area.adjusted(4 if column.align == "right" else 20, 0, -24 if column.align == "right" else -6, low)
        flags = CENTRE if column.kind == "bar" else column.flags()
        put(painter, inner, column.title, 13, 500, "accent" if column.tint else "text2", flags)
        rule(painter, area.left(), area.bottom() - 1, area.right() + 1)
        painter.restore()


class Table(QTableView):
    """A framed table over a lazy model; Enter or a click opens the row."""

    opened = Signal(int)

    def __init__(
        self, name: str, columns: Sequence[Column], page: int = PAGE, fit: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._fit = fit
        self.setAccessibleName(name)
        self.setModel(LazyListModel(columns, page, parent=self))
        self._delegate = _CellDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalHeader(_Head(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.viewport().setAutoFillBackground(False)
        self._hovered = -1
        self.clicked.connect(lambda index: self.opened.emit(index.row()))

    def minimumSizeHint(self) -> QSize:
        """No column is cut off: where there is too little room, some go below the others, or the page scrolls to the side."""
        columns = self.lazy().columns
        least = _least(columns)
        if self.lazy().below():
            beside = [column for column in columns if not column.below]
            main = _taking(beside)
            least = sum(_LEAST_MAIN if column in main else column.width for column in beside)
        return QSize(min(least, _LEAST_TABLE), super().minimumSizeHint().height())

    @property
    def folded(self) -> bool:
        """Whether some columns stand on a second line now."""
        return self.lazy().folded

    def lazy(self) -> LazyListModel:
        model = self.model()
        assert isinstance(model, LazyListModel)
        return model

    def set_biggest(self, value: float) -> None:
        """The amount that makes the longest bar."""
        self._delegate.biggest = value
        self.viewport().update()

    def current_row(self) -> Any:
        """The row object at the cursor, or None."""
        return self.lazy().row(self.currentIndex().row()) if self.currentIndex().isValid() else None

    def start(self, total: int, request: Request, first: Sequence[Any] = ()) -> int:
        if self._fit:
            self.setFixedHeight(HEAD_HEIGHT + ROW_HEIGHT * total)
        return self.lazy().start(total, request, first)

    def fill(self, page: int, rows: Sequence[Any], generation: int | None = None) -> None:
        self.lazy().fill(page, rows, generation)

    def show_all(self, rows: Sequence[Any]) -> None:
        """A short list that is already there."""
        pages = self.lazy().page_size()
        held = tuple(rows)
        self.start(len(held), lambda page: self.fill(page, held[page * pages : (page + 1) * pages]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.setCurrentIndex(self.lazy().index(0, 0))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hovered = self.indexAt(event.position().toPoint()).row()
        self.viewport().update()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        columns, wide = self.lazy().columns, self.viewport().width()
        self._fold(bool(self.lazy().below()) and wide < _least(columns))
        shown = [column for column in columns if not (self.folded and column.below)]
        free = _taking(shown) if self.folded else [column for column in shown if not column.width]
        rest = wide - sum(column.width for column in shown if column not in free)
        for at, column in enumerate(columns):
            least = _LEAST_MAIN if self.folded else _LEAST_COLUMN
            self.setColumnWidth(at, max(least, rest // len(free)) if column in free else column.width)

    def _fold(self, folded: bool) -> None:
        """Put what can go there on a second line of its row, or back."""
        if folded == self.folded:
            return
        self.lazy().folded = folded
        for at, column in enumerate(self.lazy().columns):
            self.setColumnHidden(at, folded and column.below)
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        self.horizontalHeader().setFixedHeight(HEAD_HEIGHT + (SECOND_LINE if folded else 0))
        self.updateGeometries()

    def row_height(self) -> int:
        return ROW_HEIGHT + (SECOND_LINE if self.folded else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self.viewport()))
        painter.fillRect(self.viewport().rect(), ink("surface"))
        painter.end()
        super().paintEvent(event)
        painter = smooth(QPainter(self.viewport()))
        self._paint_lines(painter)
        # The frame's upper corners lie behind the head.
        frame(painter, QRectF(self.viewport().rect()).adjusted(0, -20, 0, 0))
        painter.end()

    def _paint_lines(self, painter: QPainter) -> None:
        first, wide = max(0, self.rowAt(0)), self.viewport().width()
        last = self.rowAt(self.viewport().height() - 1)
        last = self.lazy().rowCount() - 1 if last < 0 else last
        current, high = self.currentIndex().row(), self.row_height()
        for at in range(first, last + 1):
            top = self.rowViewportPosition(at)
            area = QRectF(4, top + 2, wide - 8, high - 4)
            if self.folded and (row := self.lazy().row(at)) is not None:
                line = QRectF(20, top + ROW_HEIGHT - 9, wide - 44, SECOND_LINE)
                put(painter, line, self.lazy().second_line(row), 12, 400, "text2")
            if at == current and self.hasFocus():
                ring(painter, area, 7)
            elif at == self._hovered:
                box(painter, area, None, "line", radius=7)
            if at + 1 < self.lazy().rowCount() and current not in (at, at + 1):
                rule(painter, 16, top + high - 1, wide - 16)


def _least(columns: Sequence[Column]) -> int:
    """How wide all columns are beside each other."""
    return sum(column.width or _LEAST_COLUMN for column in columns)


def _taking(columns: Sequence[Column]) -> list[Column]:
    """The columns over a second line that take what is left: those without a width, else the widest."""
    return [column for column in columns if not column.width] or [max(columns, key=lambda column: column.width)]


def frame(painter: QPainter, rect: QRectF) -> None:
    """A card's border over square content, with the page's ground in its corners."""
    whole, card = QPainterPath(), QPainterPath()
    whole.addRect(rect)
    card.addRoundedRect(rect, 10, 10)
    painter.fillPath(whole - card, ink("bg"))
    box(painter, rect, None, "line", radius=10)

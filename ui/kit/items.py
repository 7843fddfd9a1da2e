"""The ground of every painted list: a model over frozen items, and a view that opens them by click or Enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QSizePolicy, QStyle, QStyleOptionViewItem, QWidget

from ui.kit.paint import box, ring, smooth

Index = QModelIndex | QPersistentModelIndex
ITEM = Qt.ItemDataRole.UserRole
"""The role under which a delegate finds the item itself."""


@runtime_checkable
class Item(Protocol):
    """What a painted list holds."""

    @property
    def id(self) -> str: ...

    def spoken(self) -> str:
        """All its words in reading order, for screen readers."""
        ...

    def selectable(self) -> bool: ...


class ItemModel(QAbstractListModel):
    """A list of items; `replace` is the only way it changes as a whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[Any, ...] = ()

    def items(self) -> tuple[Any, ...]:
        return self._items

    def replace(self, items: Sequence[Any]) -> None:
        self.beginResetModel()
        self._items = tuple(items)
        self.endResetModel()

    def swap(self, row: int, item: Any) -> None:
        """Put an item of the same size in the place of one; the view paints it and lays nothing out again."""
        self._items = (*self._items[:row], item, *self._items[row + 1 :])

    def change(self, row: int, item: Any) -> None:
        """Put another item in the place of one."""
        self._items = (*self._items[:row], item, *self._items[row + 1 :])
        self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._items):
            return None
        item = self._items[index.row()]
        if role == ITEM:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return item.spoken()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or not self._items[index.row()].selectable():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class ItemList(QListView):
    """A list view without widgets in its rows; `fit` makes it as high as what it holds."""

    opened = Signal(str)
    chosen = Signal(str)

    def __init__(self, name: str, framed: bool = False, fit: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._framed, self._fit = framed, fit
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        if fit:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._clicked)

    def item_model(self) -> ItemModel:
        model = self.model()
        assert isinstance(model, ItemModel)
        return model

    def current_id(self) -> str:
        item = self.currentIndex().data(ITEM)
        return str(item.id) if item is not None else ""

    def choose(self, ident: str) -> None:
        """Make the item with this id the current one."""
        for row, item in enumerate(self.item_model().items()):
            if item.id == ident and item.selectable():
                self.setCurrentIndex(self.model().index(row, 0))
                return
        self.setCurrentIndex(QModelIndex())

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        item = current.data(ITEM) if current.isValid() else None
        if item is not None:
            self.chosen.emit(str(item.id))
        self._repaint(current, previous)

    def _repaint(self, _current: Index, _previous: Index) -> None:
        """What looks different when another row is the current one: as a rule its neighbours too."""
        self.viewport().update()

    def _clicked(self, index: QModelIndex) -> None:
        item = index.data(ITEM)
        if item is not None and item.selectable():
            self.opened.emit(str(item.id))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._clicked(self.currentIndex())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and event.reason() != Qt.FocusReason.MouseFocusReason:
            first = next((r for r, i in enumerate(self.item_model().items()) if i.selectable()), -1)
            self.setCurrentIndex(self.model().index(first, 0))

    def content_height(self) -> int:
        """The height of all rows at the present width."""
        model = self.model()
        return sum(self.sizeHintForIndex(model.index(r, 0)).height() for r in range(model.rowCount()))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.content_height() if self._fit else 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.content_height() if self._fit else 60)

    def refit(self) -> None:
        """Lay the rows out again after their heights changed."""
        self.scheduleDelayedItemsLayout()
        if self._fit:
            self._take_height(max(1, self.content_height()))
        self.viewport().update()

    def _take_height(self, height: int) -> None:
        """How high a list that fits is; one that may give way says so here."""
        self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.refit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._framed:
            painter = smooth(QPainter(self.viewport()))
            box(painter, self.viewport().rect(), "surface", "line", radius=10)
            painter.end()
        super().paintEvent(event)


def state_of(option: QStyleOptionViewItem) -> tuple[bool, bool, bool]:
    """Whether a row is chosen, has the focus ring, and is under the pointer."""
    state = option.state
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    focused = bool(state & QStyle.StateFlag.State_HasFocus)
    return chosen, focused, bool(state & QStyle.StateFlag.State_MouseOver)


def ground(painter: QPainter, option: QStyleOptionViewItem, inset: int = 4, radius: float = 7) -> None:
    """What lies under a row: tint when chosen, ring with the focus, a shade under the pointer."""
    chosen, focused, hovered = state_of(option)
    rect = option.rect.adjusted(inset, inset, -inset, -inset)
    if chosen:
        box(painter, rect, "accent_soft", radius=radius)
    elif hovered:
        box(painter, rect, "sunken", radius=radius)
    if focused and chosen:
        ring(painter, rect, radius)

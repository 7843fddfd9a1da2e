"""A painted list whose rows come in pages, when the view asks for more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject

from ui.kit.items import Index, ItemModel


class LazyModel(ItemModel):
    """Rows that come in pages, when the view asks for more."""

    def __init__(self, more: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._more, self._whole = more, True

    def begin(self, rows: Sequence[Any], whole: bool) -> None:
        self._whole = whole
        self.replace(rows)

    def go_on(self, rows: Sequence[Any], whole: bool) -> None:
        first = len(self._items)
        self._whole = whole
        if rows:
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._items = (*self._items, *rows)
            self.endInsertRows()

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._whole

    def fetchMore(self, parent: Index) -> None:
        self._more()

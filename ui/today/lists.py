"""One group of the day: its head with a count, its rows, and a sentence where there are none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.kit.card import Card
from ui.kit.label import Label, SectionHead
from ui.kit.rows import LOOSE, Row, Rows


class TickRows(Rows):
    """Rows that Space ticks off, with or without a box."""

    marked = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.current_id():
            self.marked.emit(self.current_id())
            return
        super().keyPressEvent(event)


class Group(QWidget):
    """A head outside its card, and the card."""

    def __init__(
        self,
        title: str,
        icon: str,
        empty: str,
        height: int = LOOSE,
        lead: int = 72,
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title, self._note = title, note
        self.head = SectionHead(title, icon=icon)
        self.rows = TickRows(title, height, lead, fit=True)
        self._empty = Card()
        self._empty.body.addWidget(Label(empty, 13, 400, "text2", wrap=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (self.head, self.rows, self._empty):
            column.addWidget(part)
        self.show_rows(())

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these; the focus stays where it was."""
        self.rows.show_rows(rows)
        self.head.set(self._title, len(rows) or None, self._note if rows else "")
        self.rows.setVisible(bool(rows))
        self._empty.setVisible(not rows)

    def count(self) -> int:
        return len(self.rows.item_model().items())

    def change(self, row: Row) -> None:
        """Repaint one row without touching the others."""
        for at, old in enumerate(self.rows.item_model().items()):
            if old.id == row.id and old != row:
                self.rows.item_model().change(at, row)

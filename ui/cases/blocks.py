"""A block of a section: its head with the acts beside it, its rows, and a sentence where there are none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.flow import Flow
from ui.kit.label import Label, SectionHead
from ui.kit.rows import TWO_LINES, Head, Row, Rows

_HEAD = 240
"""So much of a head is always in sight; the acts beside it go into more rows instead."""


class Block(QWidget):
    """One group of a case: head and acts stand outside the card."""

    opened = Signal(str)
    ticked = Signal(str, bool)

    def __init__(
        self,
        title: str,
        empty: str,
        height: int = TWO_LINES,
        lead: int = 72,
        counted: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title, self._counted = title, counted
        self.head = SectionHead(title)
        held = QWidget()
        self.acts = Flow(held, 8, 8)
        first = QHBoxLayout()
        first.addWidget(self.head, 1)
        first.addWidget(held)
        self.rows = Rows(title, height, lead, fit=True)
        self.rows.opened.connect(self.opened)
        self.rows.ticked.connect(self.ticked)
        self.none = Card()
        self._empty = Label(empty, 13, 400, "text2", wrap=True)
        self.none.body.addWidget(self._empty)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(first)
        column.addWidget(self.rows)
        column.addWidget(self.none)
        self.show_rows(())

    def say_empty(self, sentence: str) -> None:
        """Another sentence for where there are no rows."""
        self._empty.setText(sentence)

    def add_part(self, widget: QWidget) -> None:
        """Something of its own under the rows."""
        self._column.addWidget(widget)

    def add_act(self, word: str, icon: str, act: Callable[[], None], key: str = "") -> Button:
        button = Button(word, "quiet", key, icon)
        button.clicked.connect(lambda _on=False: act())
        self.acts.addWidget(button)
        return button

    def show_rows(self, rows: Sequence[Row | Head]) -> None:
        self.rows.show_rows(rows)
        count = sum(isinstance(one, Row) for one in rows)
        self.head.set(self._title, (count or None) if self._counted else None)
        self.head.setMinimumWidth(min(_HEAD, self.head.sizeHint().width()))
        self.rows.setVisible(bool(rows))
        self.none.setVisible(not rows)

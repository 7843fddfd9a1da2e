"""A report on the screen: its tables in the order of the form, and beside them a list that leads to each."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.reports import Line, Report, Table
from ui.kit.label import Label, SectionHead
from ui.kit.page import Column
from ui.kit.sections import Section, SectionList
from ui.kit.table import Column as Field
from ui.kit.table import Table as Grid

_LEFT, _WIDE, _NARROW = 276, 108, 56
_SPLIT = 8
"""From so many columns on each is narrow."""


def fields(table: Table) -> list[Field]:
    """The label, then a column of figures each."""
    width = _NARROW if len(table.columns) > _SPLIT else _WIDE
    heads = [
        Field(f"{at}", word, partial(_figure, at), width, "right", weight=500, strong=_is_total)
        for at, word in enumerate(table.columns)
    ]
    return [Field("label", "", lambda line: line.label, 0, strong=_is_total), *heads]


def _figure(at: int, line: Line) -> str:
    return f"{line.values[at]:,}"


def _is_total(line: Any) -> bool:
    return isinstance(line, Line) and line.total


class Block(QWidget):
    """One table under its head, with what it counts and where it may be misread."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.shape = shape(table)
        self.head = SectionHead(table.title, note=table.unit)
        self.grid = Grid(table.title, fields(table), fit=True)
        self.note = Label(table.note, 12, 400, "text2", wrap=True)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(8)
        for part in (self.head, self.grid, self.note):
            down.addWidget(part)
        self.note.setVisible(bool(table.note))
        self.show_table(table)

    def show_table(self, table: Table) -> None:
        self.grid.show_all(table.lines)


def shape(table: Table) -> tuple[Any, ...]:
    """What a block is built for; figures may change under it."""
    return (table.id, table.title, table.unit, table.columns, table.note)


class ReportTables(QWidget):
    """The whole report; blocks stay where only figures changed."""

    def __init__(self) -> None:
        super().__init__()
        self.contents = SectionList(_("Tables of the report"))
        self.contents.chosen.connect(self._go_to)
        self.column = Column(_("Tables of the report"), spacing=26)
        self.column.body.setContentsMargins(0, 0, 12, 16)
        self.blocks: list[Block] = []
        self._shapes: list[tuple[Any, ...]] = []
        self._waiting: list[Table] = []
        self._steps = QTimer(self)
        self._steps.timeout.connect(self._add_next)
        side = Column(_("Tables of the report"), _LEFT)
        side.add(self.contents)
        side.end()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(28)
        row.addWidget(side)
        row.addWidget(self.column, 1)
        self._side = side

    def show_report(self, report: Report) -> None:
        shapes = [shape(one) for one in report.tables]
        if shapes != self._shapes:
            self._shapes = shapes
            self._clear(report)
        for block, table in zip(self.blocks, report.tables, strict=False):
            block.show_table(table)
        self._waiting = list(report.tables[len(self.blocks) :])
        self._steps.start()

    @property
    def is_whole(self) -> bool:
        """Whether every table stands there."""
        return not self._waiting

    def _clear(self, report: Report) -> None:
        while (item := self.column.body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.blocks = []
        self.contents.show_sections([Section(one.id, one.title) for one in report.tables])
        self.contents.choose(report.tables[0].id)

    def _add_next(self) -> None:
        """One table a turn: a whole form at once would hold up the window."""
        if self._waiting:
            self.blocks.append(Block(self._waiting.pop(0)))
            self.column.add(self.blocks[-1])
        if not self._waiting:
            self._steps.stop()
            self.column.end()

    def _go_to(self, ident: str) -> None:
        for block in self.blocks:
            if block.shape[0] == ident:
                self.column.verticalScrollBar().setValue(block.y())

    def focus(self) -> None:
        self.contents.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit(self, wide: bool) -> None:
        """In a narrow window the tables take the whole width."""
        self._side.setVisible(wide)

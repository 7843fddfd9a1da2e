"""The table of one cube: what truly changed, the noise as a bar, the value that leaves, side by side."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from app.counts import CellRow, TableView
from app.i18n import _
from ui.kit.bars import signed
from ui.kit.table import Column, Table


def columns(row_title: str, column_title: str) -> list[Column]:
    """The five columns of a cube's table; the leaving value is tinted."""
    return [
        Column("row", row_title, lambda r: r.row, 0, strong=lambda r: bool(r.change) or not r.column),
        Column("column", column_title, lambda r: r.column, 104),
        Column("change", _("Changed"), lambda r: signed(r.change), 84, "right", weight=500),
        Column("noise", _("Noise added"), lambda r: r.noise, 136, "centre", "bar"),
        Column("value", _("Leaves"), lambda r: signed(r.value), 84, "right", weight=650, tone="accent", tint=True),
    ]


class NumbersTable(QStackedWidget):
    """One table a cube, made when it is first looked at; the last row of each adds up."""

    def __init__(self) -> None:
        super().__init__()
        self._tables: dict[str, Table] = {}

    def show_table(self, view: TableView) -> None:
        if view.id not in self._tables:
            self._tables[view.id] = Table(view.title, columns(view.row_title, view.column_title))
            self.addWidget(self._tables[view.id])
        table = self._tables[view.id]
        table.set_biggest(max((abs(row.noise) for row in view.rows), default=1) or 1)
        table.show_all([*sorted(view.rows, key=_changed_first), view.total])
        self.setCurrentWidget(table)


def _changed_first(row: CellRow) -> int:
    """Cells with a change stand first; the sort is stable, so the rest keep the cube's order."""
    return 0 if row.change else 1

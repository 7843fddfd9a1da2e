"""The dashboard: a chart and its table for each panel, and beside them the cases behind a line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.desk import Desk
from app.i18n import _
from app.reports import Period, Table
from ui import theme
from ui.kit.label import Label, SectionHead
from ui.kit.page import Column
from ui.kit.table import HEAD_HEIGHT, ROW_HEIGHT
from ui.kit.table import Column as Field
from ui.kit.table import Table as Grid
from ui.reports.behind import BehindPanel
from ui.reports.chart import Chart
from ui.reports.reading import Drawn

_CHART, _FIGURE = 380, 96
_BESIDE, _SIDE_BY_SIDE = 1000, 640
"""From this width on the cases stand beside the panels, and from that a chart beside its table."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a panel's table, with what is asked for when it is opened."""

    id: str
    word: str
    values: tuple[int, ...]


def palette() -> dict[str, str]:
    """The colours of the theme in force and the letters of the window, to be drawn with on another thread."""
    now = theme.current()
    return {
        "text": now.text, "quiet": now.text2, "line": now.edge, "whole": now.charts[0], "part": now.charts[1],
        "family": theme.font(13).family(),
    }  # fmt: skip


def read_panels(desk: Desk, period: Period, colours: dict[str, str]) -> tuple[Drawn, ...]:
    return tuple(Drawn(one, _chart(one, colours)) for one in desk.dashboard.read(period))


def _chart(table: Table, colours: dict[str, str]) -> bytes:
    from app.documents import charts  # dear to import, and nothing before the first dashboard asks for it

    lines = [charts.Bar(one.label, *one.values) for one in table.lines]
    names = (table.columns[1], _("The rest")) if len(table.columns) > 1 else ()
    frame = charts.Frame(_CHART, ROW_HEIGHT, HEAD_HEIGHT)
    return charts.bars(lines, names, frame, charts.Palette(**colours)) if lines else b""


class PanelView(QWidget):
    """One panel: a head, the chart, the table; Enter or a click on a line asks for its cases."""

    asked = Signal(str, str)

    def __init__(self, drawn: Drawn) -> None:
        super().__init__()
        table = drawn.table
        self.id, self._drawn = table.id, cast("Drawn | None", None)
        self.head = SectionHead(table.title, note=table.unit)
        self.chart = Chart("", b"", _CHART)
        self.grid = Grid(table.title, _fields(table), fit=True)
        self.grid.opened.connect(self._open)
        self.none = Label(_("There is nothing here."), 13, 400, "text2")
        self.note = Label(table.note, 12, 400, "text2", wrap=True)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(20)
        self._row.addWidget(self.chart)
        self._row.addWidget(self.grid, 1)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(8)
        down.addWidget(self.head)
        down.addLayout(self._row)
        down.addWidget(self.none)
        down.addWidget(self.note)
        self.show_panel(drawn)

    def show_panel(self, drawn: Drawn) -> None:
        if drawn == self._drawn:
            return
        self._drawn, table = drawn, drawn.table
        lines = [Line(one.id, one.label, one.values) for one in table.lines]
        self._lines = lines
        for part in (self.chart, self.grid):
            part.setVisible(bool(lines))
        self.none.setVisible(not lines)
        self.note.setVisible(bool(lines and table.note))
        if lines:
            said = "; ".join(f"{one.word} {', '.join(map(str, one.values))}" for one in lines)
            self.chart.show_drawing(_("Chart: {title}. {figures}").format(title=table.title, figures=said), drawn.chart)
            self.grid.show_all(lines)

    def _open(self, at: int) -> None:
        if 0 <= at < len(self._lines):
            self.asked.emit(self.id, self._lines[at].id)

    def line(self, ident: str) -> Line | None:
        return next((one for one in self._lines if one.id == ident), None)

    def fit(self, wide: bool) -> None:
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(across if wide else down)


def _fields(table: Table) -> list[Field]:
    heads = [
        Field(str(at), word, partial(_figure, at), _FIGURE + (24 if at else 0), "right", weight=500)
        for at, word in enumerate(table.columns)
    ]
    return [Field("word", "", lambda line: line.word), *heads]


def _figure(at: int, line: Any) -> str:
    return f"{line.values[at]:,}"


class DashboardView(QWidget):
    """Panels at the left, the cases behind the chosen line at the right."""

    asked = Signal(str, str)
    redraw_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.panels: dict[str, PanelView] = {}
        self._look = theme.current().name
        self._waiting: list[Drawn] = []
        self._steps = QTimer(self)
        self._steps.timeout.connect(self._add_next)
        self.column = Column(_("Overview"), spacing=26)
        self.column.body.setContentsMargins(0, 0, 12, 16)
        self.behind = BehindPanel()
        self._split = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._split.setContentsMargins(0, 0, 0, 0)
        self._split.setSpacing(20)
        self._split.addWidget(self.column, 1)
        self._split.addWidget(self.behind)

    def show_panels(self, panels: tuple[Drawn, ...]) -> None:
        self._look = theme.current().name
        for drawn in panels:
            if drawn.table.id in self.panels:
                self.panels[drawn.table.id].show_panel(drawn)
        self._waiting = [one for one in panels if one.table.id not in self.panels]
        if self._waiting:
            self._add_next()
            self._steps.start()

    @property
    def is_whole(self) -> bool:
        """Whether every panel stands there."""
        return not self._waiting

    def _add_next(self) -> None:
        """One panel a turn: all of them at once would hold up the window."""
        if self._waiting:
            drawn = self._waiting.pop(0)
            view = PanelView(drawn)
            view.asked.connect(self.asked)
            self.panels[drawn.table.id] = view
            self.column.add(view)
            self.fit(self.width())
        if not self._waiting:
            self._steps.stop()
            self.column.end()

    def called(self, panel: str, line: str) -> str:
        """The words of a line that is asked for."""
        view = self.panels[panel]
        found = view.line(line)
        return f"{view.grid.accessibleName()} · {found.word}" if found else view.grid.accessibleName()

    def focus(self) -> None:
        first = next((one.grid for one in self.panels.values() if not one.grid.isHidden()), None)
        if first is not None:
            first.setFocus()

    def fit(self, width: int) -> None:
        beside = width >= _BESIDE
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._split.setDirection(across if beside else down)
        self.behind.fit(beside)
        room = width - (self.behind.WIDTH + 20 if beside else 0)
        for one in self.panels.values():
            one.fit(room >= _SIDE_BY_SIDE)

    def changeEvent(self, event: QEvent) -> None:
        """Another theme: the charts are drawn again in its colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and theme.current().name != self._look:
            self._look = theme.current().name
            self.redraw_asked.emit()

"""The manual's mirror: the victim and another side by side; say and avoid stay in sight, the rest scrolls."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from app.i18n import _
from ui.kit.mirror_cells import (
    AUDIENCES,
    DENSITIES,
    DOCKED,
    GUTTER,
    HEAD,
    ICONS,
    INSET,
    KINDS,
    Audience,
    Cell,
    Density,
    DoCell,
    GutterLabel,
    Head,
    Kind,
    Mode,
    Side,
    kind_word,
)
from ui.kit.paint import box, rule, smooth, upright
from ui.theme import ink

_DOCK_HEAD = 30
_UNBOUND = 16_777_215


class _Sheet(QWidget):
    """The grid of gutter and cells on the painted card."""

    def __init__(self, docked: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.docked, self.active, self.placed = docked, "victim", False
        inset = 0 if docked else INSET
        self.heads = {who: Head(who, inset, self) for who in AUDIENCES}
        self.gutters = {kind: GutterLabel(ICONS[kind][0], kind_word(kind), ICONS[kind][1], self) for kind in KINDS}
        self.cells: dict[tuple[Audience, Kind], Cell] = {
            (who, kind): Cell(kind, inset, self) for who in AUDIENCES for kind in KINDS if kind != "do"
        }
        self.does = {who: DoCell(inset, self) for who in AUDIENCES}
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(0)
        (self._build_docked if docked else self._build_side_by_side)()

    def of(self, who: Audience, kind: Kind) -> QWidget:
        return self.does[who] if kind == "do" else self.cells[who, kind]

    def _build_side_by_side(self) -> None:
        for column, who in enumerate(AUDIENCES, start=1):
            self.grid.addWidget(self.heads[who], 0, column)
            self.grid.setColumnStretch(column, 1)
            for row, kind in enumerate(KINDS, start=1):
                self.grid.addWidget(self.of(who, kind), row, column)
        for row, kind in enumerate(KINDS, start=1):
            self.grid.addWidget(self.gutters[kind], row, 0)
        self.grid.setRowStretch(len(KINDS) + 1, 1)

    def _build_docked(self) -> None:
        for who in AUDIENCES:
            self.heads[who].hide()
            for at, kind in enumerate(KINDS):
                self.grid.addWidget(self.of(who, kind), 2 * at + 1, 0)
        for at, kind in enumerate(KINDS):
            self.gutters[kind].setFixedWidth(160)
            self.gutters[kind].set_line(16)
            self.gutters[kind].setFixedHeight(_DOCK_HEAD)
            if kind != "ask":
                self.grid.addWidget(self.gutters[kind], 2 * at, 0)
        self.gutters["ask"].hide()
        self.grid.setRowStretch(2 * len(KINDS) + 1, 1)

    def height_to_avoid(self, density: Density) -> int:
        """How far down what is to be avoided reaches, over the sides that are shown."""
        shown = [who for who in AUDIENCES if not self.of(who, "do").isHidden()]
        width = self.width() // len(shown) if self.docked else (self.width() - GUTTER) // max(1, len(shown))
        heights = (max(self.cells[who, kind].height_in(density, width) for who in shown) for kind in KINDS[:3])
        return sum(heights) + (2 * _DOCK_HEAD if self.docked else HEAD)

    def show_kind(self, kind: Kind, shown: bool) -> None:
        """A row that has nothing to say takes no room."""
        most = _UNBOUND if shown else 0
        for part in (self.gutters[kind], *(self.of(who, kind) for who in AUDIENCES)):
            part.setMaximumHeight(most)
            part.setMinimumHeight(24 if shown and part is self.gutters[kind] else 0)
        if self.docked and kind != "ask":
            self.gutters[kind].setFixedHeight(_DOCK_HEAD if shown else 0)

    def lay_out(self) -> None:
        """Inner layouts before the outer one: left to themselves they take turns, and the step moves after it is painted."""
        for who in AUDIENCES:
            if (inner := self.does[who].layout()) is not None:
                inner.activate()
        self.grid.activate()

    def minimumSizeHint(self) -> QSize:
        """No height of its own: a layout would ask for that of the narrowest sheet and scroll over air."""
        return QSize(super().minimumSizeHint().width(), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.docked:
            return
        painter = smooth(QPainter(self))
        shown = [who for who in AUDIENCES if not self.of(who, "do").isHidden()]
        foot = max((self.of(who, kind).geometry().bottom() + 1 for who in shown for kind in ("do", "now")), default=0)
        card = QRectF(GUTTER, 0, self.width() - GUTTER, foot)
        self._paint_ground(painter, card, len(shown) == 2, shown)
        for kind in KINDS[1:]:
            y = self.of(shown[0], kind).y()
            if not self.of(shown[0], kind).height():
                continue
            rule(painter, GUTTER + INSET, y, self.width() - INSET)

    def _paint_ground(self, painter: QPainter, card: QRectF, two: bool, shown: list[Audience]) -> None:
        box(painter, card, "surface" if "victim" in shown else "sunken", None, radius=10)
        middle = self.heads["other"].x()
        if two:
            clip = QPainterPath()
            clip.addRoundedRect(card, 10, 10)
            painter.setClipPath(clip)
            painter.fillRect(QRectF(middle, 0, card.right() - middle, card.height()), ink("sunken"))
            upright(painter, middle, 0, card.height())
            painter.setClipping(False)
        box(painter, card, None, "line", radius=10)
        if self.active in shown:
            head = self.heads["victim" if self.active == "victim" else "other"]
            left, right = head.x() + (9 if head.x() == GUTTER else 0), head.geometry().right() + 1
            right -= 9 if right >= self.width() - 1 else 0
            painter.fillRect(QRectF(left, 0, right - left, 3), ink("accent"))


class Mirror(QScrollArea):
    """Both sides, or one; it alone scrolls. `docked` puts one side in a narrow column with its heads above."""

    ticked = Signal(str, int, bool)

    def __init__(self, docked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sides: dict[Audience, Side] = {who: Side("") for who in AUDIENCES}
        self._mode: Mode = "victim" if docked else "both"
        self._density = (DOCKED if docked else DENSITIES)[0]
        self._roomiest, self._waits = 0, False
        self.setAccessibleName(_("Manual step"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._sheet = _Sheet(docked)
        self.setWidget(self._sheet)
        self._sheet.setAutoFillBackground(False)  # setWidget turned it on
        for who in AUDIENCES:
            self._sheet.does[who].ticked.connect(lambda at, on, who=who: self._ticked(who, at, on))
        self.set_mode(self._mode)

    def show_sides(
        self,
        victim: Side,
        other: Side,
        done_victim: Collection[int] = (),
        done_other: Collection[int] = (),
    ) -> None:
        """Show a step; `done_…` are the indices of the ticked lines."""
        self._sides, self._waits = {"victim": victim, "other": other}, False
        done = {"victim": done_victim, "other": done_other}
        for who, side in self._sides.items():
            self._sheet.does[who].show_lines(side.do, done[who], self._density)
        self._fill()
        self.verticalScrollBar().setValue(0)

    def name_sides(self, victim: str, other: str) -> None:
        """Whom the heads say one is talking with."""
        self._sheet.heads["victim"].set_word(victim)
        self._sheet.heads["other"].set_word(other)

    def set_mode(self, mode: Mode) -> None:
        """Both sides, or one."""
        if self._sheet.docked and mode == "both":
            mode = "victim"
        if mode == self._mode and self._sheet.placed:
            return
        self._mode, self._sheet.placed = mode, True
        for who in AUDIENCES:
            shown = mode in ("both", who)
            self._sheet.heads[who].setVisible(shown and not self._sheet.docked)
            if not self._sheet.docked:
                self._sheet.grid.setColumnStretch(1 + AUDIENCES.index(who), int(shown))
            for kind in KINDS:
                self._sheet.of(who, kind).setVisible(shown)
        if mode != "both":
            self._sheet.active = mode
        self._fill()

    def mode(self) -> Mode:
        return self._mode

    def set_active(self, who: Audience) -> None:
        """Mark the side the counsellor is talking with."""
        self._sheet.active = who
        self._sheet.update()

    def set_compact(self, compact: bool) -> None:
        """Never roomier than for windows below 740 px of height."""
        self._roomiest = int(compact and not self._sheet.docked)
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._waits and self._wanted() != self._density:
            self._fill()

    def wait(self) -> None:
        """Another step is about to be shown: what stands here needs no other type any more."""
        self._waits = True

    def _wanted(self) -> Density:
        """The roomiest density in which what to say and to avoid is in sight without scrolling."""
        dense = (DOCKED if self._sheet.docked else DENSITIES)[self._roomiest :]
        return next((one for one in dense if self._sheet.height_to_avoid(one) <= self.viewport().height()), dense[-1])

    def _fill(self) -> None:
        for who, side in self._sides.items():
            parts = {"ask": (side.ask,), "say": side.say, "avoid": side.avoid, "now": (side.now,)}
            for kind, lines in parts.items():
                self._sheet.cells[who, kind].show_lines(lines, self._density)  # type: ignore[index]  # the kinds of cells
        dense = self._density = self._wanted()
        for cell in self._sheet.does.values():
            cell.set_density(dense)
        for of in self._sheet.cells.values():
            of.set_density(dense)
        for kind in KINDS if not self._sheet.docked else ():
            self._sheet.gutters[kind].set_line(dense.pad + dense.face(kind)[1] // 2)
        self._sheet.show_kind("now", any(side.now for side in self._sides.values()))
        self._count()
        self._sheet.lay_out()
        self._sheet.update()

    def _ticked(self, who: Audience, at: int, on: bool) -> None:
        self._count()
        self.ticked.emit(who, at, on)

    def _count(self) -> None:
        """In the dock the head of what is to do counts what is done."""
        if not self._sheet.docked:
            return
        lines = self._sheet.does["other" if self._mode == "other" else "victim"].lines
        self._sheet.gutters["do"].set_count(f"{sum(line.isChecked() for line in lines)}/{len(lines)}")

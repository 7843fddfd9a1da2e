"""The path of a guided session: the steps on a line, done ones ticked, the present one filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.i18n import _
from ui.kit import icons
from ui.kit.items import ITEM, Index, ItemList, ItemModel, state_of
from ui.kit.paint import CENTRE, box, dot, put, ring, smooth, upright
from ui.theme import current

HEIGHT, COMPACT = 36, 34
_MIDDLE, _TEXT, _RADIUS = 16, 36, 11


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step of the path."""

    id: str
    number: str
    word: str
    done: bool = False

    def spoken(self) -> str:
        return ", ".join(filter(None, (self.number, self.word, _("done") if self.done else "")))

    def selectable(self) -> bool:
        return True


class _PathDelegate(QStyledItemDelegate):
    """Paints circle, line and word."""

    height = HEIGHT
    here = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        step: PathStep = index.data(ITEM)
        rect = QRectF(option.rect)
        here, (chosen, focused, hovered) = step.id == self.here, state_of(option)
        painter.save()
        smooth(painter)
        row = rect.adjusted(0, 2, 0, -2)
        if here:
            box(painter, row, "accent_soft", None if current().soft_fills else "accent")
        elif hovered:
            box(painter, row, "sunken")
        if focused and chosen:
            ring(painter, row, 6)
        self._paint_line(painter, rect, index, step)
        self._paint_circle(painter, QPointF(rect.left() + _MIDDLE, rect.center().y()), step, here)
        tone = "accent" if here else "text" if step.done else "text2"
        put(painter, rect.adjusted(_TEXT, 0, -4, 0), step.word, 13, 650 if here else 400, tone)
        painter.restore()

    def _paint_line(self, painter: QPainter, rect: QRectF, index: Index, step: PathStep) -> None:
        x, middle = rect.left() + _MIDDLE - 1, rect.center().y()
        above = index.model().index(index.row() - 1, 0).data(ITEM)
        if above is not None:
            upright(painter, x, rect.top(), middle - _RADIUS, "accent" if above.done else "line")
            upright(painter, x + 1, rect.top(), middle - _RADIUS, "accent" if above.done else "line")
        if index.row() + 1 < index.model().rowCount():
            upright(painter, x, middle + _RADIUS, rect.bottom(), "accent" if step.done else "line")
            upright(painter, x + 1, middle + _RADIUS, rect.bottom(), "accent" if step.done else "line")

    def _paint_circle(self, painter: QPainter, at: QPointF, step: PathStep, here: bool) -> None:
        if here or step.done:
            dot(painter, at, _RADIUS, "accent")
        else:
            dot(painter, at, _RADIUS, "bg", "edge")
        if step.done and not here:
            icons.draw(painter, "check", at.x() - 7, at.y() - 7, "accent_on", 14)
            return
        area = QRectF(at.x() - 12, at.y() - 10, 24, 20)
        put(painter, area, step.number, 11, 650, "accent_on" if here else "text2", CENTRE, elide=False)


class PathList(ItemList):
    """The steps; `opened` asks for one."""

    def __init__(self, name: str, compact: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(name, parent=parent)
        self._delegate = _PathDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setModel(ItemModel(self))
        self.set_compact(compact)

    def _repaint(self, current: Index, previous: Index) -> None:
        for index in (current, previous):
            self.viewport().update(self.visualRect(index))

    def set_compact(self, compact: bool) -> None:
        self._delegate.height = COMPACT if compact else HEIGHT
        self.refit()

    def show_path(self, steps: Sequence[PathStep], here: str) -> None:
        """The steps and the one the session stands at; only rows that changed are painted again."""
        before, shown = self._delegate.here, self.item_model().items()
        self._delegate.here = here
        if [one.id for one in shown] == [one.id for one in steps]:
            for row, (old, new) in enumerate(zip(shown, steps, strict=True)):
                if old != new or new.id in (before, here):
                    self.item_model().swap(row, new)
                    self.update(self.item_model().index(row))
        else:
            self.item_model().replace(steps)
            self.refit()
        self.choose(here)

"""The manual's mirror: the victim and another side by side; ask, say and avoid stay in sight, what is to do scrolls.

Where both sides would need type too small to read aloud from, one side stands alone, and the heads are its tabs.
"""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QSizePolicy, QWidget

from app.i18n import _
from ui.kit.mirror_cells import (
    AUDIENCES,
    DENSITIES,
    DOCKED,
    GUTTER,
    HEAD,
    INSET,
    Audience,
    Cell,
    Density,
    DoCell,
    Kind,
    Mode,
    Side,
)
from ui.kit.mirror_head import Head
from ui.kit.mirror_sheets import DEEDS, DOCK_HEAD, WORDS, Sheet
from ui.kit.paint import box, rule, smooth, upright
from ui.theme import ink

LEAST_DEEDS = 44
"""What is to do keeps this height below the words, so that one sees it and that there is more of it."""
_EASY, _TWO_SIDES = 2, 5
"""So many densities have lines that are easy to hit, and in so many may both sides stand together; smaller type is for
one side in a window too low even for that."""


class Mirror(QWidget):
    """Both sides, or one. `docked` puts one side in a narrow column with its heads above."""

    ticked = Signal(str, int, bool)
    turned = Signal(str)
    """The side that stands alone now, where there is no room for two."""

    def __init__(self, docked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._docked = docked
        self._sides: dict[Audience, Side] = {who: Side("") for who in AUDIENCES}
        self._mode: Mode = "victim" if docked else "both"
        self._active: Audience = "victim"
        self._densities = DOCKED if docked else DENSITIES
        self._density, self._roomiest = self._densities[0], 0
        self._folded = self._waits = False
        self.setAccessibleName(_("Manual step"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._heads = {who: Head(who, 0 if docked else INSET, self) for who in AUDIENCES}
        self._words = Sheet(WORDS, docked, self)
        self._deeds = Sheet(DEEDS, docked)
        self._below = self._scroller()
        for who in AUDIENCES:
            self._heads[who].clicked.connect(lambda _on=False, who=who: self._turn(who))
            self._deeds.does[who].ticked.connect(lambda at, on, who=who: self._ticked(who, at, on))

    def _scroller(self) -> QScrollArea:
        below = QScrollArea(self)
        below.setFrameShape(QFrame.Shape.NoFrame)
        below.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        below.viewport().setAutoFillBackground(False)
        below.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        below.setWidget(self._deeds)
        self._deeds.setAutoFillBackground(False)  # setWidget turned it on
        return below

    def sizeHint(self) -> QSize:
        return QSize(400 if self._docked else 760, 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 72)

    # -- what is shown ---------------------------------------------------------------------------

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
            self._deeds.does[who].show_lines(side.do, done[who], self._density)
        self._fill()
        self._below.verticalScrollBar().setValue(0)

    def name_sides(self, victim: str, other: str) -> None:
        """Whom the heads say one is talking with."""
        self._heads["victim"].set_word(victim)
        self._heads["other"].set_word(other)

    def set_mode(self, mode: Mode, chosen: bool = True) -> None:
        """Both sides, or one; one that was chosen is what stands alone where two have no room."""
        if self._docked and mode == "both":
            mode = "victim"
        if mode == self._mode:
            return
        self._mode = mode
        if chosen and mode != "both":
            self._active = mode
        self._settle()

    def mode(self) -> Mode:
        return self._mode

    def set_active(self, who: Audience) -> None:
        """Mark the side the counsellor is talking with."""
        self._active = who
        if self._folded:
            self._settle()
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Never roomier than for windows below 740 px of height."""
        self._roomiest = int(compact and not self._docked)
        self._settle()

    def only_read(self) -> None:
        """Nothing is ticked where no session runs."""
        for cell in self._deeds.does.values():
            for line in cell.lines:
                line.setEnabled(False)

    def wait(self) -> None:
        """Another step is about to be shown: what stands here needs no other type any more."""
        self._waits = True

    # -- what stands where -----------------------------------------------------------------------

    def part(self, who: Audience, kind: Kind) -> Cell | DoCell:
        """What a side says of a kind."""
        return (self._words if kind in WORDS else self._deeds).of(who, kind)

    def shown(self) -> tuple[Audience, ...]:
        """The sides that stand here now."""
        if self._mode != "both":
            return (self._mode,)
        return (self._active,) if self._folded else AUDIENCES

    def is_folded(self) -> bool:
        """Whether both sides were asked for and only one has room."""
        return self._folded

    def density(self) -> Density:
        return self._density

    def least_heights(self) -> list[int]:
        """What the words of a side need in each type, with the beginning of what is to do below; the roomiest first."""
        return [self._top() + max(self._needed(one, (who,)) for who in AUDIENCES) for one in self._densities]

    def _needed(self, density: Density, shown: tuple[Audience, ...]) -> int:
        line = 8 if density is self._densities[-1] else density.pad + density.say[1]
        least = DOCK_HEAD + line if self._docked else LEAST_DEEDS
        deeds = min(least, self._deeds.height_in(density, self.width(), shown))
        return self._words.height_in(density, self.width(), shown) + deeds

    def _top(self) -> int:
        return 0 if self._docked else HEAD

    def _fits(self, density: Density, shown: tuple[Audience, ...]) -> bool:
        return self._top() + self._needed(density, shown) <= self.height()

    def _choose(self) -> tuple[Density, bool]:
        """The roomiest type that keeps the words in sight, and whether only one side can stand in it."""
        if self._mode == "both":
            if (both := self._roomiest_for(AUDIENCES, _TWO_SIDES)) is not None:
                return both, False
            return self._roomiest_for((self._active,)) or self._densities[-1], True
        return self._roomiest_for((self._mode,)) or self._densities[-1], False

    def _roomiest_for(self, shown: tuple[Audience, ...], most: int | None = None) -> Density | None:
        """The roomiest in which all fits and is easy to hit; else the roomiest that keeps the words in sight."""
        every = self._densities[self._roomiest : most]
        easy = self._densities[self._roomiest : min(_EASY, len(self._densities) - 1)]
        whole = next((one for one in easy if self._whole(one, shown) <= self.height()), None)
        return whole or next((one for one in every if self._fits(one, shown)), None)

    def _whole(self, density: Density, shown: tuple[Audience, ...]) -> int:
        sheets = (self._words, self._deeds)
        return self._top() + sum(sheet.height_in(density, self.width(), shown) for sheet in sheets)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._waits:
            self._settle()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle()

    def _fill(self) -> None:
        for who, side in self._sides.items():
            parts = {"ask": (side.ask,), "say": side.say, "avoid": side.avoid, "now": (side.now,) if side.now else ()}
            for kind, lines in parts.items():
                self._cell(who, kind).show_lines(lines, self._density)  # type: ignore[arg-type]  # the kinds of cells
        self._settle()

    def _cell(self, who: Audience, kind: Kind) -> Cell:
        return (self._words if kind in WORDS else self._deeds).cells[who, kind]

    def _settle(self) -> None:
        """Choose the type and set everything to its place at once: a layout would move the step after it is painted."""
        self._density, self._folded = self._choose()
        for sheet in (self._words, self._deeds):
            sheet.show_only(self.shown())
            sheet.set_density(self._density)
        self._place_heads()
        left = (self.width() - GUTTER) // 2
        self._words.resize(self.width(), 1)
        high = self._words.place(self._density, left)
        self._words.setGeometry(0, self._top(), self.width(), high)
        top = self._top() + high
        self._below.setGeometry(0, top, self.width(), max(0, self.height() - top))
        self._place_deeds(left)
        self._count()
        self.update()

    def _place_heads(self) -> None:
        half, two = (self.width() - GUTTER) // 2, self._mode == "both"
        for at, who in enumerate(AUDIENCES):
            head = self._heads[who]
            head.set_waiting(self._folded and who not in self.shown())
            head.setVisible(not self._docked and (two or who == self._mode))
            wide = half if two and not at else self.width() - GUTTER - (half if two else 0)
            head.setGeometry(GUTTER + (half if two and at else 0), 0, wide, HEAD)

    def _place_deeds(self, left: int) -> None:
        """The scroll bar takes its width from the second column; both begin where they begin above."""
        room = self._below.width()
        needed = self._deeds.height_in(self._density, room, self.shown())
        wide = room if needed <= self._below.height() else room - self._below.verticalScrollBar().sizeHint().width()
        self._deeds.resize(wide, 1)
        self._deeds.resize(wide, self._deeds.place(self._density, left))

    def _turn(self, who: Audience) -> None:
        """Show the side that waits."""
        self._active = who
        self._settle()
        self._below.verticalScrollBar().setValue(0)
        self.turned.emit(who)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Over the words the wheel moves what is below them."""
        QApplication.sendEvent(self._below.verticalScrollBar(), event)

    # -- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._docked:
            return
        painter, shown = smooth(QPainter(self)), self.shown()
        foot = min(self.height(), self._below.y() + self._deeds.height())
        card = QRectF(GUTTER, 0, self.width() - GUTTER, foot)
        box(painter, card, "surface" if "victim" in shown else "sunken", None, radius=10)
        middle = self._heads["other"].x()
        if self._mode == "both":
            clip = QPainterPath()
            clip.addRoundedRect(card, 10, 10)
            painter.setClipPath(clip)
            self._paint_second(painter, card, middle)
            painter.setClipping(False)
        box(painter, card, None, "line", radius=10)
        if self._deeds.height():  # where the words end and the scrolling begins
            rule(painter, GUTTER + INSET, self._below.y() - 1, self.width() - INSET)
        if self._active in shown or len(shown) == 1:
            self._paint_active(painter, self._heads[self._active if self._active in shown else shown[0]])

    def _paint_second(self, painter: QPainter, card: QRectF, middle: int) -> None:
        """The second side is sunken; where one stands alone, the head of the other is a tab in that side's ground."""
        if not self._folded:
            painter.fillRect(QRectF(middle, 0, card.right() - middle, card.height()), ink("sunken"))
            upright(painter, middle, 0, card.height())
            return
        left, right = (middle, card.right()) if self._active == "victim" else (card.left(), middle)
        ground = "sunken" if self._active == "victim" else "surface"
        painter.fillRect(QRectF(left, 0, right - left, HEAD), ink(ground))
        painter.fillRect(QRectF(left, HEAD - 1, right - left, 1), ink("line"))
        upright(painter, middle, 0, HEAD)

    def _paint_active(self, painter: QPainter, head: Head) -> None:
        left, right = head.x() + (9 if head.x() == GUTTER else 0), head.geometry().right() + 1
        right -= 9 if right >= self.width() - 1 else 0
        painter.fillRect(QRectF(left, 0, right - left, 3), ink("accent"))

    def _ticked(self, who: Audience, at: int, on: bool) -> None:
        self._count()
        self.ticked.emit(who, at, on)

    def _count(self) -> None:
        """In the dock the head of what is to do counts what is done."""
        if self._docked:
            lines = self._deeds.does["other" if self._mode == "other" else "victim"].lines
            self._deeds.gutters["do"].set_count(f"{sum(line.isChecked() for line in lines)}/{len(lines)}")

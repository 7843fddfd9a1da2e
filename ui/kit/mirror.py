"""The manual's mirror: the victim and another side by side, what to ask, say, avoid and do on shared rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _, pgettext
from ui.kit import icons
from ui.kit.paint import box, broken, put, ring, rule, smooth, upright
from ui.kit.rows import draw_check
from ui.theme import ink

Audience = Literal["victim", "other"]
Mode = Literal["both", "victim", "other"]
Kind = Literal["ask", "say", "avoid", "do"]

GUTTER, HEAD, INSET, HANG = 72, 36, 18, 20
AUDIENCES: tuple[Audience, ...] = ("victim", "other")
KINDS: tuple[Kind, ...] = ("ask", "say", "avoid", "do")
_ICONS = {"ask": ("ask", "accent"), "say": ("say", "accent"), "avoid": ("ban", "high"), "do": ("check", "text2")}


@dataclass(frozen=True, slots=True)
class Side:
    """One audience's words of a step."""

    ask: str
    say: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    now: str = ""


@dataclass(frozen=True, slots=True)
class _Density:
    """Type and air: as drawn, or below 740 px of height."""

    px: int
    pitch: int
    pad: int
    ask_px: int
    ask_pitch: int


_ROOMY = _Density(15, 27, 14, 18, 27)
_COMPACT = _Density(14, 24, 9, 17, 25)
_DOCKED = _Density(14, 25, 5, 17, 25)


def kind_word(kind: str) -> str:
    """What a row is for."""
    words = {
        "ask": pgettext("manual", "Ask"),
        "say": pgettext("manual", "Say"),
        "avoid": pgettext("manual", "Avoid"),
        "do": pgettext("manual", "Do"),
    }
    return words[kind]


def spoken_line(text: str) -> str:
    """A line to be said aloud stands in quotation marks."""
    return text if text.startswith(("“", '"', "‘")) else f"“{text}”"


class GutterLabel(QWidget):
    """Icon and word in the gutter, on the first text line of their row."""

    def __init__(self, icon: str, word: str, tone: str = "text2", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._word, self._tone, self._count = icon, word, tone, ""
        self._middle = 27
        self.setFixedWidth(GUTTER)
        self.setMinimumHeight(24)
        self.setAccessibleName(word)

    def set_line(self, middle: int) -> None:
        """Where the middle of the row's first text line lies."""
        self._middle = middle
        self.update()

    def set_count(self, text: str) -> None:
        self._count = text
        self.setAccessibleName(f"{self._word} {text}".strip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        icons.draw(painter, self._icon, 0, self._middle - 8, self._tone, 16)
        area = QRectF(22, self._middle - 10, self.width() - 22, 20)
        put(painter, area, f"{self._word} {self._count}".strip(), 12, 500, "text2")


class _Cell(QWidget):
    """Ask, say or avoid of one audience, as high as its words need."""

    def __init__(self, kind: Kind, inset: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind, self._inset = kind, inset
        self._lines: tuple[str, ...] = ()
        self._now, self._density = "", _ROOMY
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_lines(self, lines: tuple[str, ...], now: str, density: _Density) -> None:
        said = tuple(spoken_line(line) for line in lines) if self._kind == "say" else lines
        self._lines, self._now, self._density = said, now, density
        self.setAccessibleName(f"{kind_word(self._kind)}: {' '.join((*said, now))}".strip())
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        dense = self._density
        pitch = dense.ask_pitch if self._kind == "ask" else dense.pitch
        count = sum(len(lines) for lines in self._broken(width))
        now = 20 * len(self._now_lines(width)) + 4 if self._now else 0
        return 2 * dense.pad + pitch * max(1, count) + now

    def sizeHint(self) -> QSize:
        return QSize(260, self.heightForWidth(max(200, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 2 * self._density.pad + self._density.pitch)

    def _broken(self, width: int) -> list[tuple[str, ...]]:
        dense, hang = self._density, 0 if self._kind == "ask" else HANG
        px, weight = self._face()
        return [broken(line, px, weight, width - 2 * self._inset - hang) for line in self._lines if dense]

    def _now_lines(self, width: int) -> tuple[str, ...]:
        return broken(self._now, 13, 400, width - 2 * self._inset)

    def _face(self) -> tuple[int, int]:
        if self._kind == "ask":
            return self._density.ask_px, 650
        return self._density.px, 500 if self._kind == "say" else 400

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, dense = smooth(QPainter(self)), self._density
        px, weight = self._face()
        pitch = dense.ask_pitch if self._kind == "ask" else dense.pitch
        x = self._inset + (0 if self._kind == "ask" else HANG)
        y = float(dense.pad)
        for lines in self._broken(self.width()):
            self._paint_mark(painter, y, pitch * len(lines))
            for line in lines:
                area = QRectF(x, y, self.width() - x, pitch)
                put(painter, area, line, px, weight, "text2" if self._kind == "avoid" else "text", elide=False)
                y += pitch
        for line in self._now_lines(self.width()) if self._now else ():
            put(painter, QRectF(x, y + 4, self.width() - x, 20), line, 13, 400, "text2", elide=False)
            y += 20

    def _paint_mark(self, painter: QPainter, y: float, high: float) -> None:
        if self._kind == "say":
            painter.fillRect(QRectF(self._inset + 1, y + 4, 3, high - 8), ink("accent"))
        elif self._kind == "avoid":
            icons.draw(painter, "x", self._inset - 4, y + self._density.pitch / 2 - 9, "high", 18)


class CheckLine(QCheckBox):
    """One thing to do: a real check box whose words wrap."""

    def __init__(self, text: str, density: _Density, parent: QWidget) -> None:
        super().__init__(parent)
        self._word, self._density = text, density
        self.setAccessibleName(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_density(self, density: _Density) -> None:
        self._density = density
        self.updateGeometry()
        self.update()

    def hitButton(self, pos: object) -> bool:
        return True

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._density.pitch * len(self._lines(width))

    def sizeHint(self) -> QSize:
        return QSize(220, self.heightForWidth(max(160, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._density.pitch)

    def _lines(self, width: int) -> tuple[str, ...]:
        return broken(self._word, self._density.px, 400, width - HANG)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, pitch = smooth(QPainter(self)), self._density.pitch
        if self.hasFocus():
            ring(painter, QRectF(self.rect()).adjusted(-1, 0, 0, 0), 5)
        draw_check(painter, 0 if not self.hasFocus() else 3, pitch / 2 - 6, self.isChecked(), 12)
        tone = "text2" if self.isChecked() else "text"
        for at, line in enumerate(self._lines(self.width())):
            area = QRectF(HANG, at * pitch, self.width() - HANG, pitch)
            put(painter, area, line, self._density.px, 400, tone, elide=False)


class _DoCell(QWidget):
    """The check boxes of one audience."""

    ticked = Signal(int, bool)

    def __init__(self, inset: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addStretch(1)  # a shorter list than the one beside it keeps its pitch
        self._inset = inset
        self.lines: list[CheckLine] = []
        self.setAccessibleName(kind_word("do"))

    def show_lines(self, lines: tuple[str, ...], done: Collection[int], density: _Density) -> None:
        for old in self.lines:
            old.hide()
            self._column.removeWidget(old)
            old.deleteLater()
        self.lines = [CheckLine(text, density, self) for text in lines]
        for at, line in enumerate(self.lines):
            line.setChecked(at in done)
            line.toggled.connect(lambda on, at=at: self.ticked.emit(at, on))
            self._column.insertWidget(at, line)
        self._column.setContentsMargins(self._inset, density.pad, self._inset, density.pad)

    def set_density(self, density: _Density) -> None:
        self._column.setContentsMargins(self._inset, density.pad, self._inset, density.pad)
        for line in self.lines:
            line.set_density(density)


class _Head(QWidget):
    """Whom one is talking with."""

    def __init__(self, audience: Audience, inset: int, parent: QWidget) -> None:
        super().__init__(parent)
        victim = audience == "victim"
        self._icon, self._tone = ("person", "accent") if victim else ("shield", "text2")
        self._inset = inset
        self.setFixedHeight(HEAD)
        self.set_word(_("When you talk with the victim") if victim else _("When you talk with the police"))

    def set_word(self, word: str) -> None:
        self._word = word
        self.setAccessibleName(word)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        icons.draw(painter, self._icon, self._inset, 9, self._tone, 18)
        area = QRectF(self._inset + 26, 0, self.width() - self._inset - 30, self.height())
        put(painter, area, self._word, 13, 650, self._tone)


class _Sheet(QWidget):
    """The grid of gutter and cells on the painted card."""

    def __init__(self, docked: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.docked, self.active = docked, "victim"
        inset = 0 if docked else INSET
        self.heads = {who: _Head(who, inset, self) for who in AUDIENCES}
        self.gutters = {kind: GutterLabel(_ICONS[kind][0], kind_word(kind), _ICONS[kind][1], self) for kind in KINDS}
        self.cells = {(who, kind): _Cell(kind, inset, self) for who in AUDIENCES for kind in KINDS if kind != "do"}
        self.does = {who: _DoCell(inset, self) for who in AUDIENCES}
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
            self.gutters[kind].setFixedHeight(30)
            if kind != "ask":
                self.grid.addWidget(self.gutters[kind], 2 * at, 0)
        self.gutters["ask"].hide()
        self.grid.setRowStretch(2 * len(KINDS) + 1, 1)

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
        foot = max((self.of(who, "do").geometry().bottom() + 1 for who in shown), default=0)
        card = QRectF(GUTTER, 0, self.width() - GUTTER, foot)
        self._paint_ground(painter, card, len(shown) == 2, shown)
        for kind in KINDS[1:]:
            y = self.of(shown[0], kind).y()
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
        self._density = _DOCKED if docked else _ROOMY
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
        self._sides = {"victim": victim, "other": other}
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
        self._mode = mode
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
        """Smaller type and less air, for windows below 740 px of height."""
        self._density = _DOCKED if self._sheet.docked else _COMPACT if compact else _ROOMY
        for cell in self._sheet.does.values():
            cell.set_density(self._density)
        self._fill()

    def _fill(self) -> None:
        dense = self._density
        for who, side in self._sides.items():
            for kind, lines in (("ask", (side.ask,)), ("say", side.say), ("avoid", side.avoid)):
                now = side.now if kind == "ask" else ""
                self._sheet.cells[who, kind].show_lines(lines, now, dense)  # type: ignore[index]  # three of the four kinds
        if not self._sheet.docked:
            for kind in KINDS:
                pitch = dense.ask_pitch if kind == "ask" else dense.pitch
                self._sheet.gutters[kind].set_line(dense.pad + pitch // 2)
        self._count()
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

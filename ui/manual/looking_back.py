"""The end of a rehearsal: what was heard, the path, one thing to practise next. Sentences, never a score."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.manual.debrief import Debrief, Line, Section
from ui.kit import icons
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.chips import Tag
from ui.kit.label import IconLabel, Label, SectionHead
from ui.kit.page import COLUMN_GAP, Column, Page, PageHead
from ui.kit.paint import RIGHT, box, broken, put, rule, smooth, width_of
from ui.manual.caller import notice_words

_PAD, _TEXT, _PITCH, _SECOND, _GAP, _TIGHT = 16, 44, 22, 20, 9, 5
_MEASURE = 640
_MARKS = {
    "yes": ("check", "accent"),
    "later": ("clock", "caution"),
    "open": ("ear", "watch"),
    "said": ("say", "accent"),
    "trap": ("ban", "high"),
}
_BESIDE = ("path", "times")
"""The sections that stand in the second column."""


class Sentences(QWidget):
    """One card of sentences with their marks, painted; nothing in it is cut."""

    def __init__(self, lines: Sequence[Line], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = tuple(lines)
        self._left = _TEXT if any(line.mark in _MARKS for line in lines) else _PAD
        self._gap = _GAP if any(line.second for line in lines) else _TIGHT
        spoken = (" ".join(filter(None, (line.text, line.second, line.at_right))) for line in lines)
        self.setAccessibleName(" ".join(spoken))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return sum(self._high(line, width) for line in self._lines) + _PAD

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(max(240, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(240, self.width())))

    def _room(self, line: Line, width: int) -> int:
        right = round(width_of(line.at_right, 13)) + 12 if line.at_right else 0
        return min(_MEASURE, width - self._left - _PAD - right)

    def _parts(self, line: Line, width: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        room = self._room(line, width)
        return broken(line.text, 14, 500, room), broken(line.second, 13, 400, room) if line.second else ()

    def _high(self, line: Line, width: int) -> int:
        first, second = self._parts(line, width)
        return 2 * self._gap + _PITCH * len(first) + _SECOND * len(second)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        box(painter, rect, "surface", "line", radius=10)
        y = _PAD / 2
        for at, line in enumerate(self._lines):
            if at and self._gap == _GAP:
                rule(painter, self._left, y, rect.width() - _PAD)
            self._paint_line(painter, line, y + self._gap)
            y += self._high(line, self.width())

    def _paint_line(self, painter: QPainter, line: Line, y: float) -> None:
        first, second = self._parts(line, self.width())
        if line.mark in _MARKS:
            icon, tone = _MARKS[line.mark]
            icons.draw(painter, icon, _PAD, y + 2, tone, 18)
        if line.at_right:
            right = QRectF(0, y, self.width() - _PAD, _PITCH)
            put(painter, right, line.at_right, 13, 400, "text2", RIGHT)
        for text in first:
            put(painter, QRectF(self._left, y, self.width(), _PITCH), text, 14, 500, elide=False)
            y += _PITCH
        for text in second:
            put(painter, QRectF(self._left, y, self.width(), _SECOND), text, 13, 400, "text2", elide=False)
            y += _SECOND


class LookingBack(Page):
    """The debrief as a page; Up and Down scroll, Ctrl+Enter rehearses the call again, Esc leaves."""

    again = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._head = PageHead(_("Looking back"))
        super().__init__(self._head, parent)
        self._head.add_beside(Tag(notice_words(), "watch", "eye-off"))
        self.leave = Button(_("Another call"), "secondary", "Esc", "list")
        self.leave.clicked.connect(self.left)
        self.repeat = Button(_("Again"), "primary", "Ctrl+Enter", "undo")
        self.repeat.clicked.connect(self.again)
        for act in (self.leave, self.repeat):
            self._head.add_act(act)
        self.area = Column(_("Looking back"))
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.area)
        self.body.addWidget(self.area)
        self.shown: Debrief | None = None

    def show_debrief(self, title: str, end: str, found: Debrief) -> None:
        """`end` tells how the call ended."""
        self.shown = found
        self._head.set(_("Looking back"), f"{title} · {end}")
        if (old := self.area.body.takeAt(0)) is not None and (gone := old.widget()) is not None:
            gone.hide()
            gone.deleteLater()
        inner = QWidget()
        across = QHBoxLayout(inner)
        across.setContentsMargins(0, 0, 12, 0)
        across.setSpacing(COLUMN_GAP)
        sections = found.sections()
        first = [section for section in sections if section.id not in _BESIDE]
        beside = [section for section in sections if section.id in _BESIDE]
        across.addLayout(_column([_next(found.next)], first), 3)
        across.addLayout(_column([], beside), 2)
        self.area.add(inner)
        self.area.verticalScrollBar().setValue(0)


def _next(sentence: str) -> QWidget:
    card = Card("accent", spacing=6)
    card.body.addWidget(IconLabel("flag", _("One thing to practise next"), 13, 650, "accent"))
    card.body.addWidget(Label(sentence, 15, 500, wrap=True))
    return card


def _column(before: Sequence[QWidget], sections: Sequence[Section]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(8)
    for widget in before:
        column.addWidget(widget)
        column.addSpacing(10)
    for section in sections:
        column.addWidget(SectionHead(section.title))
        column.addWidget(Sentences(section.lines))
        column.addSpacing(10)
    column.addStretch(1)
    return column

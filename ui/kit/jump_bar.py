"""The jump bar: the five nodes one may need at any moment, each with its function key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.i18n import _
from ui.kit import icons
from ui.kit.buttons import pressed_by_key
from ui.kit.focus import FocusRing
from ui.kit.paint import CENTRE, box, cap, cap_width, key_words, put, smooth, spoken_key, width_of

HEIGHT, STACKED_HEIGHT = 40, 58


@dataclass(frozen=True, slots=True)
class Jump:
    """One node of the manual that is reached from every step."""

    id: str
    key: str
    icon: str
    word: str
    danger: bool = False


class _JumpButton(QPushButton):
    """One painted jump."""

    def __init__(self, jump: Jump, stacked: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._jump, self._stacked = jump, stacked
        self.setAutoDefault(False)
        self.setAccessibleName(jump.word)
        self.setAccessibleDescription(spoken_key(jump.word, jump.key))
        self.setToolTip(spoken_key(jump.word, jump.key))
        self.setShortcut(QKeySequence(jump.key))
        self.setFixedHeight(STACKED_HEIGHT if stacked else HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def event(self, event: QEvent) -> bool:
        return pressed_by_key(self, event) or super().event(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(60 if self._stacked else 84, self.height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            FocusRing(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        tone = "danger" if self._jump.danger else "text"
        fill = "sunken" if self.underMouse() or self.isDown() else "surface"
        box(painter, rect, fill, "danger" if self._jump.danger else "edge", radius=7)
        (self._paint_stacked if self._stacked else self._paint_row)(painter, rect, tone)

    def _paint_row(self, painter: QPainter, rect: QRectF, tone: str) -> None:
        jump = self._jump
        room = rect.adjusted(38, 0, -cap_width(jump.key) - 16, 0)
        left = 12
        if width_of(jump.word, 14, 650) > room.width():  # a long word takes the air before it is made smaller
            room, left = rect.adjusted(32, 0, -cap_width(jump.key) - 12, 0), 9
        size = next((px for px in (14, 13, 12) if width_of(jump.word, px, 650) <= room.width()), 12)
        icons.draw(painter, jump.icon, left, rect.center().y() - 9, tone, 18)
        put(painter, room, jump.word, size, 650, tone)
        cap(painter, rect.right() - 10, rect.center().y(), jump.key)

    def _paint_stacked(self, painter: QPainter, rect: QRectF, tone: str) -> None:
        jump, middle = self._jump, rect.center().x()
        icons.draw(painter, jump.icon, middle - 9, 6, tone, 18)
        size = 12 if width_of(jump.word, 12, 650) <= rect.width() - 6 else 11
        put(painter, QRectF(3, 25, rect.width() - 6, 17), jump.word, size, 650, tone, CENTRE)
        put(painter, QRectF(3, 40, rect.width() - 6, 16), key_words(jump.key), 11, 400, "text3", CENTRE)


class JumpBar(QWidget):
    """A row of equal buttons; `stacked` for the narrow dock."""

    chosen = Signal(str)

    def __init__(self, jumps: Sequence[Jump], stacked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Jumps in the manual"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6 if stacked else 8)
        for jump in jumps:
            button = _JumpButton(jump, stacked, self)
            button.clicked.connect(lambda _on=False, ident=jump.id: self.chosen.emit(ident))
            row.addWidget(button, 1)

"""The heads over the mirror: whom one talks with; where only one side has room they are the tabs that turn it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.i18n import _
from ui.kit import icons
from ui.kit.buttons import pressed_by_key
from ui.kit.focus import FocusRing
from ui.kit.mirror_cells import HEAD, Audience
from ui.kit.paint import cap, cap_width, put, smooth, spoken_key

TURN_KEY = "Ctrl+Tab"


class Head(QPushButton):
    """Whom one is talking with; it answers only while the side below it waits behind the other."""

    def __init__(self, audience: Audience, inset: int, parent: QWidget) -> None:
        super().__init__(parent)
        victim = audience == "victim"
        self._icon, self._tone = ("person", "accent") if victim else ("shield", "text2")
        self._inset, self._waits = inset, False
        self.setAutoDefault(False)
        self.setFixedHeight(HEAD)
        self.set_word(_("When you talk with the victim") if victim else _("When you talk with the police"))
        self.set_waiting(False)

    def set_word(self, word: str) -> None:
        self._word = word
        self.setAccessibleName(word)
        self.update()

    def set_waiting(self, waits: bool) -> None:
        """Whether a press or the key turns the mirror to this side."""
        self._waits = waits
        self.setEnabled(waits)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if waits else Qt.FocusPolicy.NoFocus)
        self.setShortcut(QKeySequence(TURN_KEY) if waits else QKeySequence())
        self.setToolTip(spoken_key(_("Show this side"), TURN_KEY) if waits else "")
        self.setAccessibleDescription(self.toolTip())
        self.setCursor(Qt.CursorShape.PointingHandCursor if waits else Qt.CursorShape.ArrowCursor)
        self.update()

    def event(self, event: QEvent) -> bool:
        return pressed_by_key(self, event) or super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            FocusRing(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        tone = "text2" if self._waits else self._tone
        icons.draw(painter, self._icon, self._inset, HEAD / 2 - 8, tone, 18)
        taken = cap_width(TURN_KEY) + 12 if self._waits else 0
        area = QRectF(self._inset + 26, 0, self.width() - self._inset - 30 - taken, self.height())
        put(painter, area, self._word, 13, 500 if self._waits else 650, tone)
        if self._waits:
            cap(painter, self.width() - 12, self.height() / 2, TURN_KEY)

"""Quick hide: a plain month sheet that could be anybody's, with nothing of the centre in it."""

from __future__ import annotations

from calendar import Calendar
from datetime import date

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.clock import today
from app.i18n import _, language
from ui.kit.paint import CENTRE, RIGHT, box, put, rule, smooth, upright
from ui.theme import ink

_DAYS = {"ko": "일월화수목금토", "en": "SMTWTFS"}


class QuickHide(QWidget):
    """A calendar of this month and an empty note; Ctrl+Q or Escape asks to go back."""

    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retell()

    def retell(self) -> None:
        """Take the words and the day anew."""
        self._today = today()
        self.setWindowTitle(_("Schedule"))
        self.setAccessibleName(_("Schedule"))
        self.update()

    def showEvent(self, event: object) -> None:
        self.retell()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """The chord belongs to this page while it is shown, whatever shortcut the window has."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _goes_back(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _goes_back(event):
            self.back.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        painter.fillRect(self.rect(), ink("surface"))
        left, top, wide = 48.0, 36.0, self.width() - 96.0
        put(painter, QRectF(left, top, wide, 36), _month(self._today), 22, 700)
        self._paint_month(painter, QRectF(left, top + 60, wide * 0.68, self.height() - top - 108))
        self._paint_note(
            painter, QRectF(left + wide * 0.68 + 28, top + 60, wide * 0.32 - 28, self.height() - top - 108)
        )

    def _paint_month(self, painter: QPainter, area: QRectF) -> None:
        weeks = Calendar(firstweekday=6).monthdatescalendar(self._today.year, self._today.month)
        cell, high = area.width() / 7, (area.height() - 30) / len(weeks)
        for column, word in enumerate(_DAYS[language()]):
            put(painter, QRectF(area.left() + column * cell, area.top(), cell - 10, 26), word, 12, 500, "text3", RIGHT)
        for row, week in enumerate(weeks):
            top = area.top() + 30 + row * high
            rule(painter, area.left(), top, area.right())
            for column, day in enumerate(week):
                self._paint_day(painter, QRectF(area.left() + column * cell, top, cell, high), day)
        for column in range(1, 7):
            upright(painter, area.left() + column * cell, area.top() + 30, area.bottom())
        rule(painter, area.left(), area.bottom(), area.right())

    def _paint_day(self, painter: QPainter, cell: QRectF, day: date) -> None:
        spot = QRectF(cell.right() - 36, cell.top() + 6, 26, 24)
        here = day == self._today
        if here:
            box(painter, spot, "text2", radius=12)
        tone = "surface" if here else "text" if day.month == self._today.month else "text3"
        put(painter, spot, str(day.day), 13, 500, tone, CENTRE)

    def _paint_note(self, painter: QPainter, area: QRectF) -> None:
        put(painter, QRectF(area.left(), area.top(), area.width(), 26), _("Notes"), 13, 500, "text2")
        lines = int((area.height() - 30) // 34)
        for line in range(lines + 1):
            rule(painter, area.left(), area.top() + 30 + line * 34, area.right())


def _goes_back(event: QKeyEvent) -> bool:
    control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
    return event.key() == Qt.Key.Key_Escape or (control and event.key() == Qt.Key.Key_Q)


def _month(day: date) -> str:
    return f"{day.year}년 {day.month}월" if language() == "ko" else f"{day:%B %Y}"

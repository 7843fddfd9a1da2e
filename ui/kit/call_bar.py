"""The contact bar: that a contact is running, since when, how long, with whom, and the ways on."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.kit import icons
from ui.kit.flow import Flow
from ui.kit.page import MARGIN, SINGLE_BELOW
from ui.kit.paint import dot, put, rule, smooth, upright, width_of
from ui.theme import current, ink, mix

_HIGH = 64


class CallBar(QWidget):
    """Sixty-four pixels on the accent's tint; only the digits of the timer move."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = self._since = self._timer = self._title = self._meta = self._line = ""
        self._icon = "phone"
        self.setFixedHeight(_HIGH)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 0, MARGIN, 0)
        row.addStretch(1)
        held = QWidget()
        self._acts = Flow(held, 8, 8)
        row.addWidget(held, 0, Qt.AlignmentFlag.AlignVCenter)
        self._held = held
        self._buttons: list[QWidget] = []

    def set_call(self, state: str, since: str, icon: str = "phone") -> None:
        """`On a call` and `rang at 10:02`."""
        self._state, self._since, self._icon = state, since, icon
        self._say()

    def set_timer(self, text: str) -> None:
        if text != self._timer:
            self._timer = text
            self.update()

    def set_person(self, title: str, meta: str = "", line: str = "") -> None:
        """The alias, what kind of record this is, and one line about the caller."""
        self._title, self._meta, self._line = title, meta, line
        self._say()

    def add_act(self, widget: QWidget) -> None:
        self._acts.addWidget(widget)
        self._buttons.append(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the acts stand below what is said here."""
        super().resizeEvent(event)
        below = self.width() < SINGLE_BELOW
        self._row.setContentsMargins(MARGIN, _HIGH - 4 if below else 0, MARGIN, 8 if below else 0)
        self._row.setStretch(0, 0 if below else 1)
        self._row.setStretch(1, 1 if below else 0)
        lines = self._acts.heightForWidth(self.width() - 2 * MARGIN) if below else 0
        self.setFixedHeight(_HIGH + lines + 4 if below else _HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._acts.minimumSize().width() + 2 * MARGIN, self.height())

    def _say(self) -> None:
        said = (self._state, self._since, self._title, self._meta, self._line)
        self.setAccessibleName(". ".join(filter(None, said)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        painter.fillRect(self.rect(), ink("accent_soft" if current().soft_fills else "bg"))
        rule(painter, 0, self.height() - current().line_width, self.width(), mix("accent", "bg", 0.2))
        dot(painter, QPointF(38, 32), 13, mix("accent", "bg", 0.18))
        icons.draw(painter, self._icon, 29, 23, "accent", 18)
        put(painter, QRectF(64, 11, 200, 20), self._state, 13, 650, "accent")
        put(painter, QRectF(64, 32, 200, 19), self._since, 12, 400, "text2")
        left = 64 + max(width_of(self._state, 13, 650), width_of(self._since, 12)) + 16
        x = left + put(painter, QRectF(left, 8, 160, 48), self._timer, 30, 650) + 26
        upright(painter, x, 16, 48, mix("accent", "bg", 0.2))
        self._paint_person(painter, x + 18)

    def _paint_person(self, painter: QPainter, x: float) -> None:
        beside = self.height() == _HIGH and any(act.isVisible() for act in self._buttons)
        end = (self._held.x() if beside else self.width() - MARGIN) - 12
        taken = put(painter, QRectF(x, 13, max(0, end - x), 21), self._title, 15, 700)
        put(painter, QRectF(x + taken + 8, 13, max(0, end - x - taken - 8), 21), self._meta, 13, 400, "text2")
        put(painter, QRectF(x, 34, max(0, end - x), 19), self._line, 12, 400, "text2")

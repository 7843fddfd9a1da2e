"""The two parts of every page before the desk: the calm dark side, and a form beside it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSysInfo, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _, language
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.mark import arch, draw_mark
from ui.kit.page import SINGLE_BELOW
from ui.kit.paint import put, put_wrapped, smooth
from ui.kit.status_line import StatusItem, StatusLine
from ui.theme import current, font, ink

SIDE, FORM = 468, 520
_LEFT = 64


class Side(QWidget):
    """The mark, two lines, and the arches that stand close."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(SIDE)

    def say(self) -> str:
        return _("The records on this computer\nare locked and stay here.")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        painter.fillRect(self.rect(), ink("deep"))
        self._paint_arches(painter)
        draw_mark(painter, _LEFT, 59, 38, QColor("#FFFFFF"), QColor(255, 255, 255, 140))
        put(painter, QRectF(116, 56, 200, 42), _("Gyeot"), 28, 700, QColor("#FFFFFF"))
        area = QRectF(_LEFT, 130, SIDE - _LEFT - 24, 100)
        put_wrapped(painter, area, self.say(), font(20, 500), QColor("#FFFFFF"))
        if not current().soft_fills:
            painter.fillRect(self.width() - 2, 0, 2, self.height(), ink("line"))

    def _paint_arches(self, painter: QPainter) -> None:
        low = self.height()
        top = max(240, low - 506)
        near = QRectF(230, top + 126, 174, low)
        far = arch(QRectF(_LEFT, top, 190, low), 0) - arch(near.adjusted(-16, -16, 16, 60), 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillPath(far, QColor(255, 255, 255, 18))
        painter.fillPath(arch(near, 0), QColor(255, 255, 255, 30))


class Threshold(QWidget):
    """The side, the form in the middle of what is left, languages above it, what is known without a key below."""

    language_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.side = Side()
        self.status = StatusLine()
        self._top = QHBoxLayout()
        self._top.setContentsMargins(24, 16, 24, 0)
        self._top.addStretch(1)
        self.languages = self._languages()
        self._scroll = _Middle()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(self._top)
        right.addWidget(self._scroll, 1)
        right.addWidget(self.status)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.side)
        whole.addLayout(right, 1)
        self.say_status()

    def _languages(self) -> ChoiceStrip:
        strip = ChoiceStrip((("ko", "한국어"), ("en", "English")), _("Language"), digits=False, height=28)
        strip.set_value(language())
        strip.chosen.connect(self.language_asked)
        self._top.addWidget(strip)
        return strip

    def show_content(self, content: QWidget, width: int = FORM) -> None:
        """Put another form in the middle; the one before goes."""
        self._scroll.hold(content, width)

    def say_status(self) -> None:
        """The facts anybody may know, in the language in force."""
        self.status.set_items([StatusItem(_("No connection"), "cloud-off")])
        self.status.set_who(QSysInfo.machineHostName())
        self.status.set_lock(_("Locked"))

    def stop(self) -> None:
        """The window closes, or another page takes this one's place: leave nothing half done."""

    def retell(self) -> None:
        """Say everything that is always there in the language in force."""
        self.languages.setAccessibleName(_("Language"))
        self.languages.set_value(language())
        self.say_status()
        self.side.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.setVisible(self.width() >= SINGLE_BELOW)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), ink("bg"))


class _Middle(QScrollArea):
    """Holds one form, centred, and scrolls when the window is low."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    def hold(self, content: QWidget, width: int) -> None:
        inner = QWidget()
        inner.setAutoFillBackground(False)
        content.setMaximumWidth(width + 8)  # its margins leave room for focus rings
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(content, 1000)
        row.addStretch(1)
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 8, 24, 28)
        column.addStretch(4)
        column.addLayout(row)
        column.addStretch(5)
        self.setWidget(inner)

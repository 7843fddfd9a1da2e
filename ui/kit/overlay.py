"""What lies over a window: a scrim and one panel in its upper third, holding focus and keys until it leaves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.kit.buttons import Button, sequence
from ui.kit.paint import box, smooth

PASSING = ("Ctrl+L", "Ctrl+Q")
"""Locking and hiding work everywhere."""


class Panel(QWidget):
    """The raised surface; `body` takes its content."""

    def __init__(self, width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(width)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        box(smooth(QPainter(self)), self.rect(), "surface", "line", radius=12)


class Overlay(QWidget):
    """Covers its window; Escape leaves, Tab stays inside, other shortcuts wait."""

    left = Signal()

    def __init__(self, window: QWidget, width: int, name: str) -> None:
        super().__init__(window)
        self.panel = Panel(width, self)
        self.setAccessibleName(name)
        self.panel.setAccessibleName(name)
        self._before: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def open(self, focus: QWidget) -> None:
        """Show over the window and put the focus on `focus`."""
        window = self.parentWidget()
        assert window is not None
        self._before = window.focusWidget()
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.place()
        focus.setFocus(Qt.FocusReason.TabFocusReason)

    def place(self) -> None:
        """Stand in the upper third, centred."""
        self.panel.setFixedWidth(min(self.panel.width(), self.width() - 16))
        self.panel.adjustSize()
        x = (self.width() - self.panel.width()) // 2
        self.panel.move(QPoint(x, max(16, min(self.height() // 7, self.height() - self.panel.height() - 16))))
        self.update()

    def leave(self) -> None:
        """Go away and give the focus back."""
        window = self.parentWidget()
        if window is not None:
            window.removeEventFilter(self)
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        window = self.parentWidget()
        if window is not None and watched is window and event.type() == QEvent.Type.Resize:
            self.setGeometry(window.rect())
            self.place()
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            pressed = QKeySequence(event.keyCombination())
            if not any(pressed.matches(QKeySequence(key)) == QKeySequence.SequenceMatch.ExactMatch for key in PASSING):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        pressed = QKeySequence(event.keyCombination())
        for button in self.panel.findChildren(Button):
            wanted = sequence(button.key())
            if not wanted.isEmpty() and pressed.matches(wanted) == QKeySequence.SequenceMatch.ExactMatch:
                button.click()
                return
        focused = self.focusWidget()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, Button):
            focused.click()

    def mousePressEvent(self, event: object) -> None:
        """A click beside the panel is swallowed: nothing is lost by a slip."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab among the panel's own controls."""
        stops = self._stops()
        here = self.focusWidget()
        if not stops:
            return False
        at = stops.index(here) if here in stops else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(at + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def _stops(self) -> list[QWidget]:
        """The panel's tab stops in the order of the chain."""
        stops: list[QWidget] = []
        step = self.nextInFocusChain()
        while step is not None and step is not self:
            tabbed = bool(step.focusPolicy() & Qt.FocusPolicy.TabFocus) and step.focusProxy() is None
            if tabbed and self.panel.isAncestorOf(step) and step.isVisible() and step.isEnabled():
                stops.append(step)
            step = step.nextInFocusChain()
        return stops

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        painter.fillRect(self.rect(), QColor(0, 0, 0, 69))
        area = QRectF(QRect(self.panel.geometry()))
        for grown in range(24, 0, -3):
            shade = QRectF(area).adjusted(-grown, 10 - grown, grown, 10 + grown)
            box(painter, shade, QColor(0, 0, 0, 4), radius=12 + grown)

"""What lies over a window: a scrim and one panel in its upper third, holding focus and keys until it leaves."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.kit.buttons import Button, sequence
from ui.kit.paint import box, smooth

PASSING = ("Ctrl+L", "Ctrl+Q")
"""Locking and hiding work everywhere."""
_PAGES: dict[int, int] = {Qt.Key.Key_PageUp: 1, Qt.Key.Key_PageDown: -1, Qt.Key.Key_Home: 99, Qt.Key.Key_End: -99}
"""Keys that move a panel higher than the window, by so many windows."""
_COVERED = "covered"
_EDGE = 8


class Panel(QWidget):
    """The raised surface; `body` takes its content."""

    def __init__(self, width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(width)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)

    def wanted(self) -> int:
        """The height its content takes at this width; a size hint guesses another width for wrapped words."""
        self.body.activate()
        high = self.body.totalHeightForWidth(self.width()) if self.body.hasHeightForWidth() else -1
        return high if high > 0 else self.sizeHint().height()

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
        self._focus: QWidget | None = None
        self._standing = False
        self._shift = 0
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._hold_focus)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def open(self, focus: QWidget) -> None:
        """Show over the window and put the focus on `focus`; over a covered window, once the cover is gone."""
        window = self.parentWidget()
        assert window is not None
        self._focus = focus
        if window.property(_COVERED):
            return
        self._standing = True
        self._before = self._before or window.focusWidget()
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
        self.panel.resize(self.panel.width(), self.panel.wanted())
        x = (self.width() - self.panel.width()) // 2
        spare = self.height() - self.panel.height()
        if spare < 2 * _EDGE:  # higher than the window: it is moved along with the focus and the wheel
            self._shift = max(spare - 2 * _EDGE, min(self._shift, 0))
            self.panel.move(x, _EDGE + self._shift)
        else:
            self._shift = 0
            self.panel.move(QPoint(x, max(16, min(self.height() // 7, spare - 16))))
        self.update()

    def _show_part(self, part: QWidget) -> None:
        """Bring a control of a panel into sight that is higher than the window."""
        top = part.mapTo(self, QPoint(0, 0)).y()
        over, under = top - 2 * _EDGE, top + part.height() + 2 * _EDGE - self.height()
        if over < 0 or under > 0:
            self._shift -= over if over < 0 else min(under, over)
            self.place()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move a panel that is higher than the window; nothing behind it is moved."""
        self._shift += event.angleDelta().y() // 2
        self.place()
        event.accept()

    def leave(self) -> None:
        """Go away and give the focus back."""
        window = self.parentWidget()
        if window is not None:
            window.removeEventFilter(self)
        self._standing = False
        self.hide()
        covered = window is not None and window.property(_COVERED)
        if self._before is not None and shiboken6.isValid(self._before) and not covered:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._focus = None
        self.left.emit()
        self.deleteLater()

    def _hold_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """A page behind that gets its data now may not take the keys from what is being typed here."""
        if self._standing and now is not None and self.panel.isAncestorOf(now):
            self._show_part(now)
            return
        if not self._standing or now is None or now.window() is not self.window() or self.isAncestorOf(now):
            return
        window = self.parentWidget()
        if window is not None and any(one._standing and one.isAncestorOf(now) for one in _overlays(window)):
            return
        self._before = now
        mine = before if before is not None and self.isAncestorOf(before) else self._focus
        if mine is not None and shiboken6.isValid(mine):
            mine.setFocus(Qt.FocusReason.OtherFocusReason)

    def step_aside(self) -> None:
        """Be out of sight until `come_back`; nothing that was typed changes."""
        if self.isVisible():
            self._focus = self.focusWidget() or self._focus
            self._standing = False
            self.hide()

    def come_back(self) -> None:
        """Stand again as before, where it was asked to stand at all."""
        if self._focus is not None and shiboken6.isValid(self._focus):
            self.open(self._focus)

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
        if plain and (pages := _PAGES.get(event.key())):
            self._shift += round(pages * self.height() * 0.8)
            self.place()
            return
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


def cover(window: QWidget) -> None:
    """Nothing may stand over the page that now hides the work, nor over it while it stays."""
    window.setProperty(_COVERED, True)
    for overlay in _overlays(window):
        overlay.step_aside()


def uncover(window: QWidget) -> None:
    """What was put aside stands again, and so does what was opened meanwhile."""
    window.setProperty(_COVERED, False)
    for overlay in _overlays(window):
        overlay.come_back()


def clear(window: QWidget) -> None:
    """Nothing of what stood over the work outlives it."""
    window.setProperty(_COVERED, False)
    for overlay in _overlays(window):
        overlay._standing = False
        overlay.hide()
        overlay.deleteLater()


def _overlays(window: QWidget) -> list[Overlay]:
    return window.findChildren(Overlay, options=Qt.FindChildOption.FindDirectChildrenOnly)

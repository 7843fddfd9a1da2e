"""The focus ring outside a control: two pixels with a gap of two, without moving what stands beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.kit.paint import ring, smooth

REACH = 4


class FocusRing(QWidget):
    """An overlay around one control; it follows the control and dies with it."""

    def __init__(self, control: QWidget) -> None:
        super().__init__(_host(control))
        self._control = control
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        control.installEventFilter(self)
        control.destroyed.connect(self.deleteLater)
        self.follow()
        self.show()
        self.raise_()

    def follow(self) -> None:
        """Stand around the control where it is now."""
        host = self.parentWidget()
        corner = self._control.mapTo(host, QPoint(0, 0)) if host else QPoint(0, 0)
        around = QRect(corner, self._control.size()).adjusted(-REACH, -REACH, REACH, REACH)
        if around != self.geometry():
            self.setGeometry(around)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Paint):
            self.follow()
        elif event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.hide()
            self.deleteLater()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        ring(smooth(QPainter(self)), self.rect(), 6 + REACH)


def _host(control: QWidget) -> QWidget | None:
    """The nearest ancestor with room for the ring."""
    host = control.parentWidget()
    while host is not None and not host.isWindow():
        corner = control.mapTo(host, QPoint(0, 0))
        around = QRect(corner, control.size()).adjusted(-REACH, -REACH, REACH, REACH)
        if host.rect().contains(around):
            return host
        host = host.parentWidget()
    return host

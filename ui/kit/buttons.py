"""Key-cap buttons: what happens, and the key that does it, in a cap at the right."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeySequence, QPainter, QPaintEvent, QShortcut, QShortcutEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QWidget

from ui.kit import icons
from ui.kit.focus import FocusRing
from ui.kit.paint import CENTRE, Ink, box, cap, cap_width, put, smooth, spoken_key, width_of
from ui.theme import mix

Kind = Literal["primary", "secondary", "quiet", "danger"]

_POINTED = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


def sequence(key: str) -> QKeySequence:
    """The Qt sequence of a key as people write it; `Enter` alone belongs to the dialog, not to a shortcut."""
    return QKeySequence(key.replace("Enter", "Return")) if key not in ("", "Enter", "Esc") else QKeySequence()


def pressed_by_key(button: QAbstractButton, event: QEvent) -> bool:
    """Answer a shortcut at once: Qt itself would wait a tenth of a second to show the button pressed."""
    if isinstance(event, QShortcutEvent) and not event.isAmbiguous():
        button.click()
        return True
    return False


class Button(QPushButton):
    """A painted push button that shows and sets its own shortcut."""

    def __init__(
        self,
        text: str,
        kind: Kind = "secondary",
        key: str = "",
        icon: str = "",
        tall: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind, self._key, self._icon_name = kind, "", icon
        self._word, self._keypad = text, None
        self._px, self._high = (15, 44) if tall else (14, 36)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.set(text, key, icon)

    _keypad: QShortcut | None

    def set(self, text: str, key: str | None = None, icon: str | None = None) -> None:
        """Change the words, and the key and icon where given."""
        self._word = text
        self._icon_name = self._icon_name if icon is None else icon
        if key is not None and key != self._key:
            self._bind(key)
        self.setAccessibleName(text)
        self.setAccessibleDescription(spoken_key(text, self._key) if self._key else "")
        self.updateGeometry()
        self.update()

    def word(self) -> str:
        return self._word

    def kind(self) -> Kind:
        return self._kind

    def set_kind(self, kind: Kind) -> None:
        self._kind = kind
        self.update()

    def key(self) -> str:
        return self._key

    def _bind(self, key: str) -> None:
        self._key = key
        self.setShortcut(sequence(key))
        if self._keypad is not None:
            self._keypad.deleteLater()
            self._keypad = None
        if key.endswith("+Enter"):  # the key pad has an Enter of its own
            self._keypad = QShortcut(QKeySequence(key), self)
            self._keypad.activated.connect(self.click)

    def sizeHint(self) -> QSize:
        return QSize(round(self._content_width()) + 2 * 14, self._high)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _content_width(self) -> float:
        wide = width_of(self._word, self._px, 650) + 1
        wide += 26 if self._icon_name else 0
        wide += 10 + cap_width(self._key) if self._key else 0
        return wide

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() not in _POINTED:
            FocusRing(self)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return pressed_by_key(self, event) or super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        rect = QRectF(0, (self.height() - self._high) / 2, self.width(), self._high)
        fill, edge, of = self._colours()
        if fill is not None or edge is not None:
            box(painter, rect, fill, edge)
        self._paint_content(painter, rect, of)

    def _colours(self) -> tuple[Ink | None, Ink | None, Ink]:
        """Fill, border and text of the state the button is in."""
        warm = self.underMouse() or self.isDown()
        if not self.isEnabled():
            return ("sunken", "line", "text3") if self._kind != "quiet" else (None, None, "text3")
        if self._kind in ("primary", "danger"):
            tone = "accent" if self._kind == "primary" else "danger"
            return mix(tone, "text", 0.86) if warm else tone, None, f"{tone}_on"
        if self._kind == "quiet":
            return "sunken" if warm else None, None, "accent"
        return "sunken" if warm else "surface", "edge", "text"

    def _paint_content(self, painter: QPainter, rect: QRectF, of: Ink) -> None:
        x = rect.left() + max(14.0, (rect.width() - self._content_width()) / 2)
        middle = rect.center().y()
        if self._icon_name:
            icons.draw(painter, self._icon_name, x, middle - 9, of, 18)
            x += 26
        x += put(painter, QRectF(x, rect.top(), rect.right() - x, rect.height()), self._word, self._px, 650, of)
        if self._key:
            right = x + 10 + cap_width(self._key)
            solid = self._kind in ("primary", "danger") and self.isEnabled()
            tint = mix(str(of), self._kind.replace("primary", "accent"), 0.55) if solid else "line"
            cap(painter, right, middle, self._key, of if solid else "text3", tint, None if solid else "surface")


class IconButton(QPushButton):
    """A small square button whose word only screen readers and the tool tip say."""

    def __init__(self, icon: str, name: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self.setFixedSize(32, 32)
        self.setAutoDefault(False)
        self.setAccessibleName(name)
        self.setToolTip(spoken_key(name, key))
        self.setShortcut(sequence(key))

    def event(self, event: QEvent) -> bool:
        return pressed_by_key(self, event) or super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        if self.isChecked():
            box(painter, self.rect(), "accent_soft")
        elif self.underMouse():
            box(painter, self.rect(), "sunken")
        if self.hasFocus():
            box(painter, self.rect(), None, "focus", 2, 7)
        icons.draw(painter, self._icon_name, 6, 6, _icon_tone(self))


def _icon_tone(button: QPushButton) -> str:
    return "accent" if button.isChecked() else "text2" if button.isEnabled() else "text3"


class FindButton(QPushButton):
    """The field-shaped button that opens the command palette."""

    def __init__(self, text: str, key: str = "Ctrl+K", width: int = 264, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word, self._key = text, key
        self.setFixedSize(width, 36)
        self.setAutoDefault(False)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        box(painter, rect, "surface", "focus" if self.hasFocus() else "edge", 2 if self.hasFocus() else 0)
        icons.draw(painter, "search", 11, 10, "text2", 16)
        put(painter, rect.adjusted(36, 0, -70, 0), self._word, 14, 400, "text3")
        cap(painter, rect.right() - 9, rect.center().y(), self._key)


class Badge(QWidget):
    """A count in a filled circle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self.setFixedSize(22, 18)

    def set_count(self, count: int) -> None:
        self._count = count
        self.setVisible(count > 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_badge(smooth(QPainter(self)), QPointF(11, 9), self._count)


def draw_badge(painter: QPainter, middle: QPointF, count: int) -> None:
    """A filled circle of 17 px with a count; it grows to a pill for two digits and stops at 99+."""
    word = str(count) if count < 100 else "99+"
    wide = max(17.0, width_of(word, 11, 650) + 9)
    rect = QRectF(middle.x() - wide / 2, middle.y() - 8.5, wide, 17)
    box(painter, rect, "accent", radius=8.5)
    put(painter, rect, word, 11, 650, "accent_on", CENTRE, elide=False)

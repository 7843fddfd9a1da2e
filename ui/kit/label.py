"""Words that stand still: a label in the type scale, a word with its icon, a section's head, a field's name."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPalette, QShortcut
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.kit import icons
from ui.kit.paint import RIGHT, colour, put, rule, smooth, width_of
from ui.theme import font, ink, metrics


class Label(QLabel):
    """A text of the type scale in a token's colour; it follows the theme."""

    def __init__(
        self,
        text: str = "",
        px: int = 14,
        weight: int = 400,
        ink: str = "text",
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._ink = ink
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(px, weight))
        self.setWordWrap(wrap)
        self._tint()

    def set_ink(self, token: str) -> None:
        self._ink = token
        self._tint()

    def _tint(self) -> None:
        tinted = QPalette(self.palette())
        tinted.setColor(QPalette.ColorRole.WindowText, ink(self._ink))
        self.setPalette(tinted)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._tint()


class IconLabel(QWidget):
    """An icon and its word on one line."""

    def __init__(
        self,
        icon: str,
        text: str,
        px: int = 12,
        weight: int = 400,
        ink: str = "text2",
        icon_size: int = 16,
        gap: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._text, self._px, self._weight = icon, text, px, weight
        self._ink, self._icon_size, self._gap = ink, icon_size, gap
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        return self._text

    def set(self, text: str, icon: str | None = None, ink: str | None = None) -> None:
        """Change the word, and the icon and colour where given."""
        if (text, icon or self._icon, ink or self._ink) == (self._text, self._icon, self._ink):
            return
        self._text, self._icon, self._ink = text, icon or self._icon, ink or self._ink
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        lead = self._icon_size + self._gap if self._icon else 0
        high = max(self._icon_size, round(metrics(self._px).height()))
        return QSize(round(lead + width_of(self._text, self._px, self._weight) + 1), high)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._icon_size, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        x, middle = 0, self.height() / 2
        if self._icon:
            icons.draw(painter, self._icon, 0, middle - self._icon_size / 2, self._ink, self._icon_size)
            x = self._icon_size + self._gap
        put(painter, self.rect().adjusted(x, 0, 0, 0), self._text, self._px, self._weight, self._ink)


class SectionHead(QWidget):
    """A head outside its card: icon, word and a count beside it or at the right edge."""

    def __init__(
        self,
        text: str,
        count: int | str | None = None,
        icon: str = "",
        large: bool = True,
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._large = icon, large
        self._text, self._count, self._note = text, "", note
        self.setFixedHeight(24 if large else 20)
        self.set(text, count)

    def set(self, text: str, count: int | str | None = None, note: str | None = None) -> None:
        self._text, self._count = text, "" if count is None else str(count)
        self._note = self._note if note is None else note
        self.setAccessibleName(f"{self._text} {self._count}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        wide = width_of(self._text + self._count + self._note, 16, 700) + 60
        return QSize(round(wide), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, x = smooth(QPainter(self)), 0.0
        if self._icon:
            icons.draw(painter, self._icon, 0, self.height() / 2 - 10, "text2", 20)
            x = 30
        area = QRectF(x, 0, self.width() - x, self.height())
        if self._large:
            taken = put(painter, area, self._text, 16, 700)
            put(painter, area.adjusted(taken + 8, 0, 0, 0), self._count, 16, 500, "text3")
        else:
            put(painter, area, self._text, 13, 500, "text2")
            put(painter, area, self._count, 12, 400, "text3", RIGHT)
        if self._note:
            put(painter, area, self._note, 12, 400, "text3", RIGHT)


class FieldName(QLabel):
    """A field's name with its mnemonic: underlined in the word, or in brackets behind a Korean word."""

    def __init__(
        self,
        text: str,
        mnemonic: str = "",
        buddy: QWidget | None = None,
        large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._word, self._mnemonic = text, mnemonic.upper()
        self._face = (15, 700, "text") if large else (13, 500, "text2")
        self.setFont(font(*self._face[:2]))
        at = text.lower().find(mnemonic.lower()) if mnemonic.isascii() and mnemonic else -1
        self._at = at
        self._jump: QShortcut | None = None
        self._for = buddy if mnemonic else None
        if buddy is not None and mnemonic and buddy.focusPolicy() == Qt.FocusPolicy.NoFocus:
            # A label's own shortcut skips what hands its focus on, as strips do.
            self.setText(text)
            self._jump = QShortcut(QKeySequence(f"Alt+{self._mnemonic}"), self)
            self._jump.activated.connect(lambda: buddy.setFocus(Qt.FocusReason.ShortcutFocusReason))
        elif buddy is not None and mnemonic:
            plain = text.replace("&", "&&")
            self.setText(f"{plain[:at]}&{plain[at:]}" if at >= 0 else f"{plain} (&{self._mnemonic})")
            super().setBuddy(buddy)
        else:
            self.setText(text)
        if buddy is not None and not buddy.accessibleName():
            buddy.setAccessibleName(text)

    def mnemonic(self) -> str:
        """The letter that leads to the field, or nothing."""
        return self._mnemonic

    def buddy(self) -> QWidget | None:  # type: ignore[override]  # the stub does not know that there may be none
        return self._for

    def setBuddy(self, buddy: QWidget | None) -> None:
        """None gives the key up: whoever holds the form answers it instead."""
        self._for = buddy
        if self._jump is not None:
            self._jump.setEnabled(False)
        super().setBuddy(buddy)  # type: ignore[arg-type]  # nor that None takes the buddy away

    def sizeHint(self) -> QSize:
        wide = width_of(self._word, *self._face[:2])
        if self._mnemonic and self._at < 0:
            wide += 6 + width_of(f"({self._mnemonic})", 13)
        return QSize(round(wide) + 2, 20)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        area = QRectF(self.rect())
        taken = put(painter, area, self._word, *self._face)
        under = self.height() / 2 + 7
        if self._mnemonic and self._at < 0:
            tail = put(painter, area.adjusted(taken + 6, 0, 0, 0), f"({self._mnemonic})", 13, 400, "text3")
            rule(painter, taken + 6, under, taken + 6 + tail, "text3")
        elif self._mnemonic:
            before = width_of(self._word[: self._at], *self._face[:2])
            rule(painter, before, under, before + width_of(self._word[self._at], *self._face[:2]), "text2")


class Rule(QWidget):
    """A decorative line across."""

    def __init__(self, inset: int = 0, tone: str = "line", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inset, self._tone = inset, tone
        self.setFixedHeight(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        rule(QPainter(self), self._inset, 0, self.width() - self._inset, colour(self._tone))

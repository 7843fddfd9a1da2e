"""The field for this computer and its centre."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.i18n import _
from ui.kit import icons
from ui.kit.paint import RIGHT, box, put, smooth, width_of


class ComputerField(QPushButton):
    """This computer and its centre; pressed, it asks for another centre."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._note = "", ""
        self.setAutoDefault(False)
        self.setFixedHeight(40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, words: str, note: str) -> None:
        """The computer and its centre, and how the lock opens here."""
        self._words, self._note = words, note
        self.setAccessibleName(_("This computer: {name}. Press to choose another centre.").format(name=words))
        self.setAccessibleDescription(note)
        self.update()

    def note(self) -> str:
        return self._note

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        bad = bool(self.property("bad"))
        edge = "danger" if bad else "focus" if self.hasFocus() else "edge"
        box(painter, rect, "sunken" if self.underMouse() else "surface", edge, 2 if bad or self.hasFocus() else 0)
        icons.draw(painter, "desktop", 12, rect.center().y() - 8, "text2", 16)
        icons.draw(painter, "chevron-down", rect.right() - 28, rect.center().y() - 8, "text2", 16)
        noted = width_of(self._note, 12) + 12
        put(painter, rect.adjusted(38, 0, -38 - noted, 0), self._words, 14, 500)
        put(painter, rect.adjusted(38, 0, -38, 0), self._note, 12, 400, "text2", RIGHT)

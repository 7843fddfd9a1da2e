"""Fields for places: this computer with its centre, and a path that can be typed or chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.i18n import _
from ui.kit import icons
from ui.kit.buttons import Button
from ui.kit.form import LineEdit
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


class PathField(QWidget):
    """A path, typed or chosen; the line is the control that takes focus and errors."""

    changed = Signal(str)

    def __init__(self, name: str, pick: str, folder: bool, height: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._folder = name, folder
        self.line = LineEdit(height=height)
        self.line.setAccessibleName(name)
        self.button = Button(_("Choose…"), icon="folder" if folder else "key")
        self.button.setAccessibleName(pick)
        self.button.clicked.connect(self._choose)
        self.line.textChanged.connect(self.changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setFocusProxy(self.line)
        self.setAccessibleName(name)

    def path(self) -> Path | None:
        text = self.line.text().strip()
        return Path(text).expanduser() if text else None

    def set_path(self, path: Path | str | None) -> None:
        self.line.setText(str(path) if path else "")

    def setProperty(self, name: str, value: object) -> bool:
        """A wrong path is shown on the line."""
        if name == "bad":
            self.line.setProperty(name, value)
            self.line.style().unpolish(self.line)
            self.line.style().polish(self.line)
        return super().setProperty(name, value)

    def _choose(self) -> None:
        start = self.line.text()
        if self._folder:
            found = QFileDialog.getExistingDirectory(self, self._name, start)
        else:
            found, _kind = QFileDialog.getOpenFileName(self, self._name, start, _("Key files (*.key)"))
        if found:
            self.set_path(found)
            self.line.setFocus()

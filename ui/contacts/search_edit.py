"""Fields that are heard while a syllable is still being composed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.kit.form import LineEdit


class ComposedEdit(LineEdit):
    """A line edit whose `typed` carries the composing syllable too; the text keeps only what is finished."""

    typed = Signal(str)

    def __init__(self, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(hint=hint, parent=parent)
        self._composing = ""
        self.setAccessibleName(name)
        self.textChanged.connect(self._say)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = event.preeditString()
        super().inputMethodEvent(event)
        self._say()

    def whole(self) -> str:
        """What the eye reads: the text with the composing syllable in its place."""
        at = self.cursorPosition()
        return self.text()[:at] + self._composing + self.text()[at:]

    def _say(self) -> None:
        self.typed.emit(self.whole())


class SearchEdit(ComposedEdit):
    """A search field over a list: arrows and Enter go to the list."""

    steered = Signal(QKeyEvent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steering = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if event.key() in (*steering, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.steered.emit(event)
        else:
            super().keyPressEvent(event)

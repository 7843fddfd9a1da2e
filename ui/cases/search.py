"""The search field of the list: it listens while a syllable is still being composed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.i18n import _
from ui.kit.form import LineEdit


class SearchField(LineEdit):
    """A field whose `asked` carries the text with the composing syllable in its place."""

    asked = Signal(str)
    down = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(hint=_("Name, number, phone, words in notes"), parent=parent)
        self._composing = ""
        self.setAccessibleName(_("Search in the cases"))
        self.setClearButtonEnabled(False)
        self.textChanged.connect(self._ask)

    def whole(self) -> str:
        """What the eye reads."""
        at = self.cursorPosition()
        return self.text()[:at] + self._composing + self.text()[at:]

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = event.preeditString()
        super().inputMethodEvent(event)
        self._ask()

    def _ask(self) -> None:
        self.asked.emit(self.whole().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.down.emit()
            return
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._composing = ""
        return super().event(event)

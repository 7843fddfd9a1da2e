"""The sections of a page as one field, where the window is too narrow for their list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.kit.form import Picker
from ui.kit.page import MARGIN


class SectionPicker(QWidget):
    """Names the section that is shown, and offers the others."""

    picked = Signal(str)

    def __init__(self, sections: Sequence[tuple[str, str]], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = Picker(list(sections))
        for part in (self.field, self.field.view()):
            part.setAccessibleName(name)
        self.field.currentIndexChanged.connect(lambda _at: self.picked.emit(self.field.value()))
        down = QVBoxLayout(self)
        down.setContentsMargins(MARGIN, 0, MARGIN, 8)
        down.addWidget(self.field)

    def show_picked(self, section: str) -> None:
        """Another way led to this section."""
        with QSignalBlocker(self.field):
            self.field.set_value(section)

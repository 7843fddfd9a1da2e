"""One section of the office: a word for the list, and a column that reloads."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.application import Shell
from ui.kit.label import Label


class Face(QWidget):
    """A heading, a sentence, and what belongs to it."""

    word = ""
    icon = ""

    def __init__(self, shell: Shell, title: str, sentence: str) -> None:
        super().__init__()
        self.shell = shell
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(4, 4, 4, 4)
        self.body.setSpacing(12)
        self.body.addWidget(Label(title, 16, 700))
        self.body.addWidget(Label(sentence, 13, 400, "text2", wrap=True))

    def reload(self) -> None:
        """Ask for the data again."""

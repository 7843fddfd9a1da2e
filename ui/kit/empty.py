"""Empty and failed pages: what is not there, since when or why, and what to do now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.label import IconLabel, Label
from ui.kit.mark import Mark


class EmptyState(QWidget):
    """The quiet mark, a title, a sentence, the next step."""

    chosen = Signal(str)

    def __init__(self, title: str, sentence: str, verbs: Sequence[Verb] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"{title} {sentence}")
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 0, 32, 0)
        column.addStretch(5)
        column.addWidget(self._figure(), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(26)
        for words, gap in ((Label(title, 22, 700, wrap=True), 4), (Label(sentence, 14, 400, "text2", True), 28)):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(words)
            column.addSpacing(gap)
        column.addLayout(self._verbs(verbs))
        column.addStretch(6)

    def _figure(self) -> QWidget:
        return Mark(122, pale=True)

    def _verbs(self, verbs: Sequence[Verb]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for at, verb in enumerate(verbs):
            kind = verb.kind if at == 0 or verb.kind != "secondary" else "quiet"
            button = Button(verb.word, kind, verb.key, verb.icon)
            button.clicked.connect(lambda _on=False, ident=verb.id: self.chosen.emit(ident))
            row.addWidget(button)
        row.addStretch(1)
        return row


class ErrorState(EmptyState):
    """A page that could not be shown: what did not happen, what is intact, what to do."""

    def _figure(self) -> QWidget:
        return IconLabel("info", "", ink="danger", icon_size=44, gap=0)

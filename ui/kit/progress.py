"""How far something has come: a thin bar and a sentence."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from ui.kit.label import Label
from ui.kit.paint import box, smooth


class _Bar(QWidget):
    """The bar itself."""

    def __init__(self) -> None:
        super().__init__()
        self.part = 0.0
        self.setFixedHeight(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        box(painter, rect, "sunken", "line", radius=4)
        if self.part > 0:
            box(painter, QRectF(0, 0, max(8.0, rect.width() * self.part), rect.height()), "accent", radius=4)


class Progress(QWidget):
    """A bar under its sentence; hidden until something runs."""

    def __init__(self) -> None:
        super().__init__()
        self._sentence = ""
        self.words = Label("", 13, 400, "text2", wrap=True)
        self.bar = _Bar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        self.hide()

    def begin(self, sentence: str) -> None:
        self._sentence = sentence
        self.set_part(0.0)
        self.show()

    def set_part(self, part: float) -> None:
        """Between nothing (0) and all (1)."""
        self.bar.part = min(1.0, part)
        told = _("{sentence} {percent} %").format(sentence=self._sentence, percent=round(self.bar.part * 100))
        self.words.setText(told)
        self.setAccessibleName(told)
        self.bar.update()

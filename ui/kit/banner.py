"""Banners: what happened, what stays intact, what can be done; the undo banner goes by itself after ten seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from ui.kit import icons
from ui.kit.buttons import Button, Kind
from ui.kit.label import Label
from ui.kit.paint import box, smooth
from ui.theme import current

Tone = Literal["danger", "caution", "accent", "high", "watch"]

UNDO_SECONDS = 10
_ICONS = {"danger": "info", "caution": "clock", "accent": "check", "high": "warning", "watch": "info"}


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing to do: its id, words, key; `safe` is where the focus starts in a dialog."""

    id: str
    word: str
    key: str = ""
    kind: Kind = "secondary"
    icon: str = ""
    safe: bool = False


class Banner(QWidget):
    """A tint, a bar, an icon, a sentence, a line on what is intact, and the verbs."""

    chosen = Signal(str)
    gone = Signal()

    def __init__(
        self,
        tone: Tone,
        title: str,
        sentence: str = "",
        verbs: Sequence[Verb] = (),
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone, self._icon = tone, icon or _ICONS[tone]
        self._title = Label(title, 14, 650, wrap=True)
        self._sentence = Label(sentence, 13, 400, "text2", wrap=True)
        if not sentence:
            self._sentence.hide()  # setVisible(True) before it has a parent would open a window of its own
        self.setAccessibleName(f"{title} {sentence}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(56, 9, 16, 9)
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        words.addStretch(1)
        row.addLayout(words, 1)
        for verb in verbs:
            button = Button(verb.word, verb.kind, verb.key, verb.icon)
            button.clicked.connect(lambda _on=False, ident=verb.id: self._choose(ident))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def _choose(self, ident: str) -> None:
        self.chosen.emit(ident)

    def set_words(self, title: str, sentence: str = "") -> None:
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.setAccessibleName(f"{title} {sentence}".strip())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        soft = current().soft_fills
        box(painter, rect, f"{self._tone}_soft", None if soft else self._tone, radius=10)
        box(painter, QRectF(0, 12, 4, rect.height() - 24), self._tone, radius=2)
        icons.draw(painter, self._icon, 22, rect.center().y() - 10, self._tone, 20)


class UndoBanner(Banner):
    """What was just done, and the way back while it lasts."""

    undone = Signal()

    def __init__(
        self,
        title: str,
        sentence: str = "",
        key: str = "Ctrl+Z",
        seconds: int = UNDO_SECONDS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("accent", title, sentence, [Verb("undo", _("Undo"), key)], parent=parent)
        self.chosen.connect(self._undo)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._leave)
        self._timer.start(seconds * 1000)

    def _undo(self) -> None:
        self._timer.stop()
        self.undone.emit()
        self._leave()

    def _leave(self) -> None:
        self.hide()
        self.gone.emit()
        self.deleteLater()

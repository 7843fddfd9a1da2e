"""Dialogs: a question with its verbs at the right, the safe one focused. Undo is better where it can be had."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.label import Label
from ui.kit.overlay import Overlay

NARROW, WIDE = 480, 600
_GAP = 8


class Dialog(Overlay):
    """A titled panel in the window; `chosen` names the verb, Escape leaves without one."""

    chosen = Signal(str)

    def __init__(
        self,
        window: QWidget,
        title: str,
        sentence: str = "",
        verbs: Sequence[Verb] = (),
        content: QWidget | None = None,
        width: int = NARROW,
        stays: bool = False,
        hang: tuple[int, int] = (0, 0),
    ) -> None:
        """`hang`: how far the content reaches beyond the text at both sides, for focus rings and a scroll bar."""
        super().__init__(window, width, title)
        self._stays = stays
        self.content = content
        inside = QVBoxLayout()
        left, right = hang
        inside.setContentsMargins(24 - left, 22, 24 - right, 20)
        inside.setSpacing(8)
        words = [Label(title, 18, 700, wrap=True)]
        if sentence:
            words.append(Label(sentence, 14, 400, "text2", wrap=True))
        for label in words:
            label.setContentsMargins(left, 0, right, 0)
            inside.addWidget(label)
        if content is not None:
            inside.addSpacing(6)
            inside.addWidget(content)
        inside.addSpacing(12)
        self.buttons: dict[str, Button] = {}
        self._safe = ""
        acts = self._verbs(verbs, width - 48)
        acts.setContentsMargins(left, 0, right, 0)
        inside.addLayout(acts)
        self.panel.body.addLayout(inside)

    def _verbs(self, verbs: Sequence[Verb], room: int) -> QBoxLayout:
        """At the right side by side; below each other where not every word and key has room."""
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(_GAP)
        for verb in verbs:
            button = Button(verb.word, verb.kind, verb.key, verb.icon)
            button.clicked.connect(lambda _on=False, ident=verb.id: self._choose(ident))
            self.buttons[verb.id] = button
            self._safe = verb.id if verb.safe else self._safe
            row.addWidget(button)
        wide = sum(button.sizeHint().width() + _GAP for button in self.buttons.values()) - _GAP
        if wide > room:
            row.setDirection(QBoxLayout.Direction.TopToBottom)
        else:
            row.insertStretch(0, 1)
        return row

    def _choose(self, ident: str) -> None:
        self.chosen.emit(ident)
        if not self._stays:
            self.leave()

    def ask(self, focus: QWidget | None = None) -> Dialog:
        """Open with the focus on `focus`, else on the safe verb."""
        safe = self.buttons.get(self._safe) or next(iter(self.buttons.values()), None)
        self.open(focus or safe or self.panel)
        return self

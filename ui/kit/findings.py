"""What a check found: a name, the state as word, shape and colour, and a sentence with what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.kit.card import Card
from ui.kit.label import IconLabel, Label, Rule

Tone = Literal["fine", "act", "open"]

_LOOKS = {"fine": ("check", "accent"), "act": ("warning", "high"), "open": ("info", "text2")}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `open` says that nobody knows."""

    name: str
    word: str
    sentence: str
    tone: Tone = "open"


class Findings(Card):
    """Findings below each other in one card."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=(16, 14, 16, 16), spacing=12, parent=parent)
        self._findings: tuple[Finding, ...] = ()

    def findings(self) -> tuple[Finding, ...]:
        return self._findings

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these in place of those before."""
        while (item := self.body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._findings = tuple(findings)
        for at, finding in enumerate(self._findings):
            if at:
                self.body.addWidget(Rule())
            self.body.addWidget(_row(finding))


def _row(finding: Finding) -> QWidget:
    icon, ink = _LOOKS[finding.tone]
    row = QWidget()
    column = QVBoxLayout(row)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    head = QHBoxLayout()
    head.setSpacing(12)
    head.addWidget(Label(finding.name, 13, 500, "text2"), 1)
    head.addWidget(IconLabel(icon, finding.word, 13, 650, ink))
    column.addLayout(head)
    column.addWidget(Label(finding.sentence, 13, 400, wrap=True))
    return row

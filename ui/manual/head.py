"""The head of a step: which manual, where in it, where one came from; whose words, back and pause beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.manual import Pack, Step
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.flow import Flow
from ui.kit.label import Label
from ui.manual import words


class StepHead(QWidget):
    """Two lines of words and the acts; `docked` is narrow and shows one version at a time."""

    def __init__(self, docked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = Label("", 12, 400, "text2", wrap=True)
        self.title = Label("", 18 if docked else 22, 700, wrap=True)
        self._from = Label("", 12, 500, "accent", wrap=True)
        both = [] if docked else [("both", _("Side by side"))]
        choices = [*both, ("victim", _("Victim")), ("police", _("Police"))]
        self.audience = ChoiceStrip(choices, _("Whose words"), digits=False, height=30 if docked else 34)
        self.audience.set_value(choices[0][0])
        lines = QVBoxLayout()
        lines.setSpacing(0)
        for label in (self.title,) if docked else (self._place, self.title):
            lines.addWidget(label)
        self._acts = QHBoxLayout()
        self._acts.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(12)
        if docked:
            column.addWidget(self._place)
        column.addLayout(row)
        column.addWidget(self._from)
        row.addLayout(lines, 1)
        row.addWidget(self.audience, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(self._acts)
        self._fit_strip()

    def _fit_strip(self) -> None:
        layout = self.audience.layout()
        assert isinstance(layout, Flow)
        self.audience.setFixedWidth(layout.sizeHint().width() + 2)

    def add_act(self, widget: QWidget) -> None:
        self._acts.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_step(self, pack: Pack, step: Step, returns: tuple[str, ...] = ()) -> None:
        self._place.setText(words.place_line(pack, step))
        self.title.setText(words.step_name(step))
        self.setAccessibleName(f"{self._place.text()} {self.title.text()}")
        came = words.from_line(pack, returns) if step.kind != "step" else ""
        if step.kind == "card":
            came = _("The tree for this is not in Gyeot yet; this card says where help is.") + (
                f" {came}" if came else ""
            )
        self._from.setText(came)
        self._from.setVisible(bool(came))

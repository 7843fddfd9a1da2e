"""The head of a step: which manual, where in it, where one came from; tools and acts beside it, whose words below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.manual import Pack, Step
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.flow import Flow
from ui.kit.label import Label
from ui.manual import words


class StepHead(QWidget):
    """Two lines: the place with tools and acts, the title with whose words; `docked` is narrow and shows one version."""

    audience_chosen = Signal(str)

    def __init__(self, docked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = Label("", 12, 400, "text2", wrap=True)
        self.title = Label("", 18 if docked else 22, 700, wrap=True)
        self._docked = docked
        self._audiences: tuple[str, ...] = ()
        self._preferred = ""
        self.audience = self._strip(("victim", "police"))
        self._tools, self._acts = QHBoxLayout(), QHBoxLayout()
        self._tools.setSpacing(4)
        self._acts.setSpacing(10)
        above, self._row = QHBoxLayout(), QHBoxLayout()
        above.setSpacing(12)
        above.addWidget(self._place, 1)
        above.addLayout(self._tools)
        above.addLayout(self._acts)
        self._row.setSpacing(12)
        self._row.addWidget(self.title, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0 if docked else 4)
        self._column.addLayout(above)
        self._column.addLayout(self._row)
        self._place_strip()
        self._fit_strip()

    def _strip(self, audiences: tuple[str, ...]) -> ChoiceStrip:
        """The choice of whose words are shown, for the audiences of one manual."""
        self._audiences = audiences
        both = [] if self._docked else [("both", _("Side by side"))]
        choices = [*both, *((who, words.audience_word(who)) for who in audiences)]
        strip = ChoiceStrip(choices, _("Whose words"), digits=False, height=30 if self._docked else 34)
        strip.set_value(choices[0][0])
        if self._preferred in (one for one, _word in choices):
            strip.set_value(self._preferred)
        strip.chosen.connect(self._choose)
        return strip

    def _choose(self, audience: str) -> None:
        self._preferred = audience
        self.audience_chosen.emit(audience)

    def _place_strip(self) -> None:
        """Beside the title; below it where three do not fit into the dock."""
        if self._docked and len(self._audiences) > 2:
            self._column.addWidget(self.audience, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            self._row.insertWidget(1, self.audience, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_audiences(self, audiences: tuple[str, ...]) -> None:
        """Offer the audiences of a step; what was chosen last comes back wherever it is offered."""
        if audiences == self._audiences or len(audiences) < 2:
            return
        old, self.audience = self.audience, self._strip(audiences)
        self._place_strip()
        old.hide()
        old.deleteLater()
        self._fit_strip()
        self.audience_chosen.emit(self.audience.value())

    def _fit_strip(self) -> None:
        layout = self.audience.layout()
        assert isinstance(layout, Flow)
        self.audience.setFixedWidth(layout.sizeHint().width() + 2)

    def add_tool(self, widget: QWidget) -> None:
        """A small square button beside the place."""
        self._tools.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_act(self, widget: QWidget) -> None:
        self._acts.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_step(self, pack: Pack, step: Step, returns: tuple[str, ...] = ()) -> None:
        crossed = words.crossed_from(pack, returns) is not None
        self._came = words.from_line(pack, returns) if step.kind != "step" or crossed else ""
        self._place.setText(" · ".join(filter(None, (words.place_line(pack, step), self._came))))
        self.title.setText(words.step_name(step))
        self.setAccessibleName(f"{self._place.text()} {self.title.text()}")
        self.show_audiences(words.audiences(pack, step))

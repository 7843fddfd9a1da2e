"""The manual docked beside a running contact: one version at a time, 424 wide, on the session of the page."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.kit.card import Panel
from ui.manual.head import StepHead
from ui.manual.keeper import Around, SessionKeeper
from ui.manual.step_view import Shown, StepView

DOCK_WIDTH = 424


class DockedManual(Panel):
    """The same session as the page that embeds it; it follows the keeper by itself."""

    def __init__(self, keeper: SessionKeeper, parent: QWidget | None = None) -> None:
        super().__init__("surface", parent=parent)
        self.setFixedWidth(DOCK_WIDTH)
        self.head = StepHead(docked=True)
        self.view = StepView(docked=True, ctrl_enter=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 14, 24, 14)
        column.setSpacing(10)
        column.addWidget(self.head)
        column.addWidget(self.view, 1)
        self.head.audience_chosen.connect(self.view.set_audience)
        self.view.jumped.connect(keeper.jump)
        self.view.taken.connect(keeper.take)
        self.view.ticked.connect(keeper.tick)
        self.view.referral_chosen.connect(keeper.choose_referral)
        self._around: Around | None = None
        keeper.opened.connect(self.show_around)
        keeper.moved.connect(self.show_around)

    def show_around(self, around: Around) -> None:
        """Nothing where no call runs: a step that nobody sees is shown when the dock is."""
        self._around = around
        if self.isVisible():
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        self._show()
        super().showEvent(event)

    def _show(self) -> None:
        if (around := self._around) is None:
            return
        state = around.state
        self.head.show_step(around.pack, around.step, state.returns)
        self.view.show_step(Shown(around.pack, around.step, around.law, around.services, state.returns, state.ticks))

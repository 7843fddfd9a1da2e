"""The manual docked beside a running contact: one version at a time, 424 wide, on the same session as the page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import _
from ui.application import Guide, Shell
from ui.kit.buttons import Button
from ui.kit.card import Panel
from ui.manual.ending import FINISH_KEY, ask_ending
from ui.manual.head import StepHead
from ui.manual.keeper import Around, SessionKeeper
from ui.manual.search import ask_search, peek
from ui.manual.step_view import Shown, StepView

DOCK_WIDTH = 424


class DockedManual(Panel):
    """`open_for(contact_id)` goes on with the contact's session or begins one; a page may embed it as it is."""

    finished = Signal(str)
    """The session went into this case."""

    def __init__(self, shell: Shell, keeper: SessionKeeper | None = None, parent: QWidget | None = None) -> None:
        super().__init__("surface", parent=parent)
        self.shell = shell
        self.keeper = keeper or SessionKeeper(shell, self)
        self._own = keeper is None
        self.setFixedWidth(DOCK_WIDTH)
        self.head = StepHead(docked=True)
        self.view = StepView(docked=True, ctrl_enter=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 14, 24, 14)
        column.setSpacing(10)
        column.addWidget(self.head)
        column.addWidget(self.view, 1)
        self.head.audience.chosen.connect(lambda who: self.view.set_mode(who))
        self.view.jumped.connect(self.keeper.jump)
        self.view.taken.connect(self.keeper.take)
        self.view.ticked.connect(self.keeper.tick)
        self.view.referral_chosen.connect(self.keeper.choose_referral)
        self.keeper.opened.connect(self.show_around)
        self.keeper.moved.connect(self.show_around)
        if self._own:
            self._add_keys()

    def _add_keys(self) -> None:
        """What the page does itself when the dock stands in it."""
        self.back = Button(_("Step back"), "quiet", "Ctrl+Left", "arrow-left")
        self.back.clicked.connect(self.keeper.back)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(1, self.back)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.search)
        QShortcut(QKeySequence(FINISH_KEY.replace("Enter", "Return")), self).activated.connect(self.finish)
        self.keeper.ending.connect(self.finish)

    def open_for(self, contact_id: str) -> None:
        """Stand beside this contact."""
        around = self.keeper.around
        if around is None or around.state.session.contact_id != contact_id:
            self.keeper.open(Guide(contact_id=contact_id))

    def show_around(self, around: Around) -> None:
        state = around.state
        self.head.show_step(around.pack, around.step, state.returns)
        self.view.show_step(Shown(around.pack, around.step, around.law, around.services, state.returns, state.ticks))
        if self._own:
            self.back.setEnabled(state.trail.can_go_back)

    def search(self) -> None:
        """Find a step; it opens to be read, and the path stays."""
        around = self.keeper.around
        if around is not None:
            ask_search(self.window(), around.pack, self.peek)

    def peek(self, ident: str) -> None:
        around = self.keeper.around
        if around is not None:
            peek(self.window(), around.pack.steps[ident], self.keeper.jump)

    def finish(self) -> None:
        """Ask how the session ends; the page that embeds the dock keeps its own notes."""
        around = self.keeper.around
        if around is not None:
            ask_ending(self, self.shell, around, "", self._finished, self._stay)

    def _finished(self, case_id: str) -> None:
        self.keeper.close()
        self.finished.emit(case_id)

    def _stay(self) -> None:
        if self.keeper.around is not None and self.keeper.around.state.trail.at_end:
            self.keeper.back()

"""The manual of a rehearsal: as in a session, with the caller beside it, or above it in a narrow window."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.manual import DirectoryEntry, LawCard
from app.manual.rehearsal import Walk
from ui.kit.buttons import Button, IconButton
from ui.kit.form import Picker
from ui.kit.page import NARROW_BELOW, WIDE_FROM
from ui.kit.path import PathList
from ui.manual import words
from ui.manual.caller import CallerPanel
from ui.manual.head import StepHead
from ui.manual.step_view import DENSE_BELOW, Shown, StepView

PATH_WIDTH, PANEL, PANEL_WIDE, _STATUS, _RAIL = 138, 326, 420, 32, 76
_LEAST, _UNBOUND = 480, 16_777_215
_BESIDE_FROM = 1_060
"""The width of the window from which the caller stands beside the manual; narrower, above it."""
_STACKED_PANEL = 0.32
"""The part of the height that the caller takes there."""


class WalkView(QWidget):
    """The manual as in a session, with the caller at its right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = StepHead()
        self.view = StepView()
        self.panel = CallerPanel()
        self.path = PathList(_("Steps of the manual"))
        self.path.setFixedWidth(PATH_WIDTH)
        self.picker = Picker(height=36)
        self.picker.setAccessibleName(_("Steps of the manual"))
        self.find_button = IconButton("search", _("Find in the manual"), "Ctrl+F")
        self.back = Button(_("Step back"), "quiet", "Ctrl+Left", "arrow-left")
        self.head.add_tool(self.find_button)
        self.head.add_act(self.back)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(0)
        self.setMinimumWidth(_LEAST)
        self._across.addWidget(self._main(), 1)
        self._across.addWidget(self.panel)

    def _main(self) -> QWidget:
        main = QWidget()
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(self.path)
        middle.addWidget(self.view, 1)
        column = QVBoxLayout(main)
        column.setContentsMargins(32, 12, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.head)
        column.addWidget(self.picker)
        column.addLayout(middle, 1)
        return main

    def show_walk(self, walk: Walk, law: dict[str, LawCard], services: dict[str, DirectoryEntry]) -> None:
        pack, step, trail = walk.pack, walk.step, walk.trail
        self.head.show_step(pack, step, trail.returns)
        self.view.show_step(Shown(pack, step, law, services, trail.returns, trail.ticks))
        here = walk.standing
        visited = {visit.step for visit in trail.path if not visit.undone}
        steps = words.path(pack, visited, here)
        self.path.show_path(steps, here)
        self.picker.set_options([(one.id, f"{one.number}  {one.word}") for one in steps])
        self.picker.set_value(here)
        self.back.setEnabled(trail.can_go_back)

    def begin_with(self, audience: str) -> None:
        """Show the words for whoever rings; both sides where it is the person harmed."""
        shown = "both" if audience == "victim" else audience
        self.head.audience.set_value(shown)
        self.head.audience.chosen.emit(shown)
        self.view.mirror.set_active("victim" if audience == "victim" else "other")

    # -- reflow ----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        window = self.width() + _RAIL
        single = window < _BESIDE_FROM
        self._across.setDirection(QBoxLayout.Direction.BottomToTop if single else QBoxLayout.Direction.LeftToRight)
        self.panel.stack(single)
        if single:
            self.panel.setFixedSize(self.width(), round(self.height() * _STACKED_PANEL))
        else:
            self.panel.setFixedWidth(PANEL_WIDE if window >= WIDE_FROM else PANEL)
            self.panel.setMaximumHeight(_UNBOUND)
            self.panel.setMinimumHeight(0)
        self.path.setVisible(window >= NARROW_BELOW)
        self.picker.setVisible(window < NARROW_BELOW and not single)
        compact = self.height() + _STATUS < DENSE_BELOW
        self.view.set_height(self.height() + _STATUS)
        self.path.set_compact(compact)

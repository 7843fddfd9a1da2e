"""A running session: manual and case side by side, and how they stand when the window is smaller or a call runs."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from ui.kit.buttons import Button, IconButton
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.form import Picker
from ui.kit.page import NARROW_BELOW, SINGLE_BELOW, WIDE_FROM
from ui.kit.path import PathList
from ui.manual import words
from ui.manual.case_column import WIDTH, CaseColumn
from ui.manual.dock import DockedManual
from ui.manual.ending import FINISH_KEY
from ui.manual.head import StepHead
from ui.manual.keeper import Around, SessionKeeper
from ui.manual.marks import Marks
from ui.manual.reading import PATH_WIDTH
from ui.manual.step_view import DENSE_BELOW, Shown, StepView

RAIL, STATUS, WIDE_CASE, _ACTS_SIDE_BY_SIDE = 76, 32, 420, 680
"""What the window takes beside and below a page; the widths of the look count the whole window."""
_STACKED_FROM = 900
"""From this height on manual and case stand one above the other in a narrow window; lower, they take turns."""


class GuidedView(QWidget):
    """`form` is wide, narrow, single or call; the case column is one widget in all of them."""

    paused = Signal()
    finish_asked = Signal()
    contact_asked = Signal()
    search_asked = Signal()
    manual_asked = Signal()
    role_asked = Signal()
    handout_asked = Signal()
    peeked = Signal(str)

    def __init__(self, keeper: SessionKeeper, marks: Marks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keeper, self._marks = keeper, marks
        self.form = ""
        self._calling = False
        self.head = StepHead()
        self.view = StepView()
        self.case = CaseColumn()
        self.dock = DockedManual(keeper)
        self.path = PathList(_("Steps of the manual"))
        self.path.setFixedWidth(PATH_WIDTH)
        self.picker = Picker(height=36)
        self.picker.setAccessibleName(_("Steps of the manual"))
        self.toggle = ChoiceStrip([("manual", _("Manual")), ("case", _("Case"))], _("What is shown"), digits=False)
        self.toggle.set_value("manual")
        self._switch = QWidget()
        switch = QHBoxLayout(self._switch)
        switch.setContentsMargins(32, 12, 20, 0)
        switch.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignVCenter)
        switch.addStretch(1)
        self._make_acts()
        self._main = self._main_column()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._connect()
        self._reflow()

    def _make_acts(self) -> None:
        self.mark_button = IconButton("bookmark", _("Bookmark this step"), "Ctrl+B")
        self.mark_button.setCheckable(True)
        self.print_button = IconButton("print", _("Make a hand-out"), "Ctrl+P")
        self.find_button = IconButton("search", _("Find in the manual"), "Ctrl+F")
        self.role_button = IconButton("people", _("Role cards"), "Ctrl+R")
        self.manual_button = IconButton("swap", _("Go over to another manual"), "Ctrl+M")
        self.back = Button(_("Step back"), "quiet", "Ctrl+Left", "arrow-left")
        self.pause = Button(_("Pause"), "secondary", "F3", "pause")
        for tool in (self.role_button, self.manual_button, self.mark_button, self.print_button, self.find_button):
            self.head.add_tool(tool)
        for act in (self.back, self.pause):
            self.head.add_act(act)
        self.to_contact = Button(_("Back to the contact"), "secondary", "", "phone")
        self.call_back = Button(_("Step back"), "quiet", "Ctrl+Left", "arrow-left")
        self.finish = Button(_("Finish the session"), "secondary", FINISH_KEY, "check")
        back = QHBoxLayout()
        back.setSpacing(8)
        back.addWidget(self.to_contact)
        back.addWidget(self.call_back)
        back.addStretch(1)
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._foot.setSpacing(8)
        self._foot.addLayout(back)
        self._foot.addWidget(self.finish, 0, Qt.AlignmentFlag.AlignRight)
        column = self.case.layout()
        assert isinstance(column, QVBoxLayout)
        column.addLayout(self._foot)

    def _main_column(self) -> QWidget:
        main = QWidget()
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(self.path)
        middle.addWidget(self.view, 1)
        self._column = QVBoxLayout(main)
        self._column.setContentsMargins(32, 12, 20, 16)
        self._column.setSpacing(12)
        self._column.addWidget(self.head)
        self._column.addWidget(self.picker)
        self._column.addLayout(middle, 1)
        return main

    def _connect(self) -> None:
        self.head.audience_chosen.connect(self._set_mode)
        self.view.jumped.connect(self._keeper.jump)
        self.view.taken.connect(self._keeper.take)
        self.view.ticked.connect(self._keeper.tick)
        self.view.referral_chosen.connect(self._keeper.choose_referral)
        self.back.clicked.connect(self._keeper.back)
        self.call_back.clicked.connect(self._keeper.back)
        self.pause.clicked.connect(self.paused)
        self.finish.clicked.connect(self.finish_asked)
        self.to_contact.clicked.connect(self.contact_asked)
        self.find_button.clicked.connect(self.search_asked)
        self.mark_button.clicked.connect(self._turn_mark)
        self._marks.changed.connect(self._show_mark)
        self.manual_button.clicked.connect(self.manual_asked)
        self.role_button.clicked.connect(self.role_asked)
        self.print_button.clicked.connect(self.handout_asked)
        tools = (self.find_button, self.manual_button, self.mark_button, self.print_button, self.role_button)
        for tool, key in zip(tools, ("Ctrl+F", "Ctrl+M", "Ctrl+B", "Ctrl+P", "Ctrl+R"), strict=True):
            # A key of its own works beside a call too, where the head with its buttons is hidden.
            tool.setShortcut(QKeySequence())
            QShortcut(QKeySequence(key), self).activated.connect(tool.click)
        self.path.opened.connect(self.peeked)
        self.picker.activated.connect(lambda _at: self._peek_picked())
        self.toggle.changed.connect(self._show_parts)

    def _peek_picked(self) -> None:
        around = self._keeper.around
        wanted = self.picker.value()
        if around is not None:
            self.picker.set_value(words.standing(around.state, around.pack))
            self.peeked.emit(wanted)

    def _turn_mark(self) -> None:
        if self._keeper.around is not None:
            self._marks.turn(self._keeper.around.step.id)

    def _show_mark(self) -> None:
        around = self._keeper.around
        self.mark_button.setChecked(around is not None and around.step.id in self._marks.steps)

    def _set_mode(self, mode: str) -> None:
        self.view.set_audience("victim" if mode == "both" and self._is_thin() else mode)

    def _is_thin(self) -> bool:
        """Whether there is room for one side only."""
        return self.width() + RAIL < SINGLE_BELOW

    # -- showing ---------------------------------------------------------------------------------

    def show_session(self, around: Around) -> None:
        """A session was opened: everything is shown anew."""
        self._calling = around.contact is not None and around.contact.running
        self.case.show_around(around)
        self.case.show_notes(around.notes)
        self._reflow()
        self.show_step(around)

    def show_step(self, around: Around) -> None:
        """The session moved: the step, its fields and the path."""
        state, pack = around.state, around.pack
        self.case.show_step(around)
        can_go_back = state.trail.can_go_back
        self.back.setEnabled(can_go_back)
        self.call_back.setEnabled(can_go_back)
        if self._calling:
            return  # the dock hears it from the keeper itself
        self.head.show_step(pack, around.step, state.returns)
        self.role_button.setVisible(bool(pack.roles))
        self._show_mark()
        self.view.show_step(Shown(pack, around.step, around.law, around.services, state.returns, state.ticks))
        here = words.standing(state, pack)
        visited = {visit.step for visit in state.path if not visit.undone}
        steps = words.path(pack, visited, here)
        self.path.show_path(steps, here)
        self.picker.set_options([(one.id, f"{one.number}  {one.word}") for one in steps])
        self.picker.set_value(here)

    def take_focus(self) -> None:
        (self.case.notes.setFocus if self._calling else self.view.forks.take_focus)()

    # -- reflow ----------------------------------------------------------------------------------

    def _wanted_form(self) -> str:
        window = self.width() + RAIL
        if self._calling and window >= SINGLE_BELOW:
            return "call"
        if window < SINGLE_BELOW or (window < NARROW_BELOW and self.height() < _STACKED_FROM):
            return "single"
        return "narrow" if window < NARROW_BELOW else "wide"

    def _reflow(self) -> None:
        form = self._wanted_form()
        if form != self.form:
            self.form = form
            self._place()
            self._set_mode(self.head.audience.value())
        self.case.setFixedWidth(self._case_width())
        low = form == "call" and self._case_width() < _ACTS_SIDE_BY_SIDE
        self._foot.setDirection(QBoxLayout.Direction.TopToBottom if low else QBoxLayout.Direction.LeftToRight)
        compact = self.height() + STATUS < DENSE_BELOW
        self.view.set_height(self.height() + STATUS)
        self.path.set_compact(compact)

    def _case_width(self) -> int:
        if self.form == "wide":
            return WIDE_CASE if self.width() + RAIL >= WIDE_FROM else WIDTH
        return max(200, self.width() - (self.dock.width() if self.form == "call" else 0))

    def _place(self) -> None:
        for part in (self._main, self.case, self.dock, self._switch):
            self._grid.removeWidget(part)
        places = {
            "wide": ((self._main, 1, 0), (self.case, 1, 1)),
            "narrow": ((self._main, 1, 0), (self.case, 2, 0)),
            "single": ((self._switch, 0, 0), (self._main, 1, 0), (self.case, 2, 0)),
            "call": ((self.case, 1, 0), (self.dock, 1, 1)),
        }[self.form]
        for part, row, column in places:
            self._grid.addWidget(part, row, column)
        self._grid.setColumnStretch(0, 1)
        inside = self.case.layout()
        assert isinstance(inside, QVBoxLayout)
        inside.setContentsMargins(20 if self.form == "wide" else 32, 14, 28, 12)
        self.case.set_beside(self.form == "narrow")
        self._show_parts()

    def _show_parts(self) -> None:
        form, single = self.form, self.form == "single"
        case_only = single and self.toggle.value() == "case"
        self._main.setVisible(form != "call" and not case_only)
        self.case.setVisible(not single or case_only)
        self.dock.setVisible(form == "call")
        self._switch.setVisible(single)
        self._grid.setRowStretch(1, 0 if case_only else 3)
        self._grid.setRowStretch(2, 1 if form == "narrow" or case_only else 0)
        self.path.setVisible(form == "wide")
        self.picker.setVisible(form in ("narrow", "single"))
        self.to_contact.setVisible(form == "call")
        self.call_back.setVisible(form == "call")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reflow()

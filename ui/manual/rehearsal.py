"""Rehearsing a call with the manual: choose one, walk it, look back. No desk, no key, nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.clock import now
from app.errors import GyeotError
from app.i18n import _, language
from app.manual import DirectoryEntry, Finder, LawCard, Library, Pack, directory
from app.manual.debrief import debrief
from app.manual.rehearsal import Scenario, Walk
from app.manual.scenarios import faults, scenarios
from ui.kit.buttons import Button
from ui.kit.empty import EmptyState, ErrorState
from ui.manual import words
from ui.manual.caller import ON_KEYS
from ui.manual.calls import CallChoice
from ui.manual.looking_back import LookingBack
from ui.manual.search import ask_search, peek
from ui.manual.walk_view import WalkView
from ui.tasks import Tasks


@dataclass(frozen=True, slots=True)
class _Stage:
    """What rehearsing needs, loaded off the GUI thread."""

    packs: dict[str, Pack]
    law: dict[str, LawCard]
    services: dict[str, DirectoryEntry]
    finder: Finder
    calls: tuple[Scenario, ...]


def _set_up(library: Library, services: dict[str, DirectoryEntry]) -> _Stage:
    packs = {pack.id: pack for pack in library.packs()}
    calls = tuple(one for one in scenarios() if not faults(one, packs))
    finder = library.finder(next(iter(packs)), services)
    return _Stage(packs, library.law(), services, finder, calls)


class RehearsalPage(QWidget):
    """Choice, walk and looking back, one after the other; Escape always leads one step out."""

    left = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._stage: _Stage | None = None
        self._asked = False
        self._walk: Walk | None = None
        self.choice, self.walking, self.debrief = CallChoice(), WalkView(), LookingBack()
        self.stack = QStackedWidget()
        for view in (self.choice, self.walking, self.debrief):
            self.stack.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self._connect()

    def _connect(self) -> None:
        choice, walking, back = self.choice, self.walking, self.debrief
        choice.begun.connect(self.begin)
        for leave in (choice.left, back.left, walking.panel.stop.clicked):
            leave.connect(self.step_out)
        back.again.connect(lambda: self.begin(self.walk.scenario.id))
        walking.view.taken.connect(lambda way: self._move(lambda walk, at: walk.take(way, at)))
        walking.view.jumped.connect(self.jump)
        walking.view.ticked.connect(lambda who, item, on: self._tick(who, "do", item, on))
        walking.view.referral_chosen.connect(lambda entry, on: self._tick("", "refer", entry, on))
        walking.panel.said.connect(lambda item, on: self._tick(self._speaking(), "say", item, on))
        walking.panel.wanted.connect(self.hear)
        walking.head.audience_chosen.connect(self._show_side)
        walking.back.clicked.connect(lambda: self._move(lambda walk, at: walk.back(at)))
        walking.find_button.clicked.connect(self.search)
        walking.path.opened.connect(self.look_at)
        walking.picker.activated.connect(lambda _at: self.look_at(walking.picker.value()))
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.activated.connect(self.step_out)

    # -- loading ---------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._asked:
            self._asked = True
            if self._tasks.is_open:  # the manuals and numbers this centre works with
                self._tasks.read(
                    self, lambda desk: _set_up(desk.library, desk.directory.by_id()), self._loaded, self._failed
                )
            else:
                self._tasks.work(self, lambda _tell, _stop: _set_up(Library(), directory()), self._loaded, self._failed)

    def _loaded(self, stage: _Stage) -> None:
        self._stage = stage
        if not stage.calls:
            self._put_instead(EmptyState(_("There is no call to rehearse"), _("The manuals here have none that fits.")))
            return
        self.choice.show_calls(stage.calls, stage.packs)
        self.choice.rows.setFocus()

    def _failed(self, problem: GyeotError) -> None:
        self._put_instead(ErrorState(_("The calls could not be read"), str(problem)))

    def _put_instead(self, state: QWidget) -> None:
        self.stack.addWidget(state)
        self.stack.setCurrentWidget(state)

    # -- the walk --------------------------------------------------------------------------------

    @property
    def walk(self) -> Walk:
        assert self._walk is not None, "a call was begun"
        return self._walk

    @property
    def stage(self) -> _Stage:
        assert self._stage is not None, "the calls are loaded first"
        return self._stage

    @property
    def step(self) -> str:
        """The step one stands at; empty before the first call."""
        return self._walk.trail.step if self._walk else ""

    def begin(self, ident: str) -> None:
        """Begin a call at its first step."""
        scenario = next(one for one in self.stage.calls if one.id == ident)
        self._walk = Walk.begin(scenario, self.stage.packs, now())
        self.walking.panel.who.setText(scenario.title)
        self.stack.setCurrentWidget(self.walking)
        self._show()
        self.walking.begin_with(scenario.audience)

    def jump(self, ident: str) -> None:
        self._move(lambda walk, at: walk.jump(ident, at))

    def _move(self, act: Callable[[Walk, int], Walk]) -> None:
        try:
            self._walk = act(self.walk, now())
        except GyeotError as problem:
            self.walking.panel.tell(str(problem))
            return
        if self.walk.over:
            self.look_back()
        else:
            self._show()

    def _tick(self, audience: str, part: str, item: int | str, on: bool) -> None:
        self._walk = self.walk.tick(audience, part, item, on, now())

    def hear(self) -> None:
        """The caller's next line."""
        self._walk = self.walk.hear()
        self._show_caller()
        self.walking.panel.reach()

    def look_back(self) -> None:
        """End the call and show what it was."""
        at = now()
        self._walk = self.walk.stop(at)
        scenario = self.walk.scenario
        found = debrief(scenario, self.walk.trail, self.stage.packs[scenario.manual], at, self.walk.heard)
        self.debrief.show_debrief(
            scenario.title, scenario.end if self.walk.trail.at_end else _("You stopped here."), found
        )
        self.stack.setCurrentWidget(self.debrief)
        self.debrief.area.setFocus()

    def step_out(self) -> None:
        """From the walk to its debrief, or to the calls where nothing was done yet; from the calls out."""
        view = self.stack.currentWidget()
        if view is self.walking and (self.walk.trail.can_go_back or self.walk.trail.ticks):
            self.look_back()
        elif view in (self.walking, self.debrief):
            self.stack.setCurrentWidget(self.choice)
            self.choice.rows.setFocus()
        else:
            self.left.emit()

    # -- looking around --------------------------------------------------------------------------

    def search(self) -> None:
        ask_search(self.window(), self.walk.pack, self.stage.finder, self.look_at)

    def look_at(self, ident: str) -> None:
        """Look at another step; the path stays as it is."""
        pack = self.walk.pack
        self.walking.picker.set_value(self.walk.standing)
        if ident in pack.steps:
            peek(self.window(), pack, pack.steps[ident], self.jump)

    # -- showing ---------------------------------------------------------------------------------

    def _show(self) -> None:
        self.walking.show_walk(self.walk, self.stage.law, self.stage.services)
        self._show_caller()
        self._show_side()
        self.walking.panel.to_top()
        if not any(way.hasFocus() for way in self.walking.view.forks.ways()):
            # What was ticked at the step before is gone, and the focus with it.
            self.walking.panel.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_caller(self) -> None:
        walk = self.walk
        self.walking.panel.show_caller(walk.lines, walk.heard_here, self.step == walk.scenario.last)

    def _speaking(self) -> str:
        """Whose words are ticked as said: the side that is shown alone, else that of the caller."""
        step, pack = self.walk.step, self.walk.pack
        spoken = words.audiences(pack, step)
        asked = self.walking.head.audience.value()
        mine = self.walk.scenario.audience
        return asked if asked in spoken else mine if mine in spoken else spoken[0]

    def _show_side(self, audience: str = "") -> None:
        if audience:
            self.walking.view.set_audience(audience)
        who = self._speaking()
        ticked = {
            tick.item
            for tick in self.walk.trail.ticks
            if (tick.step, tick.audience, tick.part) == (self.step, who, "say") and isinstance(tick.item, int)
        }
        self.walking.panel.show_said(self.walk.step.words(language(), who).say, ticked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Down hear on, digits and Enter take a way, wherever nothing else wanted them."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not plain or self.stack.currentWidget() is not self.walking:
            super().keyPressEvent(event)
        elif event.key() in ON_KEYS:
            self.hear()
        elif not self.walking.view.forks.take_key(event):
            super().keyPressEvent(event)


class Rehearsing(QObject):
    """Opens the rehearsal over whatever page of a stack asked for it, and brings that page back."""

    def __init__(self, tasks: Tasks, stack: QStackedWidget) -> None:
        super().__init__(stack)
        self._tasks, self._stack = tasks, stack
        self._before: QWidget | None = None
        self.page: RehearsalPage | None = None

    def button(self) -> Button:
        """A button that leads to the rehearsal."""
        button = Button(_("Rehearse"), "secondary", "", "cap")
        button.clicked.connect(self.open)
        return button

    def open(self) -> None:
        self._before = self._stack.currentWidget()
        if self.page is None:
            self.page = RehearsalPage(self._tasks)
            self.page.left.connect(self._leave)
            self._stack.addWidget(self.page)
        self._stack.setCurrentWidget(self.page)

    def _leave(self) -> None:
        if self._before is not None:
            self._stack.setCurrentWidget(self._before)
            self._before.setFocus()

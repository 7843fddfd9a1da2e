"""The manual only to read: no database, no key, nothing written; the lock screen and the manual's page open it."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import GyeotError
from app.i18n import _
from app.manual import END, RETURN, DirectoryEntry, Finder, LawCard, Library, Pack, directory
from ui.kit.buttons import Button, IconButton
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.empty import ErrorState
from ui.kit.form import Picker
from ui.kit.page import MARGIN
from ui.kit.path import PathList
from ui.manual import words
from ui.manual.head import StepHead
from ui.manual.marks import Marks
from ui.manual.search import ask_role, ask_search
from ui.manual.services import ask_services
from ui.manual.step_view import DENSE_BELOW, Shown, StepView
from ui.tasks import Tasks

PATH_WIDTH, NARROW = 138, 1_000
_STATUS = 32


@dataclass(frozen=True, slots=True)
class Shelf:
    """What reading needs, loaded off the GUI thread."""

    packs: dict[str, Pack]
    law: dict[str, LawCard]
    services: dict[str, DirectoryEntry]
    finder: Finder

    def tree_of(self, step: str) -> str | None:
        """The manual that a step belongs to; None for what all share."""
        return next((pack.id for pack in self.packs.values() if any(one.id == step for one in pack.own)), None)


def take_down(services: dict[str, DirectoryEntry] | None, library: Library | None = None) -> Shelf:
    """Read every manual at hand."""
    library, services = library or Library(), directory() if services is None else services
    packs = {pack.id: pack for pack in library.packs()}
    return Shelf(packs, library.law(), services, library.finder(next(iter(packs)), services))


@dataclass(slots=True)
class _Walk:
    """Where a reader stands and came from; it is forgotten with the page."""

    step: str
    past: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    returns: tuple[str, ...] = ()

    def go(self, target: str, returns: tuple[str, ...]) -> None:
        self.past.append((self.step, self.returns))
        self.step, self.returns = target, returns

    def back(self) -> None:
        if self.past:
            self.step, self.returns = self.past.pop()


class ReadingPage(QWidget):
    """Path, mirror, links and ways as in a session; nothing can be ticked."""

    left = Signal()
    handout_asked = Signal(object, str)
    """Pack and step: a paper of it is wanted; only where a desk is open."""

    def __init__(self, tasks: Tasks, pack: str = "dating-violence", marks: Marks | None = None) -> None:
        super().__init__()
        self._marks = marks
        self._tasks, self._tree = tasks, pack
        self._shelf: Shelf | None = None
        self._trees: ChoiceStrip | None = None
        self._walk = _Walk("")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.head = StepHead()
        self.view = StepView(in_session=False)
        self.path = PathList(_("Steps of the manual"))
        self.path.setFixedWidth(PATH_WIDTH)
        self.picker = Picker(height=36)
        self.picker.setAccessibleName(_("Steps of the manual"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._back = Button(_("Step back"), "quiet", "Ctrl+Left", "arrow-left")
        self._find = IconButton("search", _("Find in the manual"), "Ctrl+F")
        self._mark = IconButton("bookmark", _("Bookmark this step"), "Ctrl+B")
        self._mark.setCheckable(True)
        self._print = IconButton("print", _("Make a hand-out"), "Ctrl+P")
        self._print.clicked.connect(lambda: self.handout_asked.emit(self.pack, self._walk.step))
        if self._marks is None:
            self._mark.hide()
            self._print.hide()
        self._roles = IconButton("people", _("Role cards"), "Ctrl+R")
        self._services = IconButton("phone", _("Directory"), "Ctrl+I")
        self._leave = Button(_("Leave the manual"), "secondary", "Esc", "x")
        for tool in (self._roles, self._mark, self._print, self._services, self._find):
            self.head.add_tool(tool)
        for act in (self._back, self._leave):
            self.head.add_act(act)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(self.path)
        middle.addWidget(self.view, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(MARGIN, 12, MARGIN, 16)
        self._column.setSpacing(12)
        self._column.addWidget(self.head)
        self._column.addWidget(self.picker)
        self._column.addLayout(middle, 1)
        for part in (self.head, self.view, self.path, self.picker):
            part.hide()

    def _connect(self) -> None:
        self._back.clicked.connect(self._step_back)
        self._find.clicked.connect(self.search)
        self._roles.clicked.connect(self.ask_role)
        self._services.clicked.connect(self.ask_services)
        if self._marks is not None:
            self._mark.clicked.connect(lambda: self._marks.turn(self._walk.step) if self._marks else None)
            self._marks.changed.connect(self._show_mark)
        self._leave.clicked.connect(self.left)
        self.head.audience_chosen.connect(self.view.set_audience)
        self.view.jumped.connect(lambda ident: self._jump(ident))
        self.view.taken.connect(self._take)
        self.path.opened.connect(self.go_to)
        self.picker.activated.connect(lambda _at: self.go_to(self.picker.value()))
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.activated.connect(self.left)

    # -- loading ---------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._shelf is None and self._tasks.is_open:
            # As this centre has them: its own numbers, and what it installed.
            self._tasks.read(
                self, lambda desk: take_down(desk.directory.by_id(), desk.library), self._loaded, self._failed
            )
        elif self._shelf is None:
            self._tasks.work(self, lambda _tell, _stop: take_down(None), self._loaded, self._failed)

    def _loaded(self, shelf: Shelf) -> None:
        self._shelf = shelf
        if self._tree not in shelf.packs:
            self._tree = next(iter(shelf.packs))
        self._walk = _Walk(self.pack.first_step())
        self._trees = ChoiceStrip([(one.id, one.title) for one in shelf.packs.values()], _("Manuals"), digits=False)
        self._trees.chosen.connect(self.open_tree)
        self._column.insertWidget(0, self._trees)
        self.head.show()
        self.view.show()
        self._show()
        self._reflow()
        self.view.forks.take_focus()

    def _failed(self, problem: GyeotError) -> None:
        self._column.addWidget(ErrorState(_("The manual could not be read"), str(problem)), 1)

    # -- moving ----------------------------------------------------------------------------------

    @property
    def step(self) -> str:
        return self._walk.step

    @property
    def pack(self) -> Pack:
        """The manual one reads in."""
        assert self._shelf is not None, "the manuals are loaded first"
        return self._shelf.packs[self._tree]

    def open_tree(self, ident: str) -> None:
        """Begin to read another manual at its first step."""
        if self._shelf is not None and ident != self._tree:
            self.go_to(self._shelf.packs[ident].first_step())

    def ask_role(self) -> None:
        if self._shelf is not None and self.pack.roles:
            ask_role(self.window(), self.pack, self.go_to)

    def go_to(self, ident: str) -> None:
        """Open a step from the path or the search."""
        if self._shelf is not None and ident in self.pack.steps and ident != self._walk.step:
            kind = self.pack.steps[ident].kind
            self._walk.go(ident, () if kind == "step" else (*self._walk.returns, self._walk.step))
            self._show()

    def _jump(self, ident: str) -> None:
        self.go_to(ident)

    def _take(self, way: str) -> None:
        assert self._shelf is not None, "ways are shown with a step"
        step = self.pack.steps[self._walk.step]
        found = step.way_out(way)
        target = found.target if found else step.next or RETURN
        if target == END:
            self._walk.go(self.pack.first_step(), ())
        elif target == RETURN:
            back = self._walk.returns[-1] if self._walk.returns else self.pack.first_step()
            self._walk.go(back, self._walk.returns[:-1])
        else:
            self.go_to(target)
        self._show()

    def _step_back(self) -> None:
        self._walk.back()
        self._show()

    def search(self) -> None:
        if self._shelf is not None:
            marked = self._marks.steps if self._marks else ()
            ask_search(self.window(), self.pack, self._shelf.finder, self.go_to, marked)

    def ask_services(self) -> None:
        """The directory, as far as it is known here: before unlocking, what came with the program."""
        if self._shelf is not None:
            ask_services(self.window(), self._shelf.services)

    # -- showing ---------------------------------------------------------------------------------

    def _show(self) -> None:
        if self._shelf is None:
            return
        shelf = self._shelf
        self._tree = shelf.tree_of(self._walk.step) or self._tree
        pack = self.pack
        step = pack.steps[self._walk.step]
        self._roles.setVisible(bool(pack.roles))
        self._show_mark()
        if self._trees is not None:
            self._trees.set_value(pack.id)
        self.head.show_step(pack, step, self._walk.returns)
        self.view.show_step(Shown(pack, step, shelf.law, shelf.services, self._walk.returns))
        visited = {ident for ident, _returns in self._walk.past}
        here = step.id if step.kind == "step" else ""
        steps = words.path(pack, visited, here)
        self.path.show_path(steps, here)
        self.picker.set_options([(one.id, f"{one.number}  {one.word}") for one in steps])
        self.picker.set_value(here)
        self._back.setEnabled(bool(self._walk.past))

    def _show_mark(self) -> None:
        self._mark.setChecked(self._marks is not None and self._walk.step in self._marks.steps)

    def _reflow(self) -> None:
        narrow = self.width() < NARROW
        shown = self._shelf is not None
        self.path.setVisible(shown and not narrow)
        self.picker.setVisible(shown and narrow)
        compact = self.height() < DENSE_BELOW - _STATUS
        self.view.set_height(self.height() + _STATUS)
        self.path.set_compact(compact)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reflow()

"""The left side: folders, and the threads of one of them; pages come when they are scrolled to."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from app.errors import GyeotError
from app.i18n import _
from app.inbox.model import Thread
from ui.application import Shell
from ui.inbox import words
from ui.inbox.reading import PAGE, Lines, Listing, read_listing, read_more
from ui.kit.banner import Verb
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.empty import EmptyState
from ui.kit.lazy import LazyModel
from ui.kit.rows import TWO_LINES, Rows


class ThreadList(QWidget):
    """Enter or a click opens a thread: to walk over the lines reads nothing."""

    opened = Signal(str)
    fetch_asked = Signal()
    listed = Signal()
    """Other lines stand there now, or others are ticked."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._threads: list[Thread] = []
        self._ticked: set[str] | None = None
        self._asking = False
        self.counts: dict[str, int] = {}
        self.unreadable = 0
        self.model = LazyModel(self._go_on, self)
        self.folders = ChoiceStrip(words.folders(), _("Folders of the inbox"))
        self.folders.set_value("open")
        self.rows = Rows(_("Reports"), TWO_LINES)
        self.rows.use(self.model)
        self.rows.opened.connect(self.opened)
        self.rows.chosen.connect(lambda _id: self.listed.emit())
        self.rows.ticked.connect(self._tick)
        self.folders.changed.connect(self._turn)
        self._lay_out()

    def _lay_out(self) -> None:
        host = QWidget()
        self._stack = QStackedLayout(host)
        self._stack.addWidget(self.rows)
        self.none = EmptyState(
            _("Nothing to read"), _("What reporters send stands here once it was fetched."),
            [Verb("fetch", _("Fetch now"))],
        )  # fmt: skip
        self.none.chosen.connect(lambda _verb: self.fetch_asked.emit())
        self.nothing = EmptyState(_("Nothing lies here"), _("Threads come here when somebody moves them."))
        self._stack.addWidget(self.none)
        self._stack.addWidget(self.nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.folders)
        column.addWidget(host, 1)

    @property
    def folder(self) -> str:
        return self.folders.value() or "open"

    def show_folder(self, name: str) -> None:
        self.folders.set_value(name)
        self._turn()

    def _turn(self) -> None:
        """Another folder: from its top."""
        if not self.folders.value():
            self.folders.set_value("open")
        self._threads = []
        self._ticked = None if self._ticked is None else set()
        self.reload()

    # -- reading ---------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read again as far as somebody looks or chose; what lies further down comes when it is scrolled to."""
        folder, many, ticked = self.folder, self._reach(), self._ticks()
        self._asking = True
        self._shell.tasks.read(
            self, lambda desk: read_listing(desk, folder, many, ticked), partial(self._begin, many, ticked),
            self._failed, topic="inbox",
        )  # fmt: skip

    def _reach(self) -> int:
        """Whole pages, down to the last line in sight, the one at the cursor and those that are ticked."""
        bottom = self.rows.indexAt(self.rows.viewport().rect().bottomLeft()).row()
        last = max(bottom, self.rows.currentIndex().row())
        if self._ticked:
            last = max(last, *(at for at, one in enumerate(self._threads) if one.id in self._ticked))
        return PAGE * (1 + max(0, min(last, len(self._threads) - 1)) // PAGE)

    def _ticks(self) -> frozenset[str] | None:
        return None if self._ticked is None else frozenset(self._ticked)

    def _failed(self, problem: GyeotError) -> None:
        self._asking = False
        self._shell.refuse(problem)

    def _begin(self, many: int, ticked: frozenset[str] | None, found: Listing) -> None:
        self._asking = False
        self._threads = list(found.threads)
        rows = found.rows if ticked == self._ticks() else [self._row(one) for one in self._threads]
        self.counts, self.unreadable = found.counts, found.unreadable
        if self._ticked is not None:
            self._ticked &= {one.id for one in self._threads}
        kept, at = self.rows.current_id(), self.rows.verticalScrollBar().value()
        self.model.begin(rows, len(self._threads) < many)
        if kept:
            self.rows.choose(kept)
        self.rows.verticalScrollBar().setValue(at)
        self._stack.setCurrentIndex(0 if self._threads else 1 if self.folder == "open" else 2)
        self.listed.emit()

    def _row(self, thread: Thread) -> object:
        return words.row(thread, None if self._ticked is None else thread.id in self._ticked)

    def _go_on(self) -> None:
        if self._asking or not self._threads:
            return
        self._asking = True
        folder, last, ticked = self.folder, self._threads[-1], self._ticks()
        self._shell.tasks.read(
            self, lambda desk: read_more(desk, folder, last, ticked), partial(self._append, ticked), self._failed,
            topic="inbox",
        )  # fmt: skip

    def _append(self, ticked: frozenset[str] | None, found: Lines) -> None:
        threads, rows = found
        self._asking = False
        self._threads += threads
        self.model.go_on(rows if ticked == self._ticks() else [self._row(one) for one in threads], len(threads) < PAGE)

    # -- choosing several ------------------------------------------------------------------------

    @property
    def several(self) -> bool:
        return self._ticked is not None

    def choose_several(self, on: bool) -> None:
        """Each line gets a box; Space ticks it."""
        self._ticked = set() if on else None
        self._paint_again()

    def _tick(self, ident: str, on: bool) -> None:
        if self._ticked is None:
            return
        (self._ticked.add if on else self._ticked.discard)(ident)
        at = next((at for at, one in enumerate(self._threads) if one.id == ident), None)
        if at is not None:
            self.model.change(at, self._row(self._threads[at]))
        self.listed.emit()

    def _paint_again(self) -> None:
        kept = self.rows.current_id()
        self.model.begin([self._row(one) for one in self._threads], len(self._threads) < PAGE)
        if kept:
            self.rows.choose(kept)
        self.listed.emit()

    def chosen(self) -> tuple[str, ...]:
        """The ticked threads, else the one at the cursor."""
        if self._ticked:
            return tuple(one.id for one in self._threads if one.id in self._ticked)
        return (self.rows.current_id(),) if self.rows.current_id() else ()

"""What a page may ask of the window it stands in, and what every page is."""

from __future__ import annotations

import gc
import sys
from dataclasses import dataclass
from itertools import count
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app import logs
from app.changes import Changes
from app.errors import GyeotError
from app.kinds import Compartment, Right, Role
from app.vault import Keys
from ui import notices, theme
from ui.notices import Notice
from ui.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Who:
    """Who sits at this desk, as the window may show it."""

    user: str
    name: str
    role: Role
    device: str
    centre: str
    practice: bool
    opens: frozenset[Compartment]
    rights: frozenset[Right] = frozenset()

    @classmethod
    def of(cls, keys: Keys) -> Who:
        opens, rights = keys.compartments(), frozenset(keys.rights)
        return cls(keys.user, keys.name, keys.role, keys.device, keys.centre_name, keys.practice, opens, rights)


class Shell(QObject):
    """The window as a page sees it: work off the GUI thread, places to go, a sentence to show.

    Places are ``today``, ``contacts``, ``cases``, ``manual``, ``counts``, ``office`` and ``duties``; the argument
    of ``go`` is what to show there: a contact id, a case id, or a `Guide` for the manual and the duties. ``law`` with
    a law card shows it over the page.
    """

    went = Signal(str, object)
    told = Signal(object)
    """A Notice to show."""
    contact_changed = Signal(object)
    """The running contact of this desk (a Contact or None): the manual docks beside it, and the mask keeps its timer."""
    session_changed = Signal(object)
    """When the guided session began that is in front (UTC ms), or None: it keeps the desk open as a contact does."""
    sealed_asked = Signal(object)
    """Go into the sealed case of this id, or of (id, halves of two people); None comes out."""
    lock_asked = Signal()
    hide_asked = Signal()

    def __init__(self, tasks: Tasks, who: Who, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tasks = tasks
        self.who = who
        self.sealed_number = ""
        """The number of the sealed case one is in: pages then read and write there, and there only."""

    def go(self, place: str, argument: object = None) -> None:
        self.went.emit(place, argument)

    def tell(self, notice: Notice | str) -> None:
        self.told.emit(Notice(notice) if isinstance(notice, str) else notice)

    def refuse(self, problem: GyeotError) -> None:
        """Show a refusal that no field of a form takes."""
        self.tell(notices.of_error(problem))


@dataclass(frozen=True, slots=True)
class Guide:
    """What the manual page is asked to show: a session to go on with, or a case or contact to start one for."""

    session_id: str | None = None
    case_id: str | None = None
    contact_id: str | None = None
    pack: str = ""
    entry: str = ""


class Place(QWidget):
    """A page of the window; it reloads when a write touches what it watches, and on nothing else."""

    watches = Changes.NONE

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell

    def arrive(self, argument: object = None) -> None:
        """The page is shown; `argument` is what `Shell.go` was given."""
        self.reload()

    def leave(self) -> None:
        """Another page is shown, or the desk is locked: write down what is being typed."""

    def here(self) -> str:
        """The argument that brings somebody back to what the page shows now; empty for its first view."""
        return ""

    def reload(self) -> None:
        """Ask for the data again."""


_COLLECTED_EVERY = 10_000
"""Milliseconds between two looks for garbage; each takes what is young, and every sixtieth takes all."""
_ALL_EVERY = 60


def calm_collector() -> None:
    """Set apart what stays: what has been built by now lives as long as the window, and is not looked through again."""
    gc.collect()
    gc.freeze()


def collect_here(application: QCoreApplication) -> None:
    """Collect garbage on the GUI thread alone: a cycle with a widget or timer in it must not die on a worker's thread.

    Cycles are few, and Qt's objects are freed by their parents; a collection holds every thread, so it comes rarely.
    """
    gc.disable()
    rounds = count(1)
    timer = QTimer(application)
    timer.timeout.connect(lambda: gc.collect(1 if next(rounds) % _ALL_EVERY else 2))
    timer.start(_COLLECTED_EVERY)


def make_application(arguments: list[str], look: theme.Theme = theme.LIGHT) -> QApplication:
    """The one QApplication, with its style, palette and fonts."""
    application = QApplication(arguments)
    application.setApplicationName("Gyeot")
    collect_here(application)
    theme.apply(application, look)
    return application


def report_bugs_to(tasks: Tasks, shell_tell: object) -> None:
    """Send what nobody caught to the log (without case content) and to the person."""

    def tell(problem: BaseException, trace: TracebackType | None = None) -> None:
        name = logs.report(problem, trace)
        if callable(shell_tell):
            shell_tell(notices.of_bug(name))

    tasks.broke.connect(tell)
    sys.excepthook = lambda _kind, problem, trace: tell(problem, trace)

"""Large record files are written anew while people work: under a new key, or without what was erased or sealed.

It begins a moment after the first page, shows in the status line how far it has come, and can be stopped; what was
stopped begins again at the next opening.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from app.changes import Changes, Done
from app.desk import Desk
from app.errors import GyeotError, Interrupted, NoRoom
from app.flows import anew, renewal
from app.flows.copyist import Copyist
from app.i18n import _
from ui.application import Shell
from ui.kit.banner import Banner, Verb
from ui.tasks import Job

FIRST = 5_000
"""Milliseconds: the first page, and what it reads, comes before this."""


class WritingAnew(QObject):
    """One open desk and what waits in it; nobody waits for this."""

    moved = Signal()
    """It has begun, come further, or ended: `said` is what the status line tells of it."""

    def __init__(self, shell: Shell, show: Callable[[Banner], None], *, first: int = FIRST) -> None:
        super().__init__(shell)
        self.said = ""
        self.banner: Banner | None = None
        self._shell, self._show, self._first = shell, show, first
        self._stop = threading.Event()
        self._job: Job | None = None

    def start(self) -> None:
        """At unlocking."""
        QTimer.singleShot(self._first, self, self.look)

    def look(self) -> None:
        """Ask what waits; once more after somebody changed the staff."""
        if self._job is None and self._shell.tasks.is_open:
            self._shell.tasks.write(self, _waiting, self._found)

    def ask(self) -> None:
        """Say what goes on, and offer to stop it."""
        if not self.said:
            return
        title = _("The records are being written anew: under a new key, or without what was erased.")
        sentence = _("You can go on working. If it is stopped, nothing is lost; it begins again at the next opening.")
        verbs = (Verb("stop", _("Stop for now"), "", "secondary", "pause"), Verb("on", _("Let it go on")))
        self.banner = Banner("watch", title, sentence, verbs)
        self.banner.chosen.connect(self._obey)
        self._show(self.banner)

    def stop(self) -> None:
        """Let it be; the file of before goes on as it is."""
        self._stop.set()

    # -- inside ----------------------------------------------------------------------------------

    def _found(self, found: tuple[Path, tuple[anew.Job, ...]]) -> None:
        home, jobs = found
        if not jobs or self._job is not None:
            return
        self._stop.clear()
        tasks, stop = self._shell.tasks, self._stop

        def work(tell: Callable[[float], None], _cancelled: threading.Event) -> bool:
            try:
                with tasks.turn(stop):
                    for at, job in enumerate(jobs):
                        part = partial(_part, tell, at, len(jobs))
                        with Copyist(apart=True, stop=stop, tell=part) as copyist:
                            anew.write_anew(home, job, tasks.hands(), copyist, part)
            except Interrupted:
                return False
            return True

        self._tell(0.0)
        self._job = tasks.work(self, work, self._done, self._failed, self._tell, quiet=True)

    def _tell(self, part: float) -> None:
        said = _("Records are being written anew: {percent} %").format(percent=round(100 * part))
        if said != self.said:
            self.said = said
            self.moved.emit()

    def _done(self, whole: bool) -> None:
        self._end()
        if whole:
            self._shell.tasks.changed.emit(Changes.AUDIT | Changes.RETENTION | Changes.STAFF)

    def _failed(self, problem: GyeotError) -> None:
        self._end()
        if isinstance(problem, NoRoom):
            self._shell.tell(renewal.no_room())
        else:
            self._shell.refuse(problem)

    def _end(self) -> None:
        self.said, self._job = "", None
        self._take_down()
        self.moved.emit()

    def _obey(self, verb: str) -> None:
        if verb == "stop":
            self.stop()
        self._take_down()

    def _take_down(self) -> None:
        if self.banner is not None and shiboken6.isValid(self.banner):  # a newer one may have taken its place
            self.banner.gone.emit()
        self.banner = None


def _part(tell: Callable[[float], None], at: int, of: int, part: float) -> None:
    tell((at + part) / of)


def _waiting(desk: Desk) -> Done[tuple[Path, tuple[anew.Job, ...]]]:
    return Done((desk.home, desk.to_write_anew()), Changes.NONE)

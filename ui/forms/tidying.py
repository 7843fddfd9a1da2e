"""While nobody is at work, the search indexes are put together, a few milliseconds at a time."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from ui.tasks import Tasks

REST = 20_000
"""Milliseconds without any work before it begins, and after anybody's work before it goes on."""
PAUSE = 30
"""Milliseconds between two steps."""


class Tidying(QObject):
    """One open desk whose writer has nothing to do."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None, *, rest: int = REST) -> None:
        super().__init__(parent)
        self._tasks, self._rest = tasks, rest
        self._mine = False
        self.more = False
        """Whether something is left to put together, as far as is known."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._step)
        tasks.idle.connect(self._quiet)

    def start(self) -> None:
        self._timer.start(self._rest)

    def stop(self) -> None:
        self._timer.stop()
        self._tasks.idle.disconnect(self._quiet)

    # -- inside ----------------------------------------------------------------------------------

    def _step(self) -> None:
        if self._tasks.is_open and not self._tasks.busy:
            self._tasks.write(self, lambda desk: desk.tidy(), self._done, lambda _no: self._done(False))

    def _done(self, more: bool) -> None:
        self._mine, self.more = True, more

    def _quiet(self) -> None:
        """Nothing runs. After a step of its own the next follows soon; after anybody's work it waits until they rest."""
        mine, self._mine = self._mine, False
        if not mine:
            self._timer.start(self._rest)
        elif self.more:
            self._timer.start(PAUSE)

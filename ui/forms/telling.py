"""Tells the centre's relay how far the records have come, and asks it once after opening: a number and a hash, nothing else.

The network is asked on a thread of its own for some seconds at most. No connection is normal, and is not spoken of.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app import wire
from app.flows import relay_memory
from app.flows.relay_memory import Asked
from ui.tasks import Tasks

AT_LOCK = 200
"""Milliseconds for which a lock waits for the relay; the parent's deadline stands in any case."""
_TELLINGS = 2
"""In one look: what was on its way comes first, then what is new since."""


class Telling(QObject):
    """One open desk and its relay."""

    doubted = Signal(str)
    """A sentence: the relay knows a newer state, or has forgotten what it was told."""
    done = Signal()
    """The relay was asked or told, or could not be, or there is none."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._compared = self._busy = False
        self._left = 0
        self._after: Callable[[], None] | None = None

    def look(self) -> None:
        """Ask, if it has not answered yet; then tell it what is new. One at a time."""
        if self._busy or not self._tasks.is_open:
            return
        self._busy, self._left = True, _TELLINGS
        self._ask_or_tell()

    def at_lock(self) -> None:
        """Tell once more; who waits says so with `when_done`."""
        if self._compared:
            self.look()

    def when_done(self, then: Callable[[], None]) -> None:
        """Go on when what is told has arrived, or when a lock has waited long enough; a mere question holds up nobody."""
        if not (self._busy and self._compared):
            then()
            return
        self._after = then
        QTimer.singleShot(AT_LOCK, self, self._release)

    # -- inside ----------------------------------------------------------------------------------

    def _ask_or_tell(self) -> None:
        compared = self._compared
        self._tasks.write(
            self,
            lambda desk: desk.relay_memory.tell() if compared else desk.relay_memory.ask(),
            self._carry,
            lambda _no: self._end(),
        )

    def _carry(self, asked: Asked | None) -> None:
        if asked is None or not self._tasks.is_open:
            self._end()
            return
        self._tasks.work(
            self, lambda _tell, _stop: relay_memory.carry(asked), self._settle, lambda _no: self._end()
        )  # fmt: skip

    def _settle(self, held: wire.Telling | None) -> None:
        def settled(said: tuple[str, ...]) -> None:
            self._left -= self._compared
            self._compared = True
            if said:
                self.doubted.emit(" ".join(said))
            if self._left:
                self._ask_or_tell()
            else:
                self._end()

        if not self._tasks.is_open:
            self._end()
            return
        self._tasks.write(self, lambda desk: desk.relay_memory.settle(held), settled, lambda _no: self._end())

    def _end(self) -> None:
        self._busy = False
        self.done.emit()
        self._release()

    def _release(self) -> None:
        if self._after is not None:
            after, self._after = self._after, None
            after()

"""Tells the key store how far the records have come, at the lock and every five minutes, and asks it once after opening.

A key store may take its time or never answer: it is asked on a thread of its own, and nothing waits for it. The relay,
where this centre has one, is told at the same moments (`ui.forms.telling`).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.vault import Keys, anchor_keeping
from app.vault.device_secret import ALLOWED
from ui.forms.telling import Telling
from ui.tasks import Tasks

EVERY = 300_000
FIRST = 2_000
"""Milliseconds: between two tellings, and until the first asking (the first page comes before it)."""


class Remembering(QObject):
    """One open desk and the key store of this computer."""

    doubted = Signal(str)
    """Sentences: these records are not those that the key store, or the relay, remembers."""
    told = Signal()
    """The key store was told, or could not be."""

    def __init__(
        self, tasks: Tasks, keys: Keys, parent: QObject | None = None, *, allowed: frozenset[str] = ALLOWED,
        first: int = FIRST,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._tasks, self._keys, self._allowed, self._first = tasks, keys, allowed, first
        self._compared = self._asking = self._kept = False
        self._last: str | None = None
        self._after: Callable[[], None] | None = None
        self.relay = Telling(tasks, self)
        self.relay.doubted.connect(self.doubted)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.timeout.connect(self.relay.look)

    def start(self) -> None:
        self._timer.start()
        QTimer.singleShot(self._first, self, self.look)
        QTimer.singleShot(self._first, self.relay, self.relay.look)

    def stop(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """Ask, if it has not answered yet; else tell it how things stand. One at a time."""
        if self._asking or not self._tasks.is_open:
            return
        self._asking = True
        if self._compared:
            self._put_down()
        else:
            keys, allowed = self._keys, self._allowed
            self._tasks.work(
                self, lambda _tell, _stop: anchor_keeping.recall(keys, allowed), self._recalled, lambda _no: self._end()
            )

    def at_lock(self, then: Callable[[], None]) -> None:
        """Sign and tell once more before the process ends; `then` follows in any case, and may come too late to matter."""
        if self._after is not None:
            self._after = then
            return
        self._after = then
        self._asking, waiting = True, self._asking
        self._put_down(tell=self._compared and not waiting)
        self.relay.at_lock()

    # -- inside ----------------------------------------------------------------------------------

    def _recalled(self, text: str | None) -> None:
        def compared(said: tuple[str, ...]) -> None:
            self._compared, self._last, self._kept = True, text, text is not None
            if said:
                self.doubted.emit(" ".join(said))
            self._put_down()

        if self._tasks.is_open:
            self._tasks.write(self, lambda desk: desk.freshness.compare(text), compared, lambda _no: self._end())

    def _put_down(self, *, tell: bool = True) -> None:
        last, kept = self._last, self._kept
        self._tasks.write(
            self,
            lambda desk: desk.freshness.put_down(last, kept=kept),
            self._give if tell else lambda _text: self._end(),
            lambda _no: self._end(),
        )

    def _give(self, text: str) -> None:
        def taken(_none: None) -> None:
            self._last, self._kept = text, True
            self._end()

        if not text:
            self._end()
            return
        keys, allowed = self._keys, self._allowed
        self._tasks.work(
            self, lambda _tell, _stop: anchor_keeping.keep(keys, text, allowed), taken, lambda _no: self._end()
        )

    def _end(self) -> None:
        self._asking = False
        self.told.emit()
        if self._after is not None:
            after, self._after = self._after, None
            self.relay.when_done(after)

"""The session's own notes as text: a time before each paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import GyeotError
from ui.kit.notes_edit import NoteLine
from ui.tasks import Tasks

KEEP_AFTER, TRY_AGAIN = 1_200, 5_000
"""Milliseconds after the first letter that is not saved, and after a save that failed."""
_STAMPED = re.compile(r"(\d{2}:\d{2}) (.*)")


def to_text(lines: Sequence[NoteLine]) -> str:
    return "\n".join(f"{line.stamp} {line.text}".strip() for line in lines)


def from_text(text: str) -> tuple[NoteLine, ...]:
    return tuple(_line(line) for line in text.splitlines() if line.strip())


def _line(text: str) -> NoteLine:
    found = _STAMPED.fullmatch(text)
    return NoteLine(found[1], found[2]) if found else NoteLine("", text)


class NotesKeeper(QObject):
    """Saves the notes of one session as an encrypted draft within two seconds."""

    saved = Signal(object)
    """The instant of the save."""
    failed = Signal(object)

    def __init__(self, tasks: Tasks, read: Callable[[], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._read = tasks, read
        self._session_id = ""
        self._kept: str | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._keep)

    def begin(self, session_id: str, text: str) -> None:
        """Keep this session's notes from now on; an empty id keeps nothing."""
        self._soon.stop()
        self._session_id, self._kept = session_id, text

    def touch(self) -> None:
        if self._session_id and not self._soon.isActive():
            self._soon.start(KEEP_AFTER)

    def flush(self) -> None:
        """Save now; the write stands in the queue before whatever is asked next."""
        self._soon.stop()
        if self._session_id:
            self._keep()

    def _keep(self) -> None:
        body, session_id = self._read(), self._session_id
        if body == self._kept:
            return
        self._kept = body
        self._tasks.write(
            self,
            lambda desk: desk.contacts.keep_draft(session_id, "session", body, session_id),
            self.saved.emit,
            self._not_saved,
        )

    def _not_saved(self, problem: GyeotError) -> None:
        """The text stays on the page, and is tried again until it is saved."""
        self._kept = None
        self._soon.start(TRY_AGAIN)
        self.failed.emit(problem)

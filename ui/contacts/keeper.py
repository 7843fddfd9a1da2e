"""Keeps what is typed: an encrypted draft within two seconds, the contact itself whenever the writing rests.

Drafts stand outside the history. Were the contact's note written every two seconds, an hour's call would leave
eighteen hundred copies of the whole note there.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.contacts import Contact
from app.errors import GyeotError
from ui.contacts.pad import Written, to_draft
from ui.tasks import Tasks

DRAFT_AFTER, ROW_AFTER, TRY_AGAIN = 1_200, 10_000, 5_000
"""Milliseconds after the first letter that is not saved, after the last one, and after a save that failed."""


class Keeper(QObject):
    """Saves one contact at a time; `flush` is called before anything else happens to it."""

    saved = Signal(object)
    """The instant of a draft, or the Contact of a row."""
    failed = Signal(object)

    def __init__(self, tasks: Tasks, read: Callable[[], Written], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._read = tasks, read
        self._contact_id, self._closed = "", False
        self._kept: Written | None = None
        self._in_row: Written | None = None
        self._soon = self._timer(self._keep)
        self._rest = self._timer(self._write)

    def _timer(self, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(act)
        return timer

    def begin(self, contact_id: str, kept: Written, in_row: Written, closed: bool) -> None:
        """Keep this one from now on; a draft that survived may be ahead of the contact itself."""
        self._soon.stop()
        self._rest.stop()
        self._contact_id, self._closed = contact_id, closed
        self._kept, self._in_row = kept, in_row

    def touch(self) -> None:
        """Something was typed; the draft waits for the first letter, the row for the last."""
        if self._contact_id and not self._soon.isActive():
            self._soon.start(DRAFT_AFTER)
        if self._contact_id:
            self._rest.start(ROW_AFTER)

    def flush(self) -> None:
        """Save now; the write stands in the queue before whatever is asked next."""
        self._soon.stop()
        self._rest.stop()
        if self._contact_id:
            self._keep()
            self._write()

    def end(self, closed: bool) -> None:
        """This one is put away: what was typed while that was on its way still goes to it."""
        self._closed = self._closed or closed
        self.flush()
        self._contact_id = ""

    def _keep(self) -> None:
        written, contact_id = self._read(), self._contact_id
        if self._closed or written == self._kept:
            return
        self._kept, body = written, to_draft(written)
        self._tasks.write(
            self,
            lambda desk: desk.contacts.keep_draft(contact_id, "contact", body, contact_id),
            self.saved.emit,
            self._not_saved,
        )

    def _write(self) -> None:
        written, contact_id = self._read(), self._contact_id
        if self._in_row is not None and _row(written) == _row(self._in_row):
            return
        self._in_row = written
        values = _row(written)
        self._tasks.write(
            self, lambda desk: desk.contacts.write(contact_id, **values), self._row_saved, self._not_saved
        )

    def _row_saved(self, contact: Contact) -> None:
        self.saved.emit(contact)

    def _not_saved(self, problem: GyeotError) -> None:
        """The text stays on the page, and is tried again until it is saved."""
        self._kept = self._in_row = None
        self._soon.start(TRY_AGAIN)
        self._rest.start(TRY_AGAIN)
        self.failed.emit(problem)


def _row(written: Written) -> dict[str, str]:
    return {"note": written.note, "alias": written.alias, "phone": written.phone}

"""What stands in a form that nobody saved yet: kept encrypted while it is typed, given back when the form opens again."""

from __future__ import annotations

import json
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.contacts import Draft
from ui.application import Shell

KIND = "form"
EVERY_MS = 1500
Values = dict[str, str]


class Unfinished(QObject):
    """The draft of one form about one thing; it goes when the form is saved or left on purpose."""

    def __init__(
        self,
        shell: Shell,
        name: str,
        values: Callable[[], Values],
        give_back: Callable[[Values], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._name = shell.tasks, f"{KIND}:{name}"
        self._values, self._give_back = values, give_back
        self._start = self._kept = values()
        self._clock = QTimer(self)
        self._clock.setInterval(EVERY_MS)
        self._clock.timeout.connect(self.keep)

    def begin(self) -> None:
        """Ask for what was left from last time; what is typed meanwhile wins."""
        self._tasks.read(self, lambda desk: desk.contacts.draft(self._name), self._found)
        self._clock.start()

    def _found(self, draft: Draft | None) -> None:
        if draft is not None and self._values() == self._start:
            left: Values = json.loads(draft.body)
            self._give_back(left)
            self._kept = self._values()

    def keep(self) -> None:
        """Save, encrypted, where something changed since the last time."""
        now = self._values()
        if now != self._kept:
            self._kept = now
            body = json.dumps(now, ensure_ascii=False)
            self._tasks.write(self._tasks, lambda desk: desk.contacts.keep_draft(self._name, KIND, body))

    def drop(self) -> None:
        """The form was saved, or left on purpose."""
        self._clock.stop()
        if self._kept != self._start:
            name = self._name
            self._tasks.write(self._tasks, lambda desk: desk.contacts.drop_draft(name))

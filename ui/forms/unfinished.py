"""What stands in a form that nobody saved yet: kept encrypted while it is typed, given back when the form opens again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from app.changes import Done
from app.desk import Desk
from ui.application import Shell

KIND = "form"
EVERY_MS = 1500
Values = dict[str, str]


class Left(Protocol):
    """What was left unfinished, as JSON."""

    @property
    def body(self) -> str: ...


class Drafts(Protocol):
    """Where drafts lie: among the cases (app.contacts), or sealed to whoever writes them (app.inbox.unfinished)."""

    def draft(self, draft_id: str, /) -> Left | None: ...
    def keep_draft(self, draft_id: str, kind: str, body: str, /) -> Done[int]: ...
    def drop_draft(self, draft_id: str, /) -> Done[None]: ...


def among_cases(desk: Desk) -> Drafts:
    return desk.contacts


class Unfinished(QObject):
    """The draft of one form about one thing; it goes when the form is saved or left on purpose."""

    def __init__(
        self,
        shell: Shell,
        name: str,
        values: Callable[[], Values],
        give_back: Callable[[Values], None],
        parent: QObject,
        drafts: Callable[[Desk], Drafts] = among_cases,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._name = shell.tasks, f"{KIND}:{name}"
        self._values, self._give_back, self._drafts = values, give_back, drafts
        self._start = self._kept = values()
        self._clock = QTimer(self)
        self._clock.setInterval(EVERY_MS)
        self._clock.timeout.connect(self.keep)

    def begin(self) -> None:
        """Ask for what was left from last time; what is typed meanwhile wins."""
        self._tasks.read(self, lambda desk: self._drafts(desk).draft(self._name), self._found)
        self._clock.start()

    def _found(self, draft: Left | None) -> None:
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
            name, drafts = self._name, self._drafts
            self._tasks.write(self._tasks, lambda desk: drafts(desk).keep_draft(name, KIND, body))

    def drop(self) -> None:
        """The form was saved, or left on purpose."""
        self._clock.stop()
        if self._kept != self._start:
            name, drafts = self._name, self._drafts
            self._tasks.write(self._tasks, lambda desk: drafts(desk).drop_draft(name))

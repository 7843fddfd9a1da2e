"""What was decided about a table, kept encrypted until it is taken in: neither a lock nor a power cut costs it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from app.desk import Desk
from app.errors import BadInput
from app.flows.importing import Fitting, Table, from_json, to_json
from ui.application import Shell
from ui.forms.unfinished import EVERY_MS, KIND

_NAME = f"{KIND}:TakingIn"
Place = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Left:
    """A file that was not taken in yet: where its columns go, and what was decided of its faults."""

    path: Path
    sha256: str
    fitting: object
    decisions: Mapping[Place, str] = field(default_factory=dict)

    def fits(self, table: Table) -> Fitting | None:
        """Where the columns of this very file go; None for another one, or one that is read in another way now."""
        if table.sha256 != self.sha256:
            return None
        try:
            return from_json(self.fitting, table.headings)
        except BadInput:
            return None


def left(desk: Desk) -> Left | None:
    """What this person left."""
    draft = desk.contacts.draft(_NAME)
    if draft is None:
        return None
    told = json.loads(draft.body)
    decisions = {
        (row, name, kind): choice for name, kind, choice, rows in told["decisions"] for row in rows
    }  # many rows share one decision
    return Left(Path(told["path"]), told["sha256"], told["fitting"], decisions)


class Kept(QObject):
    """Writes it down at most every one and a half seconds, and forgets it once the table is in."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = shell.tasks
        self._say: Callable[[], Left | None] = lambda: None
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(EVERY_MS)
        self._clock.timeout.connect(self._keep)

    def note(self, say: Callable[[], Left | None]) -> None:
        """Something was decided; `say` tells how things stand when it is written down."""
        self._say = say
        if not self._clock.isActive():
            self._clock.start()

    def drop(self) -> None:
        self._clock.stop()
        self._tasks.write(self._tasks, lambda desk: desk.contacts.drop_draft(_NAME))

    def _keep(self) -> None:
        one = self._say()
        if one is not None:
            body = _body(one)
            self._tasks.write(self._tasks, lambda desk: desk.contacts.keep_draft(_NAME, KIND, body))


def _body(one: Left) -> str:
    rows: dict[tuple[str, str, str], list[int]] = {}
    for (row, name, kind), choice in one.decisions.items():
        rows.setdefault((name, kind, choice), []).append(row)
    decisions = [[*key, found] for key, found in rows.items()]
    told = {"path": str(one.path), "sha256": one.sha256, "fitting": one.fitting, "decisions": decisions}
    return json.dumps(told, ensure_ascii=False)


def stands(path: Path, table: Table, fitting: Fitting, decisions: Mapping[Place, str]) -> Left:
    return Left(path, table.sha256, to_json(fitting), dict(decisions))

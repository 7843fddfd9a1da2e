"""Making a practice centre from the first run; it can be stopped, and then nothing is left."""

from __future__ import annotations

import shutil
from importlib import import_module
from pathlib import Path
from threading import Event, Lock
from typing import Any

from app.errors import Interrupted
from app.i18n import _
from ui.tasks import Progress

CASES, SEED = 60, 1


class PracticeAttempt:
    """One try; its generator is loaded only when it runs."""

    def __init__(self, home: Path, cases: int = CASES) -> None:
        self._home, self._cases = home, cases
        self._stopped, self._turn = Event(), Lock()

    def run(self, progress: Progress) -> dict[str, Any]:
        """What was made: the people, and where their passphrases and key files lie."""

        def tell(done: int, of: int) -> None:
            if self._stopped.is_set():
                raise _taken_back()
            progress(done / max(1, of))

        made: dict[str, Any] = import_module("app.practice").make(self._home, self._cases, SEED, progress=tell)
        with self._turn:
            if not self._stopped.is_set():
                return made
        shutil.rmtree(self._home, ignore_errors=True)
        raise _taken_back()

    def stop(self) -> None:
        """Nothing of it stays, unless it is already whole."""
        with self._turn:
            self._stopped.set()


def _taken_back() -> Interrupted:
    return Interrupted(_("The practice centre was stopped. Nothing was left behind."))

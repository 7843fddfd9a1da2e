"""A form that sets a file on its way into a sealed one: prepared on the writer, sealed on the pool, then written down.

It shows how far it is, and can be stopped at any moment; whatever was begun goes again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtGui import QKeyEvent

from app.changes import Done
from app.desk import Desk
from app.errors import BadInput, GyeotError
from app.i18n import _
from ui.forms.dialog import FormDialog
from ui.kit.form import Form
from ui.kit.progress import Progress
from ui.tasks import Job

B = TypeVar("B")
S = TypeVar("S")
E = TypeVar("E")


class SealingForm(FormDialog, Generic[B, S, E]):
    """`work` gives what was begun (B), sealing it gives S, writing it down gives E, which `saved` tells."""

    stopped_words: str
    """What is said after a stop."""
    _begun: B | None = None
    _job: Job | None = None

    def sealed(self, begun: B, tell: Callable[[float], None], stop: Callable[[], bool]) -> S:
        """The long step, on the pool."""
        raise NotImplementedError

    def entered(self, desk: Desk, begun: B, sealed: S) -> Done[E]:
        """The last step, on the writer."""
        raise NotImplementedError

    def given_up(self, desk: Desk, begun: B, problem: GyeotError | None) -> Done[None]:
        """What was begun goes again, on the writer."""
        raise NotImplementedError

    def add_progress(self, form: Form) -> None:
        self.progress = Progress()
        form.add_widget(self.progress)

    @property
    def running(self) -> bool:
        """Whether a file is being sealed now."""
        return self._begun is not None

    def _saved(self, value: Any) -> None:
        self._begun = value
        self.buttons["leave"].set(_("Stop"))
        self.progress.begin(_("Sealing the file …"))
        self._refit()
        self._scroll.ensureWidgetVisible(self.progress)
        self._job = self.shell.tasks.work(
            self, lambda tell, stop: self.sealed(value, tell, stop.is_set), self._sealed, self._not_sealed,
            self.progress.set_part,
        )  # fmt: skip

    def _sealed(self, sealed: S) -> None:
        begun = self._begun
        assert begun is not None, "it was sealed for this"
        self._job = None
        self.shell.tasks.write(self, lambda desk: self.entered(desk, begun, sealed), self._entered, self._not_sealed)

    def _entered(self, made: E) -> None:
        self._begun = None
        self.saved.emit(made)
        self.leave()

    def _not_sealed(self, problem: GyeotError) -> None:
        self._give_up(problem)
        self.refuse(problem)

    def _give_up(self, problem: GyeotError | None = None) -> None:
        """Whatever was begun goes; the form stays as it was filled in."""
        begun, self._begun = self._begun, None
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self.progress.hide()
        self.buttons["leave"].set(_("Close"))
        self.buttons["save"].setEnabled(True)
        self._refit()
        if begun is not None:
            self.shell.tasks.write(self.shell, lambda desk: self.given_up(desk, begun, problem))

    def _obey(self, verb: str) -> None:
        if verb == "leave" and self.running:
            self._stopped()
            return
        super()._obey(verb)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.running and event.text() == "\x1b":
            self._stopped()
            return
        super().keyPressEvent(event)

    def _stopped(self) -> None:
        self._give_up()
        self.refuse(BadInput(self.stopped_words))

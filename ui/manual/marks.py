"""The bookmarks of the person at the window: read once, kept in step with what is written."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ui.tasks import Tasks


class Marks(QObject):
    """`steps` is empty until a desk has answered, and stays so where no desk is open."""

    changed = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.steps: tuple[str, ...] = ()

    def load(self) -> None:
        if self._tasks.is_open:
            self._tasks.read(self, lambda desk: desk.bookmarks.steps(), self._take, topic="bookmarks")

    def turn(self, step: str) -> None:
        """Mark a step, or take its mark away."""
        on = step not in self.steps
        self._tasks.write(self, lambda desk: desk.bookmarks.set(step, on), self._take)

    def _take(self, steps: tuple[str, ...]) -> None:
        self.steps = steps
        self.changed.emit()

"""Step six: the centre is made off the GUI thread, and can be stopped at any moment."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.errors import GyeotError
from app.i18n import _
from ui.kit.label import Label
from ui.kit.paint import box, smooth
from ui.tasks import Progress, Tasks
from ui.unlock.steps.step import Draft, Step


class Bar(QWidget):
    """How far something is; it moves by steps and never by itself."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = 0.0
        self.setFixedHeight(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def set_part(self, part: float) -> None:
        self._part = min(1.0, max(0.0, part))
        self.setAccessibleDescription(_("{percent} percent").format(percent=round(100 * self._part)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, area = smooth(QPainter(self)), QRectF(self.rect())
        box(painter, area, "sunken", "line", radius=4)
        if self._part:
            box(painter, QRectF(0, 0, max(8.0, area.width() * self._part), 8), "accent", radius=4)


class Making(Step):
    """Runs `work` and hands over what it made; `stopped` when a person gave up, `failed` when it could not."""

    made = Signal(object)
    number = 6

    def __init__(
        self,
        draft: Draft,
        tasks: Tasks,
        work: Callable[[Progress], object],
        practice: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(draft, tasks, parent)
        self._work, self.practice = work, practice
        self.bar = Bar(_("How far it is"))
        self.words = Label("", 13, 400, "text2", wrap=True)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.words)
        self._progress(0.0)

    def title(self) -> str:
        return _("The practice centre is being made") if self.practice else _("The centre is being made")

    def sentence(self) -> str:
        return _("This can take a minute. You can stop at any time; then nothing is left behind.")

    def verb(self) -> str:
        return ""

    def arrive(self) -> None:
        self.tasks.work(
            self, lambda progress, _stop: self._work(progress), self.made.emit, self._failed, self._progress
        )

    def _progress(self, part: float) -> None:
        self.bar.set_part(part)
        if self.practice:
            words = _("Inventing people, cases and days…")
        elif part < 0.5:
            words = _("Making keys for everybody…")
        elif part < 0.8:
            words = _("Laying out the locked databases…")
        else:
            words = _("Writing the staff list…")
        self.words.setText(words)

    def _failed(self, problem: GyeotError) -> None:
        self.words.setText(_("Nothing was left behind. Go back, correct it, and try again."))
        self.say(str(problem))

"""This computer: what its disk, its swap and its screen do with the work, looked at anew each time."""

from __future__ import annotations

from app.i18n import _
from ui.application import Shell
from ui.kit.computer import ComputerCheck
from ui.office.face import Face


class ComputerFace(Face):
    """Three findings in words; Gyeot changes none of them."""

    icon = "desktop"

    def __init__(self, shell: Shell) -> None:
        self.word = _("This computer")
        sentence = _(
            "The records have their own lock. What stands here lies outside it, and only the computer can change it."
        )
        super().__init__(shell, _("This computer"), sentence)
        self.check = ComputerCheck(shell.tasks)
        self.check.setMaximumWidth(640)
        self.body.addWidget(self.check)
        self.body.addStretch(1)

    def reload(self) -> None:
        self.shell.tasks.read(self, lambda desk: desk.home, self.check.look, topic="office")

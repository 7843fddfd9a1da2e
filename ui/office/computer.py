"""This computer: what its disk, its swap and its screen do with the work, and the key with which it signs."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from app.i18n import _
from app.kinds import Role
from ui.application import Shell
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.computer import ComputerCheck
from ui.kit.dialogs import Dialog
from ui.kit.label import Label, SectionHead
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
        if shell.who.role == Role.MANAGER:
            self._key()
        self.body.addStretch(1)

    def _key(self) -> None:
        self.renew = Button(_("Give this computer a new signing key…"), icon="key")
        self.renew.clicked.connect(self._ask)
        told = _(
            "It signs the audit trail, backups and counts. Renew it where somebody left who should sign nothing more."
        )
        self.body.addSpacing(8)
        self.body.addWidget(SectionHead(_("Signing key")))
        self.body.addWidget(Label(told, 13, 400, "text2", wrap=True))
        row = QHBoxLayout()
        row.addWidget(self.renew)
        row.addStretch(1)
        self.body.addLayout(row)

    def _ask(self) -> None:
        sentence = _(
            "What was signed until now stays verified. If your centre sends counts, it has to apply to the collector anew."
        )
        verbs = [Verb("leave", _("Leave it"), safe=True), Verb("renew", _("Make a new key"), kind="primary")]
        self.asked = Dialog(self.window(), _("A new signing key"), sentence, verbs)
        self.asked.chosen.connect(lambda verb: self._renew() if verb == "renew" else None)
        self.asked.ask()

    def _renew(self) -> None:
        told = _("This computer signs with a new key from now on.")
        self.shell.tasks.write(self, lambda desk: desk.people.renew_computers(), lambda _done: self.shell.tell(told))

    def reload(self) -> None:
        self.shell.tasks.read(self, lambda desk: desk.home, self.check.look, topic="office")

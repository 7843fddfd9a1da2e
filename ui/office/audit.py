"""The audit trail as managers read it, with one button that checks the chain."""

from __future__ import annotations

from app.audit import Entry
from app.clock import local
from app.i18n import _
from ui.application import Shell
from ui.kit.buttons import Button
from ui.kit.label import Label
from ui.kit.table import Column, Table
from ui.office.face import Face


class AuditFace(Face):
    """Who read, exported, printed, sent or failed, the newest first; never with case content."""

    icon = "list"

    def __init__(self, shell: Shell) -> None:
        self.word = _("Audit trail")
        sentence = _("Every entry carries the fingerprint of the one before, so a change or a gap shows.")
        super().__init__(shell, _("Audit trail"), sentence)
        self.check = Button(_("Check the chain"), icon="shield-check")
        self.check.clicked.connect(self._check)
        self.said = Label("", 13, 500, wrap=True)
        self.table = Table(
            _("Audit trail"),
            [
                Column("at", _("When"), lambda e: f"{local(e.at):%Y-%m-%d %H:%M:%S}", 170),
                Column("who", _("Who"), lambda e: e.who[:8], 110),
                Column("kind", _("What"), lambda e: e.kind, 190, weight=650),
                Column("facts", _("Facts"), lambda e: ", ".join(f"{k} {v}" for k, v in e.facts.items())),
            ],
        )
        self.body.addWidget(self.check)
        self.body.addWidget(self.said)
        self.body.addWidget(self.table, 1)

    def reload(self) -> None:
        self.shell.tasks.read(self, lambda desk: desk.trail(500), self._show, topic="office")

    def _show(self, entries: tuple[Entry, ...]) -> None:
        self.table.show_all(entries)

    def _check(self) -> None:
        self.shell.tasks.read(self, lambda desk: desk.trail_problems(), self._checked)

    def _checked(self, problems: list[str]) -> None:
        self.said.set_ink("danger" if problems else "accent")
        self.said.setText("\n".join(problems) or _("The chain holds from its first entry to its last."))

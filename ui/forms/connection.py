"""Whether this computer uses its connection: a switch that stays as it was set, and what the status line says of it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app import settings
from app.i18n import _
from ui.application import Shell
from ui.kit.banner import Verb
from ui.kit.dialogs import Dialog
from ui.notices import Notice


class Connection(QObject):
    """The one switch of this window; the network itself looks at the setting before each request."""

    moved = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self.offline = False
        self.asked: Dialog | None = None

    @classmethod
    def of(cls, shell: Shell) -> Connection:
        """The one of this window."""
        return shell.findChild(cls) or cls(shell)

    @property
    def word(self) -> str:
        """What pressing the switch does now."""
        return _("Use the connection again") if self.offline else _("Work offline")

    def start(self) -> None:
        """Read what this computer remembers."""
        self._shell.tasks.work(self, lambda _tell, _stop: bool(settings.load().offline), self._found)

    def ask(self, window: QWidget) -> None:
        """Say what the switch does, then switch."""
        if self.offline:
            title = _("This computer works offline")
            said = _("Nothing is sent or fetched. What waits to leave stays here, and reports wait at the relay.")
        else:
            title = _("Work offline")
            said = _(
                "Nothing is sent or fetched from now on, until somebody at this computer lets it again. What waits stays here, and reports wait at the relay."
            )
        verbs = [Verb("leave", _("Leave it as it is"), safe=True), Verb("switch", self.word, kind="primary")]
        self.asked = Dialog(window, title, said, verbs)
        self.asked.chosen.connect(lambda verb: self.switch(not self.offline) if verb == "switch" else None)
        self.asked.ask()

    def switch(self, offline: bool) -> None:
        """Stay offline from now on, or use the connection again."""
        self._shell.tasks.work(self, lambda _tell, _stop: _remember(offline), self._switched)

    def _found(self, offline: bool) -> None:
        if offline != self.offline:
            self.offline = offline
            self.moved.emit()

    def _switched(self, offline: bool) -> None:
        self._found(offline)
        if offline:
            self._shell.tell(Notice(_("This computer works offline. Nothing is sent or fetched."), "caution"))
        else:
            self._shell.tell(_("This computer uses its connection again."))


def _remember(offline: bool) -> bool:
    settings.save(replace(settings.load(), offline="yes" if offline else ""))
    return bool(settings.load().offline)

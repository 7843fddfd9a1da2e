"""What this computer itself does with the work: its disk, its swap, and who may see the screen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.vault import at_rest
from app.vault.at_rest import Computer
from app.vault.devices import AtRest
from ui.kit import capture
from ui.kit.findings import Finding, Findings, Tone
from ui.tasks import Tasks

_TONES: dict[AtRest, Tone] = {
    AtRest.ENCRYPTED: "fine",
    AtRest.ABSENT: "fine",
    AtRest.OPEN: "act",
    AtRest.UNKNOWN: "open",
}


class ComputerCheck(Findings):
    """Three findings; the system is asked on a thread of its own."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks

    def look(self, home: Path) -> None:
        """Look again, with the disk below this folder."""
        self._tasks.work(self, lambda _tell, _stop: at_rest.look(home), self._show)

    def _show(self, found: Computer) -> None:
        self.show_findings(
            (
                Finding(_("Disk"), at_rest.word(found.disk), at_rest.disk_sentence(found.disk), _TONES[found.disk]),
                Finding(
                    _("What memory leaves on the disk (swap)"),
                    at_rest.word(found.swap),
                    at_rest.swap_sentence(found.swap),
                    _TONES[found.swap],
                ),
                capture.finding(capture.ask(self)),
            )
        )

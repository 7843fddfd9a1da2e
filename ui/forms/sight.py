"""A case that is somebody else's: five reasons, one key each; the one that is given stands in the trail."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.codelists import codes
from app.i18n import _
from ui.application import Shell
from ui.kit.banner import Verb
from ui.kit.dialogs import Dialog
from ui.kit.rows import Row, Rows

_HEIGHT = 48


def others_case() -> str:
    """What stands where the name of somebody else's person would."""
    return _("A colleague's case")


class SightDialog(Dialog):
    """Why this case is opened; without a reason it stays covered."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str, number: str, seen: Callable[[], None]) -> None:
        self._shell, self._case_id, self._seen = shell, case_id, seen
        self.rows = Rows(_("Reasons"), _HEIGHT, lead=16, fit=True)
        self._reasons = [one.id for one in codes("sight_reason")]
        self.rows.show_rows([Row(one.id, one.label, key=str(at)) for at, one in enumerate(codes("sight_reason"), 1)])
        super().__init__(
            host.window(), _("Case {number} is a colleague's").format(number=number),
            _("Choose why you open it. It holds for today, and is written into the trail."),
            [Verb("back", _("Leave it covered"), "Esc", safe=True)], self.rows,
        )  # fmt: skip
        self.rows.opened.connect(self.give)
        self.rows.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A digit is enough; the list would take it for the beginning of a word."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.text().isdigit():
            place = int(event.text()) - 1
            if 0 <= place < len(self._reasons):
                self.give(self._reasons[place])
                return True
        return super().eventFilter(watched, event)

    def give(self, reason: str) -> None:
        """The reason is given, and the case is read."""
        case_id, seen = self._case_id, self._seen
        self._shell.tasks.write(self._shell, lambda desk: desk.sight.ask(case_id, reason), lambda _none: seen())
        self.leave()


def ask_sight(host: QWidget, shell: Shell, case_id: str, number: str, seen: Callable[[], None]) -> SightDialog:
    """Ask why, and go on with `seen` once it is written down."""
    dialog = SightDialog(host, shell, case_id, number, seen)
    dialog.ask(dialog.rows)
    return dialog

"""Step one: what this computer is for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.i18n import _
from ui.kit.rows import LOOSE, Row, Rows
from ui.tasks import Tasks
from ui.unlock.steps.step import Draft, Step

CREATE, PRACTICE, EXISTING, RESTORE = "create", "practice", "existing", "restore"


class Welcome(Step):
    """Four ways to begin; Enter takes one."""

    wanted = Signal(str)
    number = 1

    def __init__(self, draft: Draft, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(draft, tasks, parent)
        self.ways = Rows(_("Ways to begin"), LOOSE, fit=True)
        self.ways.show_rows(_rows())
        self.ways.choose(CREATE)
        self.ways.opened.connect(self.wanted)
        self.body.addWidget(self.ways)

    def title(self) -> str:
        return _("Welcome")

    def sentence(self) -> str:
        return _("Gyeot keeps the records of a support centre on this computer, locked. How do you want to begin?")

    def verb(self) -> str:
        return ""

    def can_go_back(self) -> bool:
        return False

    def first(self) -> QWidget:
        return self.ways

    def ask_folder(self, title: str) -> str:
        """A folder chosen in the system's dialog; empty where none was."""
        return QFileDialog.getExistingDirectory(self, title)


def _rows() -> list[Row]:
    return [
        Row(
            CREATE,
            _("Set up a centre"),
            second=_("People, keys and a recovery kit; about twenty minutes."),
            icon="building",
        ),
        Row(PRACTICE, _("Open a practice centre"), second=_("Invented people and cases, to learn with."), icon="cap"),
        Row(EXISTING, _("Open a centre that is here"), second=_("Choose its folder on this computer."), icon="folder"),
        Row(RESTORE, _("Restore from a backup"), second=_("From a USB stick or another folder."), icon="shield-check"),
    ]

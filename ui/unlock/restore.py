"""Restoring a backup before anything is unlocked: which backup, into which empty folder, by which manager."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import settings
from app.errors import BadInput, GyeotError
from app.flows import backups
from app.flows.copyist import Copyist
from app.i18n import _
from app.vault import SecondSecret, unlock
from ui.kit.buttons import Button
from ui.kit.form import Form, LineEdit
from ui.kit.label import Label
from ui.kit.path_field import PathField
from ui.kit.secret import SecretEdit
from ui.tasks import Tasks
from ui.unlock.ready import Ready
from ui.unlock.threshold import Threshold


class RestorePage(Threshold):
    """A manager's passphrase and key file open the backup; it comes back whole or not at all."""

    finished = Signal(object)
    left = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.languages.hide()
        self.form = Form()
        self.source = PathField(_("Folder of the backup"), _("Choose the backup"), folder=True)
        self.target = PathField(_("New, empty folder for the centre"), _("Choose the folder"), folder=True)
        self.user = LineEdit()
        self.key_file = PathField(_("Key file"), _("Choose the key file"), folder=False)
        self.passphrase = SecretEdit()
        rows = (
            ("source", _("Folder of the backup"), self.source, "b", ""),
            ("target", _("New, empty folder for the centre"), self.target, "f", ""),
            ("user", _("Manager's name"), self.user, "n", ""),
            ("key_file", _("Key file"), self.key_file, "k", ""),
            (
                "passphrase",
                _("Passphrase"),
                self.passphrase,
                "p",
                _("The one that was in force when the backup was made."),
            ),
        )
        for field, name, control, mnemonic, help_text in rows:
            self.form.add(field, name, control, mnemonic, help_text)
        self.act = Button(_("Restore the centre"), "primary", "Ctrl+Enter", tall=True)
        self.act.clicked.connect(self._restore)
        self.show_content(self._content())
        self.source.setFocus()

    def _content(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.addWidget(Label(_("Restore from a backup"), 28, 700))
        column.addWidget(
            Label(
                _("The backup is checked first. It goes into an empty folder and replaces nothing."),
                14,
                400,
                "text2",
                wrap=True,
            )
        )
        column.addSpacing(14)
        column.addWidget(self.form)
        acts = QHBoxLayout()
        back = Button(_("Back"), "quiet", "Esc")
        back.clicked.connect(self.left)
        for button in (self.act, back):
            acts.addWidget(button)
        acts.addStretch(1)
        column.addLayout(acts)
        return content

    def _restore(self) -> None:
        self.form.clear_errors()
        given = {
            name: edit.text().strip()
            for name, edit in (
                ("source", self.source),
                ("target", self.target),
                ("user", self.user),
                ("key_file", self.key_file),
            )
        }
        empty = next((name for name, text in given.items() if not text), None)
        if empty is not None:
            self.form.set_error(empty, _("Please fill this in."))
            return
        passphrase = self.passphrase.take()
        self.act.setEnabled(False)
        self._tasks.work(
            self,
            lambda _tell, _stop: bring_back(
                Path(given["source"]), Path(given["target"]), given["user"], Path(given["key_file"]), passphrase
            ),
            self.finished.emit,
            self._refused,
        )

    def _refused(self, problem: GyeotError) -> None:
        self.act.setEnabled(True)
        field = (
            problem.field
            if isinstance(problem, BadInput) and problem.field in ("source", "target", "user", "key_file")
            else "source"
        )
        self.form.set_error(field, str(problem))


def bring_back(source: Path, target: Path, user: str, key_file: Path, passphrase: str) -> Ready:
    """Unlock with the backup's own slots, restore, and say where the centre lies now."""
    keys = unlock(source, user, passphrase, SecondSecret.keyfile(key_file))
    here = settings.load().home  # the centre on this computer knows what was erased since
    backups.restore(source, target, keys, keys, lists=[Path(here)] if here else [], copyist=Copyist(apart=True))
    keys.close()
    return Ready(target, user, _("The centre is restored. Please unlock it."), key_file)

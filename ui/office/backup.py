"""Backup in two steps: choose the stick, press once; it counts after it was opened again."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from app.clock import local
from app.errors import BadInput, GyeotError
from app.flows import backups
from app.i18n import _
from app.vault import Keys
from ui.application import Shell
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.form import Form, LineEdit
from ui.kit.label import Label
from ui.office.face import Face


class BackupFace(Face):
    """Where the backup goes, when the last one was made, and how it is restored."""

    icon = "shield-check"

    def __init__(self, shell: Shell) -> None:
        self.word = _("Backup")
        sentence = _("A backup is encrypted with a key of its own. It opens for the managers or with the recovery kit.")
        super().__init__(shell, _("Backup"), sentence)
        self.form = Form()
        self.folder = LineEdit()
        self.form.add(
            "folder",
            _("Folder or stick"),
            self.folder,
            "f",
            _("Best on a stick that is kept apart from this computer."),
        )
        self.choose = Button(_("Choose a folder"), icon="folder")
        self.choose.clicked.connect(self._choose)
        self.make = Button(_("Make a backup"), "primary", "Ctrl+Return", icon="shield-check")
        self.make.clicked.connect(self._make)
        acts = QHBoxLayout()
        acts.addWidget(self.make)
        acts.addWidget(self.choose)
        acts.addStretch(1)
        self.last = Label("", 13, 400, "text2", wrap=True)
        restoring = Label(
            _("To restore, close Gyeot, open it again, and choose “Restore from a backup” before unlocking. A restore goes into an empty folder and replaces nothing."),
            13, 400, "text2", wrap=True,
        )  # fmt: skip
        card = Card(padding=(20, 18, 20, 18), spacing=14)
        card.setMaximumWidth(640)
        card.body.addWidget(self.form)
        card.body.addLayout(acts)
        card.body.addWidget(self.last)
        self.body.addWidget(card)
        self.body.addWidget(restoring)
        self.body.addStretch(1)

    def reload(self) -> None:
        self.shell.tasks.read(
            self, lambda desk: int(desk.office.setting(backups.LAST_BACKUP, "0")), self._show, topic="office"
        )

    def _show(self, at: int) -> None:
        when = f"{local(at):%Y-%m-%d %H:%M}" if at else _("none yet")
        self.last.setText(_("Last backup: {when}").format(when=when))

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Choose a folder"))
        if folder:
            self.folder.setText(folder)

    def _make(self) -> None:
        folder = self.folder.text().strip()
        self.form.clear_errors()
        if not folder:
            self.form.set_error("folder", _("Please choose where the backup goes."))
            return
        self.make.setEnabled(False)
        self.last.setText(_("The backup is being written and opened again to check it."))
        self.shell.tasks.read(self, lambda desk: (desk.home, desk.keys), partial(self._write, Path(folder)))

    def _write(self, folder: Path, desk: tuple[Path, Keys]) -> None:
        """Beside the desk, on connections of its own; then the record, on the desk."""
        home, keys = desk
        self.shell.tasks.work(self, lambda _tell, _stop: backups.write(home, keys, folder), self._note, self._refused)

    def _note(self, made: backups.Backup) -> None:
        self.shell.tasks.write(
            self, lambda desk: backups.record(made, audit=desk.audit, office=desk.office), self._made, self._refused
        )

    def _made(self, made: backups.Backup) -> None:
        self.make.setEnabled(True)
        self.shell.tell(_("The backup is whole and lies in {folder}.").format(folder=made.path.name))
        self.reload()

    def _refused(self, problem: GyeotError) -> None:
        self.make.setEnabled(True)
        self.reload()
        if isinstance(problem, BadInput):
            self.form.set_error("folder", str(problem))
        else:
            self.shell.refuse(problem)

"""Step five: what opens the lock together with the passphrase."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.errors import BadInput
from app.i18n import _
from app.vault import Kind, key_store_available
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.path_field import PathField
from ui.tasks import Tasks
from ui.unlock.steps.step import Draft, Step


class Second(Step):
    """The key store of this computer where there is one, or key files in a folder."""

    number = 5

    def __init__(
        self, draft: Draft, tasks: Tasks, allowed: frozenset[str] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(draft, tasks, parent)
        self.kind = ChoiceStrip([(Kind.KEYFILE, _("A key file for each person"))], _("Second secret"))
        self.kind.set_value(Kind.KEYFILE)
        self.row("second", _("Second secret"), self.kind, "S", _("Looking for a key store on this computer…"))
        self.folder = PathField(_("Folder for the key files"), _("Choose the folder"), folder=True, height=40)
        self.folder.set_path(draft.keyfile_folder)
        self.row("keyfile_folder", _("Folder for the key files"), self.folder, "F", _file_help())
        self.kind.changed.connect(self._changed)
        self.body.addWidget(self.form)
        self.later(lambda: key_store_available(allowed) if allowed else key_store_available(), self._known)

    def title(self) -> str:
        return _("Passphrase and one thing more")

    def sentence(self) -> str:
        return _("The lock opens with two things: a passphrase, and a secret that somebody who steals only one lacks.")

    def verb(self) -> str:
        return _("Make the centre")

    def _known(self, available: object) -> None:
        if not available:
            self.form.set_help("second", _("This computer has no key store that Gyeot trusts, so key files are used."))
            return
        here = self.kind.isAncestorOf(self.window().focusWidget() or self)
        self.kind.set_choices(
            [(Kind.DEVICE, _("This computer's key store")), (Kind.KEYFILE, _("A key file for each person"))]
        )
        self.kind.set_value(self.draft.second or Kind.DEVICE)
        self.form.set_help("second", _("With the key store, this computer is the second thing: no stick to carry."))
        self._changed()
        if here:
            self.kind.setFocus()

    def _changed(self) -> None:
        if not self.kind.value():
            self.kind.set_value(Kind.KEYFILE)
        self.form.show_row("keyfile_folder", self.kind.value() == Kind.KEYFILE)

    def take(self) -> None:
        self.draft.second = Kind(self.kind.value())
        if self.draft.second is Kind.DEVICE:
            self.passed.emit()
            return
        path = self.folder.path()
        if path is None or not path.is_absolute():
            raise BadInput(_("Choose the folder the key files are written to."), field="keyfile_folder")
        self.draft.keyfile_folder = str(path)
        home = self.draft.home()
        self.later(lambda: _check(path, home))


def _check(folder: Path, home: Path) -> None:
    if not folder.is_dir():
        raise BadInput(
            _("This folder is not there. Plug in the stick, or choose another folder."), field="keyfile_folder"
        )
    if home == folder or home in folder.parents:
        raise BadInput(
            _("A key beside its lock protects nothing. Choose a folder outside the centre's."), field="keyfile_folder"
        )


def _file_help() -> str:
    return _("Best a USB stick. Afterwards each person takes their own file, on a stick kept apart from this computer.")

"""A paper was made: where it is, and its passphrase, this once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.documents import Exported
from app.i18n import _
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import LineEdit
from ui.kit.label import IconLabel, Label

COPIED_FOR = 30_000
"""Milliseconds until a copied passphrase is taken from the clipboard again."""


def beside_nothing(*buttons: Button) -> QWidget:
    """Buttons at the left, as wide as they are."""
    row = QWidget()
    across = QHBoxLayout(row)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(8)
    for button in buttons:
        across.addWidget(button)
    across.addStretch(1)
    return row


class MadeDialog(Dialog):
    """The paper is there: where, how many pages, and the passphrase, this once."""

    def __init__(self, window: QWidget, made: Exported, passphrase: str | None, register: bool = True) -> None:
        self._passphrase = passphrase
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for warning in made.warnings:
            note = IconLabel("warning", warning, 13, 400, "high")
            column.addWidget(note)
        column.addWidget(Label(Path(made.path).name, 13, 500, "text2"))
        if passphrase:
            column.addWidget(Label(_("Passphrase"), 13, 500, "text2"))
            column.addWidget(self._field(passphrase))
            column.addWidget(
                Label(_("Note it down now. It is not kept anywhere and not shown again."), 13, 400, "text2", wrap=True)
            )
            column.addWidget(beside_nothing(self._copy_button()))
        in_register = _("{count} pages. Tick the copy off in the register once it is destroyed.")
        sentence = (in_register if register else _("{count} pages, locked.")).format(count=made.pages)
        super().__init__(
            window, _("The paper is made"), sentence, [Verb("done", _("Noted"), "Ctrl+Enter", "primary")], content, WIDE
        )

    def _field(self, passphrase: str) -> QWidget:
        field = LineEdit(passphrase)
        field.setReadOnly(True)
        field.setAccessibleName(_("Passphrase"))
        field.setCursorPosition(0)
        self.shown = field
        return field

    def _copy_button(self) -> Button:
        button = Button(_("Copy for 30 seconds"), "secondary", "", "file")
        button.clicked.connect(self._copy)
        self.copy_button = button
        return button

    def _copy(self) -> None:
        copied = self._passphrase or ""
        clipboard = QGuiApplication.clipboard()
        clipboard.setText(copied)
        QTimer.singleShot(COPIED_FOR, clipboard, lambda: forget(copied))
        self.copy_button.set(_("Copied; it goes from the clipboard after 30 seconds"))


def forget(copied: str) -> None:
    """Empty the clipboard, unless something else was copied since."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.text() == copied:
        clipboard.clear()

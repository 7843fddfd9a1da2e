"""A path, typed or chosen; beside a secret, a file that is chosen in its place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.i18n import _
from ui.kit.buttons import Button
from ui.kit.form import CONTROL, LineEdit
from ui.kit.secret import SecretEdit

_OURS = QFileDialog.Option.DontUseNativeDialog
"""A dialog of ours stands in the window: the lock can close it, and it asks to be left out of screenshots."""


def choose_folder(over: QWidget, title: str, start: str = "") -> str:
    """The folder somebody chose; empty where they left it."""
    return QFileDialog.getExistingDirectory(over, title, start, QFileDialog.Option.ShowDirsOnly | _OURS)


def choose_key_file(over: QWidget, title: str, start: str = "") -> str:
    """The key file somebody chose; empty where they left it."""
    found, _kind = QFileDialog.getOpenFileName(over, title, start, _("Key files (*.key)"), "", _OURS)
    return found


class _Beside(QWidget):
    """A line with a button beside it; the line takes focus and errors."""

    def __init__(self, line: LineEdit, button: Button) -> None:
        super().__init__()
        self.line, self.button = line, button
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(line, 1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setFocusProxy(line)

    def text(self) -> str:
        return self.line.text()

    def setText(self, text: str) -> None:
        self.line.setText(text)

    def setProperty(self, name: str, value: object) -> bool:
        """What is wrong is shown on the line."""
        if name == "bad":
            self.line.setProperty(name, value)
            self.line.style().unpolish(self.line)
            self.line.style().polish(self.line)
        return super().setProperty(name, value)


class PathField(_Beside):
    """A path, typed or chosen."""

    changed = Signal(str)

    def __init__(self, name: str, pick: str, folder: bool, height: int = CONTROL) -> None:
        super().__init__(LineEdit(height=height), Button(_("Choose…"), icon="folder" if folder else "key"))
        self._name, self._folder = name, folder
        self.line.setAccessibleName(name)
        self.button.setAccessibleName(pick)
        self.button.clicked.connect(self._choose)
        self.line.textChanged.connect(self.changed)
        self.setAccessibleName(name)

    def path(self) -> Path | None:
        text = self.line.text().strip()
        return Path(text).expanduser() if text else None

    def set_path(self, path: Path | str | None) -> None:
        self.line.setText(str(path) if path else "")

    def _choose(self) -> None:
        ask = choose_folder if self._folder else choose_key_file
        found = ask(self, self._name, self.line.text())
        if found:
            self.set_path(found)
            self.line.setFocus()


class SecondField(_Beside):
    """A printed code that is typed, or a key file that is chosen; both are shown as dots."""

    def __init__(self, name: str) -> None:
        self.secret = SecretEdit(CONTROL)
        super().__init__(self.secret, Button(_("Choose…"), icon="key"))
        self._name = name
        self.secret.setAccessibleName(name)
        self.button.setAccessibleName(_("Choose the key file"))
        self.button.clicked.connect(self._choose)
        self.setAccessibleName(name)

    def take(self) -> str:
        return self.secret.take()

    def _choose(self) -> None:
        if found := choose_key_file(self, self._name):
            self.setText(found)
            self.secret.setFocus()

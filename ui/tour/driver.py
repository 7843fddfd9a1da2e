"""The hand of the tour: it presses, types and waits as a person would, and takes pictures of the window."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit, QWidget

from app.errors import Bug
from ui.kit.dialogs import Dialog
from ui.tasks import Tasks

PATIENCE = 60.0


class Driver:
    """Drives one window; every picture is numbered in the order of the journey."""

    def __init__(self, window: QWidget, folder: Path) -> None:
        self.window = window
        self._folder = folder
        self.pictures: list[Path] = []

    def until(self, ready: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
        """Let the window work until something is so; a wait that never ends is our mistake and says for what."""
        end = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > end:
                raise Bug(f"the tour waited for: {what}")
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            time.sleep(0.005)

    def rest(self, seconds: float = 0.15) -> None:
        """Let timers and queued work come through."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > end, "a rest")

    def settle(self, tasks: Tasks) -> None:
        """Wait until no work is under way."""
        self.rest(0.05)
        self.until(lambda: not tasks.busy, "work to end")
        self.rest(0.05)

    def dialog(self) -> Dialog:
        """The dialog that is open, once it is."""
        self.until(lambda: not self.no_dialog(), "a dialog")
        return self._dialogs()[-1]

    def no_dialog(self) -> bool:
        return not self._dialogs()

    def _dialogs(self) -> list[Dialog]:
        return [one for one in self.window.findChildren(Dialog) if one.isVisible()]

    def answer_file_dialog(self, path: Path) -> None:
        """Type a path into the next file dialog and accept it, while it holds the event loop."""

        def look() -> None:
            found = QApplication.activeModalWidget()
            line = found.findChild(QLineEdit, "fileNameEdit") if isinstance(found, QFileDialog) else None
            buttons = found.findChild(QDialogButtonBox) if found is not None else None
            if line is None or buttons is None:
                QTimer.singleShot(50, look)
                return
            # Typed letter by letter, the dialog's list of completions would take the keys.
            line.setText(str(path))
            QTest.mouseClick(buttons.button(QDialogButtonBox.StandardButton.Save), Qt.MouseButton.LeftButton)

        QTimer.singleShot(50, look)

    def press(self, keys: str) -> None:
        """Press a key or chord such as ``F2`` or ``Ctrl+Return`` where the focus is."""
        if QApplication.activeWindow() is None:
            self.window.activateWindow()  # no window manager gives the focus back after a file dialog
            self.rest(0.05)
        QTest.keySequence(self._focus(), QKeySequence(keys))
        self.rest(0.05)

    def type(self, text: str) -> None:
        """Type into the focused field; what is not ASCII is composed and committed as an input method does it."""
        for letter in text:
            if letter.isascii():
                QTest.keyClicks(self._focus(), letter)
            else:
                self._compose(letter)
        self.rest(0.05)

    def _compose(self, letter: str) -> None:
        composing = QInputMethodEvent(letter, [])
        QApplication.sendEvent(self._focus(), composing)
        finished = QInputMethodEvent("", [])
        finished.setCommitString(letter)
        QApplication.sendEvent(self._focus(), finished)

    def click(self, widget: QWidget) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.rest(0.05)

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def picture(self, name: str) -> Path:
        """Save what the window shows."""
        self.rest()
        path = self._folder / f"{len(self.pictures) + 1:02d}-{name}.png"
        self.window.grab().save(str(path))
        self.pictures.append(path)
        return path

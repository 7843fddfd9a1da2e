"""Where a file of ours is to be put: the save dialog that every page asks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.i18n import _

ChoosePath = Callable[[QWidget, str], Path | None]


def ask_path(window: QWidget, suggested: str) -> Path | None:
    """The place somebody chose for a file of this kind; None where they thought better of it.

    A dialog of ours, not the system's: the lock can close it, and it asks to be left out of screenshots.
    """
    chosen, _kind = QFileDialog.getSaveFileName(
        window, _("Where to put the file"), suggested, f"*{Path(suggested).suffix}", "",
        QFileDialog.Option.DontUseNativeDialog,
    )  # fmt: skip
    return Path(chosen) if chosen else None

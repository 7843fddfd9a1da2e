"""What is pasted: as much as can be kept. More is not laid out, which would hold the window up; it is said instead."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QTextEdit

from app.entry import MAX_TEXT
from app.errors import BadInput
from app.i18n import _


def fits(there: int, source: QMimeData) -> bool:
    """Whether this many letters and what is pasted can be kept together."""
    return there + len(source.text()) <= MAX_TEXT


def fits_into(pad: QTextEdit, source: QMimeData) -> bool:
    """The same of a field of some lines; what is marked in it goes for what is pasted."""
    return fits(pad.document().characterCount() - 1 - len(pad.textCursor().selectedText()), source)


def too_long() -> BadInput:
    return BadInput(
        _("What you pasted is too long to be kept here. It is still where you copied it, and nothing here was changed.")
    )

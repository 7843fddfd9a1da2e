"""What is pasted: as much as can be kept. More is not laid out, which would hold the window up; it is said instead.

Nor is a paragraph without an end: Qt lays one of 200,000 letters out in seconds, and again at each key. It is broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QTextEdit

from app.entry import MAX_TEXT
from app.errors import BadInput
from app.i18n import _

PARAGRAPH = 4_000
"""Letters a pasted paragraph may have before it is broken, behind a space where there is one."""


def fits(there: int, source: QMimeData) -> bool:
    """Whether this many letters and what is pasted can be kept together."""
    return there + len(source.text()) <= MAX_TEXT


def fits_into(pad: QTextEdit, source: QMimeData) -> bool:
    """The same of a field of some lines; what is marked in it goes for what is pasted."""
    return fits(pad.document().characterCount() - 1 - len(pad.textCursor().selectedText()), source)


def in_paragraphs(source: QMimeData) -> QMimeData:
    """The text in paragraphs that can be laid out at once; not a letter is lost."""
    text = source.text()
    if len(text) <= PARAGRAPH:
        return source
    made = QMimeData()
    made.setText("\n".join(part for line in text.split("\n") for part in _parts(line)))
    return made


def lines_of(source: QMimeData) -> str:
    """The same text with one sort of line end, as every clipboard may have its own."""
    return re.sub("\r\n|[\r\u2029]", "\n", in_paragraphs(source).text())


def _parts(line: str) -> Iterator[str]:
    while len(line) > PARAGRAPH:
        at = line.rfind(" ", PARAGRAPH // 2, PARAGRAPH) + 1 or PARAGRAPH
        yield line[:at]
        line = line[at:]
    yield line


def too_long() -> BadInput:
    return BadInput(
        _("What you pasted is too long to be kept here. It is still where you copied it, and nothing here was changed.")
    )

"""Where the writing is: the paragraphs with the syllable that is still being composed, and the caret among them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QTextBlock, QTextCursor

from app.clock import local, now
from ui.kit.notes_edit import NoteLine, NotesEdit


def whole_lines(pad: NotesEdit) -> tuple[NoteLine, ...]:
    """The paragraphs; what is being composed stands in its place, so that a crash does not take it."""
    lines, block = pad.lines(), pad.textCursor().block()
    layout = block.layout()
    composing = layout.preeditAreaText() if layout else ""
    if not composing:
        return lines
    place, at = _filled_before(block), layout.preeditAreaPosition()
    if not block.text().strip():
        fresh = NoteLine(f"{local(now()):%H:%M}", composing)
        return (*lines[:place], fresh, *lines[place:])
    line = lines[place]
    text = block.text()
    mended = NoteLine(line.stamp, f"{text[:at]}{composing}{text[at:]}".strip())
    return (*lines[:place], mended, *lines[place + 1 :])


def caret(pad: NotesEdit) -> tuple[int, int]:
    """The caret as paragraph and letter; empty paragraphs do not count."""
    cursor = pad.textCursor()
    return _filled_before(cursor.block()), cursor.positionInBlock()


def put_caret(pad: NotesEdit, place: tuple[int, int]) -> None:
    """Set the caret back; behind the last paragraph a new one is begun."""
    cursor, document = pad.textCursor(), pad.document()
    block = document.findBlockByNumber(place[0])
    if block.isValid() and (block.text().strip() or place[0] == 0):
        cursor.setPosition(block.position() + min(place[1], block.length() - 1))
        pad.setTextCursor(cursor)
    else:
        begin_paragraph(pad)
    pad.ensureCursorVisible()


def begin_paragraph(pad: NotesEdit) -> None:
    """Go on in a new paragraph at the end; an empty one is used as it is."""
    cursor = pad.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    pad.setTextCursor(cursor)
    if cursor.block().text().strip():
        pad.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier))


def _filled_before(block: QTextBlock) -> int:
    filled, before = 0, block.previous()
    while before.isValid():
        filled += bool(before.text().strip())
        before = before.previous()
    return filled

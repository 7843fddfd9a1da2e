"""Where the caret stands in a page, as words that outlive the process: which field, and which letter of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QTextEdit, QWidget

from ui.kit.items import ItemList


@dataclass(frozen=True, slots=True)
class Caret:
    """A field by its accessible name, with the selection in it (anchor, caret) or the row that is chosen."""

    field: str = ""
    anchor: int = 0
    at: int = 0
    row: str = ""


def caret_in(page: QWidget) -> Caret:
    """Where somebody is writing or choosing in a page; an empty one where nobody is."""
    focused = page.window().focusWidget()
    if focused is None or not page.isAncestorOf(focused):
        return Caret()
    name = focused.accessibleName()
    if isinstance(focused, QTextEdit):
        cursor = focused.textCursor()
        return Caret(name, cursor.anchor(), cursor.position())
    if isinstance(focused, QLineEdit):
        start = focused.selectionStart() if focused.hasSelectedText() else focused.cursorPosition()
        return Caret(name, start, focused.cursorPosition())
    return Caret(name, row=focused.current_id() or "") if isinstance(focused, ItemList) else Caret(name)


def put_caret(page: QWidget, caret: Caret) -> bool:
    """Give the focus back to that field, as far as it still reaches; False where the page has no such field now."""
    field = next((one for one in page.findChildren(QWidget) if _is(one, caret.field)), None) if caret.field else None
    if field is None:
        return False
    if isinstance(field, QTextEdit):
        end = field.document().characterCount() - 1
        cursor = QTextCursor(field.document())
        cursor.setPosition(min(caret.anchor, end))
        cursor.setPosition(min(caret.at, end), QTextCursor.MoveMode.KeepAnchor)
        field.setTextCursor(cursor)
        field.ensureCursorVisible()
    elif isinstance(field, QLineEdit):
        field.setCursorPosition(caret.anchor)
        field.cursorForward(True, caret.at - caret.anchor)
    elif isinstance(field, ItemList) and caret.row:
        field.choose(caret.row)
    field.setFocus(Qt.FocusReason.OtherFocusReason)
    return True


def _is(widget: QWidget, name: str) -> bool:
    takes = isinstance(widget, QTextEdit | QLineEdit | ItemList)
    return takes and widget.accessibleName() == name and widget.isVisible() and widget.isEnabled()


def to_text(caret: Caret) -> str:
    return json.dumps(asdict(caret), ensure_ascii=False)


def from_text(text: str) -> Caret:
    """A caret that was kept; one that cannot be read is none."""
    try:
        found = json.loads(text)
        return Caret(str(found["field"]), int(found["anchor"]), int(found["at"]), str(found["row"]))
    except (ValueError, KeyError, TypeError):
        return Caret()

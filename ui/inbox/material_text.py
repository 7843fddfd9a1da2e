"""An entry of the register to read: what is known of it, and what was done, day by day."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor

from app.i18n import _
from ui.inbox import material_words as words
from ui.inbox.material_reading import Shown
from ui.inbox.text import ThreadText


class EntryText(ThreadText):
    """One document, read out as a whole, as a thread is."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Shown | None = None
        self.setAccessibleName(_("The entry"))

    def show_entry(self, shown: Shown) -> None:
        """Show this one; the same entry stays where it was scrolled to."""
        same = self._shown is not None and self._shown.whole.entry.id == shown.whole.entry.id
        at = self.verticalScrollBar().value()
        self._shown = shown
        self._write()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(at if same else 0)

    def _write(self) -> None:
        self.clear()
        if self._shown is None:
            return
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for name, value in words.facts(self._shown):
            self._line(cursor, name, 12, 400, "text2", above=8)
            self._line(cursor, value, 14, 500, "text")
        steps = self._shown.whole.steps
        if steps:
            self._line(cursor, _("What was done"), 13, 650, "accent", above=22)
        for one in steps:
            self._line(cursor, words.step(self._shown, one), 12, 650, "text2", above=12)
            if one.words:
                self._line(cursor, one.words, 14, 400, "text")
        cursor.endEditBlock()

"""A whole thread to read: words and answers in their order, what was answered on the page, attachments, notes apart."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QBrush, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from app.clock import local
from app.i18n import _
from app.inbox.model import Message, Thread
from ui.inbox import words
from ui.inbox.reading import Asked, Opened
from ui.theme import font, ink

_OURS = 40


class ThreadText(QTextEdit):
    """One document: it scrolls with the keys, is read out as a whole, and is laid out only as far as it is looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: Opened | None = None
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(_("The thread"))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(16)

    def show_thread(self, opened: Opened | None) -> None:
        """Show this one from its end on, where the newest stands; the same thread stays where it was scrolled to."""
        before = self._opened.whole.thread.id if self._opened else ""
        at = self.verticalScrollBar().value()
        self._opened = opened
        self._write()
        same = opened is not None and opened.whole.thread.id == before
        self.verticalScrollBar().setValue(at if same else 0)

    def _write(self) -> None:
        self.clear()
        if self._opened is None:
            return
        whole, cursor = self._opened.whole, QTextCursor(self.document())
        cursor.beginEditBlock()
        for one in whole.messages:
            self._message(cursor, one, whole.thread, self._opened.asked.get(one.id, ()))
        if whole.notes:
            self._line(cursor, _("Notes for colleagues; no reporter reads them"), 12, 650, "caution", above=22)
        for note in whole.notes:
            who = self._opened.names.get(note.author, note.author)
            meta = f"{who} · {words.day(local(note.at).date().isoformat())}"
            self._line(cursor, meta, 12, 500, "text2", above=10, ground="caution_soft", left=_OURS)
            self._line(cursor, note.text, 14, 400, "text", ground="caution_soft", left=_OURS)
        cursor.endEditBlock()

    def _message(self, cursor: QTextCursor, one: Message, thread: Thread, asked: Asked) -> None:
        ours = one.direction == "out"
        left = _OURS if ours else 0
        meta = f"{words.direction(one)} · {words.day(one.day)}"
        self._line(cursor, meta, 12, 650, "accent" if ours else "text2", above=18, left=left)
        if one.text is None:
            self._line(cursor, words.unread(one), 14, 400, "text2", left=left)
            return
        if one.doubted:
            self._line(cursor, words.doubt(one, thread), 14, 650, "danger", above=2)
        if one.kind == "withdraw" and not (one.doubted and thread.head):
            self._line(cursor, _("The reporter took the report back."), 14, 500, "high", left=left)
        if one.text.strip():
            self._line(cursor, one.text.strip(), 15, 400, "text", above=2, left=left)
        for question, answers in asked:
            self._line(cursor, question, 12, 400, "text2", above=8, left=left)
            self._line(cursor, ", ".join(answers), 14, 500, "text", left=left)
        self._files(cursor, one)

    def _files(self, cursor: QTextCursor, one: Message) -> None:
        files = self._opened.files if self._opened is not None else ()
        for file in files:
            if file.message == one.id:
                facts = f"{file.name} · {words.file_facts(file)} · {words.file_state(file)}"
                tone = "high" if file.state in ("odd", "lost", "arriving") else "text2"
                self._line(cursor, f"{_('Attachment')}: {facts}", 13, 500, tone, above=6)

    def _line(
        self, cursor: QTextCursor, text: str, px: int, weight: int, tone: str, *, above: int = 0, left: int = 0,
        ground: str = "",
    ) -> None:  # fmt: skip
        """Paragraphs of one look; line breaks of the writer stay."""
        for at, part in enumerate(text.splitlines() or [""]):
            block = QTextBlockFormat()
            block.setTopMargin(above if at == 0 else 0)
            block.setLeftMargin(left)
            block.setLineHeight(118, int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value))
            if ground:
                block.setBackground(QBrush(ink(ground)))
            letters = QTextCharFormat()
            letters.setFont(font(px, weight))
            letters.setForeground(QBrush(ink(tone)))
            if cursor.atStart():
                cursor.setBlockFormat(block)
            else:
                cursor.insertBlock(block)
            cursor.insertText(part, letters)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and getattr(self, "_opened", None) is not None:
            self._write()

"""The note pad: a time in the margin of each paragraph, what was said aloud in bold, nothing else to manage."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from app import clock
from ui.kit import pasting
from ui.kit.paint import TOP, put, smooth
from ui.kit.pouring import Pouring
from ui.theme import font

GUTTER = 57
_STAMP = int(QTextFormat.Property.UserProperty) + 1
_SAID = re.compile('“[^”]*”|"[^"]*"')


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One paragraph with the time it was begun, `HH:MM`."""

    stamp: str
    text: str


class _Speech(QSyntaxHighlighter):
    """Sets what stands between quotation marks in bold, without touching the text."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._bold = QTextCharFormat()
        self._bold.setFont(font(15, 650), QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesSpecifiedOnly)

    def highlightBlock(self, text: str) -> None:
        for said in _SAID.finditer(text):
            self.setFormat(said.start(), said.end() - said.start(), self._bold)


class _Margin(QWidget):
    """The column of times; it scrolls with the text."""

    def __init__(self, pad: NotesEdit) -> None:
        super().__init__(pad)
        self._pad = pad

    def paintEvent(self, event: QPaintEvent) -> None:
        self._pad.paint_stamps(smooth(QPainter(self)))


class NotesEdit(QTextEdit):
    """Plain paragraphs at 15/25; a paragraph is stamped when its first letter is typed."""

    changed = Signal()
    pasted_too_much = Signal()

    def __init__(self, name: str, now: Callable[[], str] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now or _this_minute
        self._loading = False
        self.setAccessibleName(name)
        self.setAcceptRichText(False)
        self.setFont(font(15))
        self.document().setDefaultFont(font(15))
        self.document().setDocumentMargin(8)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportMargins(GUTTER, 4, 8, 4)
        self._speech = _Speech(self.document())
        self._pouring = Pouring(self, self._put)
        self._margin = _Margin(self)
        self.verticalScrollBar().valueChanged.connect(self._margin.update)
        self.document().contentsChange.connect(self._note_change)
        self.set_lines(())

    def lines(self) -> tuple[NoteLine, ...]:
        """What is written, paragraph by paragraph; empty ones are left out."""
        self._pouring.finish()
        return tuple(NoteLine(_stamp(b), text) for b in _blocks(self.document()) if (text := b.text().strip()))

    def set_lines(self, lines: Sequence[NoteLine]) -> None:
        """Show saved paragraphs; undo starts from here."""
        self._pouring.finish()
        self._loading = True
        self.setPlainText("\n".join(line.text for line in lines))
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()  # laid out once, and not at each paragraph
        for at, block in enumerate(_blocks(self.document())):
            cursor.setPosition(block.position())
            cursor.setBlockFormat(_format(lines[at].stamp if at < len(lines) else ""))
        cursor.endEditBlock()
        self.document().clearUndoRedoStacks()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self.setTextCursor(cursor)
        self._loading = False
        self._margin.update()

    def add_line(self, text: str) -> None:
        """Append a paragraph with the present time, as a pressed signal does."""
        self._pouring.finish()
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        if cursor.block().text().strip():
            cursor.insertBlock(_format(""))
        cursor.insertText(text)
        cursor.endEditBlock()

    def _note_change(self, position: int, _removed: int, added: int) -> None:
        if self._loading:
            return
        if not self.document().isRedoAvailable():  # while undoing nothing is begun
            self._stamp_begun(position, position + added)
        self._margin.update()
        self.changed.emit()

    def _stamp_begun(self, first: int, last: int) -> None:
        block, end = self.document().findBlock(first), self.document().findBlock(last)
        while block.isValid():
            if block.text().strip() and not _stamp(block):
                self._set_stamp(block)
            if block == end:
                return
            block = block.next()

    def _set_stamp(self, block: QTextBlock) -> None:
        cursor = QTextCursor(block)
        self._loading = True
        cursor.setBlockFormat(_format(self._now()))
        self._loading = False

    def insertFromMimeData(self, source: QMimeData) -> None:
        self._pouring.finish()
        if pasting.fits_into(self, source):
            self._pouring.begin(pasting.lines_of(source))
        else:
            self.pasted_too_much.emit()

    def _put(self, cursor: QTextCursor, text: str) -> None:
        """Paragraphs with their times in one step; in front of written words they have the time of these."""
        for place, line in enumerate(text.split("\n")):
            if place:
                stamp = _format(self._now() if line.strip() else "")
                cursor.insertBlock(stamp if cursor.atBlockEnd() else cursor.blockFormat())
            cursor.insertText(line)
            if line.strip() and not _stamp(cursor.block()):
                cursor.setBlockFormat(_format(self._now()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            cursor = self.textCursor()
            at_start = cursor.atBlockStart() and bool(cursor.block().text())
            cursor.insertBlock(cursor.blockFormat() if at_start else _format(""))
            self.ensureCursorVisible()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        frame = self.viewport().geometry()
        self._margin.setGeometry(QRect(frame.left() - GUTTER, frame.top(), GUTTER, frame.height()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_margin"):
            self._margin.update()

    def paint_stamps(self, painter: QPainter) -> None:
        """The times of the paragraphs in sight, each on its first line."""
        layout, offset = self.document().documentLayout(), self.verticalScrollBar().value()
        block = self.cursorForPosition(QPoint(0, 0)).block()
        while block.isValid():
            top = layout.blockBoundingRect(block).top() - offset
            if top > self._margin.height():
                return
            if top > -40:
                put(painter, QRectF(10, top, GUTTER - 10, 25), _stamp(block), 15, 400, "text3", TOP)
            block = block.next()


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _stamp(block: QTextBlock) -> str:
    return str(block.blockFormat().property(_STAMP) or "")


def _format(stamp: str) -> QTextBlockFormat:
    """Line pitch 25 for type of 15, seven pixels after a paragraph."""
    made = QTextBlockFormat()
    made.setLineHeight(115, int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value))
    made.setBottomMargin(7)
    if stamp:
        made.setProperty(_STAMP, stamp)
    return made


def _this_minute() -> str:
    return f"{clock.local(clock.now()):%H:%M}"

"""A long text goes into a field piece by piece, so that the window goes on between the pieces; undone as the one step it is.

What is typed meanwhile waits behind it. Whoever reads the field, or leaves it, gets the whole: the rest goes in at once then.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QTextEdit, QWidget

PIECE = 6_000
"""Letters of a piece, which is whole lines; making a line costs as much as `_LINE` letters."""
_LINE = 48
_WAITS = (QEvent.Type.KeyPress, QEvent.Type.InputMethod)
_ENDS = (QEvent.Type.FocusOut, QEvent.Type.MouseButtonPress)


class Pouring(QObject):
    """Puts texts where the caret of a pad is; `put` says how a piece becomes paragraphs there."""

    def __init__(self, pad: QTextEdit, put: Callable[[QTextCursor, str], None] = QTextCursor.insertText) -> None:
        super().__init__(pad)
        self._pad, self._put = pad, put
        self._at = QTextCursor()
        self._left: deque[str] = deque()
        self._held: deque[QEvent] = deque()
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._go_on)

    @property
    def running(self) -> bool:
        return self._turn.isActive()

    def begin(self, text: str) -> None:
        """Put it in place of what is marked; a short one stands there at once."""
        self.finish()
        self._at = self._pad.textCursor()
        self._left.extend(pieces(text))
        self._at.beginEditBlock()
        self._at.removeSelectedText()
        if self._left:
            self._put(self._at, self._left.popleft())
        self._at.endEditBlock()
        if not self._left:
            self._pad.ensureCursorVisible()
            return
        for one in (self._pad, self._pad.viewport()):
            one.installEventFilter(self)
        self._turn.start(0)

    def finish(self) -> None:
        """What is left goes in now, and what was typed behind it; it is laid out when the window next paints."""
        while self.running:
            rest, self._left = "".join(self._left), deque()
            if rest:
                self._add(rest)
            self._end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ENDS:
            self.finish()
        elif watched is self._pad and event.type() in _WAITS:
            self._held.append(event.clone())
            event.accept()
            return True
        return False

    def _go_on(self) -> None:
        if self._left:
            self._add(self._left.popleft())
        else:
            self._end()

    def _add(self, text: str) -> None:
        self._at.joinPreviousEditBlock()
        self._put(self._at, text)
        self._at.endEditBlock()

    def _end(self) -> None:
        self._turn.stop()
        for one in (self._pad, self._pad.viewport()):
            one.removeEventFilter(self)
        self._at = QTextCursor()
        held, self._held = self._held, deque()
        _send(held, self._pad)
        QTimer.singleShot(0, self._pad, self._pad.ensureCursorVisible)


def _send(held: deque[QEvent], pad: QWidget) -> None:
    """The keys of somebody who wrote on; behind a Tab they go where it led."""
    field, here = pad, pad.hasFocus()
    for event in held:
        QApplication.sendEvent(field, event)
        if here and not pad.hasFocus():
            field = QApplication.focusWidget() or pad


def pieces(text: str) -> Iterator[str]:
    """Whole lines, together no more than a turn of the window can take."""
    piece, weight = "", 0
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        if piece and weight + len(line) + _LINE > PIECE:
            yield piece
            piece, weight = "", 0
        piece, weight = piece + line, weight + len(line) + _LINE
    if piece:
        yield piece

"""What the caller says now, line by line, beside the manual; and what one has said aloud oneself."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from ui.kit.buttons import Button
from ui.kit.card import Panel
from ui.kit.label import Label, SectionHead
from ui.kit.mirror_cells import DOCKED, CheckLine, spoken_line
from ui.kit.page import Column
from ui.kit.paint import box, broken, put, ring, smooth
from ui.kit.strip import Notice
from ui.theme import ink

_PX, _PAD, _PITCH, _GAP, _BAR = 16, 16, 26, 8, 3
ON_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Down)


def notice_words() -> str:
    """The mark that stands on every page of a rehearsal."""
    return _("Rehearsal: nothing is recorded")


class CallerLines(QWidget):
    """The lines heard so far; the newest is the darkest. Space, Down or a click brings the next."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[str, ...] = ()
        self._heard = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_lines(self, lines: tuple[str, ...], heard: int) -> None:
        self._lines, self._heard = lines or (_("The caller is waiting for you."),), heard if lines else 1
        self.setAccessibleName(_("What the caller says"))
        self.setAccessibleDescription(" ".join(self.shown()))
        self.updateGeometry()
        self.update()

    def shown(self) -> tuple[str, ...]:
        """The lines one can read now."""
        return self._lines[: self._heard]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = self._broken(width)
        return 2 * _PAD + _PITCH * sum(map(len, lines)) + _GAP * (len(lines) - 1)

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(max(200, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.heightForWidth(max(200, self.width())))

    def _broken(self, width: int) -> list[tuple[str, ...]]:
        newest = self._heard - 1
        return [
            broken(line, _PX, 500 if at == newest else 400, width - 2 * _PAD - 10)
            for at, line in enumerate(self.shown())
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        box(painter, rect, "surface", "line", radius=10)
        y, x, newest = float(_PAD), _PAD + 10, self._heard - 1
        for at, lines in enumerate(self._broken(self.width())):
            if at == newest:
                painter.fillRect(QRectF(_PAD - 2, y + 4, _BAR, _PITCH * len(lines) - 8), ink("accent"))
            for line in lines:
                weight, tone = (500, "text") if at == newest else (400, "text2")
                put(painter, QRectF(x, y, rect.width() - x, _PITCH), line, _PX, weight, tone, elide=False)
                y += _PITCH
            y += _GAP
        if self.hasFocus():
            ring(painter, rect.adjusted(2, 2, -2, -2), 8)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # the page steers, wherever the focus stands


class _Steered(Column):
    """A column that leaves the arrows to the page: there they bring the caller's next line."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class CallerPanel(Panel):
    """The mark, who rings, the caller's words, and the lines of the step to tick as said aloud."""

    wanted = Signal()
    """The caller's next line."""
    said = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bg", parent=parent)
        self.notice = Notice(notice_words(), "eye-off", "watch")
        self.who = Label("", 14, 650, wrap=True)
        self.head = SectionHead(_("The caller says"), large=False)
        self.lines = CallerLines()
        self.lines.wanted.connect(self.wanted)
        self.next = Button(_("Next sentence"), "quiet", "Space")
        # The page takes Space itself: as a shortcut it would keep the key from every check box.
        self.next.setShortcut(QKeySequence())
        self.next.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.next.clicked.connect(self.wanted)
        self.stop = Button(_("Stop"), "secondary", "Esc", "x")
        self.turn = Label("", 13, 400, "text2", wrap=True)
        self.saying = SectionHead(_("Say one aloud and tick it"), large=False)
        self._said = QVBoxLayout()
        self._said.setSpacing(6)
        self._checks: list[CheckLine] = []
        self._column = _Steered(_("The caller"), spacing=10)
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.turn, 1)
        row.addWidget(self.next, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._column.add(self.who, self.head, self.lines, row)
        self._column.body.addSpacing(6)
        self._column.add(self.saying, self._said)
        self._column.end()
        self._column.body.setContentsMargins(0, 0, 8, 0)
        self._top, self._foot = QHBoxLayout(), QHBoxLayout()
        self._top.setSpacing(8)
        self._top.addWidget(self.notice, 1)
        self._foot.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 14, 20, 12)
        outer.setSpacing(12)
        outer.addLayout(self._top)
        outer.addWidget(self._column, 1)
        outer.addLayout(self._foot)
        self.stack(False)

    def stack(self, above: bool) -> None:
        """Lower and wider above the manual, where the window is too narrow for both side by side."""
        (self._top if above else self._foot).addWidget(self.stop)
        self.who.setVisible(not above)

    def show_caller(self, lines: tuple[str, ...], heard: int, last: bool) -> None:
        """The lines of this step, of which `heard` were said; `last` where the call ends with them."""
        self.lines.show_lines(lines, heard)
        more = heard < len(lines)
        self.head.set(_("The caller says"), f"{heard} / {len(lines)}" if lines else None)
        self.next.setVisible(more)
        ends = _("These were the caller's last words. The next way ends the call.")
        self.turn.setText("" if more else ends if last else _("Your turn.") if lines else "")
        self.turn.setVisible(bool(self.turn.text()))

    def tell(self, sentence: str) -> None:
        """A sentence under the caller's words, until the next step."""
        self.turn.setText(sentence)
        self.turn.show()

    def show_said(self, lines: tuple[str, ...], ticked: Collection[int]) -> None:
        """What the manual offers to say at this step."""
        for old in self._checks:
            old.hide()
            self._said.removeWidget(old)
            old.deleteLater()
        self._checks = [CheckLine(spoken_line(line), DOCKED[0], self) for line in lines]
        chain = (self.lines, *self._checks, self.stop)
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)
        for at, check in enumerate(self._checks):
            check.setChecked(at in ticked)
            check.toggled.connect(lambda on, at=at: self.said.emit(at, on))
            self._said.addWidget(check)
            check.show()  # at once: a layout would show it a turn later, and Tab would pass it by
        self.saying.setVisible(bool(lines))

    def checks(self) -> tuple[CheckLine, ...]:
        return tuple(self._checks)

    def to_top(self) -> None:
        self._column.verticalScrollBar().setValue(0)

    def reach(self) -> None:
        """Bring the newest line into sight."""
        self._column.ensureWidgetVisible(self.turn if self.turn.isVisible() else self.lines)

"""The status line: what kind of centre, connection, waiting, last backup; who and where; the lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QWidget

from ui.kit import icons
from ui.kit.chips import Tag
from ui.kit.label import IconLabel
from ui.kit.paint import box, put, rule, smooth, width_of
from ui.theme import ink

_HIGH, _GAP, _NARROW_GAP = 32, 26, 14


@dataclass(frozen=True, slots=True)
class StatusItem:
    """One fact of the status line; with an id it can be pressed."""

    text: str
    icon: str = ""
    id: str = ""


class _StatusButton(QPushButton):
    """A fact that leads somewhere."""

    def __init__(self, item: StatusItem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item = item
        self.setAutoDefault(False)
        self.setAccessibleName(item.text)
        self.setFixedSize(QSize(round(width_of(item.text, 12)) + (25 if item.icon else 1), 26))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        if self.hasFocus():
            box(painter, self.rect(), None, "focus", 2, 5)
        of = "text" if self.underMouse() else "text2"
        icons.draw(painter, self._item.icon, 0, 5, of, 16)
        put(painter, QRectF(24, 0, self.width(), self.height()), self._item.text, 12, 400, of)


class StatusLine(QWidget):
    """Thirty-two pixels at the foot; before unlocking it holds only what is known without a key."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HIGH)
        self._two = False
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(24, 0, 24, 1)
        self._rows.setSpacing(0)
        facts, mine = QHBoxLayout(), QHBoxLayout()
        for row in (facts, mine):
            row.setSpacing(0)
        self._chip = Tag("", "caution")
        self._gap = QWidget()
        self._gap.setFixedWidth(21)
        for shown in (self._chip, self._gap):
            shown.hide()
            facts.addWidget(shown)
        self._left = QHBoxLayout()
        self._left.setSpacing(_GAP)
        self._items: tuple[StatusItem, ...] = ()
        facts.addLayout(self._left)
        facts.addStretch(1)
        self._who = IconLabel("person", "")
        self._lock = IconLabel("lock", "", weight=500)
        for shown in (self._who, self._lock):
            shown.hide()
            mine.addSpacing(26)
            mine.addWidget(shown)
        self._facts, self._mine = facts, mine
        self._rows.addLayout(facts, 1)
        self._rows.addLayout(mine)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        return done

    def _fit(self) -> None:
        """In a narrow window who sits here stands in a second row, so that no word of either is cut off."""
        gaps = (_GAP - _NARROW_GAP) * max(0, len(self._items) - 1) if self._two else 0
        wanted = self._facts.sizeHint().width() + gaps + self._mine.sizeHint().width() + 48
        if self._two == (self.width() < wanted):
            return
        self._two = not self._two
        flow = QBoxLayout.Direction
        self._left.setSpacing(_NARROW_GAP if self._two else _GAP)
        self._rows.setDirection(flow.TopToBottom if self._two else flow.LeftToRight)
        self._rows.setAlignment(self._mine, Qt.AlignmentFlag.AlignRight if self._two else Qt.AlignmentFlag(0))
        self.setFixedHeight(_HIGH + 24 if self._two else _HIGH)

    def set_chip(self, text: str) -> None:
        """The practice chip; an empty text takes it away."""
        if text:
            self._chip.set_text(text)
        self._chip.setVisible(bool(text))
        self._gap.setVisible(bool(text))

    def set_items(self, items: Sequence[StatusItem]) -> None:
        """The facts at the left; where only words changed, what has the focus keeps it."""
        before, self._items = self._items, tuple(items)
        if [(one.id, one.icon) for one in before] == [(one.id, one.icon) for one in items]:
            for at, item in enumerate(items):
                if item != before[at]:
                    self._replace(at, item)
            return
        while (taken := self._left.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.deleteLater()
        for item in items:
            self._left.addWidget(self._made(item), 0, Qt.AlignmentFlag.AlignVCenter)

    def _replace(self, at: int, item: StatusItem) -> None:
        place = self._left.itemAt(at)
        old, new = place.widget() if place else None, self._made(item)
        if old is None:
            return
        focused = old.hasFocus()
        self._left.replaceWidget(old, new)
        new.show()
        if focused:
            new.setFocus()
        old.hide()
        old.deleteLater()

    def _made(self, item: StatusItem) -> QWidget:
        if not item.id:
            return IconLabel(item.icon, item.text)
        button = _StatusButton(item)
        button.clicked.connect(lambda: self.asked.emit(item.id))
        return button

    def set_who(self, text: str) -> None:
        self._who.set(text)
        self._who.setVisible(bool(text))

    def set_lock(self, text: str) -> None:
        self._lock.set(text)
        self._lock.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), ink("bg"))
        rule(painter, 0, 0, self.width())

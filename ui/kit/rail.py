"""The rail: where one can go, in 76 px with the word below the icon, in 208 px with the key beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLayout, QVBoxLayout, QWidget

from app.i18n import _
from ui.kit import icons
from ui.kit.buttons import draw_badge, pressed_by_key
from ui.kit.mark import draw_mark
from ui.kit.paint import CENTRE, RIGHT, box, key_words, put, smooth, spoken_key, upright
from ui.theme import current, ink, mix

NARROW, WIDE, WIDE_FROM, WORDLESS_BELOW = 76, 208, 1600, 900
TALL, LEAST = 58, 28
"""How high a place stands, and how low it may become where the window is low."""
_HEAD, _FOOT = 66, 8


@dataclass(frozen=True, slots=True)
class RailItem:
    """One place to go."""

    id: str
    icon: str
    word: str
    key: str = ""


class _RailButton(QAbstractButton):
    """One painted, focusable place of the rail."""

    def __init__(self, item: RailItem, parent: QWidget) -> None:
        super().__init__(parent)
        self.item, self.badge, self.wide, self.wordless = item, 0, False, False
        self.setCheckable(True)
        self.setShortcut(QKeySequence(item.key))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_badge(0)
        self.fit(False, False)

    def event(self, event: QEvent) -> bool:
        return pressed_by_key(self, event) or super().event(event)

    def fit(self, wide: bool, wordless: bool, high: int = TALL) -> None:
        self.wide, self.wordless = wide, wordless
        self.setFixedSize(QSize(WIDE - 1, min(44, high)) if wide else QSize(NARROW - 1, high))
        self.update()

    def set_badge(self, count: int) -> None:
        self.badge = count
        name = _("{place}, {count} new").format(place=self.item.word, count=count)
        self.setAccessibleName(name if count else self.item.word)
        self.setToolTip(spoken_key(self.item.word, self.item.key))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        area = QRectF(8, 2, self.width() - 15, self.height() - 4)
        on, bare = self.isChecked(), not current().soft_fills
        if on:
            box(painter, area, "surface", "accent" if bare else None, radius=8)
            bar = QRectF(8, area.top() + 8, 3, area.height() - 16)
            box(painter, bar, "accent", radius=1.5)
        elif self.underMouse():
            box(painter, area, mix("surface", "rail", 0.5), radius=8)
        if self.hasFocus():
            box(painter, area, None, "focus", 2, 8)
        (self._paint_wide if self.wide else self._paint_narrow)(painter, "accent" if on else "text2")

    def _paint_narrow(self, painter: QPainter, of: str) -> None:
        weight = 650 if self.isChecked() else 400
        middle = 38.0
        top = 10.0 if not self.wordless else (self.height() - 22) / 2
        icons.draw(painter, self.item.icon, middle - 11, top, of, 22)
        if not self.wordless:
            put(painter, QRectF(2, 32, 72, 20), self.item.word, 12, weight, of, CENTRE)
        if self.badge:
            draw_badge(painter, QPointF(middle + 13, top + 4), self.badge)

    def _paint_wide(self, painter: QPainter, of: str) -> None:
        weight, high = (650 if self.isChecked() else 400), self.height()
        icons.draw(painter, self.item.icon, 24, high / 2 - 10, of, 20)
        put(painter, QRectF(56, 0, 100, high), self.item.word, 14, weight, of if self.isChecked() else "text")
        if self.badge:
            draw_badge(painter, QPointF(174, high / 2), self.badge)
        else:
            key = key_words(self.item.key)
            put(painter, QRectF(130, 0, 56, high), key, 11, 400, "text3", RIGHT)


class Rail(QWidget):
    """A column of places, the chosen one marked by ground, bar and weight; *Hide* stands at the foot."""

    chosen = Signal(str)
    hide_asked = Signal()

    def __init__(self, items: Sequence[RailItem], hide_key: str = "Ctrl+Q", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Places"))
        self._wide = self._wordless = False
        self._low = 0
        """How high a place may be where the window is low; 0 where it is not."""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, _HEAD, 0, _FOOT)
        self._column.setSpacing(0)
        self._column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # a low window makes its places low
        self._buttons: dict[str, _RailButton] = {}
        self._column.addStretch(1)
        self._hide_key, self._hide = hide_key, _RailButton(RailItem("hide", "", ""), self)
        self.set_items(items)
        self.setFixedWidth(NARROW)

    def set_items(self, items: Sequence[RailItem]) -> None:
        """Show these places, which are all the role may open."""
        for button in self._buttons.values():
            button.hide()
            button.deleteLater()
        self._buttons = {item.id: _RailButton(item, self) for item in items}
        for place, button in enumerate(self._buttons.values()):
            button.clicked.connect(lambda _on=False, ident=button.item.id: self._clicked(ident))
            self._column.insertWidget(place, button)
        self._put_hide_last()
        self._fit_buttons()

    def _put_hide_last(self) -> None:
        """Make *Hide* anew after the places: the order of making is the order of Tab."""
        self._hide.hide()
        self._hide.deleteLater()
        self._hide = _RailButton(RailItem("hide", "eye-off", _("Hide"), self._hide_key), self)
        self._hide.setCheckable(False)
        self._hide.clicked.connect(self.hide_asked)
        self._column.addWidget(self._hide)

    def _clicked(self, ident: str) -> None:
        self.set_chosen(ident)
        self.chosen.emit(ident)

    def set_chosen(self, ident: str) -> None:
        for each, button in self._buttons.items():
            button.setChecked(each == ident)

    def chosen_id(self) -> str:
        return next((i for i, b in self._buttons.items() if b.isChecked()), "")

    def set_badge(self, ident: str, count: int) -> None:
        if ident in self._buttons:
            self._buttons[ident].set_badge(count)

    def fit(self, window_width: int, window_height: int = 768) -> None:
        """Take the width that suits the window's, and where it is low, places that all stand in it."""
        count = len(self._buttons) + 1
        low = window_height < _HEAD + count * TALL + _FOOT
        self._low = (window_height - 2 * _FOOT - 32) // count if low else 0
        self._wide = window_width >= WIDE_FROM
        self._wordless = window_width < WORDLESS_BELOW or low
        self._column.setContentsMargins(0, _FOOT if low else _HEAD, 0, _FOOT)
        self._fit_buttons()
        self.setFixedWidth(WIDE if self._wide else NARROW)
        self.update()

    def _fit_buttons(self) -> None:
        high = max(LEAST, min(self._low, TALL)) if self._low else TALL
        for button in (*self._buttons.values(), self._hide):
            button.fit(self._wide, self._wordless, high)

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROW, (len(self._buttons) + 1) * LEAST + 2 * _FOOT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        buttons = [*self._buttons.values(), self._hide]
        focused = next((i for i, b in enumerate(buttons) if b.hasFocus()), -1)
        if event.key() in steps and focused >= 0:
            target = buttons[(focused + steps[Qt.Key(event.key())]) % len(buttons)]
            target.setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and focused >= 0:
            buttons[focused].click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        painter.fillRect(self.rect(), ink("rail"))
        width = current().line_width
        upright(painter, self.width() - width, 0, self.height())
        if self._low:
            return
        draw_mark(painter, 24 if not self._wide else 22, 20, 28, ink("accent"), mix("accent", "bg", 0.62))
        if self._wide:
            put(painter, QRectF(62, 18, 100, 28), _("Gyeot"), 20, 700)

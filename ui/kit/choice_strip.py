"""The choice strip: digit and word in a row of small boxes, in place of combo boxes up to eight values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QWidget

from ui.kit.flow import Flow
from ui.kit.focus import FocusRing
from ui.kit.paint import box, put, smooth, width_of

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class _Choice:
    """How one box looks; mixed into a radio button or a check box so that its role is true."""

    def dress(self: QAbstractButton, word: str, digit: str, height: int) -> None:  # type: ignore[misc]  # a mixin for buttons only
        self.word, self.digit, self.high = word, digit, height
        self.setAccessibleName(word)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


def _width(word: str, digit: str) -> int:
    return round((width_of(digit, 12) + 8 if digit else 2) + width_of(word, 13, 650) + 20)


def _paint(button: QAbstractButton, word: str, digit: str) -> None:
    painter, rect = smooth(QPainter(button)), QRectF(button.rect())
    on = button.isChecked()
    fill = "accent_soft" if on else "sunken" if button.underMouse() or not button.isEnabled() else "surface"
    box(painter, rect, fill, "accent" if on else "edge", 2 if on else 0)
    x = 10.0
    if digit:
        x += put(painter, rect.adjusted(x, 0, 0, 0), digit, 12, 400, "accent" if on else "text3") + 8
    tone = "accent" if on else "text" if button.isEnabled() else "text3"
    put(painter, rect.adjusted(x if digit else 11, 0, -8, 0), word, 13, 650, tone)


class _One(_Choice, QRadioButton):
    """A choice that excludes the others."""

    word: str
    digit: str
    high: int

    def sizeHint(self) -> QSize:
        return QSize(_width(self.word, self.digit), self.high)

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint(self, self.word, self.digit)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            FocusRing(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # the strip steers


class _Many(_Choice, QCheckBox):
    """A choice beside others."""

    word: str
    digit: str
    high: int

    def sizeHint(self) -> QSize:
        return QSize(_width(self.word, self.digit), self.high)

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint(self, self.word, self.digit)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            FocusRing(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class ChoiceStrip(QWidget):
    """One tab stop; arrows move, digits and space choose, Delete clears a single choice."""

    changed = Signal()
    chosen = Signal(str)
    toggled = Signal(str, bool)

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        name: str,
        multi: bool = False,
        digits: bool = True,
        height: int = 30,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._multi, self._digits, self._high = multi, digits, height
        self._buttons: dict[str, _One | _Many] = {}
        self._flow = Flow(self)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other values; nothing is chosen afterwards."""
        for button in self._buttons.values():
            self._flow.removeWidget(button)
            button.setAutoExclusive(False)  # until it is deleted it would keep its choice beside the new ones
            button.deleteLater()
        self._buttons = {ident: self._made(ident, word, i) for i, (ident, word) in enumerate(choices, start=1)}
        self._rest()

    def _made(self, ident: str, word: str, place: int) -> _One | _Many:
        button: _One | _Many = _Many(self) if self._multi else _One(self)
        button.dress(word, str(place) if self._digits and place < 10 else "", self._high)
        button.clicked.connect(lambda _on=False, ident=ident: self._clicked(ident))
        self._flow.addWidget(button)
        button.show()
        return button

    def _clicked(self, ident: str) -> None:
        self._rest(ident)
        self.toggled.emit(ident, self._buttons[ident].isChecked())
        if not self._multi:
            self.chosen.emit(ident)
        self.changed.emit()

    def _rest(self, ident: str = "") -> None:
        """Let Tab stop only at the chosen box, or the first."""
        stop = ident or next((i for i, b in self._buttons.items() if b.isChecked()), "")
        stop = stop or next(iter(self._buttons), "")
        for each, button in self._buttons.items():
            tab = each == stop
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tab else Qt.FocusPolicy.ClickFocus)
        if stop:
            self.setFocusProxy(self._buttons[stop])

    def value(self) -> str:
        """The chosen id, or an empty string."""
        return next((ident for ident, button in self._buttons.items() if button.isChecked()), "")

    def values(self) -> tuple[str, ...]:
        """All chosen ids in their order."""
        return tuple(ident for ident, button in self._buttons.items() if button.isChecked())

    def set_value(self, ident: str) -> None:
        self.set_values((ident,) if ident else ())

    def set_values(self, idents: Iterable[str]) -> None:
        """Choose without a signal."""
        wanted = set(idents)
        for ident, button in self._buttons.items():
            button.setAutoExclusive(False)
            button.setChecked(ident in wanted)
            button.setAutoExclusive(not self._multi)
        self._rest()

    def choose(self, place: int) -> bool:
        """Press the box with this digit (1 is the first); False where there is none."""
        if not 1 <= place <= len(self._buttons):
            return False
        list(self._buttons.values())[place - 1].click()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, word = event.key(), event.text()
        if key in _STEPS:
            self._step(_STEPS[Qt.Key(key)])
        elif word.isdigit() and self._digits and self.choose(int(word)):
            self._focus(self._at(int(word) - 1))
        elif key == Qt.Key.Key_Space:
            self._focused().click()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self._multi and self.value():
            self.set_value("")
            self.changed.emit()
        else:
            super().keyPressEvent(event)

    def _at(self, index: int) -> _One | _Many:
        return list(self._buttons.values())[index]

    def _focused(self) -> _One | _Many:
        return next((b for b in self._buttons.values() if b.hasFocus()), self._at(0))

    def _step(self, by: int) -> None:
        buttons = list(self._buttons.values())
        target = buttons[(buttons.index(self._focused()) + by) % len(buttons)]
        self._focus(target)
        if not self._multi:
            target.click()

    def _focus(self, button: _One | _Many) -> None:
        for each in self._buttons.values():
            tab = each is button
            each.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tab else Qt.FocusPolicy.ClickFocus)
        button.setFocus(Qt.FocusReason.TabFocusReason)

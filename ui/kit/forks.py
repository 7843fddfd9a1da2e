"""Forks: where the step goes on, chosen by digit; Enter takes the default."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QGridLayout, QLineEdit, QPushButton, QSizePolicy, QTextEdit, QWidget

from app.i18n import _
from ui.kit import icons
from ui.kit.focus import FocusRing
from ui.kit.paint import box, broken, cap, cap_width, put, smooth, spoken_key, width_of
from ui.theme import mix

HEIGHT, COMPACT_HEIGHT, MOST = 52, 34, 9


@dataclass(frozen=True, slots=True)
class Fork:
    """One way on: what was heard, and where it leads."""

    id: str
    word: str
    target: str = ""
    icon: str = ""
    danger: bool = False
    default: bool = False


class _ForkButton(QPushButton):
    """One painted way on; its cap follows where the focus is."""

    def __init__(self, fork: Fork, key: str, compact: bool, tinted: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.fork, self.key = fork, key
        self._compact, self._tinted, self._cap = compact, tinted, key
        self.setAutoDefault(False)
        self.setAccessibleName(f"{fork.word} {fork.target}".strip())
        self.setToolTip(f"{fork.word} → {fork.target}" if fork.target else fork.word)
        self.setFixedHeight(COMPACT_HEIGHT if compact else HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, self.height())

    def set_cap(self, key: str) -> None:
        self._cap = key
        self.setAccessibleDescription(spoken_key(self.fork.word, key))
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            FocusRing(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # the row steers

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        solid = self.fork.default and not self._tinted
        tinted = self.fork.default and self._tinted
        hover = self.underMouse() or self.isDown()
        if solid:
            box(painter, rect, mix("accent", "text", 0.86) if hover else "accent", radius=7)
        elif tinted:
            box(painter, rect, "accent_soft", "accent", 2, 7)
        else:
            box(painter, rect, "sunken" if hover else "surface", "edge", radius=7)
        of = "accent_on" if solid else "accent" if tinted else "text"
        mark = "danger" if self.fork.danger else of
        (self._paint_compact if self._compact else self._paint_tall)(painter, rect, of, mark, solid)

    def _paint_tall(self, painter: QPainter, rect: QRectF, of: str, mark: str, solid: bool) -> None:
        middle = rect.center().y() if self.fork.default else rect.bottom() - 15
        self._paint_cap(painter, rect.right() - 10, middle, solid)
        end = -cap_width(self._cap) - 18.0
        top = rect.adjusted(14, 7, end if self.fork.default else -10, -23)
        size = next((px for px in (13, 12) if width_of(self.fork.word, px, 650) <= top.width()), 11)
        put(painter, top, self.fork.word, size, 650, of)
        below, x = rect.adjusted(14, 25, end, -6), 0
        icon = self.fork.icon or ("arrow-right" if self.fork.default else "")
        if icon:
            icons.draw(painter, icon, 14, below.center().y() - 8, mark, 16)
            x = 20
        put(painter, below.adjusted(x, 0, 0, 0), self.fork.target, 12, 500, of if solid else "text2")

    def _paint_compact(self, painter: QPainter, rect: QRectF, of: str, mark: str, solid: bool) -> None:
        self._paint_cap(painter, rect.right() - 8, rect.center().y(), solid)
        icon = self.fork.icon or ("arrow-right" if self.fork.default else "fork")
        icons.draw(painter, icon, 10, rect.center().y() - 8, mark, 16)
        room = rect.adjusted(31, 0, -cap_width(self._cap) - 14, 0)
        if width_of(self.fork.word, 12, 650) <= room.width():
            put(painter, room, self.fork.word, 12, 650, of)
            return
        lines = broken(self.fork.word, 11, 650, int(room.width()))[:2]
        top = rect.center().y() - 7 * len(lines)
        for at, line in enumerate(lines):
            put(painter, QRectF(room.left(), top + at * 14, room.width(), 14), line, 11, 650, of)

    def _paint_cap(self, painter: QPainter, right: float, middle: float, solid: bool) -> None:
        edge = mix("accent_on", "accent", 0.55) if solid else "line"
        cap(painter, right, middle, self._cap, "accent_on" if solid else "text3", edge, None if solid else "surface")


class Forks(QWidget):
    """The ways on in one row, or two columns when compact; digits and Enter here, with Ctrl while text is written."""

    chosen = Signal(str)

    def __init__(
        self,
        forks: Sequence[Fork] = (),
        compact: bool = False,
        tinted: bool = False,
        ctrl_enter: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Ways on"))
        self._compact, self._tinted, self._ctrl_enter = compact, tinted, ctrl_enter
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6 if compact else 8)
        self._buttons: list[_ForkButton] = []
        self._keys: list[QShortcut] = []
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow_focus)
        self.set_forks(forks)

    def set_forks(self, forks: Sequence[Fork]) -> None:
        """Show other ways on; with `default` Enter takes that one."""
        for old in (*self._buttons, *self._keys):
            old.deleteLater()
        for button in self._buttons:
            button.hide()
        self._buttons, self._keys = [], []
        columns = 2 if self._compact else max(1, len(forks))
        digit = 0
        for at, fork in enumerate(forks[:MOST]):
            digit += 0 if fork.default else 1
            button = _ForkButton(fork, "Enter" if fork.default else str(digit), self._compact, self._tinted, self)
            button.clicked.connect(lambda _on=False, ident=fork.id: self.chosen.emit(ident))
            self._grid.addWidget(button, at // columns, at % columns)
            self._buttons.append(button)
            self._bind(button)
        self._follow_focus(None, QApplication.focusWidget())

    def _bind(self, button: _ForkButton) -> None:
        if button.fork.default and not self._ctrl_enter:
            return
        for key in ("Return", "Enter") if button.fork.default else (button.key,):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{key}"), self)
            shortcut.activated.connect(button.click)
            self._keys.append(shortcut)

    def buttons(self) -> tuple[QPushButton, ...]:
        return tuple(self._buttons)

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """While text has the focus the caps show the keys that work there."""
        writing = isinstance(now, QLineEdit | QTextEdit)
        for button in self._buttons:
            plain = button.fork.default and not self._ctrl_enter
            button.set_cap(f"Ctrl+{button.key}" if writing and not plain else button.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        word, key = event.text(), event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._enter(key == Qt.Key.Key_Space)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Down) else -1)
        elif word and (found := next((b for b in self._buttons if b.key == word), None)):
            found.click()
        else:
            super().keyPressEvent(event)

    def _focused(self) -> int:
        return next((at for at, b in enumerate(self._buttons) if b.hasFocus()), -1)

    def _enter(self, here: bool) -> None:
        """Space presses the focused way; Enter too, unless the focus merely rests on the first one."""
        focused = self._focused()
        default = next((b for b in self._buttons if b.fork.default), None)
        target = default if default and not here and focused <= 0 else self._buttons[focused]
        target.click()

    def _step(self, by: int) -> None:
        if self._buttons:
            target = self._buttons[(self._focused() + by) % len(self._buttons)]
            target.setFocus(Qt.FocusReason.TabFocusReason)

"""The ways on from a step: as few lines as their words allow, nothing cut, digits and Enter, with Ctrl while writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QSizePolicy, QTextEdit, QWidget

from app.i18n import _
from ui.kit import icons
from ui.kit.focus import FocusRing
from ui.kit.paint import box, broken, cap, cap_width, put, smooth, spoken_key, width_of
from ui.theme import mix

FEW, GAP = 4, 6
"""Up to four ways stand in one row as tall boxes; more stand as slim ones in columns."""
_LINE, _SLIM_LINE, _TALL_TOP, _LEAST, _GLANCE, _CROWD = 17, 15, 8, 300, 2, 24
_Plan = tuple[int, int, list[int]]


@dataclass(frozen=True, slots=True)
class Fork:
    """One way on: what was heard, and where it leads."""

    id: str
    word: str
    target: str = ""
    icon: str = ""
    danger: bool = False
    default: bool = False


class Way(QPushButton):
    """One painted way on; its cap follows where the focus is. A button serves one step after the other."""

    def __init__(self, fork: Fork, docked: bool, tinted: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.fork, self.key = fork, ""
        self._docked, self._tinted, self._cap, self._tall = docked, tinted, "", False
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_fork(self, fork: Fork, key: str) -> None:
        self.fork, self.key, self._cap = fork, key, key
        self.setAccessibleName(f"{fork.word} → {fork.target}" if fork.target else fork.word)
        self.setToolTip(self.accessibleName())
        self.update()

    def set_tall(self, tall: bool) -> None:
        self._tall = tall
        self.update()

    def set_cap(self, key: str) -> None:
        """Name another key; the words of it are those of this fork."""
        self._cap = key
        self.setAccessibleDescription(spoken_key(self.fork.word, key))
        self.update()

    def needed(self, width: int, tall: bool) -> int:
        """How high the box stands at this width with all its words."""
        lines = len(self._lines(width, tall))
        if tall:
            below = len(self._target_lines(width))
            return max(52, 2 * _TALL_TOP + _LINE * lines + 19 * below)
        return max(34, _SLIM_LINE * lines + 8)

    def fits(self, width: int, tall: bool) -> bool:
        """Whether no word has to be broken inside at this width."""
        room = width - 26 if tall else self._slim_room(width)
        return all(width_of(word, 13 if tall else 12, 650) <= room for word in self.fork.word.split())

    def is_crowded(self, width: int, tall: bool) -> bool:
        """Whether the words would stand in more lines than one reads at a glance."""
        return len(self._lines(width, tall)) > _GLANCE

    def _cap_room(self) -> int:
        """Room for the widest cap, so that nothing moves when the focus does."""
        plain = self.fork.default and self._tinted
        return round(cap_width(self.key if plain else f"Ctrl+{self.key}"))

    def _slim_target(self, width: int) -> str:
        """The id of the target where no icon says it and the words leave it room; the whole name is in the tool tip."""
        told = self._docked or self.fork.icon not in ("", "arrow-right")
        if told and not self.fork.default:
            return ""
        target = self.fork.target.split(" ")[0]
        longest = max((width_of(word, 12, 650) for word in self.fork.word.split()), default=0)
        return target if longest <= self._slim_rest(width) - round(width_of(target, 12)) - 8 else ""

    def _slim_rest(self, width: int) -> int:
        return width - 48 - self._cap_room()

    def _slim_room(self, width: int) -> int:
        target = self._slim_target(width)
        return max(24, self._slim_rest(width) - (round(width_of(target, 12)) + 8 if target else 0))

    def _lines(self, width: int, tall: bool) -> tuple[str, ...]:
        if tall:
            return broken(self.fork.word, 13, 650, width - 26)
        return broken(self.fork.word, 12, 650, self._slim_room(width))

    def _target_lines(self, width: int) -> tuple[str, ...]:
        return broken(self.fork.target, 12, 500, max(60, width - 34 - self._cap_room() - 10))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            FocusRing(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # the row steers

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        solid = self.fork.default and not self._tinted
        hover = self.underMouse() or self.isDown()
        if solid:
            box(painter, rect, mix("accent", "text", 0.86) if hover else "accent", radius=7)
        elif self.fork.default:
            box(painter, rect, "accent_soft", "accent", 2, 7)
        else:
            box(painter, rect, "sunken" if hover else "surface", "edge", radius=7)
        of = "accent_on" if solid else "accent" if self.fork.default else "text"
        mark = "danger" if self.fork.danger else of
        (self._paint_tall if self._tall else self._paint_slim)(painter, rect, of, mark, solid)

    def _paint_tall(self, painter: QPainter, rect: QRectF, of: str, mark: str, solid: bool) -> None:
        y = float(_TALL_TOP)
        for line in self._lines(self.width(), True):
            put(painter, QRectF(14, y, rect.width() - 20, _LINE), line, 13, 650, of, elide=False)
            y += _LINE
        targets = self._target_lines(self.width())
        y = rect.height() - 6 - 19 * len(targets)
        icons.draw(painter, self.fork.icon or "arrow-right", 14, y + 2, mark, 16)
        for at, line in enumerate(targets):
            area = QRectF(35, y + 19 * at, rect.width() - 35, 19)
            put(painter, area, line, 12, 500, of if solid else "text2", elide=False)
        self._paint_cap(painter, rect.right() - 9, rect.bottom() - 16, solid)

    def _paint_slim(self, painter: QPainter, rect: QRectF, of: str, mark: str, solid: bool) -> None:
        middle = rect.center().y()
        icons.draw(painter, self.fork.icon or "arrow-right", 10, middle - 8, mark, 16)
        lines = self._lines(self.width(), False)
        y = middle - _SLIM_LINE * len(lines) / 2
        for line in lines:
            put(painter, QRectF(32, y, rect.width() - 32, _SLIM_LINE), line, 12, 650, of, elide=False)
            y += _SLIM_LINE
        self._paint_cap(painter, rect.right() - 8, middle, solid)
        word = self._slim_target(self.width())
        left = rect.right() - 8 - cap_width(self._cap) - 8 - width_of(word, 12)
        put(painter, QRectF(left, middle - 9, 400, 18), word, 12, 400, of if solid else "text2", elide=False)

    def _paint_cap(self, painter: QPainter, right: float, middle: float, solid: bool) -> None:
        edge = mix("accent_on", "accent", 0.55) if solid else "line"
        cap(painter, right, middle, self._cap, "accent_on" if solid else "text3", edge, None if solid else "surface")


class Ways(QWidget):
    """All ways on; `slim` for the dock, `ctrl_enter=False` beside a call bar that owns the key."""

    chosen = Signal(str)

    def __init__(self, slim: bool = False, ctrl_enter: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Ways on"))
        self._slim, self._ctrl_enter = slim, ctrl_enter
        self._ways: list[Way] = []
        self._default: list[Way] = []
        self._others: list[Way] = []
        self._keys: dict[str, QShortcut] = {}
        self._plans: dict[int, _Plan] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow_focus)

    def show_ways(self, forks: Sequence[Fork]) -> None:
        """Show other ways on; Enter takes the default."""
        before, held = self._ways, any(way.hasFocus() for way in self._ways)
        self._ways = self._buttons(forks)
        digits = iter("123456789")
        for way, fork in zip(self._ways, forks, strict=True):
            way.show_fork(fork, "Enter" if fork.default else next(digits, ""))
        self._bind()
        self._follow_focus(None, QApplication.focusWidget())
        self._plans.clear()
        self._arrange()
        if held:
            self.take_focus()  # before its button goes: else the focus would run to a stranger
        for way in self._ways:
            way.show()
        for way in before:
            way.setVisible(way in self._ways)
        for one, other in pairwise(self._ways):
            self.setTabOrder(one, other)

    def _buttons(self, forks: Sequence[Fork]) -> list[Way]:
        """A button for each fork, those of the step before where there are enough: new ones cost a frame."""
        rooms, taken = {True: self._default, False: self._others}, {True: 0, False: 0}
        found = []
        for fork in forks:
            room, at = rooms[fork.default], taken[fork.default]
            if at == len(room):
                room.append(self._button(fork))
            found.append(room[at])
            taken[fork.default] += 1
        return found

    def _button(self, fork: Fork) -> Way:
        made = Way(fork, self._slim, not self._ctrl_enter, self)
        made.clicked.connect(lambda: self.chosen.emit(made.fork.id))
        return made

    def take_focus(self) -> None:
        """Stand on the way that Enter takes."""
        target = next((way for way in self._ways if way.fork.default), self._ways[0] if self._ways else None)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def ways(self) -> tuple[Way, ...]:
        return tuple(self._ways)

    def _bind(self) -> None:
        """The keys that work with Ctrl, each on the way that carries it now."""
        wanted: dict[str, Way] = {}
        for way in self._ways:
            if way.key and (self._ctrl_enter or not way.fork.default):
                wanted |= dict.fromkeys(("Return", "Enter") if way.fork.default else (way.key,), way)
        for key in wanted.keys() - self._keys.keys():
            self._keys[key] = QShortcut(QKeySequence(f"Ctrl+{key}"), self)
            self._keys[key].activated.connect(lambda key=key: self._press(key))
        for key, shortcut in self._keys.items():
            shortcut.setEnabled(key in wanted)

    def _press(self, key: str) -> None:
        name = "Enter" if key == "Return" else key
        for way in [one for one in self._ways if one.key == name][:1]:
            way.click()

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """While text has the focus the caps show the keys that work there."""
        writing = isinstance(now, QLineEdit | QTextEdit)
        for way in self._ways:
            plain = not way.key or (way.fork.default and not self._ctrl_enter)
            way.set_cap(f"Ctrl+{way.key}" if writing and not plain else way.key)

    # -- keys ------------------------------------------------------------------------------------

    def take_key(self, event: QKeyEvent) -> bool:
        """A digit or Enter pressed where nothing else wanted it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            way = next((way for way in self._ways if way.hasFocus() and way is not self._ways[0]), None)
            way = way or next((way for way in self._ways if way.fork.default), None)
        else:
            way = next((way for way in self._ways if way.key and way.key == event.text()), None)
        if way is not None:
            way.click()
        return way is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        at = next((at for at, way in enumerate(self._ways) if way.hasFocus()), -1)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in steps and self._ways:
            target = self._ways[(at + steps[Qt.Key(event.key())]) % len(self._ways)]
            target.setFocus(Qt.FocusReason.TabFocusReason)
        elif plain and event.key() == Qt.Key.Key_Space and at >= 0:
            self._ways[at].click()
        elif not (plain and self.take_key(event)):
            super().keyPressEvent(event)

    # -- layout ----------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._plan(width)[0]

    def sizeHint(self) -> QSize:
        return QSize(360, self.heightForWidth(self.width() or 360))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(_LEAST, self.width())))

    def _tall(self) -> bool:
        return not self._slim and len(self._ways) <= FEW

    def _plan(self, width: int) -> _Plan:
        """Height, number of columns and the height of each row: the lowest arrangement that cuts nothing."""
        if width not in self._plans:
            self._plans[width] = self._planned(width)
        return self._plans[width]

    def _planned(self, width: int) -> _Plan:
        if not self._ways:
            return 0, 1, []
        tall = self._tall()
        most = min(len(self._ways), 2 if self._slim else max(FEW, width // 190), max(1, width // 150))
        plans = []
        for columns in range(most, 0, -1):
            wide = self._widths(width, columns)
            each = [way.needed(room, tall) for way, room in zip(self._ways, wide, strict=True)]
            rows = [max(each[at : at + columns]) for at in range(0, len(each), columns)]
            whole = all(way.fits(room, tall) for way, room in zip(self._ways, wide, strict=True))
            crowded = not self._slim and any(
                way.is_crowded(room, tall) for way, room in zip(self._ways, wide, strict=True)
            )
            plans.append((not whole, sum(rows) + GAP * (len(rows) - 1) + _CROWD * crowded, columns, rows))
        _broken, _weight, columns, rows = min(plans, key=lambda plan: plan[:2])
        return sum(rows) + GAP * (len(rows) - 1), columns, rows

    def _widths(self, width: int, columns: int) -> list[int]:
        """How wide each way stands; one that stands alone in the last line of the dock takes the whole line."""
        wide = [(width - GAP * (columns - 1)) // columns] * len(self._ways)
        if self._slim and len(wide) % columns == 1:
            wide[-1] = width
        return wide

    def _arrange(self) -> None:
        height, columns, rows = self._plan(self.width())
        widths = self._widths(self.width(), columns)
        for at, way in enumerate(self._ways):
            row, column = divmod(at, columns)
            way.set_tall(self._tall())
            left = column * (widths[0] + GAP)
            way.setGeometry(QRect(left, sum(rows[:row]) + GAP * row, widths[at], rows[row]))
        if self.width() >= _LEAST and self.height() != height:  # narrower it is only before the first layout
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

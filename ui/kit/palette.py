"""The command palette: one field that finds people, things to do and places, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.i18n import _
from ui.kit import icons
from ui.kit.items import ITEM, Index, ItemList, ItemModel, state_of
from ui.kit.overlay import Overlay
from ui.kit.paint import box, cap, cap_width, put, rule, smooth
from ui.kit.rows import Head
from ui.theme import current, font

WIDTH, FIELD = 600, 62
HEAD_HEIGHT, ONE, TWO, MOST = 28, 36, 48, 384
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"


@dataclass(frozen=True, slots=True)
class Command:
    """One result: a person (already masked by whoever answers), a thing to do, a place."""

    id: str
    group: str
    title: str
    second: str = ""
    icon: str = ""
    key: str = ""
    words: str = ""

    def spoken(self) -> str:
        return ", ".join(filter(None, (self.title, self.second)))

    def selectable(self) -> bool:
        return True


Answer = Callable[[Sequence[Command]], None]
Search = Callable[[str, Answer], None]


def initials(text: str) -> str:
    """The initial consonants of Korean syllables, other letters as they are: `파란우산` gives `ㅍㄹㅇㅅ`."""
    return "".join(_INITIALS[(ord(c) - 0xAC00) // 588] if "가" <= c <= "힣" else c for c in text)


def matches(command: Command, query: str) -> bool:
    """Whether a command's words contain the query, by letters or by initial consonants."""
    text = normalize("NFC", f"{command.title} {command.words}").casefold().replace(" ", "")
    wanted = normalize("NFC", query).casefold().replace(" ", "")
    if wanted and all(c in _INITIALS for c in wanted):
        return wanted in initials(text)
    return wanted in text


class _Field(QLineEdit):
    """The search field; a syllable being composed counts as typed."""

    typed = Signal(str)
    steered = Signal(QKeyEvent)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFont(font(18))
        self.setFixedHeight(FIELD)
        self.setFrame(False)
        self.setStyleSheet(
            "QLineEdit, QLineEdit:focus { border: none; background: transparent; padding: 0 84px 0 52px; }"
        )
        self.setAccessibleName(_("Find or command"))
        self.setPlaceholderText(_("Find or command"))
        self.textChanged.connect(self.typed)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        if event.preeditString():
            at = self.cursorPosition()
            self.typed.emit(self.text()[:at] + event.preeditString() + self.text()[at:])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steering = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if event.key() in (*steering, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.steered.emit(event)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = smooth(QPainter(self))
        icons.draw(painter, "search", 23, FIELD / 2 - 10, "text2")
        cap(painter, self.width() - 24, FIELD / 2, "Esc")
        rule(painter, 0, self.height() - 1, self.width())


class _ResultDelegate(QStyledItemDelegate):
    """Paints heads and results."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        item = index.data(ITEM)
        high = HEAD_HEIGHT if isinstance(item, Head) else TWO if item.second else ONE
        return QSize(120, high)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item, rect = index.data(ITEM), QRectF(option.rect)
        painter.save()
        smooth(painter)
        if isinstance(item, Head):
            put(painter, rect.adjusted(24, 0, -24, 0), item.title, 12, 650, "text2")
        else:
            self._paint_result(painter, rect, item, option)
        painter.restore()

    def _paint_result(self, painter: QPainter, rect: QRectF, item: Command, option: QStyleOptionViewItem) -> None:
        chosen, _focused, hovered = state_of(option)
        row = rect.adjusted(10, 0, -10, 0)
        if chosen:
            box(painter, row, "accent_soft", None if current().soft_fills else "accent", radius=7)
        elif hovered:
            box(painter, row, "sunken", radius=7)
        middle = rect.center().y()
        icons.draw(painter, item.icon or "chevron-right", 24, middle - 10, "accent" if chosen else "text2")
        key = "Enter" if chosen else item.key
        if key:
            cap(painter, rect.right() - 25, middle, key)
        end = rect.right() - 36 - cap_width(key)
        top = QRectF(58, middle - (19 if item.second else 11), end - 58, 21)
        put(painter, top, item.title, 14, 650)
        put(painter, QRectF(58, middle + 2, end - 58, 19), item.second, 12, 400, "text2")


class CommandPalette(Overlay):
    """Commands filtered at once, people as the search answers; late answers are dropped."""

    chosen = Signal(str)

    def __init__(
        self, window: QWidget, commands: Sequence[Command], search: Search | None = None, delay: int = 0
    ) -> None:
        super().__init__(window, WIDTH, _("Find or command"))
        self._commands, self._search, self._asked = tuple(commands), search, 0
        self._found: tuple[Command, ...] = ()
        self._query, self._moved = "", False
        self.field = _Field(self.panel)
        self.results = ItemList(_("Results"), parent=self.panel)
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.results.setItemDelegate(_ResultDelegate(self.results))
        self.results.setModel(ItemModel(self.results))
        self.results.opened.connect(self._take)
        self.panel.body.addWidget(self.field)
        self.panel.body.addSpacing(8)
        self.panel.body.addWidget(self.results)
        self.panel.body.addSpacing(12)
        self._delay = QTimer(self, interval=delay, singleShot=True)
        self._delay.timeout.connect(self._ask)
        self.field.typed.connect(self._typed)
        self.field.steered.connect(self._steer)
        self._show()

    def start(self) -> CommandPalette:
        """Open over the window."""
        self.open(self.field)
        return self

    def _typed(self, text: str) -> None:
        self._query, self._moved = text.strip(), False
        self._show()
        self._delay.start()

    def _ask(self) -> None:
        self._asked += 1
        asked = self._asked
        if self._search is None or not self._query:
            self._answer(asked, ())
        else:
            self._search(self._query, lambda found: self._answer(asked, found))

    def _answer(self, asked: int, found: Sequence[Command]) -> None:
        if asked == self._asked:
            self._found = tuple(found)
            self._show()

    def _show(self) -> None:
        fitting = [c for c in self._commands if matches(c, self._query)]
        rows: list[Head | Command] = []
        for command in (*self._found, *fitting):
            if command.group not in {row.title for row in rows if isinstance(row, Head)}:
                rows.append(Head(command.group))
            rows.append(command)
        if not rows:
            rows = [Head(_("Nothing fits. Try another word or fewer letters."))]
        kept = self.results.current_id() if self._moved else ""
        self.results.item_model().replace(rows)
        self.results.choose(kept)
        if not self.results.current_id():
            self.results.choose(next((row.id for row in rows if isinstance(row, Command)), ""))
        self.results.setFixedHeight(min(MOST, self.results.content_height()))
        if self.isVisible():
            self.place()

    def _steer(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.results.current_id())
            return
        items = self.results.item_model().items()
        rows = [at for at, item in enumerate(items) if item.selectable()]
        if not rows:
            return
        here = self.results.currentIndex().row()
        step = -1 if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_PageUp) else 1
        self._moved = True
        place = rows.index(here) + step if here in rows else 0
        self.results.setCurrentIndex(self.results.item_model().index(rows[place % len(rows)]))

    def _take(self, ident: str) -> None:
        if ident:
            self.leave()
            self.chosen.emit(ident)

"""What changed in a manual: told by step and law card, in a dialog that each person acknowledges once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.changes import Changes, Done
from app.clock import local
from app.desk import Desk
from app.i18n import _, full_date, pgettext
from ui.application import Shell
from ui.kit import icons
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.items import ITEM, Index, ItemList, ItemModel, state_of
from ui.kit.paint import box, put_wrapped, ring, smooth, wrapped_height
from ui.theme import font

if TYPE_CHECKING:
    from app.manual.holdings import News

Kind = Literal["manual", "step", "line"]

_FACES = {"manual": (15, 700), "step": (14, 650), "line": (14, 400)}
_ABOVE, _BELOW = {"manual": 14, "step": 12, "line": 3}, {"manual": 2, "step": 3, "line": 3}
_HANG = (8, 14)
"""Room at the sides for the ring around a sentence and for the scroll bar; the words stand under the title."""
_LEFT, _TEXT = _HANG[0], 34
_ICONS = {
    "added": ("plus", "accent"),
    "removed": ("x", "high"),
    "changed": ("pencil", "text2"),
    "moved": ("swap", "text2"),
}
_LOWEST, _HIGHEST = 60, 460


@dataclass(frozen=True, slots=True)
class Told:
    """One painted row: the name of a manual, of a step or law card, or a sentence under it."""

    id: str
    kind: Kind
    text: str
    sort: str = ""
    above: str = ""

    def spoken(self) -> str:
        words = {
            "added": pgettext("what changed", "new"),
            "removed": pgettext("what changed", "gone"),
            "changed": pgettext("what changed", "changed"),
            "moved": pgettext("what changed", "moved"),
        }
        return ", ".join(filter(None, (self.above, words.get(self.sort, ""), self.text)))

    def selectable(self) -> bool:
        return self.kind == "line"


class ToldDelegate(QStyledItemDelegate):
    """Paints rows of any height; a height is measured once for a width and kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.width = 520
        self._heights: dict[tuple[str, int], int] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: Told = index.data(ITEM)
        key = row.id, self.width
        if key not in self._heights:
            text = wrapped_height(row.text, font(*_FACES[row.kind]), self.width - _left(row) - 12)
            self._heights[key] = round(text + _ABOVE[row.kind] + _BELOW[row.kind])
        return QSize(120, self._heights[key])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, rect = index.data(ITEM), QRectF(option.rect)
        painter.save()
        smooth(painter)
        chosen, focused, _hovered = state_of(option)
        if chosen and focused:
            box(painter, rect.adjusted(0, 0, -4, 0), "accent_soft", radius=6)
            ring(painter, rect.adjusted(0, 0, -4, 0), 6)
        top = rect.top() + _ABOVE[row.kind]
        if row.kind == "line":
            name, tone = _ICONS[row.sort]
            icons.draw(painter, name, rect.left() + _LEFT, top + 2, tone, 16)
        area = QRectF(rect.left() + _left(row), top, self.width - _left(row) - 12, rect.height())
        put_wrapped(painter, area, row.text, font(*_FACES[row.kind]), "text2" if row.kind == "line" else "text")
        painter.restore()


def _left(row: Told) -> int:
    return _TEXT if row.kind == "line" else _LEFT


class ToldList(ItemList):
    """Everything that changed, to read; the cursor goes from sentence to sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("What changed in the manual"), parent=parent)
        self._delegate = ToldDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setModel(ItemModel(self))

    def show_news(self, news: Sequence[News]) -> None:
        self.item_model().replace(list(_rows(news)))
        self.refit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._delegate.width = self.viewport().width()
        super().resizeEvent(event)

    def height_at(self, width: int) -> int:
        """How high all of it is at a width."""
        self._delegate.width = width
        return self.content_height()


def _rows(news: Sequence[News]) -> Iterator[Told]:
    for place, one in enumerate(news):
        head = versions(one)
        yield Told(f"{place}", "manual", head)
        for number, change in enumerate(one.changes):
            yield Told(f"{place}.{number}", "step", change.heading)
            for at, line in enumerate(change.lines):
                yield Told(f"{place}.{number}.{at}", "line", line.sentence, line.sort, change.heading)
        if not one.changes:
            yield Told(f"{place}.0.0", "line", without_words(one), "changed", head)


def versions(news: News) -> str:
    """The manual and its two versions."""
    if not news.before:
        return _("{manual}, version {version}").format(manual=news.pack.title, version=news.pack.version)
    names = {"manual": news.pack.title, "before": news.before, "version": news.pack.version}
    return _("{manual}, from version {before} to {version}").format(**names)


def without_words(news: News) -> str:
    """What stands where there is nothing to compare."""
    if not news.before:
        return _("This manual is new in this centre.")
    if not news.compared:
        return _("The words of version {before} are no longer here, so the changes cannot be listed.").format(
            before=news.before
        )
    return _("The words are the same; only the version has another number.")


def how_it_came(news: News) -> str:
    """How and when the version came into use, in one sentence."""
    if news.turn is None:
        return ""
    day = full_date(local(news.turn.at).date())
    if news.turn.how == "returned":
        return _("A manager went back to this version on {day}.").format(day=day)
    if news.turn.holder:
        return _("In use since {day}, signed by {holder}.").format(day=day, holder=news.turn.holder)
    if news.turn.signer:
        return _("In use since {day}, signed with a key that was brought along.").format(day=day)
    return _("In use since {day}; it came with the program.").format(day=day)


def changed_dialog(window: QWidget, news: Sequence[News], read: Callable[[], None] | None = None) -> Dialog:
    """What changed; with `read` the person can say that they have read it."""
    told = ToldList()
    told.show_news(news)
    width = WIDE - 48 + sum(_HANG)
    told.setFixedHeight(max(_LOWEST, min(told.height_at(width) + 8, _HIGHEST, window.height() - 300)))
    verbs = [Verb("close", _("Close"), safe=True)]
    if read is not None:
        verbs = [
            Verb("later", pgettext("what changed", "Later")),
            Verb("read", pgettext("what changed", "I have read it"), "Ctrl+Enter", "primary", "check"),
        ]
    sentence = how_it_came(news[0]) if len(news) == 1 else ""
    dialog = Dialog(window, _("What changed in the manual"), sentence, verbs, told, WIDE, hang=_HANG)
    dialog.chosen.connect(lambda verb: read() if read is not None and verb == "read" else None)
    dialog.ask(told)
    return dialog


def acknowledge(desk: Desk, news: Sequence[News]) -> Done[int]:
    """This person has read all of it."""
    changes = Changes.NONE
    for one in news:
        changes |= desk.holdings.acknowledge(one.pack.id, one.pack.version, one.pack.hash).changes
    return Done(len(news), changes)


def ask_news(window: QWidget, shell: Shell, news: Sequence[News], done: Callable[[], None] | None = None) -> Dialog:
    """Show what changed and write down that it was read."""

    def read() -> None:
        shell.tasks.write(
            shell, lambda desk: acknowledge(desk, news), lambda _count: done() if done else None, shell.refuse
        )  # fmt: skip

    return changed_dialog(window, news, read)

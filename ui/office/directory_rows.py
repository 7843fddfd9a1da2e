"""The directory as a painted list: name, number and hours, how far it may be told, what hand-outs lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.directory import DirectoryEntry as Entry
from app.directory import Listing, Loss
from app.i18n import _, full_date, pick, short_date
from ui.kit import icons
from ui.kit.items import ITEM, Index, ItemList, ItemModel, ground, state_of
from ui.kit.paint import RIGHT, put, rule, smooth, width_of

HEIGHT = 58
_EDGE, _ICON, _STATE = 18, 34, 206
_LOOKS = {
    "always": ("text2", "check"),
    "verified": ("accent", "check"),
    "outdated": ("caution", "clock"),
    "unverified": ("caution", "phone"),
}
_ICONS = {"phone": "phone", "web": "globe", "app": "desktop", "place": "building"}


def kind_icon(kind: str) -> str:
    return _ICONS.get(kind, "link")


def standing_word(entry: Entry, on: date) -> str:
    """How the service stands on a day, in a few words."""
    standing, day = entry.standing(on), entry.verified_on
    if standing == "verified" and day:
        return _("Checked on {day}").format(day=short_date(day))
    if standing == "outdated" and day:
        return _("Last checked on {day}").format(day=full_date(day))
    return {
        "always": _("Never changes"),
        "unverified": _("Not checked yet"),
    }.get(standing, "")


def loss_word(loss: Loss | None) -> str:
    """What hand-outs lost, and since when."""
    if loss is None:
        return ""
    return _("Hand-outs without it: {count}, since {day}").format(count=loss.count, day=short_date(loss.since))


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One service as the list paints it."""

    id: str
    icon: str
    name: str
    number: str
    hours: str
    state: str
    tone: str
    state_icon: str
    loss: str
    retired: bool = False

    def spoken(self) -> str:
        return ", ".join(filter(None, (self.name, self.number, self.hours, self.state, self.loss)))

    def selectable(self) -> bool:
        return True


def row_of(listing: Listing, on: date) -> EntryRow:
    entry = listing.entry
    tone, icon = ("text3", "") if listing.retired else _LOOKS[entry.standing(on)]
    icon = "eye" if icon == "phone" and not entry.number else icon
    state = _("Not used any more") if listing.retired else standing_word(entry, on)
    hours = pick(dict(entry.hours)) if entry.hours else ""
    return EntryRow(
        entry.id, kind_icon(entry.kind), pick(dict(entry.name)), entry.number or _("No number"), hours, state, tone, icon,
        loss_word(listing.loss), listing.retired,
    )  # fmt: skip


class EntryDelegate(QStyledItemDelegate):
    """Paints a service; every row has the same height."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(320, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, rect = index.data(ITEM), QRectF(option.rect)
        painter.save()
        smooth(painter)
        ground(painter, option)
        if index.row() + 1 < index.model().rowCount() and not state_of(option)[0]:
            rule(painter, rect.left() + 16, rect.bottom() - 1, rect.right() - 16)
        if isinstance(row, EntryRow):
            _paint(painter, rect.adjusted(_EDGE, 0, -_EDGE, 0), row)
        painter.restore()


def _paint(painter: QPainter, rect: QRectF, row: EntryRow) -> None:
    middle, tone = rect.center().y(), "text3" if row.retired else "text"
    icons.draw(painter, row.icon, rect.left(), middle - 9, "text3" if row.retired else "accent", 18)
    state = min(_STATE, rect.width() * 0.36)
    left, right = rect.left() + _ICON, rect.right() - state - 12
    put(painter, QRectF(left, middle - 21, right - left, 22), row.name, 14, 650, tone)
    below = QRectF(left, middle + 1, right - left, 20)
    taken = put(painter, below, row.number, 13, 500, tone)
    put(painter, below.adjusted(taken + 12, 0, 0, 0), row.hours, 12, 400, "text2")
    _paint_state(painter, rect, state, row)


def _paint_state(painter: QPainter, rect: QRectF, wide: float, row: EntryRow) -> None:
    """At the right edge: how the number stands, and under it what was lost."""
    middle = rect.center().y()
    area = QRectF(rect.right() - wide, middle - (21 if row.loss else 11), wide, 22)
    taken = min(width_of(row.state, 13, 500), area.width() - 22)
    put(painter, area.adjusted(22, 0, 0, 0), row.state, 13, 500, row.tone, RIGHT)
    if row.state_icon:
        icons.draw(painter, row.state_icon, area.right() - taken - 22, area.top() + 3, row.tone, 16)
    if row.loss:
        put(painter, QRectF(area.left(), middle + 1, wide, 20), row.loss, 12, 500, "high", RIGHT)


class EntryList(ItemList):
    """The services in one card."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Services"), framed=True, parent=parent)
        self.setItemDelegate(EntryDelegate(self))
        self.setModel(ItemModel(self))
        self.setUniformItemSizes(True)

    def show_rows(self, rows: list[EntryRow]) -> None:
        """Show these; the cursor stays on its service, or where it stood when that one went."""
        kept, at = self.current_id(), self.currentIndex().row()
        self.item_model().replace(rows)
        if any(row.id == kept for row in rows):
            self.choose(kept)
        elif rows:
            self.choose(rows[min(max(at, 0), len(rows) - 1)].id)
        self.refit()

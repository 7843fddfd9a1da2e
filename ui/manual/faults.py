"""What a check found, as an author works through it: how grave, file and line, the sentence; Enter shows the step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.i18n import _, pgettext
from app.manual import Finding
from ui.kit import icons
from ui.kit.items import ITEM, Index, ItemList, ItemModel, ground
from ui.kit.paint import put, put_wrapped, rule, smooth, wrapped_height
from ui.theme import font

_LEFT, _RIGHT, _TOP, _LINE, _BOTTOM = 40, 16, 10, 20, 10
_LOOKS = {"error": ("warning", "danger"), "warning": ("info", "caution"), "note": ("info", "text2")}


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding as the list paints it."""

    id: str
    finding: Finding

    @property
    def word(self) -> str:
        return {
            "error": pgettext("a finding", "Error"),
            "warning": pgettext("a finding", "Warning"),
            "note": pgettext("a finding", "Note"),
        }[self.finding.severity]

    @property
    def step(self) -> str:
        """The step it is about, where it is about one."""
        return self.finding.place.split(" · ")[0]

    @property
    def about(self) -> str:
        """The place in the manual, where it says more than file and line do."""
        return "" if self.finding.place == self.finding.where else self.finding.place

    def spoken(self) -> str:
        return ", ".join(filter(None, (self.word, self.finding.where, self.about, self.finding.sentence)))

    def selectable(self) -> bool:
        return True


def _head(fault: Fault) -> int:
    """The lines above the sentence."""
    return _LINE * 2 if fault.about else _LINE


class FaultDelegate(QStyledItemDelegate):
    """Paints a finding; its sentence is never cut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.width = 320

    def _room(self) -> int:
        return self.width - _LEFT - _RIGHT

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        fault: Fault = index.data(ITEM)
        text = wrapped_height(fault.finding.sentence, font(13), self._room())
        return QSize(120, round(_TOP + _head(fault) + text + _BOTTOM))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        fault, rect = index.data(ITEM), QRectF(option.rect)
        icon, tone = _LOOKS[fault.finding.severity]
        painter.save()
        smooth(painter)
        ground(painter, option)
        if index.row() + 1 < index.model().rowCount():
            rule(painter, rect.left() + 16, rect.bottom() - 1, rect.right() - 16)
        icons.draw(painter, icon, rect.left() + 14, rect.top() + _TOP + 2, tone, 16)
        top = QRectF(rect.left() + _LEFT, rect.top() + _TOP, self._room(), _LINE)
        taken = put(painter, top, fault.word, 12, 650, tone)
        put(painter, top.adjusted(taken + 8, 0, 0, 0), fault.finding.where, 12, 500, "text2")
        put(painter, top.translated(0, _LINE), fault.about, 12, 400, "text3")
        put_wrapped(
            painter,
            QRectF(top.left(), top.top() + _head(fault), self._room(), rect.height()),
            fault.finding.sentence,
            font(13),
        )
        painter.restore()


class FaultList(ItemList):
    """The findings in one card, the grave ones first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("What the check found"), framed=True, parent=parent)
        self._delegate = FaultDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setModel(ItemModel(self))

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these; the cursor stays on the same finding while it is there."""
        kept = self.current_id()
        self.item_model().replace([Fault(f"{one.where}|{one.sentence}", one) for one in findings])
        self.choose(kept)
        self.refit()

    def fault(self, ident: str) -> Fault | None:
        return next((one for one in self.item_model().items() if one.id == ident), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._delegate.width = self.viewport().width()
        super().resizeEvent(event)

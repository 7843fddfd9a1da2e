"""The safe-contact strip: first whether one may call, then what to know before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.i18n import _
from ui.kit import icons
from ui.kit.buttons import Button
from ui.kit.paint import box, put, rule, smooth, upright, width_of
from ui.theme import current, ink, mix

Verdict = Literal["ok", "limited", "no", "unset"]

_LOOKS = {
    "ok": ("phone", "accent"),
    "limited": ("phone-off", "high"),
    "no": ("phone-off", "high"),
    "unset": ("phone-off", "high"),
}


@dataclass(frozen=True, slots=True)
class SafeContact:
    """What the strip says; the code word comes masked."""

    verdict: Verdict
    sentence: str
    detail: str = ""
    facts: tuple[tuple[str, str], ...] = ()


UNSET = "unset"


def unset_contact() -> SafeContact:
    """The card nobody has filled in yet: silence is not consent to a call."""
    return SafeContact("unset", _("Do not call"), _("No safe contact is set."))


class SafeContactStrip(QWidget):
    """Forty-six pixels under the case's head; facts that find no room are left to the whole card."""

    asked = Signal()

    def __init__(self, key: str = "Ctrl+J", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(46)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(32, 0, 18, 0)
        row.addStretch(1)
        self._button = Button(_("Show all"), "quiet", key)
        self._button.clicked.connect(self.asked)
        row.addWidget(self._button)
        self._contact = unset_contact()
        self.set_contact(self._contact)

    def set_contact(self, contact: SafeContact) -> None:
        self._contact = contact
        facts = [f"{label} {value}" for label, value in contact.facts]
        self.setAccessibleName(". ".join(filter(None, (contact.sentence, contact.detail, *facts))))
        self.update()

    def contact(self) -> SafeContact:
        return self._contact

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        icon, tone = _LOOKS[self._contact.verdict]
        if current().soft_fills:
            painter.fillRect(self.rect(), ink(f"{tone}_soft"))
        else:
            rule(painter, 0, 0, self.width(), tone)
            rule(painter, 0, self.height() - 2, self.width(), tone)
        icons.draw(painter, icon, 32, 13, tone, 20)
        end = self._button.x() - 8.0
        x = 62 + put(painter, QRectF(62, 0, end - 62, 46), self._contact.sentence, 15, 650, tone) + 10
        if self._contact.detail:
            x += put(painter, QRectF(x, 0, end - x, 46), self._contact.detail, 13, 500) + 18
        self._paint_facts(painter, x, end, tone)

    def _paint_facts(self, painter: QPainter, x: float, end: float, tone: str) -> None:
        for label, value in self._contact.facts:
            wide = 18 + width_of(label, 12) + 8 + width_of(value, 13, 650)
            if x + wide > end:
                return
            upright(painter, x, 14, 32, mix(tone, "bg", 0.35))
            x += 17
            x += put(painter, QRectF(x, 0, 300, 46), label, 12, 400, "text2") + 8
            x += put(painter, QRectF(x, 0, 400, 46), value, 13, 650) + 18


class Notice(QWidget):
    """One short sentence on a tint, for narrow columns."""

    def __init__(self, text: str, icon: str = "info", tone: str = "high", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(32)
        self.set(text, icon, tone)

    def set(self, text: str, icon: str, tone: str) -> None:
        self._text, self._icon, self._tone = text, icon, tone
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        soft = current().soft_fills
        box(painter, rect, f"{self._tone}_soft", None if soft else self._tone)
        icons.draw(painter, self._icon, 10, 7, self._tone, 18)
        put(painter, rect.adjusted(34, 0, -10, 0), self._text, 13, 500, self._tone)

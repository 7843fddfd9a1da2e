"""The safe-contact card as it stands beside a call: the verdict first, then what to know; the code word masked."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.cases import SafeCard, Verdict, verdict
from app.i18n import _
from ui.contacts.reading import Known
from ui.kit import icons
from ui.kit.label import Label
from ui.kit.paint import box, rule, smooth
from ui.theme import current

_HEAD = 54


class SafeBox(QWidget):
    """Reads “do not call” until a card says otherwise; Ctrl+J shows the code word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: Known | None = None
        self._shown = False
        self._tone, self._icon = "high", "phone-off"
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._sentence = Label("", 14, 650, "high", wrap=True)
        self._detail = Label("", 12, 500, "high", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 14)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(30, 0, 0, 0)
        head.setSpacing(0)
        head.addWidget(self._sentence)
        head.addWidget(self._detail)
        column.addLayout(head)
        self._grid_host = QWidget()
        self._grid = QGridLayout(self._grid_host)
        self._grid.setContentsMargins(0, 18, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnMinimumWidth(0, 84)
        self._grid.setColumnStretch(1, 1)
        column.addWidget(self._grid_host)
        self.show_case(None)

    def known(self) -> Known | None:
        return self._known

    def show_case(self, known: Known | None) -> None:
        """Show the card of a case; without a case, or without a card, nobody calls."""
        if known is None or self._known is None or known.case_id != self._known.case_id:
            self._shown = False
        self._known = known
        says = known.verdict if known else verdict(None, 0)
        self._tone = "accent" if says.allowed else "high"
        self._icon = "phone" if says.allowed else "phone-off"
        whose = f"{known.number} · " if known else ""
        for label, text in ((self._sentence, says.sentence), (self._detail, f"{whose}{says.detail}".strip(" ·"))):
            label.setText(text)
            label.set_ink(self._tone)
        self._fill(known.card if known else None, says)

    def toggle_code(self) -> None:
        """Show the code word, or mask it again."""
        self._shown = not self._shown
        self.show_case(self._known)

    def _fill(self, card: SafeCard | None, says: Verdict) -> None:
        while (taken := self._grid.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.deleteLater()
        facts = self._facts(card) if card else []
        for row, (name, value) in enumerate(facts):
            self._grid.addWidget(Label(name, 12, 400, "text2"), row, 0)
            self._grid.addWidget(Label(value, 13, 500, wrap=True), row, 1)
        self._grid_host.setVisible(bool(facts))
        spoken = [f"{name}: {value}" for name, value in facts]
        self.setAccessibleName(". ".join(filter(None, (says.sentence, says.detail, *spoken))))
        self.updateGeometry()
        self.update()

    def _facts(self, card: SafeCard) -> list[tuple[str, str]]:
        words = {(True, True): _("both possible"), (False, False): _("not possible")}
        texts = words.get((card.text_allowed, card.message_allowed)) or (
            _("text only") if card.text_allowed else _("messenger only")
        )
        code = card.code_word or ""
        masked = code if self._shown else _("hidden · Ctrl J shows it")
        facts = (
            (_("Number"), card.number or ""), (_("Text · messenger"), texts), (_("We are"), card.we_are or ""),
            (_("Code word"), masked if code else ""), (_("Never contact"), card.never_contact or ""),
            (_("Do not tell"), card.do_not_tell or ""),
        )  # fmt: skip
        return [(name, value) for name, value in facts if value]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        bare = not current().soft_fills
        high = self._grid_host.y() + 6 if self._grid_host.isVisible() else rect.height()
        box(painter, rect, "surface", self._tone if bare else "line", radius=10)
        if not bare:
            painter.save()
            painter.setClipRect(QRectF(0, 0, rect.width(), high))
            box(painter, rect, f"{self._tone}_soft", "line", radius=10)
            painter.restore()
        elif high < rect.height():
            rule(painter, 1, high, rect.width() - 1, self._tone)
        icons.draw(painter, self._icon, 16, max(12, min(high, _HEAD) / 2 - 8), self._tone, 20)

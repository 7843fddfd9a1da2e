"""The parked contacts under the call bar, each one key away."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.contacts import Contact
from app.i18n import _
from ui.contacts.words import clock
from ui.kit.chips import ChipButton
from ui.kit.label import IconLabel, Label
from ui.kit.page import MARGIN
from ui.kit.paint import rule
from ui.theme import ink


class ParkedStrip(QWidget):
    """Chips of what was parked; Ctrl+R goes back to the oldest."""

    resumed = Signal(str)
    MOST = 5

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(42)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 0, MARGIN, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("pause", _("Parked contacts"), 13, 500, "text2", 16))
        self._chips = QHBoxLayout()
        self._chips.setSpacing(8)
        row.addLayout(self._chips)
        row.addStretch(1)
        row.addWidget(Label(_("Ctrl R goes back to the first"), 12, 400, "text3"))
        self._first = ""
        QShortcut(QKeySequence("Ctrl+R"), self).activated.connect(lambda: self.resumed.emit(self._first))
        self.hide()

    def show_contacts(self, contacts: tuple[Contact, ...]) -> None:
        while (taken := self._chips.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.deleteLater()
        for contact in contacts[: self.MOST]:
            words = _("{time} {name}").format(time=clock(contact.started_at), name=contact.alias or _("No name"))
            chip = ChipButton(words, "phone")
            chip.clicked.connect(lambda _on=False, ident=contact.id: self.resumed.emit(ident))
            self._chips.addWidget(chip)
        self._first = contacts[0].id if contacts else ""
        self.setVisible(bool(contacts))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), ink("sunken"))
        rule(painter, 0, self.height() - 1, self.width())

"""One service as its keepers see it: the number large while it may be told, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.directory import DirectoryEntry as Entry
from app.directory import Listing
from app.i18n import _, full_date, pick
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.label import Label
from ui.kit.page import Column
from ui.office.directory_rows import loss_word

WIDTH = 312


class EntryCard(QWidget):
    """What is known of the chosen service, and its acts; only managers may change it."""

    rang = Signal(str)
    looked = Signal(str)
    edit_asked = Signal(str)
    retire_asked = Signal(str, bool)

    def __init__(self, may_edit: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry_id = ""
        self._retired = self._has_number = False
        self._may_edit = may_edit
        self.name = Label("", 18, 650, wrap=True)
        self.number = Label("", 26, 700)
        self.caution = Label("", 13, 500, "caution", wrap=True)
        self.lines = [(Label("", 12, 500, "text2"), Label("", 14, 400, wrap=True)) for _part in range(5)]
        self.loss = Label("", 13, 500, "high", wrap=True)
        self.check = Button("", "primary", "Ctrl+Enter")
        self.edit = Button(_("Edit"), "secondary", "E", "pencil")
        self.retire = Button("", "quiet", "X", "ban")
        self._lay_out()
        self.check.clicked.connect(
            lambda _on=False: (self.rang if self._has_number else self.looked).emit(self.entry_id)
        )
        self.edit.clicked.connect(lambda _on=False: self.edit_asked.emit(self.entry_id))
        self.retire.clicked.connect(lambda _on=False: self.retire_asked.emit(self.entry_id, not self._retired))
        self.setVisible(False)

    def _lay_out(self) -> None:
        card = Card(padding=(18, 16, 18, 16), spacing=2)
        for part in (self.name, self.number, self.caution, self.loss):
            card.body.addWidget(part)
            card.body.addSpacing(6)
        for head, text in self.lines:
            card.body.addWidget(head)
            card.body.addWidget(text)
            text.setContentsMargins(0, 0, 0, 8)
        card.body.addStretch(1)
        scroll = Column(_("The chosen service"))
        scroll.setMinimumHeight(64)
        scroll.add(card)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(scroll, 1)
        keeping = QHBoxLayout()
        keeping.setSpacing(8)
        keeping.addWidget(self.edit, 1)
        keeping.addWidget(self.retire, 1)
        self._acts = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._acts.setSpacing(8)
        self._acts.addWidget(self.check, 1)
        self._acts.addLayout(keeping, 1)
        column.addLayout(self._acts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        across = self.width() > WIDTH + 100
        self._acts.setDirection(QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom)

    # -- showing ---------------------------------------------------------------------------------

    def show_listing(self, listing: Listing | None, on: date, names: Mapping[str, str]) -> None:
        """Show a service, or nothing."""
        self.setVisible(listing is not None)
        if listing is None:
            return
        entry = listing.entry
        self.entry_id, self._retired = entry.id, listing.retired
        self.name.setText(pick(dict(entry.name)))
        self.setAccessibleName(pick(dict(entry.name)))
        self._show_number(listing, on)
        for (head, text), (word, value) in zip(self.lines, _facts(listing, names), strict=True):
            head.setText(word)
            text.setText(value)
            head.setVisible(bool(value))
            text.setVisible(bool(value))
        self.loss.setText(loss_word(listing.loss))
        self.loss.setVisible(listing.loss is not None)
        self._show_acts(listing, on)

    def _show_number(self, listing: Listing, on: date) -> None:
        entry, told = listing.entry, not listing.retired and listing.entry.speakable(on)
        self.number.setText(entry.number or "")
        self.number.setVisible(bool(entry.number))
        self.number.set_ink("text" if told else "text3")
        if listing.retired:
            words = (_("This service is not offered any more."), _("What was written about it stays."))
        else:
            words = (entry.sentence(on), _waits(entry))
        self.caution.setText(" ".join(words))
        self.caution.setVisible(listing.retired or entry.needs_check(on))

    def _show_acts(self, listing: Listing, on: date) -> None:
        entry = listing.entry
        self._has_number = bool(entry.number)
        word, icon = (_("I rang today"), "phone") if entry.number else (_("I looked today"), "check")
        self.check.set(word, icon=icon)
        self.check.setVisible(not listing.retired and entry.standing(on) != "always")
        self.edit.setVisible(self._may_edit)
        self.retire.setVisible(self._may_edit)
        self.retire.set(_("Use again") if listing.retired else _("Retire"), icon="undo" if listing.retired else "ban")


def _waits(entry: Entry) -> str:
    if entry.number:
        return _("Until somebody rings it, it is neither read out nor printed.")
    return _("Until somebody looks it up, it is not printed.")


def _facts(listing: Listing, names: Mapping[str, str]) -> list[tuple[str, str]]:
    entry = listing.entry
    checked = full_date(entry.verified_on) if entry.verified_on else ""
    if checked and listing.checked_by:
        checked = _("{day}, {name}").format(day=checked, name=names.get(listing.checked_by, listing.checked_by))
    return [
        (_("Opening hours"), pick(dict(entry.hours)) if entry.hours else ""),
        (_("Good to know"), pick(dict(entry.note)) if entry.note else ""),
        (_("Last rung") if entry.number else _("Last looked up"), checked),
        (_("Source"), entry.source),
        (
            _("Whose entry"),
            _("Written or changed by this centre") if listing.ours else _("As it came with the program"),
        ),
    ]

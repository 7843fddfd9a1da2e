"""Joining a collector: its address, its fingerprint read out over the telephone, and the centre's own application."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import wire
from app.changes import Changes, Done
from app.desk import Desk
from app.errors import BadInput, GyeotError
from app.flows import reporting
from app.i18n import _
from ui.application import Shell
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.form import Form, LineEdit
from ui.kit.label import Label
from ui.kit.page import Page, PageHead


class Joining(Page):
    """Shown until this centre belongs to a collector."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(
            PageHead(_("Counts"), _("This centre belongs to no collector yet, so nothing can leave it")), parent
        )
        self.shell = shell
        self._documents: tuple[bytes, bytes] | None = None
        self.form = Form()
        self.address = LineEdit(hint="https://")
        self.form.add(
            "relay",
            _("Address of the collector"),
            self.address,
            "a",
            _("The city tells it to you, and reads its fingerprint out over the telephone."),
        )
        self.ask = Button(_("Look at the collector"), "primary", "Ctrl+Return")
        self.ask.clicked.connect(self._ask)
        self.found = Label("", 14, 500, wrap=True)
        self.join = Button(_("The fingerprint is the same: join"), "primary")
        self.join.clicked.connect(self._join)
        self.join.hide()
        card = Card(padding=(20, 18, 20, 18), spacing=14)
        for part in (self.form, self.ask, self.found, self.join):
            card.body.addWidget(part)
        card.setFixedWidth(600)
        down = QVBoxLayout()
        down.addWidget(card)
        down.addStretch(1)
        self.body.addLayout(down)
        self.body.addStretch(1)

    def _ask(self) -> None:
        url = self.address.text().strip()
        self.form.clear_errors()
        self.ask.setEnabled(False)
        self.shell.tasks.work(self, lambda _tell, _stop: reporting.fetch(url), self._answered, self._refused)

    def _answered(self, documents: tuple[bytes, bytes]) -> None:
        self.ask.setEnabled(True)
        self._documents = documents
        card = wire.read_card(documents[0])
        kind = _("a trial collector") if card.trial else _("the city's collector")
        fingerprint = reporting.fingerprint(card)
        known = _(
            "It is {kind}. Its fingerprint is {fingerprint}. Please compare it over the telephone before joining."
        )
        told = _(
            "While this centre is open, it also gets a number and a hash every five minutes, so that older records put "
            "in the place of newer ones are noticed. Nothing of their content leaves."
        )
        self.found.setText(f"{known.format(kind=kind, fingerprint=fingerprint)}\n\n{told}")
        self.ask.set_kind("secondary")
        self.join.show()
        self.join.setFocus()

    def _join(self) -> None:
        documents = self._documents
        if documents is None:
            return

        def write(desk: Desk) -> Done[str]:
            return Done(reporting.join(desk.office, desk.keys, documents).url, Changes.SETTINGS | Changes.ROUNDS)

        self.shell.tasks.write(
            self, write, lambda _url: self.shell.tell(_("This centre has joined the collector.")), self._refused
        )

    def _refused(self, problem: GyeotError) -> None:
        self.ask.setEnabled(True)
        if isinstance(problem, BadInput):
            self.form.set_error("relay", str(problem))
        else:
            self.shell.refuse(problem)

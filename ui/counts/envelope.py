"""The envelope as it will leave: to whom, how large, its digest in fours, the promise, and what is not inside."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.counts import EnvelopeFacts
from app.i18n import _, pgettext
from ui.kit.card import Card, Facts
from ui.kit.label import IconLabel, Label, Rule
from ui.kit.page import Column


class EnvelopeCard(QWidget):
    """Everything the header says, then the promise in a plain sentence, then what is absent."""

    def __init__(self) -> None:
        super().__init__()
        self._facts = Facts(name_width=60, line=27)
        self._digest = Label("", 14, 500)
        self._digest.setWordWrap(True)
        self._promise = Label("", 12, 400, "text2", wrap=True)
        self._absent = Label("", 12, 400, "text2", wrap=True)
        column = Column(_("The envelope"), 312, spacing=12)
        column.add(self._letter(), self._nothing_else())
        column.end()
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(column)

    def _letter(self) -> Card:
        card = Card(padding=(16, 14, 16, 12), spacing=8)
        card.body.addWidget(IconLabel("lock", _("The envelope that leaves"), 14, 500, "text"))
        card.body.addWidget(self._facts)
        card.body.addWidget(Rule())
        card.body.addWidget(Label(_("Fingerprint of these bytes (SHA-256)"), 12, 500, "text2"))
        card.body.addWidget(self._digest)
        card.body.addWidget(
            Label(_("The numbers on this page were read back from these bytes."), 12, 400, "text2", wrap=True)
        )
        return card

    def _nothing_else(self) -> Card:
        card = Card("accent", padding=(16, 14, 16, 14), spacing=6)
        card.body.addWidget(Label(_("What is not inside"), 14, 650, "accent"))
        card.body.addWidget(self._absent)
        card.body.addWidget(self._promise)
        return card

    def show_facts(self, facts: EnvelopeFacts, absent: tuple[str, ...]) -> None:
        self._facts.set_facts(
            [
                (_("Goes to"), facts.recipient),
                (pgettext("an envelope", "From"), _("key {fingerprint}").format(fingerprint=facts.sender[:9])),
                (_("Size"), _("{bytes} bytes · {cells} cells").format(bytes=f"{facts.size:,}", cells=facts.cells)),
                (_("Promise"), facts.protection),
            ]
        )
        rows = [facts.fours[at : at + 4] for at in range(0, len(facts.fours), 4)]
        self._digest.setText("\n".join("   ".join(row) for row in rows))
        self._absent.setText("\n".join(f"· {one}" for one in absent))
        self._promise.setText(facts.guarantee)

"""How a person may be reached, above every form whose paper goes to them."""

from __future__ import annotations

from app.cases import Verdict
from app.i18n import _
from ui.kit.card import Card
from ui.kit.label import IconLabel, Label


def card_note(may: Verdict) -> Card:
    """What the safe-contact card says of reaching the person, where nobody can miss it."""
    tone, icon = ("accent", "phone") if may.allowed else ("high", "phone-off")
    card = Card(tone, padding=(14, 10, 14, 10), spacing=2)
    sentence = _("Reaching this person: {verdict}").format(verdict=may.sentence)
    card.body.addWidget(IconLabel(icon, sentence, 14, 650, tone, icon_size=18))
    if may.detail:
        detail = Label(may.detail, 13, 400, wrap=True)
        detail.setContentsMargins(26, 0, 0, 0)
        card.body.addWidget(detail)
    return card

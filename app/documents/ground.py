"""On what a paper for police or court rests: a consent for exactly this recipient, or an order or duty in words."""

from __future__ import annotations

from dataclasses import dataclass

from app import i18n
from app.documents.blocks import Pairs, Part
from app.documents.making import Making, consent_line, item_label
from app.documents.model import CaseSummary, Consent, Item, agreed_items, latest, split_items
from app.errors import BadInput


@dataclass(frozen=True, slots=True)
class Ground:
    """What may be passed on, and the consent it rests on (None where an order asks for it)."""

    items: frozenset[Item]
    consent: Consent | None = None


def ground_of(summary: CaseSummary, making: Making) -> Ground:
    """The ground of this paper; raises BadInput where there is none."""
    if making.options.ground.strip():
        return Ground(frozenset(Item))
    name = making.recipient.name.strip().casefold()
    said = [one for one in summary.consents if one.purpose == "third_party" and _names(one, name)]
    if said and latest(said).is_valid(making.printed_on):
        return Ground(agreed_items(latest(said).items), latest(said))
    sentence = i18n._(
        "No paper was made: nothing says that {name} may get it. Note the consent for them in the case, "
        "or write the order or duty that asks for it."
    )
    raise BadInput(sentence.format(name=making.recipient.name), field="ground")


def _names(consent: Consent, name: str) -> bool:
    if consent.recipient is None:
        return consent.answer in ("refused", "withdrawn")  # said of nobody in particular: it holds for all
    return consent.recipient.strip().casefold() == name


def ground_part(ground: Ground, making: Making) -> Part:
    """The ground in words, as it stands on the paper."""
    _ = making.words
    note = _("What is not named here was left out. Consent can be taken back at any time.")
    if ground.consent is None:
        row = (_("Order or duty"), making.options.ground.strip())
        return Part(_("On what this rests"), (Pairs((row,), label=34),))
    items = ", ".join(item_label(one, _) for one in split_items(ground.consent.items)) or "—"
    rows = ((_("Consent"), consent_line(ground.consent, _)), (_("Agreed to"), items))
    return Part(_("On what this rests"), (Pairs(rows, label=34),), note)

"""What somebody asks for when a paper is to be made, and what is refused before it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.cases import Verdict
from app.documents.answers import SafetyAnswers, check_allows_paper, check_answers
from app.documents.case_forms import CaseForm
from app.documents.locking import checked_passphrase
from app.documents.model import Options, Recipient
from app.documents.profiles import ON_A_GROUND, Profile
from app.errors import BadInput
from app.i18n import Language, _


@dataclass(frozen=True, slots=True)
class Wish:
    """Which paper, for whom, what was asked before, and whether the safe-contact card was seen."""

    profile: Profile | CaseForm
    recipient: Recipient
    safety: SafetyAnswers | None = None
    language: Language | None = None
    options: Options = field(default_factory=Options)
    card_seen: bool = False


def check_wish(wish: Wish, card: Verdict) -> None:
    """Refuse a paper that would not be safe, that nobody looked at the card for, or that is for nobody."""
    if wish.profile is Profile.SURVIVOR:
        check_allows_paper(check_answers(wish.safety))
    if needs_card(wish.profile, card):
        check_card_seen(card, wish.card_seen)
    _check_recipient(wish.profile, wish.recipient)


def needs_card(profile: Profile | CaseForm, card: Verdict) -> bool:
    """Whether the card has to be seen first: the paper goes to the person, or to others who may call them.

    A paper of the house stays inside; its answer carries the card too, but nothing waits for it.
    """
    outside = profile is Profile.REFERRAL or profile in ON_A_GROUND
    return profile is Profile.SURVIVOR or (outside and card.shape == "do_not_call")


def check_card_seen(card: Verdict, seen: bool) -> None:
    """Refuse what goes to the person before somebody looked at the safe-contact card."""
    if not seen:
        sentence = _(
            "No paper was made. Reaching this person: {verdict}. {detail} Look at the safe-contact card first, and then say that it was seen."
        )
        raise BadInput(sentence.format(verdict=card.sentence, detail=_ended(card.detail)).strip(), field="card_seen")


def _ended(detail: str) -> str:
    return detail if not detail or detail.endswith((".", "。", "?")) else f"{detail}."


def _check_recipient(profile: Profile | CaseForm, recipient: Recipient) -> None:
    if profile is not Profile.SURVIVOR and not recipient.name.strip():
        raise BadInput(_("No paper was made. Write for whom it is."), field="recipient")
    if not 1 <= recipient.copy <= recipient.copies:
        raise BadInput(_("No paper was made. The number of the copy does not fit how many there are."), field="copies")


def key_for(passphrase: str | None, plain_reason: str | None) -> str | None:
    """What locks the file; None only where a reason for a plain one is given."""
    if passphrase:
        return checked_passphrase(passphrase)
    if plain_reason and plain_reason.strip():
        return None
    raise BadInput(
        _("No file was written. Give a passphrase, or write why this paper has to leave without a lock."),
        field="passphrase",
    )

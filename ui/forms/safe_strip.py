"""The safe-contact card of a case as its strip says it."""

from __future__ import annotations

from app.cases import SafeCard, verdict
from app.i18n import _
from ui.kit.strip import SafeContact, unset_contact

_SHAPES = {"may_call": "ok", "not_now": "limited", "do_not_call": "no"}


def strip(card: SafeCard | None, at: int) -> SafeContact:
    """The safe-contact strip: the verdict first, the code word masked, silence reads as a no."""
    if card is None:
        return unset_contact()
    found = verdict(card, at)
    facts = [
        (_("Text"), _("fine") if card.text_allowed else _("no")),
        (_("Voice message"), _("fine") if card.message_allowed else _("no")),
    ]
    if card.we_are:
        facts.append((_("We are"), f"‘{card.we_are}’"))
    if card.code_word:
        facts.append((_("Code word"), _("hidden")))
    if card.do_not_tell:
        facts.append((_("Do not tell"), card.do_not_tell.splitlines()[0]))
    return SafeContact(_SHAPES[found.shape], found.sentence, found.detail, tuple(facts))  # type: ignore[arg-type]  # every shape has its look

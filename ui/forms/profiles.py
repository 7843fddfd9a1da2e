"""What kinds of paper are called."""

from __future__ import annotations

from app.i18n import _


def profile_word(profile: str) -> str:
    """For whom a paper is made."""
    known = {
        "full": _("Full summary"),
        "referral": _("Referral letter"),
        "survivor": _("Their own copy"),
        "handout": _("Hand-out"),
        "evidence": _("Evidence with its custody sheet"),
        "custody": _("Custody sheet"),
        "separation": _("Separation order"),
        "employer_letter": _("Letter about duties"),
    }
    return known.get(profile, profile)

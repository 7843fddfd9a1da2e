"""What kinds of paper are called."""

from __future__ import annotations

from app.i18n import _


def profile_word(profile: str) -> str:
    """For whom a paper is made."""
    known = {
        "full": _("Full summary"),
        "report": _("Report of the centre"),
        "manager": _("For managers"),
        "referral": _("Referral letter"),
        "police": _("For the police"),
        "court": _("For the court"),
        "anonymised": _("Anonymised"),
        "survivor": _("Their own copy"),
        "consent_form": _("Consent form"),
        "power_of_attorney": _("Power of attorney"),
        "counselling_log": _("Counselling log"),
        "handout": _("Hand-out"),
        "safety_plan": _("Safety plan"),
        "evidence": _("Evidence with its custody sheet"),
        "custody": _("Custody sheet"),
        "separation": _("Separation order"),
        "conference": _("Case conference, for outside"),
        "conference_staff": _("Case conference, for us"),
        "conference_minutes": _("Minutes of a case conference"),
        "employer_letter": _("Letter about duties"),
    }
    return known.get(profile, profile)

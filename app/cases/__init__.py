"""Cases: the person, the safe-contact card, what happened, consents, notes, services given, the timeline."""

from app.cases.model import (
    Case,
    CaseRow,
    Change,
    Consent,
    Double,
    Event,
    Incident,
    OtherParty,
    Person,
    SafeCard,
    Span,
    Verdict,
    verdict,
)
from app.cases.service import Cases

__all__ = [
    "Case", "CaseRow", "Cases", "Change", "Consent", "Double", "Event", "Incident", "OtherParty", "Person", "SafeCard", "Span",
    "Verdict", "verdict",
]  # fmt: skip

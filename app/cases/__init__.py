"""Cases: the person, the safe-contact card, what happened, consents, notes, services given, the timeline."""

from app.cases.handing import Handing, HandOver
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
from app.cases.restoring import CaseHistory, restorable
from app.cases.service import Cases

__all__ = [
    "Case", "CaseHistory", "CaseRow", "Cases", "Change", "Consent", "Double", "Event", "HandOver", "Handing", "Incident", "OtherParty", "Person", "SafeCard", "Span",
    "Verdict", "restorable", "verdict",
]  # fmt: skip

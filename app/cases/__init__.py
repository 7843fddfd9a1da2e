"""Cases: the person, the safe-contact card, what happened, consents, notes, services given, the timeline."""

from app.cases.closing import Closure, reasons_of
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
from app.cases.sight import Sight, WholeSight
from app.cases.transfers import Transfer, Transfers

__all__ = [
    "Case", "CaseHistory", "CaseRow", "Cases", "Change", "Closure", "Consent", "Double", "Event", "HandOver", "Handing", "Incident", "OtherParty", "Person", "SafeCard", "Sight", "Span",
    "Transfer", "Transfers", "Verdict", "WholeSight", "reasons_of", "restorable", "verdict",
]  # fmt: skip

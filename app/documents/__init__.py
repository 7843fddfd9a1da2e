"""Every paper of a centre: the only room that knows reportlab, and only when a paper is made."""

from app.documents.disk import suggest_name
from app.documents.locking import new_passphrase
from app.documents.model import (
    CaseSummary,
    Centre,
    Copy,
    Exported,
    Options,
    Profile,
    Recipient,
    SafetyAnswers,
    Verified,
)
from app.documents.service import Documents, Shown, Wish, warm_up

__all__ = [
    "CaseSummary",
    "Centre",
    "Copy",
    "Documents",
    "Exported",
    "Options",
    "Profile",
    "Recipient",
    "SafetyAnswers",
    "Shown",
    "Verified",
    "Wish",
    "new_passphrase",
    "suggest_name",
    "warm_up",
]

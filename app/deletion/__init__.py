"""Deletion work: addresses of a case, where deletion was asked for, and the days to look again. Never the thing itself."""

from app.deletion.model import SHOWN, Counts, Look, Mandate, Request, Target, calendar, needs_paper, spans
from app.deletion.paste import Address, Bad, Pasted, address, read
from app.deletion.service import Added, Deletion, Whole

__all__ = [
    "SHOWN",
    "Added",
    "Address",
    "Bad",
    "Counts",
    "Deletion",
    "Look",
    "Mandate",
    "Pasted",
    "Request",
    "Target",
    "Whole",
    "address",
    "calendar",
    "needs_paper",
    "read",
    "spans",
]

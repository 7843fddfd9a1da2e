"""Case conferences: several cases under codes, who attends, numbered copies and what became of them, what was decided."""

from app.conferences.model import ENDED, OUT, Attendee, Conference, Decision, Handed, Line, Mention, PassedOn
from app.conferences.service import Conferences

__all__ = [
    "ENDED",
    "OUT",
    "Attendee",
    "Conference",
    "Conferences",
    "Decision",
    "Handed",
    "Line",
    "Mention",
    "PassedOn",
]

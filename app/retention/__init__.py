"""Retention: how long records are kept, what is due for review, what is held back, and what was destroyed."""

from app.retention.model import (
    COUNSELLING,
    DELETION,
    REVIEW_AHEAD,
    Clock,
    Copy,
    Decision,
    Destruction,
    Ground,
    Hold,
    Line,
    Rule,
)
from app.retention.service import EXPIRY_DAYS, Retention

__all__ = [
    "COUNSELLING",
    "DELETION",
    "EXPIRY_DAYS",
    "REVIEW_AHEAD",
    "Clock",
    "Copy",
    "Decision",
    "Destruction",
    "Ground",
    "Hold",
    "Line",
    "Retention",
    "Rule",
]

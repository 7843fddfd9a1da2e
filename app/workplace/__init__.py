"""Workplace: organisations, separation orders, secondary-damage watch, and what employers owe."""

from app.workplace.model import (
    LINES,
    Answer,
    Breach,
    Check,
    Duty,
    File,
    Organisation,
    Person,
    Separation,
    ThirdReport,
    Watch,
    due_on,
    owed,
)
from app.workplace.rules import Finding, findings, line_word, scopes_left
from app.workplace.service import Workplace

__all__ = [
    "LINES",
    "Answer",
    "Breach",
    "Check",
    "Duty",
    "File",
    "Finding",
    "Organisation",
    "Person",
    "Separation",
    "ThirdReport",
    "Watch",
    "Workplace",
    "due_on",
    "findings",
    "line_word",
    "owed",
    "scopes_left",
]

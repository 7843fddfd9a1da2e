"""A day that somebody looks for: 2026-11-03, 2026.11.3., 11/3, 11월 3일; without its year, the last one there was."""

from __future__ import annotations

import re
from datetime import date

from app.clock import today

_WHOLE = re.compile(r"(\d{4})\s*(?:[-./]|년)\s*(\d{1,2})\s*(?:[-./]|월)\s*(\d{1,2})\s*(?:\.|일)?")
_SHORT = re.compile(r"(\d{1,2})\s*(?:/|월)\s*(\d{1,2})\s*일?")


def day_in(query: str) -> date | None:
    """The day a question names and nothing else; None where it asks for something else, or no such day exists."""
    text = query.strip()
    if found := _WHOLE.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
        return _day(year, month, day)
    if found := _SHORT.fullmatch(text):
        month, day = (int(part) for part in found.groups())
        years = (today().year - back for back in range(9))  # eight years back there was every day
        return next((one for year in years if (one := _day(year, month, day)) and one <= today()), None)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

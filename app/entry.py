"""What people type, looked at before it is kept: texts of bounded length, and days of the calendar."""

from __future__ import annotations

import re
from datetime import date

from app.errors import BadInput
from app.i18n import _

MAX_TEXT = 200_000
_RESIDENT_NUMBER = re.compile(r"(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s*-?\s*[1-8]\d{6}(?!\d)")


def check_text(text: str | None, field: str) -> str | None:
    """A text as it may be kept: bounded, and never with a resident registration number."""
    if text is None:
        return None
    if len(text) > MAX_TEXT:
        raise BadInput(_("This text is too long to be kept in one note. Please split it in two."), field=field)
    if _RESIDENT_NUMBER.search(text):
        raise BadInput(
            _(
                "This looks like a resident registration number, which a centre may not keep. Please take it out; the rest is still here."
            ),
            field=field,
        )
    return text.strip() or None


def check_day(text: str | None, field: str) -> str | None:
    """An ISO day, or None; says which day does not exist."""
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadInput(
            _("“{day}” is not a day of the calendar. Please write it as year-month-day.").format(day=text),
            field=field,
        ) from None

"""What a duty is: who has it, when, what it asks for, and how long a record is kept. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, get_args

Kind = Literal["report", "retention", "form", "privilege", "secrecy", "breach", "access"]
Certainty = Literal["certain", "ask-a-lawyer"]

KINDS: tuple[Kind, ...] = get_args(Kind)
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)
PERMANENT = "permanent"
RECORD_TYPES = (
    "counselling-record",
    "deletion-record-child",
    "deletion-record-police",
    "deletion-record-other",
    "grievance-ledger",
    "discipline-papers",
    "training-proof",
    "destruction-log",
    "access-log",
    "consent-record",
)

_PERIOD = re.compile(r"P(?=.)(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,4})D)?\Z")

Texts = Mapping[str, str]
"""One text in every language, as `app.i18n.pick` takes it."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty or power; `absent` means that there is none, and that the entry says so."""

    id: str
    kind: Kind
    centre_types: tuple[str, ...]
    staff: tuple[str, ...]
    when: Texts = field(hash=False)
    duty: Texts = field(hash=False)
    exception: Texts | None = field(hash=False)
    told_before: Texts | None = field(hash=False)
    deadline: Texts | None = field(hash=False)
    sanction: Texts | None = field(hash=False)
    keep_for: str | None
    record_type: str | None
    certainty: Certainty
    law: tuple[str, ...]
    absent: bool = False

    @property
    def ask_a_lawyer(self) -> bool:
        return self.certainty == "ask-a-lawyer"

    @property
    def permanent(self) -> bool:
        return self.keep_for == PERMANENT

    def applies(self, centre_type: str, staff: str) -> bool:
        return centre_type in self.centre_types and staff in self.staff

    def kept_until(self, start: date) -> date | None:
        """The last day a record begun on `start` is kept; None where it is kept for good or no period is stated."""
        if self.keep_for is None or self.permanent:
            return None
        years, months, days = period(self.keep_for)
        return _later(start, years * 12 + months) + timedelta(days=days)


def period(text: str) -> tuple[int, int, int]:
    """Years, months and days of an ISO 8601 duration such as P3Y; ValueError where it is none."""
    found = _PERIOD.match(text)
    if found is None:
        raise ValueError(text)
    years, months, days = (int(part or 0) for part in found.groups())
    return years, months, days


def _later(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

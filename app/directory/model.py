"""A service one can refer to, and the rule by which it may be told or printed. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Literal

from app.i18n import _, full_date
from app.text import digits, folded, initials, is_initials, jamo

Standing = Literal["always", "verified", "outdated", "unverified"]

NEVER_CHANGES = frozenset({"112", "119", "1366"})
"""Numbers that may be spoken without a check by the centre."""
VERIFIED_FOR = timedelta(days=180)
KINDS = ("phone", "web", "app", "place")
_SEEN = "seen:"


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """A service one can refer to; its number is spoken, and it is printed, only while its check is fresh."""

    id: str
    name: Mapping[str, str] = field(hash=False)
    number: str | None
    hours: Mapping[str, str] | None = field(hash=False)
    note: Mapping[str, str] | None = field(hash=False)
    kind: str
    source: str
    mark: str
    verified_on: date | None

    def standing(self, on: date) -> Standing:
        """How far it may be relied on, on one day."""
        if self.number in NEVER_CHANGES:
            return "always"
        if self.verified_on is None:
            return "unverified"
        # A check in the future (a clock that was wrong) is no check.
        return "verified" if timedelta(0) <= on - self.verified_on <= VERIFIED_FOR else "outdated"

    def speakable(self, on: date) -> bool:
        """Whether it may be told on that day: verified within 180 days, or 112, 119, 1366."""
        return self.standing(on) in ("always", "verified")

    def needs_check(self, on: date) -> bool:
        """Whether nobody may tell it before somebody rings it or, where it has no number, looks it up."""
        return self.standing(on) in ("outdated", "unverified")

    def number_on(self, on: date) -> str | None:
        """The number, if it may be spoken on that day."""
        return self.number if self.speakable(on) else None

    def answers(self, query: str) -> bool:
        """Whether somebody who types this means this service: half-typed syllables and initial consonants count."""
        said = " ".join((*self.name.values(), self.number or "", *(self.note or {}).values()))
        if is_initials(wanted := folded(query)):
            return wanted in initials(said)
        return jamo(wanted) in jamo(said) or (len(digits(wanted)) > 2 and digits(wanted) in digits(self.number or ""))

    def sentence(self, on: date) -> str:
        """What the step says beside the name."""
        if not self.needs_check(on):
            return ""
        if self.verified_on is None:
            return _("The number is not verified yet.") if self.number else _("This entry is not verified yet.")
        if self.number:
            last = _("The number was last verified on {day}. Verify it again.")
        else:
            last = _("This entry was last verified on {day}. Verify it again.")
        return last.format(day=full_date(self.verified_on))

    def looked_at(self) -> str:
        """What a check vouches for: the number, or where there is none a mark of the note and the hours."""
        if self.number:
            return self.number
        said = "\x1f".join((*_texts(self.note), *_texts(self.hours)))
        return _SEEN + hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Check:
    """Somebody rang or looked: when, who, and at what; checks of the first release did not keep the number."""

    verified_on: date
    by: str
    number: str | None
    """The number that was rung, or the mark of what was looked at."""

    def holds_for(self, entry: DirectoryEntry, shipped: DirectoryEntry | None) -> bool:
        """Whether it is this number that was rung, or this note and these hours that were looked at."""
        if self.number is None:
            return bool(entry.number) and shipped is not None and entry.number == shipped.number
        return self.number == entry.looked_at()


@dataclass(frozen=True, slots=True)
class Values:
    """What a manager writes of a service, as a form holds it; an empty text is "none"."""

    name_ko: str
    name_en: str = ""
    number: str = ""
    hours_ko: str = ""
    hours_en: str = ""
    note_ko: str = ""
    note_en: str = ""
    kind: str = "phone"
    source: str = ""

    @classmethod
    def of(cls, entry: DirectoryEntry) -> Values:
        return cls(
            *_texts(entry.name), entry.number or "", *_texts(entry.hours), *_texts(entry.note), entry.kind, entry.source
        )

    def beside(self, other: Values | None) -> dict[str, str | None]:
        """These values as they are kept: None where they are the other's, who may still change it."""
        return {one: None if value == getattr(other, one, None) else value for one, value in self.items()}

    def items(self) -> list[tuple[str, str]]:
        return [(one.name, getattr(self, one.name)) for one in fields(self)]


@dataclass(frozen=True, slots=True)
class Change:
    """What this centre keeps of one service: only the values that are its own, and whether it is retired."""

    values: Mapping[str, str | None] = field(hash=False)
    retired: bool = False

    @property
    def is_ours(self) -> bool:
        return any(value is not None for value in self.values.values())

    def over(self, shipped: DirectoryEntry | None) -> Values:
        base = Values.of(shipped) if shipped else Values("")
        return replace(base, **{name: value for name, value in self.values.items() if value is not None})


def entry_of(entry_id: str, values: Values) -> DirectoryEntry:
    """A service from its values, unchecked; a text that is missing in English stands in Korean."""
    return DirectoryEntry(
        entry_id, _pair(values.name_ko, values.name_en) or {"ko": ""}, values.number or None,
        _pair(values.hours_ko, values.hours_en), _pair(values.note_ko, values.note_en), values.kind, values.source,
        "", None,
    )  # fmt: skip


def _texts(pair: Mapping[str, str] | None) -> tuple[str, str]:
    """Korean and English; English is empty where the Korean stands in for it."""
    korean = pair["ko"] if pair else ""
    english = pair.get("en", "") if pair else ""
    return korean, "" if english == korean else english


def _pair(korean: str, english: str) -> dict[str, str] | None:
    return {"ko": korean or english, "en": english or korean} if korean or english else None


def merged(entry_id: str, shipped: DirectoryEntry | None, change: Change | None) -> DirectoryEntry | None:
    """A service as this centre has it: the shipped one under its own values; None where neither names it any more."""
    if change is None or not change.is_ours:
        return shipped
    if shipped is None and not change.values.get("name_ko"):
        return None
    entry = entry_of(entry_id, change.over(shipped))
    if shipped and (entry.looked_at(), entry.source) == (shipped.looked_at(), shipped.source):
        entry = replace(entry, mark=shipped.mark, verified_on=shipped.verified_on)
    return entry


@dataclass(frozen=True, slots=True)
class Loss:
    """How many hand-outs had to leave a service out since its last check, and since which day."""

    count: int
    since: date


@dataclass(frozen=True, slots=True)
class Listing:
    """A service as the people who keep the directory see it."""

    entry: DirectoryEntry
    checked_by: str | None = None
    """The user who rang the number that stands now, or looked at what does."""
    ours: bool = False
    """Added by this centre, or changed from what was shipped."""
    retired: bool = False
    loss: Loss | None = None

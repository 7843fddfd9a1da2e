"""A referral, what was done about it, and what a place was told. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass

from app.codelists import known, label


def items_told(text: str | None) -> str:
    """The stored list of what may be passed on, in words; what is written freely stays as it is."""
    try:
        found = json.loads(text or "[]")
    except ValueError:
        return text or ""
    listed = found if isinstance(found, list) else [found]
    return ", ".join(label("passed_item", str(one)) if known("passed_item", str(one)) else str(one) for one in listed)


@dataclass(frozen=True, slots=True)
class Referral:
    """One organisation asked to help, what it is asked for, and where that stands."""

    id: str
    case_id: str
    organisation: str
    status: str
    at: int
    author: str
    purpose: str | None = None
    items: str | None = None
    consent_id: str | None = None
    session_id: str | None = None
    service: str | None = None
    answer_by: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done about a referral: asked, called ahead, sent, answered."""

    id: str
    referral_id: str
    case_id: str
    kind: str
    at: int
    author: str
    person: str | None = None
    survivor_there: bool = False
    minutes: int | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A place that is to be told that a consent was taken back, with the words prepared for it."""

    id: str
    case_id: str
    consent_id: str
    recipient: str
    text: str
    at: int
    author: str
    told_at: int | None = None
    told_how: str | None = None
    task_id: str | None = None

"""What an operation touched: services name it, and windows reload only what watches it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto
from typing import Generic, TypeVar

T = TypeVar("T", covariant=True)


class Changes(Flag):
    """The kinds of record an operation may touch."""

    NONE = 0
    CONTACTS = auto()
    CASES = auto()
    CONSENTS = auto()
    NOTES = auto()
    TASKS = auto()
    REFERRALS = auto()
    SESSIONS = auto()
    SIGNS = auto()
    DRAFTS = auto()
    STAFF = auto()
    DIRECTORY = auto()
    ROUNDS = auto()
    OUTBOX = auto()
    AUDIT = auto()
    BACKUPS = auto()
    SETTINGS = auto()
    DUTIES = auto()
    MANUALS = auto()
    RETENTION = auto()
    EVIDENCE = auto()
    PLANS = auto()
    SUPPORT = auto()
    DEADLINES = auto()
    SHIFTS = auto()
    DELETIONS = auto()
    WORKPLACE = auto()
    REPORTS = auto()
    SUBMISSIONS = auto()
    CONFERENCES = auto()
    INBOX = auto()
    MATERIAL = auto()
    CLASSES = auto()
    SURVEYS = auto()
    MEASURES = auto()


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The frozen result of a mutation and the kinds of record it touched."""

    value: T
    changes: Changes

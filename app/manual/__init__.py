"""The response manual: packs, guided sessions, and what keeps the texts sound. Parcels: `app.manual.parcel`.

Reading needs no key and no database: `read()` for the lock screen, `find()` in its texts.
"""

from app.directory import DirectoryEntry
from app.manual.bookmarks import Bookmarks
from app.manual.check import Known, check
from app.manual.compare import Difference, compare
from app.manual.find import Finder, Found, Passage, find
from app.manual.finding import Finding
from app.manual.library import Library, read
from app.manual.model import (
    END,
    RETURN,
    Branch,
    Entry,
    LawCard,
    LawStanding,
    Pack,
    Review,
    Step,
    StepText,
    Words,
    review_sentence,
)
from app.manual.packs import directory, law_cards, load, pack_hash, record_field_ids
from app.manual.service import Manual
from app.manual.session import Answer, Event, Tick, Trail, Visit, advance, replay
from app.manual.standing import SessionState
from app.manual.summary import Proposal, ProposedTask, SessionSummary

__all__ = [
    "END",
    "RETURN",
    "Answer",
    "Bookmarks",
    "Branch",
    "Difference",
    "DirectoryEntry",
    "Entry",
    "Event",
    "Finder",
    "Finding",
    "Found",
    "Known",
    "LawCard",
    "LawStanding",
    "Library",
    "Manual",
    "Pack",
    "Passage",
    "Proposal",
    "ProposedTask",
    "Review",
    "SessionState",
    "SessionSummary",
    "Step",
    "StepText",
    "Tick",
    "Trail",
    "Visit",
    "Words",
    "advance",
    "check",
    "compare",
    "directory",
    "find",
    "law_cards",
    "load",
    "pack_hash",
    "read",
    "record_field_ids",
    "replay",
    "review_sentence",
]

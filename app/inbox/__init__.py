"""Reports from outside: sealed in a stranger's browser, opened here by the people named for it."""

from __future__ import annotations

from app.inbox.attachments import Attachments
from app.inbox.carrying import Carrying
from app.inbox.keys import IntakeKeys
from app.inbox.makers import Makers
from app.inbox.matching import Matching
from app.inbox.model import Arrival, State
from app.inbox.page_watch import Look, PageWatch
from app.inbox.papers import PagePapers
from app.inbox.rings import Rings
from app.inbox.service import Inbox
from app.inbox.settling import Settling
from app.inbox.shelf import Shelf
from app.inbox.taking_down import TakingDown
from app.inbox.unfinished import SealedDrafts

__all__ = [
    "Arrival",
    "Attachments",
    "Carrying",
    "Inbox",
    "IntakeKeys",
    "Look",
    "Makers",
    "Matching",
    "PagePapers",
    "PageWatch",
    "Rings",
    "SealedDrafts",
    "Settling",
    "Shelf",
    "State",
    "TakingDown",
]

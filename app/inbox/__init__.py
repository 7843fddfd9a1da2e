"""Reports from outside: sealed in a stranger's browser, opened here by the people named for it."""

from __future__ import annotations

from app.inbox.carrying import Carrying
from app.inbox.keys import IntakeKeys
from app.inbox.makers import Makers
from app.inbox.model import Arrival, State
from app.inbox.papers import PagePapers
from app.inbox.rings import Rings
from app.inbox.service import Inbox
from app.inbox.shelf import Shelf

__all__ = ["Arrival", "Carrying", "Inbox", "IntakeKeys", "Makers", "PagePapers", "Rings", "Shelf", "State"]

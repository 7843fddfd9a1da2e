"""Reports from outside: sealed in a stranger's browser, opened here by the people named for it."""

from __future__ import annotations

from app.inbox.keys import IntakeKeys
from app.inbox.makers import Makers
from app.inbox.model import Arrival, State
from app.inbox.papers import PagePapers
from app.inbox.rings import Rings
from app.inbox.service import Inbox

__all__ = ["Arrival", "Inbox", "IntakeKeys", "Makers", "PagePapers", "Rings", "State"]

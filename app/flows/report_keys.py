"""What the report page seals to stays there by itself: officers' desks make keys ahead, managers' desks sign them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

from app.changes import Changes, Done
from app.clock import today
from app.kinds import Role

if TYPE_CHECKING:
    from app.inbox import Inbox, IntakeKeys, PagePapers
    from app.vault import Keys

MONTHS = 4
"""This month and those after it for which keys are there."""
NEAR = 31
"""Days before the page can seal nothing any more, from which on it is said."""


class House(Protocol):
    """What of a centre is needed (app.desk.Desk fits)."""

    @property
    def keys(self) -> Keys: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def intake_keys(self) -> IntakeKeys: ...
    @property
    def page_papers(self) -> PagePapers: ...


def keep_ahead(house: House) -> Done[int]:
    """Make and sign what is missing, where the page has a key: how many keys and bundles are new."""
    if house.page_papers.verify is None:
        return Done(0, Changes.NONE)
    made, signed = make_ahead(house), Done(0, Changes.NONE)
    if house.keys.role is Role.MANAGER and house.page_papers.shared:
        signed = house.page_papers.sign_ahead()
    return Done(made.value + signed.value, made.changes | signed.changes)


def make_ahead(house: House) -> Done[int]:
    """The pairs of the coming months, for the channels this person opens."""
    made = sum(house.intake_keys.make_ahead(channel, MONTHS).value for channel in house.inbox.channels)
    return Done(made, Changes.SETTINGS if made else Changes.NONE)


def near(until: str | None, day: date | None = None) -> bool:
    """Whether the page will soon have nothing to seal to."""
    return until is not None and date.fromisoformat(until) - (day or today()) <= timedelta(days=NEAR)

"""One look at the report page from outside: what to fetch, the fetching, and what came of it.

plan ──▶ network ──▶ settle          as in report_round; only the middle has no desk
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app import wire
from app.changes import Done
from app.errors import BadInput, NotReached
from app.flows.report_round import card
from app.i18n import _
from app.paths import resource

if TYPE_CHECKING:
    from app.inbox import Look, PagePapers, PageWatch
    from app.office import Office
    from app.sync.public_page import Seen

RELEASE = "report_page.sha256"


class House(Protocol):
    """What of a centre a look needs (app.desk.Desk fits)."""

    @property
    def office(self) -> Office: ...
    @property
    def page_papers(self) -> PagePapers: ...
    @property
    def page_watch(self) -> PageWatch: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the page stands, and which files of it were signed (none where none was)."""

    card: wire.Card
    centre: str
    files: tuple[str, ...]


def plan(house: House, *, fresh: bool = False) -> Plan:
    """What to fetch: the files that were signed, or (`fresh`) those that the page itself lists. BadInput without a relay."""
    joined = card(house.office)
    if joined is None:
        raise BadInput(_("This centre has joined no relay for reports yet. Nothing was fetched."), field="relay")
    signed = None if fresh else house.page_watch.signed
    return Plan(joined, house.page_papers.centre, tuple(signed.files) if signed else ())


def look(plan: Plan) -> Seen:
    """The network's part, as a stranger would."""
    from app.sync.public_page import look

    return look(plan.card.url, plan.centre, plan.files)


def look_or_none(plan: Plan) -> Seen | None:
    """The same for the daily look: None where nothing answers."""
    try:
        return look(plan)
    except NotReached:
        return None


def settle(house: House, seen: Seen | None) -> Done[Look]:
    """Keep what was found."""
    return house.page_watch.note(seen)


def known(fingerprint: str) -> bool:
    """Whether this is the page that came with this release."""
    return resource(RELEASE).read_text("ascii").split()[0] == fingerprint

"""What a page of cases reads in one go, on the reader thread; frozen when it reaches the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.agenda import Task
from app.cases import (
    Case,
    CaseRow,
    Change,
    Consent,
    Event,
    HandOver,
    Incident,
    OtherParty,
    SafeCard,
)
from app.clock import now
from app.contacts import Draft, Sessions
from app.desk import Desk, SealedDesk
from app.doubles import Merge, PartyMatch
from app.duties import Report
from app.flows.hand_over import may_assign
from app.i18n import pick
from app.office import Member, Team
from app.plans import Flag, Review
from app.referrals import Referral
from app.safety import Level, Sign
from app.walls import Conflict, SealedCase

if TYPE_CHECKING:  # their rooms are heavy, and nothing is made of them here
    from app.documents import Copy
    from app.evidence import Item

PAGE = 200
FOUND = 60
"""Cases shown while somebody types: four screens; who wants to see more types one letter more."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A case in the list, with the name of whom it is assigned to."""

    row: CaseRow
    who: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything one case shows, with the names for the ids in it."""

    case: Case
    read_at: int
    card: SafeCard | None
    events: tuple[Event, ...]
    heard: Mapping[str, list[str]]
    consents: tuple[Consent, ...]
    incidents: tuple[Incident, ...]
    parties: tuple[OtherParty, ...]
    recorded: Mapping[str, str]
    tasks: tuple[Task, ...]
    finished: tuple[Task, ...]
    referrals: tuple[Referral, ...]
    copies: tuple[Copy, ...]
    reports: tuple[Report, ...]
    duties: Mapping[str, str]
    """What each duty to report asks for, in a sentence."""
    signs: tuple[Sign, ...]
    level: Level
    draft: Draft | None
    names: Mapping[str, str]
    places: Mapping[str, str]
    standing_with: With
    evidence: tuple[Item, ...]
    offers: Mapping[str, str]
    """The places one may refer to now; `places` also names those that were retired."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How much stands in the sections that read their own things, by their names."""
    merges: tuple[Merge, ...] = ()
    """What was put together with this record, and taken apart again."""
    sessions: Sessions = field(default_factory=Sessions)
    """Counselling of this case, counted apart from cases."""

    @property
    def standing(self) -> dict[str, Consent]:
        """The answer that stands for each purpose."""
        return {one.purpose: one for one in self.consents}

    def name(self, user: str) -> str:
        return self.names.get(user, user)

    def place(self, organisation: str) -> str:
        return self.places.get(organisation, organisation)

    def agreed(self, organisation: str) -> Consent | None:
        """The consent that allows passing something on to this place, where it still stands."""
        theirs = [one for one in self.consents if one.purpose == "third_party" and one.recipient == organisation]
        return theirs[-1] if theirs and theirs[-1].answer == "given" else None


@dataclass(frozen=True, slots=True)
class With:
    """Whom a case is with, who is asked to take it, and which staff may be a party to it."""

    teams: tuple[Team, ...]
    staff: tuple[Member, ...]
    offer: HandOver | None
    conflicts: tuple[Conflict, ...]
    unheld: bool
    """Somebody is recognised whom nobody has been asked about yet."""
    may_assign: bool
    flags: tuple[Flag, ...] = ()
    reviews: tuple[Review, ...] = ()
    """What waits for a supervisor."""
    may_decide: bool = False
    callers: tuple[PartyMatch, ...] = ()
    """Held contacts that may come from the other party of this case."""

    def team(self, ident: str | None) -> str:
        return next((one.name for one in self.teams if one.id == ident), "")


def draft_id(case_id: str, user: str) -> str:
    """Where somebody's unfinished note of a case is kept: one a person and case."""
    return f"note-{case_id}-{user}"


def read_case(desk: Desk, case_id: str) -> CaseFile:
    """One case with everything in it."""
    cases, case = desk.cases, desk.cases.get(case_id)
    signs = desk.safety.signs(case.id)
    return CaseFile(
        case=case,
        read_at=now(),
        card=cases.safe_card(case.id),
        events=cases.timeline(case.id),
        heard=cases.signs_heard(case.id),
        consents=cases.consents(case.id),
        incidents=cases.incidents(case.id),
        parties=cases.other_parties(case.id),
        recorded=cases.recorded(case.id),
        tasks=desk.agenda.of_case(case.id),
        finished=desk.agenda.finished(case.id),
        referrals=desk.referrals.of_case(case.id),
        copies=tuple(desk.documents.copies(case.id)),
        reports=desk.duties.of_case(case.id),
        duties=duty_words(),
        signs=signs,
        level=desk.safety.rule(case.id),
        draft=desk.contacts.draft(draft_id(case.id, desk.keys.user)),
        names=staff_names(desk),
        places=place_names(desk),
        standing_with=read_with(desk, case),
        evidence=desk.evidence.items(case.id),
        offers={ident: pick(dict(one.name)) for ident, one in desk.directory.by_id().items()},
        counts=section_counts(desk, case.id),
        sessions=desk.contacts.sessions_of(case.id),
        merges=desk.merging.of_case(case.id),
    )


def section_counts(desk: Desk, case_id: str) -> dict[str, int]:
    """One line a section that reads its own things: a count by an index, nothing more."""
    return {
        "plan": desk.plans.count(case_id),
        "dates": desk.agenda.dates_of(case_id),
        "deletion": desk.deletion.total(case_id),
        "workplace": desk.workplace.counted(case_id),
        "conferences": desk.conferences.count_of(case_id),
        "safety": desk.safety_plans.count(case_id) + desk.results.count(case_id),
    }


@dataclass(frozen=True, slots=True)
class Covered:
    """A case that is somebody else's: its number, until a reason was given."""

    id: str
    number: str


def read_or_ask(desk: Desk, case_id: str) -> CaseFile | Covered:
    """One case, or only its number where it is asked first why it is opened."""
    case = desk.cases.get(case_id)
    if desk.sight.sees(case.id):
        return read_case(desk, case.id)
    return Covered(case.id, case.number)


def read_with(desk: Desk, case: Case) -> With:
    """Team, offers, and staff who may be a party: looked for each time the case is shown."""
    staff, matches = desk.office.staff(), desk.sealed.of_case(case.id)
    known = {one.user for one in matches}
    seen = desk.sealed.recognised(staff, case.id) if not isinstance(desk, SealedDesk) else ()
    waiting = tuple(one for one in matches if one.state == "open") if not isinstance(desk, SealedDesk) else ()
    offers = [one for one in desk.handing.of_case(case.id) if one.state == "waiting"]
    return With(
        desk.teams.all(), staff, offers[-1] if offers else None, waiting,
        any(one.user not in known for one in seen), may_assign(desk, case.id), desk.flags.of_case(case.id),
        tuple(one for one in desk.reviews.of_case(case.id) if one.state == "requested"), desk.reviews.may_decide,
        desk.matches.waiting_about(case.id),
    )  # fmt: skip


def read_changes(desk: Desk, case_id: str) -> tuple[Change, ...]:
    return desk.cases.changes(case_id)


def staff_names(desk: Desk) -> dict[str, str]:
    return {one.id: one.name for one in desk.office.staff()}


def place_names(desk: Desk) -> dict[str, str]:
    """Every service that was ever in the directory, by id, in the current language."""
    return {ident: pick(dict(name)) for ident, name in desk.directory.names().items()}


def duty_words() -> dict[str, str]:
    from app.duties import brief, duties

    return {one.id: brief(one) for one in duties() if one.kind == "report"}


def first_page(desk: Desk, status: str | None) -> tuple[Listed, ...]:
    return _named(desk, desk.cases.page(limit=PAGE, status=status))


def later_page(desk: Desk, status: str | None, after: CaseRow, skipped: int) -> tuple[Listed, ...]:
    """The page that begins `skipped` rows behind `after`."""
    return _named(desk, desk.cases.page(after, skip=skipped, limit=PAGE, status=status))


@dataclass(frozen=True, slots=True)
class Found:
    """What a search finds: one row more than is shown says that there is more; `others` have another status."""

    rows: tuple[Listed, ...]
    others: int
    sealed: tuple[SealedCase, ...] = ()
    """Sealed cases whose number was asked for."""


def found(desk: Desk, query: str, status: str | None = None) -> Found:
    """Cases of one status that match; those of another are only counted, and only where few match."""
    rows = desk.cases.find(query, FOUND + 1, status)
    few = status is not None and len(rows) <= FOUND
    others = len(desk.cases.find(query, FOUND + 1)) - len(rows) if few else 0
    sealed = () if rows else tuple(one for one in desk.sealed.listed() if query.strip().upper() in one.number)
    return Found(_named(desk, rows), others, sealed)


def _named(desk: Desk, rows: tuple[CaseRow, ...]) -> tuple[Listed, ...]:
    names = staff_names(desk)
    return tuple(Listed(row, names.get(row.assigned_to, row.assigned_to)) for row in desk.sight.covered(rows))

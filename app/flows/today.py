"""What a person's day holds, across agenda, cases, contacts and shifts, as one frozen picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

from app.agenda import Agenda, Task
from app.cases import Cases, SafeCard, Verdict, verdict
from app.changes import Changes, Done
from app.clock import now
from app.contacts import Contact, Contacts, Draft
from app.flows import shift
from app.kinds import Compartment, Role
from app.office import REPORT_RELAY

if TYPE_CHECKING:
    from app.agenda import ShiftItem
    from app.conferences import Conferences
    from app.inbox import Inbox, PageWatch
    from app.inbox.standing import Standing
    from app.material import Materials
    from app.office import Left, OfficersWanted, Waiting
    from app.outbox import Outbox

AHEAD = 30
"""Days of deadlines that are shown before they are due."""


@dataclass(frozen=True, slots=True)
class CallBack:
    """A promised call and whether it may be made; without a card it may not."""

    task: Task
    card: SafeCard | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Reports:
    """What waits of reports from outside, and how the report page was found."""

    waiting: Standing
    refused: int
    """Answers that the relay did not take."""
    page: tuple[str, ...]
    """What of the report page differs from what was signed."""
    late: int = 0
    """Entries about public material whose agency's answer is late: for managers."""
    wanted: int = 0
    """Reports that stay sealed because they may name every officer: for managers."""


@dataclass(frozen=True, slots=True)
class Overview:
    """One person's day."""

    day: date
    appointments: tuple[Task, ...] = ()
    call_backs: tuple[CallBack, ...] = ()
    deadlines: tuple[Task, ...] = ()
    todos: tuple[Task, ...] = ()
    contacts: tuple[Contact, ...] = ()
    drafts: tuple[Draft, ...] = ()
    out: tuple[Task, ...] = ()
    """Whoever is under way with somebody: everybody on duty waits for them."""
    handed: tuple[ShiftItem, ...] = ()
    """What an earlier shift handed to this person."""
    left: tuple[Left, ...] = ()
    """What was handed over and nobody took: a manager sees everybody's, others their own."""
    copies: tuple[Waiting, ...] = ()
    """Copies of case conferences that should be back: of one's own conferences, for a manager of all."""
    reports: Reports | None = None
    """Reports from outside, where this centre joined a relay for them."""
    names: tuple[tuple[str, str], ...] = ()
    """The staff by id."""
    rooms: tuple[tuple[str, str], ...] = ()

    @property
    def running(self) -> Contact | None:
        return next((one for one in self.contacts if one.running), None)

    @property
    def parked(self) -> tuple[Contact, ...]:
        return tuple(one for one in self.contacts if not one.running)


class Rooms(shift.Rooms, Protocol):
    """What the whole day needs of a desk."""

    @property
    def conferences(self) -> Conferences: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def materials(self) -> Materials: ...
    @property
    def page_watch(self) -> PageWatch: ...
    @property
    def officers_wanted(self) -> OfficersWanted: ...
    @property
    def answers(self) -> Outbox: ...


def bring_up(desk: Rooms) -> Done[None]:
    """At the first look at a day: what was sealed or erased meanwhile no longer counts in the office."""
    if desk.database(Compartment.CASEWORK).name == Compartment.CASEWORK:
        shift.mirror(desk)
        desk.conferences.mirror()
        if desk.office.setting(REPORT_RELAY):
            from app.inbox import nobody_left

            desk.officers_wanted.keep(nobody_left.count(desk.database(Compartment.CASEWORK)))
    return Done(None, Changes.NONE)


def whole(desk: Rooms, day: date) -> Overview:
    """The day of whoever sits at this desk, with everybody who is out and what shifts left."""
    found = today(desk.agenda, desk.cases, desk.contacts, day, role=desk.keys.role.value)
    manages = desk.keys.role is Role.MANAGER
    return replace(
        found, out=desk.agenda.out(), handed=desk.shift.for_me(),
        left=tuple(one for one in desk.shifts_left.all() if manages or one.user == desk.keys.user),
        copies=tuple(one for one in desk.conferences.waiting(day) if manages or one.author == desk.keys.user),
        reports=reports(desk, day),
        names=tuple((one.id, one.name) for one in desk.office.staff()),
        rooms=tuple((one.id, one.name) for one in desk.rooms.all(also_retired=True)),
    )  # fmt: skip


def reports(desk: Rooms, day: date) -> Reports | None:
    """For whoever opens reports, and for managers what concerns the page and late agencies; None where there is nothing.

    Nothing of the report channel is loaded for a centre that has none.
    """
    if desk.database(Compartment.CASEWORK).name != Compartment.CASEWORK:
        return None
    late = _late(desk, day)
    opens = desk.keys.holds(Compartment.INTAKE) or desk.keys.holds(Compartment.PUBLIC_MATERIAL)
    managed = desk.keys.role is Role.MANAGER and bool(desk.office.setting(REPORT_RELAY))
    if not (opens or managed):
        return _no_relay(late) if late else None
    refused = len(desk.answers.dead()) if opens else 0
    wanted = desk.officers_wanted.count() if desk.keys.role is Role.MANAGER else 0
    waits, page = desk.inbox.standing(), desk.page_watch.last.found
    some = any((waits.new, waits.unanswered, waits.undecided, refused, page, late, wanted))
    return Reports(waits, refused, page, late, wanted) if some else None


def _late(desk: Rooms, day: date) -> int:
    """Managers see how many answers of agencies are late; who sees to each has it among their own tasks."""
    return desk.materials.late(day) if desk.keys.role is Role.MANAGER else 0


def _no_relay(late: int) -> Reports:
    from app.inbox.standing import Standing

    return Reports(Standing(), 0, (), late)


def today(
    agenda: Agenda, cases: Cases, contacts: Contacts, day: date, *, role: str = "", at: int | None = None
) -> Overview:
    """What waits on `day`: own tasks, those of the role, and those of cases assigned to this person."""
    moment = at or now()
    calls = agenda.waiting(("call_back",), role=role, until=day)
    return Overview(
        day,
        agenda.day_of(day, role=role),
        tuple(_call_back(cases, task, moment) for task in calls),
        agenda.waiting(("deadline", "consent"), role=role, until=day + timedelta(days=AHEAD)),
        agenda.waiting(("todo",), role=role, until=day),
        contacts.open_ones(),
        contacts.drafts(),
    )


def _call_back(cases: Cases, task: Task, at: int) -> CallBack:
    card = cases.safe_card(task.case_id) if task.case_id else None
    return CallBack(task, card, verdict(card, at))

"""The end of a shift: what one person has open goes to the next, item by item, and only once it is accepted.

A call-back or a date moves to whoever accepts it, a parked contact or an unfinished text with its words, and a case at
high risk is watched by them for the night; whose case it is stays as it was. How much nobody has taken yet is mirrored
into the office as numbers, for managers who may not read cases.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

from app.agenda.shift import Offer
from app.changes import Changes, Done
from app.clock import instant, local, now, today
from app.i18n import _
from app.kinds import Compartment
from app.office import Left
from app.walls import outside_first

if TYPE_CHECKING:
    from app.agenda import Agenda, Shift, ShiftItem, Task
    from app.cases import CaseRow, Cases
    from app.contacts import Contact, Contacts, Draft
    from app.office import Office, ShiftsLeft
    from app.office import Rooms as MeetingRooms
    from app.store import Database
    from app.vault import Keys

MORNING = time(12)
"""Tonight's dates reach until noon of the next day."""
_MOST = 1_000
_HANDED = ("contact", "note", "session")


class Rooms(Protocol):
    """What a hand-over needs of a desk."""

    @property
    def keys(self) -> Keys: ...
    @property
    def agenda(self) -> Agenda: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def office(self) -> Office: ...
    @property
    def rooms(self) -> MeetingRooms: ...
    @property
    def shift(self) -> Shift: ...
    @property
    def shifts_left(self) -> ShiftsLeft: ...
    def database(self, compartment: Compartment) -> Database: ...


@dataclass(frozen=True, slots=True)
class Open:
    """One thing somebody has open at the end of a shift."""

    offer: Offer
    task: Task | None = None
    case: CaseRow | None = None
    contact: Contact | None = None
    draft: Draft | None = None

    @property
    def key(self) -> str:
        """What tells it apart in the list."""
        one = self.offer
        return "|".join((one.kind, one.case_id or "", one.contact_id or "", one.task_id or "", one.draft_id or ""))


def gather(desk: Rooms) -> tuple[Open, ...]:
    """Everything this person would hand on now: call-backs, cases at high risk, unfinished writing, tonight's dates."""
    tomorrow = today() + timedelta(days=1)
    calls = [
        one for one in desk.agenda.waiting(("call_back",), until=tomorrow, limit=_MOST) if one.owner == desk.keys.user
    ]
    return (
        *(Open(Offer("call_back", task_id=one.id, case_id=one.case_id), task=one) for one in calls),
        *(Open(Offer("risk", case_id=one.id), case=one) for one in desk.cases.at_risk(desk.keys.user)),
        *_unfinished(desk),
        *(Open(Offer("date", task_id=one.id, case_id=one.case_id), task=one) for one in _tonight(desk)),
    )


def _unfinished(desk: Rooms) -> list[Open]:
    """Parked contacts with their words, and other texts that were begun; a contact that runs is not handed on."""
    contacts = {one.id: one for one in desk.contacts.open_ones()}
    drafts = {one.id: one for one in desk.contacts.drafts() if one.kind in _HANDED}
    parked = [one for one in contacts.values() if not one.running]
    found = [
        Open(Offer("draft", contact_id=one.id, case_id=one.case_id), contact=one, draft=drafts.get(one.id))
        for one in parked
    ]
    for one in drafts.values():
        if one.about in contacts or one.kind == "contact":
            continue
        about = one.about if one.kind == "note" else None
        found.append(Open(Offer("draft", draft_id=one.id, case_id=about), draft=one))
    return found


def _tonight(desk: Rooms) -> list[Task]:
    """Appointments and deadlines between now and tomorrow noon."""
    tomorrow = today() + timedelta(days=1)
    end = instant(datetime.combine(tomorrow, MORNING))
    found = desk.agenda.waiting(("appointment", "deadline"), until=tomorrow, limit=_MOST)
    return [
        one for one in found
        if one.owner == desk.keys.user and one.due_on and one.due_on >= today().isoformat()
        and (one.due_at is None or now() <= (one.ends_at or one.due_at)) and (one.due_at or 0) <= end
    ]  # fmt: skip


def with_words(one: Open, words: str) -> Offer:
    """The thing with what the next person should know about it."""
    return replace(one.offer, words=words)


def keep_words(desk: Rooms, draft_id: str, body: str) -> Done[int]:
    """Keep, encrypted, what was said of single things before they are handed over."""
    return Done(desk.contacts.keep_draft(draft_id, "form", body).value, Changes.SHIFTS)


def hand_over(desk: Rooms, offers: tuple[Offer, ...], to: str | None) -> Done[str]:
    """Hand these on; until they are accepted nothing moves."""
    _outside(desk)
    done = desk.shift.offer(offers, to)
    mirror(desk)
    return done


def accept(desk: Rooms, ident: str) -> Done[ShiftItem]:
    """Take one item over, with what belongs to it."""
    _outside(desk)
    db = desk.database(Compartment.CASEWORK)
    with db.atomic():
        done = desk.shift.answer(ident, "accepted")
        _move(desk, done.value)
    mirror(desk)
    return Done(done.value, done.changes | Changes.TASKS | Changes.CONTACTS | Changes.DRAFTS)


def decline(desk: Rooms, ident: str) -> Done[ShiftItem]:
    """It stays with its sender, who sees that."""
    done = desk.shift.answer(ident, "declined")
    mirror(desk)
    return done


def withdraw(desk: Rooms, ident: str) -> Done[ShiftItem]:
    """The sender does it after all."""
    done = desk.shift.answer(ident, "withdrawn")
    mirror(desk)
    return done


def _move(desk: Rooms, item: ShiftItem) -> None:
    if item.task_id is not None:
        desk.agenda.give(item.task_id, desk.keys.user)
    elif item.contact_id is not None:
        desk.contacts.take_over(item.contact_id, item.from_user)
    elif item.draft_id is not None:
        desk.contacts.take_draft(item.draft_id, item.from_user)
    elif item.kind == "risk":
        name = desk.office.name(item.from_user)
        watch = _("Watch over this case for {name} until they are back").format(name=name)
        desk.agenda.add(watch, case_id=item.case_id, due_on=local(now()).date())


def _outside(desk: Rooms) -> None:
    if desk.database(Compartment.CASEWORK).name != Compartment.CASEWORK:
        raise outside_first()


def mirror(desk: Rooms) -> None:
    """Bring the office's numbers to what waits in the casework; done again it changes nothing."""
    waiting: dict[str, list[ShiftItem]] = {}
    for one in desk.shift.left(also_held=True):
        waiting.setdefault(one.from_user, []).append(one)
    desk.shifts_left.keep(
        Left(user, min(one.at for one in items), len(items), tuple(sorted({one.number for one in items if one.number})))
        for user, items in waiting.items()
    )

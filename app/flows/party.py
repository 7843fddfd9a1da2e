"""A contact ends: where it may come from the other party of a case, it is held instead of going into a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.changes import Changes, Done
from app.clock import local
from app.contacts.service import held
from app.flows.finish_contact import open_case_from
from app.i18n import _, short_date
from app.kinds import Compartment

if TYPE_CHECKING:
    from app.cases import Case, Cases
    from app.contacts import Contact, Contacts
    from app.doubles import Matches, PartyMatch
    from app.plans import Flags
    from app.safety import Safety
    from app.store import Database


class Rooms(Protocol):
    """What this needs of a desk."""

    @property
    def cases(self) -> Cases: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def matches(self) -> Matches: ...
    @property
    def safety(self) -> Safety: ...
    @property
    def flags(self) -> Flags: ...
    def database(self, compartment: Compartment) -> Database: ...


@dataclass(frozen=True, slots=True)
class Ended:
    """How a contact ended, and whether it is held until somebody decided."""

    contact: Contact
    held: bool


def finish(desk: Rooms, contact_id: str, case_id: str | None) -> Done[Ended]:
    """Finish a contact, alone or in a case; a held one is finished alone and waits."""
    looked = desk.matches.look(contact_id)
    held = bool(looked.value)
    done = desk.contacts.close(contact_id, case_id=None if held else case_id)
    return Done(Ended(done.value, held), done.changes | looked.changes)


def open_case(desk: Rooms, contact_id: str, alias: str) -> Done[Ended]:
    """Finish a contact with a case of its own; a held one is finished alone and waits."""
    looked = desk.matches.look(contact_id)
    if looked.value:
        if desk.contacts.get(contact_id).state == "closed":
            return Done(Ended(desk.contacts.get(contact_id), True), looked.changes)
        done = desk.contacts.close(contact_id)
        return Done(Ended(done.value, True), done.changes | looked.changes)
    database = desk.database(Compartment.CASEWORK)
    opened = open_case_from(database, desk.contacts, desk.cases, desk.safety, contact_id, alias)
    return Done(Ended(opened.value, False), opened.changes | looked.changes)


def begin_case(desk: Rooms, alias: str, phone: str | None, channel: str) -> Done[Case | Ended]:
    """Open a case without a contact; where its words are the other party's, they are kept as a contact that is held."""
    if not desk.matches.alike(alias, phone):
        return desk.cases.open_case(alias, phone=phone, channel=channel)
    before = next((one for one in desk.contacts.open_ones() if one.running), None)
    with desk.database(Compartment.CASEWORK).atomic():
        taken = desk.contacts.take(channel, alias=alias, phone=phone).value
        done = finish(desk, taken.id, None)
        if before is not None:
            desk.contacts.resume(before.id)
    return Done(done.value, done.changes | Changes.CONTACTS)


def not_held(desk: Rooms, contact_id: str | None) -> None:
    """Refuse a new case from a contact that may come from the other party; what was found is held from now on."""
    if contact_id is not None and desk.matches.look(contact_id).value:
        raise held()


def decide(desk: Rooms, ident: str, other_party: bool, words: str = "") -> Done[PartyMatch]:
    """A supervisor says who it was; where it was the other side, everybody who opens that case sees it."""
    with desk.database(Compartment.CASEWORK).atomic():
        done = desk.matches.decide(ident, other_party, words)
        one = done.value
        if other_party and desk.cases.is_here(one.about):
            day = short_date(local(desk.contacts.get(one.contact_id).started_at).date())
            desk.flags.set(one.about, _("The other party contacted the centre on {day}.").format(day=day))
    return Done(one, done.changes | Changes.PLANS)

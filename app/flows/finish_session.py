"""A guided session ends in its case, in another one, or in a new one: one transaction, nothing typed twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.changes import Changes, Done
from app.flows.finish_contact import case_of
from app.flows.session_to_case import Rooms, session_to_case
from app.manual import ProposedTask
from app.safety import Safety

if TYPE_CHECKING:
    from app.cases import Case
    from app.contacts import Contacts
    from app.store import Database


@dataclass(frozen=True, slots=True)
class Ending:
    """What the worker chose: a case, or an alias for a new one; the referrals and tasks to keep; their own words.

    `level_reason` is why the level of risk is as the session says, where the session itself does not tell.
    """

    case_id: str | None
    alias: str
    referrals: tuple[str, ...]
    tasks: tuple[ProposedTask, ...]
    body: str = ""
    level_reason: str = ""


def finish_session(db: Database, rooms: Rooms, contacts: Contacts, session_id: str, ending: Ending) -> Done[str]:
    """End the session and write it into the case; its draft goes. The value is the id of the case."""
    changes = Changes.SESSIONS | Changes.DRAFTS
    with db.atomic():
        if ending.level_reason.strip():
            changes |= rooms.manual.record(session_id, "risk-reason", ending.level_reason).changes
        case_id = ending.case_id
        if case_id is None:
            opened = _opened(db, rooms, contacts, session_id, ending.alias)
            case_id, changes = opened.value.id, changes | opened.changes
        written = session_to_case(
            db, rooms, session_id, case_id, referrals=ending.referrals, tasks=ending.tasks, body=ending.body
        )
        contacts.drop_draft(session_id)
    return Done(case_id, changes | written.changes)


def _opened(db: Database, rooms: Rooms, contacts: Contacts, session_id: str, alias: str) -> Done[Case]:
    """A new case, with what the session's contact knows where that belongs to no case yet."""
    contact_id = rooms.manual.state(session_id).session.contact_id
    contact = contacts.get(contact_id) if contact_id else None
    if contact is None or contact.case_id is not None:
        return rooms.cases.open_case(alias)
    return case_of(rooms.cases, Safety(db), contact, alias)

"""A contact ends in a new case, in one that is there, or alone: one transaction, nothing typed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.changes import Changes, Done
from app.contacts import Contact, Contacts

if TYPE_CHECKING:
    from app.cases import Cases
    from app.safety import Safety
    from app.store import Database


def open_case_from(
    db: Database, contacts: Contacts, cases: Cases, safety: Safety, contact_id: str, alias: str
) -> Done[Contact]:
    """Finish a contact with a case of its own; the warning signs that were heard become the case's.

    A number goes to the person only where the person called: somebody else's number is not a way to reach them.
    """
    with db.atomic():
        contact = contacts.get(contact_id)
        own = contact.caller_relation in (None, "self")
        case = cases.open_case(
            alias, contact_id=contact_id, phone=contact.phone if own else None, channel=contact.channel
        ).value
        if contact.signs:
            safety.answer(case.id, dict.fromkeys(contact.signs, "yes"))
        if contact.state == "closed":
            contacts.attach(contact_id, case.id)
        else:
            contacts.close(contact_id, case_id=case.id)
    changes = Changes.CONTACTS | Changes.CASES | Changes.DRAFTS | Changes.SIGNS
    return Done(contacts.get(contact_id), changes)

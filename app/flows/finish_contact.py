"""A contact ends in a new case, in one that is there, or alone: one transaction, nothing typed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.changes import Changes, Done
from app.contacts import Contact, Contacts

if TYPE_CHECKING:
    from app.cases import Case, Cases
    from app.safety import Safety
    from app.store import Database


def case_of(cases: Cases, safety: Safety, contact: Contact, alias: str) -> Done[Case]:
    """A case with what a contact knows; the warning signs that were heard become the case's.

    A number goes to the person only where the person called: somebody else's number is not a way to reach them.
    """
    phone = contact.phone if contact.caller_relation in (None, "self") else None
    opened = cases.open_case(alias, contact_id=contact.id, phone=phone, channel=contact.channel)
    if contact.signs:
        safety.answer(opened.value.id, dict.fromkeys(contact.signs, "yes"))
    return Done(opened.value, opened.changes | Changes.SIGNS)


def open_case_from(
    db: Database, contacts: Contacts, cases: Cases, safety: Safety, contact_id: str, alias: str
) -> Done[Contact]:
    """Finish a contact with a case of its own."""
    with db.atomic():
        contact = contacts.get(contact_id)
        case = case_of(cases, safety, contact, alias).value
        if contact.state == "closed":
            contacts.attach(contact_id, case.id)
        else:
            contacts.close(contact_id, case_id=case.id)
    changes = Changes.CONTACTS | Changes.CASES | Changes.DRAFTS | Changes.SIGNS
    return Done(contacts.get(contact_id), changes)

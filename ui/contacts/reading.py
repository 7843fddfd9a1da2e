"""What the contact pages ask the desk, each as one question for the reader thread."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.cases import CaseRow, Double, SafeCard, Verdict
from app.contacts import Contact, Listed
from app.desk import Desk
from app.kinds import Compartment
from ui.contacts.pad import Written, from_draft, from_text


@dataclass(frozen=True, slots=True)
class Known:
    """A case as far as a call needs it: who, and whether one may call back."""

    case_id: str
    number: str
    alias: str
    verdict: Verdict
    card: SafeCard | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A contact with what was typed last, its case, and the other open ones."""

    contact: Contact
    written: Written
    in_row: Written | None
    """What the contact itself holds, where a draft is ahead of it."""
    saved_at: int | None
    others: tuple[Contact, ...]
    case: Known | None
    report: str = ""
    """What was taken down in it last, for who opens reports."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Records that may be the same person, and what is known of the first of them."""

    doubles: tuple[Double, ...] = ()
    first: Known | None = None


def opened(desk: Desk, contact_id: str) -> Opened:
    """The draft stands over the row: it is what was typed last."""
    contact = desk.contacts.get(contact_id)
    draft = desk.contacts.draft(contact_id) if contact.state != "closed" else None
    written = from_draft(draft.body) if draft else None
    row = Written(contact.note or "", contact.alias or "", contact.phone or "", caret=_end(contact.note or ""))
    others = tuple(one for one in desk.contacts.open_ones() if one.id != contact_id)
    case = known(desk, contact.case_id) if contact.case_id else None
    ahead = row if written else None
    return Opened(
        contact,
        written or row,
        ahead,
        draft.saved_at if draft and written else None,
        others,
        case,
        _report(desk, contact_id),
    )


def _report(desk: Desk, contact_id: str) -> str:
    opens = desk.keys.holds(Compartment.INTAKE) or desk.keys.holds(Compartment.PUBLIC_MATERIAL)
    return (desk.taking_down.in_contact(contact_id) or ("",))[-1] if opens else ""


def _end(note: str) -> tuple[int, int]:
    lines = from_text(note)[1]
    return (len(lines) - 1, len(lines[-1].text)) if lines else (0, 0)


def known(desk: Desk, case_id: str) -> Known:
    case, card = desk.cases.get(case_id), desk.cases.safe_card(case_id)
    return Known(case.id, case.number, case.survivor.alias, desk.cases.may_call(case_id), card)


@dataclass(frozen=True, slots=True)
class Covered:
    """A contact in a case that is somebody else's."""

    case_id: str
    number: str


def covered(desk: Desk, found: tuple[Listed, ...]) -> tuple[Listed, ...]:
    """The same contacts; of a colleague's in a colleague's case, only when it was."""
    cases = [one.contact.case_id for one in found if one.contact.case_id and one.contact.taken_by != desk.keys.user]
    hidden = desk.sight.hidden(cases) if cases else frozenset()
    return tuple(_stub(one) if _others(one.contact, desk.keys.user, hidden) else one for one in found)


def _others(contact: Contact, user: str, hidden: frozenset[str]) -> bool:
    return contact.taken_by != user and contact.case_id in hidden


def _stub(one: Listed) -> Listed:
    bare = replace(one.contact, alias=None, phone=None, note=None, caller_relation=None)
    return replace(one, contact=bare, case_alias=None, masked=True)


def may_open(desk: Desk, contact_id: str) -> Contact | Covered:
    """A contact, or the case one is asked about first."""
    contact = desk.contacts.get(contact_id)
    if contact.case_id and contact.taken_by != desk.keys.user and not desk.sight.sees(contact.case_id):
        return Covered(contact.case_id, desk.cases.get(contact.case_id).number)
    return contact


def known_or_number(desk: Desk, case_id: str) -> Known | str:
    """A case beside a contact, or only its number where it is somebody else's."""
    return known(desk, case_id) if desk.sight.sees(case_id) else desk.cases.get(case_id).number


def alike(desk: Desk, alias: str, phone: str, besides: str | None) -> Alike:
    doubles = desk.sight.covered_doubles(desk.cases.doubles(alias, phone, besides=besides))
    first = next((one.case_id for one in doubles if one.kind == "same" and not one.masked), None)
    return Alike(doubles, known(desk, first) if first else None)


def cases_for(desk: Desk, query: str, limit: int = 30) -> tuple[CaseRow, ...]:
    """Cases to choose from: what was asked for, or the latest."""
    return desk.sight.covered(desk.cases.find(query, limit) if query.strip() else desk.cases.page(limit=limit))


def to_go_on_with(desk: Desk) -> str | None:
    """The contact that runs, where there is one: after a crash it still does."""
    return next((one.id for one in desk.contacts.open_ones() if one.running), None)

"""What the contact pages ask the desk, each as one question for the reader thread."""

from __future__ import annotations

from dataclasses import dataclass

from app.cases import CaseRow, Double, SafeCard, Verdict
from app.contacts import Contact
from app.desk import Desk
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
    return Opened(contact, written or row, ahead, draft.saved_at if draft and written else None, others, case)


def _end(note: str) -> tuple[int, int]:
    lines = from_text(note)[1]
    return (len(lines) - 1, len(lines[-1].text)) if lines else (0, 0)


def known(desk: Desk, case_id: str) -> Known:
    case, card = desk.cases.get(case_id), desk.cases.safe_card(case_id)
    return Known(case.id, case.number, case.survivor.alias, desk.cases.may_call(case_id), card)


def alike(desk: Desk, alias: str, phone: str, besides: str | None) -> Alike:
    doubles = desk.cases.doubles(alias, phone, besides=besides)
    first = next((one.case_id for one in doubles if one.kind == "same"), None)
    return Alike(doubles, known(desk, first) if first else None)


def cases_for(desk: Desk, query: str, limit: int = 30) -> tuple[CaseRow, ...]:
    """Cases to choose from: what was asked for, or the latest."""
    return desk.cases.find(query, limit) if query.strip() else desk.cases.page(limit=limit)


def to_go_on_with(desk: Desk) -> str | None:
    """The contact that runs, where there is one: after a crash it still does."""
    return next((one.id for one in desk.contacts.open_ones() if one.running), None)

"""An event as somebody types it: looked at before it is kept, and its columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.clock import now, today
from app.codelists import code, codes, known
from app.deadlines.model import LegalEvent
from app.entry import check_day, check_text
from app.errors import BadInput
from app.i18n import _
from app.text import nfc

FIRST, MOST_YEARS = date(1950, 1, 1), 20
"""Events do not lie before this, and papers name no end later than so many years: both would be slips of the hand."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as somebody notes it; days are ISO texts as they were typed."""

    kind: str
    on_day: str
    at: int | None = None
    measures: tuple[str, ...] = ()
    order_no: str | None = None
    approval: str | None = None
    order_id: str | None = None
    served_until: str | None = None
    note: str | None = None


def checked(entry: Entry) -> Entry:
    """The entry as it may be kept; BadInput points at the field."""
    if not known("legal_event", entry.kind):
        raise BadInput(_("Please choose what happened."), field="kind")
    if entry.approval and not known("judge_approval", entry.approval):
        sentence = _("“{value}” is not in the list. Please choose one of the list.")
        raise BadInput(sentence.format(value=entry.approval), field="approval")
    day = check_day(entry.on_day, "on_day")
    if day is None:
        raise BadInput(_("Please write the day: everything is counted from it."), field="on_day")
    if not FIRST.isoformat() <= day <= today().isoformat():
        raise BadInput(_("This day has not come yet, or lies too far back. Please look at the year."), field="on_day")
    if entry.kind == "provisional_measure" and not entry.measures:
        raise BadInput(_("Please choose which measures were ordered."), field="measures")
    if any(not known("provisional_measure", one) for one in entry.measures):
        raise BadInput(_("Please choose which measures were ordered."), field="measures")
    served = check_day(entry.served_until, "served_until")
    if served is not None and not day <= served <= date(int(day[:4]) + MOST_YEARS, 12, 31).isoformat():
        raise BadInput(
            _("The end on the paper cannot lie before the order itself, nor many years after it."), field="served_until"
        )
    if code("legal_event", entry.kind).extra.get("extends") and entry.order_id is None:
        raise BadInput(_("Please choose the order that was extended."), field="order_id")
    return replace(
        entry, on_day=day, served_until=served, order_no=check_text(nfc(entry.order_no or ""), "order_no"),
        note=check_text(nfc(entry.note or ""), "note"),
    )  # fmt: skip


def event_of(entry: Entry, case_id: str, author: str, ident: str = "") -> LegalEvent:
    """A checked entry as an event; the measures stand in the order of their list."""
    order = [one.id for one in codes("provisional_measure")]
    return LegalEvent(
        ident, case_id, entry.kind, date.fromisoformat(entry.on_day), entry.at,
        tuple(sorted(set(entry.measures), key=order.index)), entry.order_no, entry.approval or None, entry.order_id,
        date.fromisoformat(entry.served_until) if entry.served_until else None, note=entry.note, noted_at=now(),
        author=author,
    )  # fmt: skip


def row_of(event: LegalEvent) -> dict[str, Any]:
    """The columns of an event."""

    def day(value: date | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "id": event.id, "case_id": event.case_id, "kind": event.kind, "on_day": event.on_day.isoformat(),
        "at": event.at, "measures": ",".join(event.measures), "order_no": event.order_no, "approval": event.approval,
        "order_id": event.order_id, "served_until": day(event.served_until), "ended_on": day(event.ended_on),
        "ended_why": event.ended_why, "note": event.note, "noted_at": event.noted_at, "author": event.author,
    }  # fmt: skip

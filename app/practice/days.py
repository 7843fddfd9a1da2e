"""Rooms, legal events, appointments and a hand-over for the told cases of a practice centre, by the centre's own services."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from app.agenda import Booking, CourtCard
from app.clock import instant, new_id, now, today
from app.deadlines import Entry
from app.desk import Desk
from app.flows import shift
from app.kinds import Compartment
from app.office import Rooms
from app.practice.words import book


def rooms(office: Rooms) -> None:
    """The rooms; a manager keeps them."""
    for one in book("days")["rooms"]:
        office.add(one["name"], one.get("note", ""))


def fill(desk: Desk, manager: str) -> None:
    """What the screens of the days show; a centre too small for a told case goes without its days."""
    db = desk.database(Compartment.CASEWORK)
    told = book("days")
    with db.atomic():
        for one in told["events"]:
            if case := told_case(desk, one["alias"]):
                desk.deadlines.note(case, _entry(one))
        for one in told["appointments"]:
            if case := told_case(desk, one["alias"]):
                desk.appointments.book(_booking(desk, case, one))
        for one in told["handed"]:
            _hand(desk, manager, one)
    shift.mirror(desk)


def told_case(desk: Desk, alias: str) -> str | None:
    """The told case: of those of this alias the one with the lowest number."""
    sql = "SELECT c.id FROM casefile AS c JOIN person AS p ON p.id = c.survivor_id WHERE p.alias = ? AND c.status = 'open' ORDER BY c.number"
    found = desk.database(Compartment.CASEWORK).value(sql, (alias,))
    return None if found is None else str(found)


def _entry(one: dict[str, Any]) -> Entry:
    on = today() - timedelta(days=one["back"])
    served = today() + timedelta(days=one["served_in"]) if "served_in" in one else None
    return Entry(
        one["kind"], on.isoformat(), measures=tuple(one.get("measures", ())), approval=one.get("approval"),
        order_no=one.get("order_no"), served_until=served.isoformat() if served else None,
    )  # fmt: skip


def _booking(desk: Desk, case: str, one: dict[str, Any]) -> Booking:
    names = {room.name: room.id for room in desk.rooms.all()}
    card = CourtCard(**one["court"]) if "court" in one else None
    return Booking(
        one["title"], desk.keys.user, _at(one["in"], one["at"]), _at(one["in"], one["until"]), one["kind"], case,
        names.get(one.get("room", "")), one.get("place"), court=card, in_spite="연습" if _busy(desk, one) else None,
    )  # fmt: skip


def _busy(desk: Desk, one: dict[str, Any]) -> bool:
    """What was put together by chance may lie at the same time."""
    return bool(
        desk.agenda.clashes(Booking("", desk.keys.user, _at(one["in"], one["at"]), _at(one["in"], one["until"])))
    )


def _hand(desk: Desk, manager: str, one: dict[str, Any]) -> None:
    """A promised call of the last shift that waits to be taken over."""
    db, task = desk.database(Compartment.CASEWORK), new_id()
    day = today().isoformat()
    db.insert("task", {"id": task, "title": one["title"], "kind": "call_back", "owner": manager, "due_on": day})
    db.insert(
        "shift_item",
        {
            "id": new_id(), "batch": new_id(), "kind": "call_back", "task_id": task, "from_user": manager,
            "to_user": None, "words": one["words"], "state": "waiting", "at": now(),
        },
    )  # fmt: skip


def _at(days: int, clock: str) -> int:
    return instant(datetime.combine(today() + timedelta(days=days), time.fromisoformat(clock)))

"""Appointments with person and room: made, moved, taken out; who is out with somebody, and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.agenda.model import LONGEST, Booking, CourtCard, Task
from app.agenda.service import Agenda
from app.changes import Changes, Done
from app.clock import local, new_id, now
from app.codelists import known
from app.entry import check_text
from app.errors import BadInput, Conflict
from app.i18n import _
from app.store import Database, Taken
from app.text import nfc

_TOUCHED = Changes.TASKS
_REQUESTS = ("closed", "trusted", "route")


class Appointments:
    """Makes and changes the appointments of the centre; the agenda reads them."""

    def __init__(self, db: Database, agenda: Agenda) -> None:
        self._db, self._agenda = db, agenda

    # -- writing ---------------------------------------------------------------------------------

    def book(self, booking: Booking) -> Done[Task]:
        """Make an appointment; one that clashes needs a reason why it stands all the same."""
        clean = self._checked(booking)
        ident = new_id()
        with self._db.atomic():
            self._decided(clean)
            self._db.insert("task", {"id": ident, "kind": "appointment", **_task(clean)})
            self._db.insert("appointment", {"id": ident, **_beside(clean)})
            if clean.court is not None:
                self._db.insert("court_card", {"id": ident, **_columns(clean.court)})
        return Done(self._agenda.get(ident), _TOUCHED)

    def move(self, task_id: str, booking: Booking) -> Done[Task]:
        """Change an appointment, its time, person or room."""
        clean = self._checked(booking)
        with self._db.atomic():
            self._agenda.get(task_id)
            self._decided(clean, task_id)
            self._db.change("task", task_id, _task(clean))
            self._put("appointment", task_id, _beside(clean))
            if clean.court is not None:
                self._put("court_card", task_id, _columns(clean.court))
            else:
                self._db.remove("court_card", task_id)
        return Done(self._agenda.get(task_id), _TOUCHED)

    def take_out(self, task_id: str) -> Done[Taken]:
        """Take an appointment out that will not be; `put_back` is the undo."""
        with self._db.atomic():
            self._agenda.get(task_id)
            gone = self._db.take("task", task_id)
        return Done(gone, _TOUCHED)

    def put_back(self, gone: Taken) -> Done[None]:
        with self._db.atomic():
            self._db.put_back(gone)
        return Done(None, _TOUCHED)

    def leave(self, task_id: str, at: int | None = None) -> Done[Task]:
        """They have left, to go with a person: from now on somebody waits for them to be back."""
        with self._db.atomic():
            task = self._agenda.get(task_id)
            if task.done_at is not None:
                raise Conflict(_("This appointment is over. Nothing was changed."))
            self._put(
                "appointment",
                task_id,
                {"kind": task.meeting or "accompaniment", "out_at": at or now(), "back_at": None},
            )
        return Done(self._agenda.get(task_id), _TOUCHED)

    def back(self, task_id: str, at: int | None = None) -> Done[Task]:
        """They are back: the appointment is over."""
        moment = at or now()
        with self._db.atomic():
            task = self._agenda.get(task_id)
            if not task.is_out:
                raise Conflict(_("Nobody has left for this appointment. Nothing was changed."))
            self._db.change("appointment", task_id, {"back_at": moment})
            self._db.change("task", task_id, {"done_at": moment})
        return Done(self._agenda.get(task_id), _TOUCHED)

    def undo_way(self, task: Task) -> Done[Task]:
        """Take back the last leaving or coming back; `task` is what it was before."""
        with self._db.atomic():
            self._db.change("appointment", task.id, {"out_at": task.out_at, "back_at": task.back_at})
            self._db.change("task", task.id, {"done_at": task.done_at})
        return Done(self._agenda.get(task.id), _TOUCHED)

    # -- inside ----------------------------------------------------------------------------------

    def _put(self, table: str, task_id: str, values: dict[str, Any]) -> None:
        """Change the row of an appointment, or make it: tasks of 0.1 have none."""
        if self._db.row(f"SELECT id FROM {table} WHERE id = ?", (task_id,)) is None:
            self._db.insert(table, {"id": task_id, **values})
        else:
            self._db.change(table, task_id, values)

    def _decided(self, booking: Booking, besides: str = "") -> None:
        if not booking.in_spite and self._agenda.clashes(booking, besides):
            raise BadInput(
                _("Something else is at the same time. Choose another time, or write why both stand."), field="in_spite"
            )

    def _checked(self, booking: Booking) -> Booking:
        """The booking as it may be kept; BadInput points at the field."""
        if not known("appointment_kind", booking.kind):
            sentence = _("“{value}” is not in the list. Please choose one of the list.")
            raise BadInput(sentence.format(value=booking.kind), field="kind")
        if not (title := check_text(nfc(booking.title), "title")):
            raise BadInput(_("Please write what the appointment is."), field="title")
        if booking.until is not None and not booking.start < booking.until <= booking.start + LONGEST:
            raise BadInput(_("The end lies after the beginning, and not a whole day later."), field="until")
        place, in_spite = _text(booking.place, "place"), _text(booking.in_spite, "in_spite")
        card = _court(booking.court or CourtCard("")) if booking.kind == "court" else None
        return replace(booking, title=title, court=card, place=card.where if card else place, in_spite=in_spite)


def _court(card: CourtCard) -> CourtCard:
    if not (court := _text(card.court, "court")):
        raise BadInput(_("Please write which court."), field="court")
    for name in _REQUESTS:
        if not known("court_answer", getattr(card, name)):
            sentence = _("“{value}” is not in the list. Please choose one of the list.")
            raise BadInput(sentence.format(value=getattr(card, name)), field=name)
    return replace(
        card, court=court, courtroom=_text(card.courtroom, "courtroom"), case_no=_text(card.case_no, "case_no"),
        trusted_name=_text(card.trusted_name, "trusted_name"), route_words=_text(card.route_words, "route_words"),
        note=_text(card.note, "note"),
    )  # fmt: skip


def _text(text: str | None, field: str) -> str | None:
    return check_text(nfc(text or ""), field)


def _task(booking: Booking) -> dict[str, Any]:
    return {
        "title": booking.title, "owner": booking.owner, "case_id": booking.case_id, "place": booking.place,
        "due_on": local(booking.start).date().isoformat(), "due_at": booking.start, "until": booking.until,
    }  # fmt: skip


def _beside(booking: Booking) -> dict[str, Any]:
    return {"kind": booking.kind, "room": booking.room or None, "in_spite": booking.in_spite}


def _columns(card: CourtCard) -> dict[str, Any]:
    return {name: getattr(card, name) for name in card.__dataclass_fields__}

"""What is to be done, by whom, by when; a task may stand in a case or alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.agenda import records
from app.agenda.model import Booking, Clash, CourtCard, Task
from app.agenda.records import MINE, NOT_HELD, SELECT
from app.changes import Changes, Done
from app.clock import local, new_id, now, today
from app.codelists import known
from app.entry import check_day, check_text
from app.errors import BadInput, NotFound
from app.i18n import _
from app.store import Database
from app.text import nfc


class Agenda:
    """The tasks of the centre."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, title: str, kind: str = "todo", *, case_id: str | None = None, **more: Any) -> Done[Task]:
        """Add a task; `more`: due_on (ISO day), due_at, until (UTC ms), place, owner (a person, or a role), session_id."""
        if not (text := check_text(nfc(title), "title")):
            raise BadInput(_("Please write what is to be done."), field="title")
        if not known("task_kind", kind):
            raise BadInput(
                _("“{value}” is not in the list. Please choose one of the list.").format(value=kind),
                field="kind",
            )
        if isinstance(more.get("due_on"), date):
            more["due_on"] = more["due_on"].isoformat()
        more["due_on"] = check_day(more.get("due_on"), "due_on")
        row = {
            "id": new_id(),
            "title": text,
            "kind": kind,
            "case_id": case_id,
            "owner": self._db.who,
            **more,
        }
        with self._db.atomic():
            self._db.insert("task", row)
        return Done(self.get(row["id"]), Changes.TASKS)

    def finish(self, task_id: str, done: bool = True) -> Done[Task]:
        """Tick a task off, or take the tick back."""
        with self._db.atomic():
            self._db.change("task", task_id, {"done_at": now() if done else None})
        return Done(self.get(task_id), Changes.TASKS)

    def give(self, task_id: str, user: str) -> Done[Task]:
        """Let somebody else do it."""
        with self._db.atomic():
            self._db.change("task", task_id, {"owner": user})
        return Done(self.get(task_id), Changes.TASKS)

    def get(self, task_id: str) -> Task:
        row = self._db.row(f"{SELECT} WHERE t.id = ?", (task_id,))
        if row is None:
            raise NotFound(_("This task is not here any more. Please look at the list again."))
        return Task(**row)

    def of_case(self, case_id: str) -> tuple[Task, ...]:
        """Open tasks of a case, the nearest first."""
        rows = self._db.rows(
            f"{SELECT} WHERE t.case_id = ? AND t.done_at IS NULL ORDER BY t.due_on IS NULL, t.due_on",
            (case_id,),
        )
        return tuple(Task(**row) for row in rows)

    def finished(self, case_id: str, limit: int = 50) -> tuple[Task, ...]:
        """What was ticked off in a case, the latest first."""
        rows = self._db.rows(
            f"{SELECT} WHERE t.case_id = ? AND t.done_at IS NOT NULL ORDER BY t.done_at DESC LIMIT ?",
            (case_id, limit),
        )
        return tuple(Task(**row) for row in rows)

    def due(self, until: date | None = None, kinds: tuple[str, ...] = (), limit: int = 50) -> tuple[Task, ...]:
        """Open tasks due by a day (today, where none is named) and today's finished appointments, in order of time."""
        day = (until or today()).isoformat()
        among = "AND t.kind IN ({})".format(", ".join("?" * len(kinds))) if kinds else ""
        rows = self._db.rows(
            f"{SELECT} WHERE t.done_at IS NULL AND t.due_on <= ? {among} ORDER BY t.due_on, t.due_at LIMIT ?",
            (day, *kinds, limit),
        )
        return tuple(Task(**row) for row in rows)

    def waiting(
        self, kinds: tuple[str, ...], *, role: str = "", until: date | None = None, limit: int = 50
    ) -> tuple[Task, ...]:
        """Open tasks of this person, this role, or the cases assigned to this person: due by a day, or without one."""
        asked = {"who": self._db.who, "role": role, "until": until.isoformat() if until else None, "limit": limit}
        found = [one for kind in kinds for one in records.waiting(self._db, {**asked, "kind": kind})]
        return tuple(sorted(found, key=_by_time)[:limit])

    def day_of(self, day: date, *, role: str = "") -> tuple[Task, ...]:
        """This person's appointments of a day, done or not, in order of time."""
        rows = self._db.rows(
            f"{SELECT} WHERE t.kind = 'appointment' AND t.due_on = :day AND {MINE} AND {NOT_HELD} ORDER BY t.due_at, t.id",
            {"day": day.isoformat(), "who": self._db.who, "role": role},
        )
        return tuple(Task(**row) for row in rows)

    def appointments(self, day: date) -> tuple[Task, ...]:
        """A day's appointments, done or not, in order of time."""
        rows = self._db.rows(
            f"{SELECT} WHERE t.kind = 'appointment' AND t.due_on = ? ORDER BY t.due_at", (day.isoformat(),)
        )
        return tuple(Task(**row) for row in rows)

    # -- appointments (app.agenda.appointments makes them) ----------------------------------------

    def clashes(self, booking: Booking, besides: str = "") -> tuple[Clash, ...]:
        """What else is at this time for this person or in this room."""
        day = local(booking.start).date()
        return records.clashes(
            self._db,
            {
                "who": self._db.who, "owner": booking.owner, "room": booking.room or None, "start": booking.start,
                "end": booking.end, "before": (day - timedelta(days=1)).isoformat(),
                "last": local(booking.end).date().isoformat(), "besides": besides,
            },
        )  # fmt: skip

    def out(self) -> tuple[Task, ...]:
        """Whoever is under way with a person and not back: everybody on duty sees them."""
        return records.out(self._db)

    def between(self, first: date, last: date, *, everybody: bool = False) -> tuple[Task, ...]:
        """Appointments from day to day: this person's with those of their cases, or everybody's."""
        return records.between(self._db, first.isoformat(), last.isoformat(), None if everybody else self._db.who)

    def appointments_of(self, case_id: str) -> tuple[Task, ...]:
        return records.of_case(self._db, case_id)

    def dates_of(self, case_id: str) -> int:
        """How many deadlines and appointments of a case are still to come."""
        return records.dates_of(self._db, case_id)

    def court_card(self, task_id: str) -> CourtCard | None:
        return records.court_card(self._db, task_id)

    def court_cards(self, case_id: str) -> dict[str, CourtCard]:
        return records.court_cards(self._db, case_id)


def _by_time(task: Task) -> tuple[bool, str, int, str]:
    """What has a day by its day and hour, then what has none."""
    return task.due_on is None, task.due_on or "", task.due_at or 0, task.id

"""What is to be done, by whom, by when; a task may stand in a case or alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.codelists import known
from app.entry import check_day, check_text
from app.errors import BadInput, NotFound
from app.i18n import _
from app.store import Database
from app.text import nfc


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do; `alias` and `number` name its case in lists."""

    id: str
    title: str
    kind: str
    owner: str
    case_id: str | None = None
    alias: str | None = None
    number: str | None = None
    risk: str | None = None
    due_on: str | None = None
    due_at: int | None = None
    until: int | None = None
    place: str | None = None
    done_at: int | None = None
    session_id: str | None = None


_SELECT = """
    SELECT t.id, t.title, t.kind, t.owner, t.case_id, p.alias, c.number, c.risk, t.due_on, t.due_at, t.until, t.place,
           t.done_at, t.session_id
    FROM task AS t LEFT JOIN casefile AS c ON c.id = t.case_id LEFT JOIN person AS p ON p.id = c.survivor_id
"""
_NOT_HELD = """
    NOT EXISTS (SELECT 1 FROM conflict AS k WHERE k.case_id = t.case_id AND k.user = :who AND k.state = 'open')
"""
"""A task of a case somebody may be a party to is not theirs to read until a colleague decided (app.walls)."""
_MINE = "(t.owner IN (:who, :role) OR c.assigned_to = :who)"


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

    def get(self, task_id: str) -> Task:
        row = self._db.row(f"{_SELECT} WHERE t.id = ?", (task_id,))
        if row is None:
            raise NotFound(_("This task is not here any more. Please look at the list again."))
        return Task(**row)

    def of_case(self, case_id: str) -> tuple[Task, ...]:
        """Open tasks of a case, the nearest first."""
        rows = self._db.rows(
            f"{_SELECT} WHERE t.case_id = ? AND t.done_at IS NULL ORDER BY t.due_on IS NULL, t.due_on",
            (case_id,),
        )
        return tuple(Task(**row) for row in rows)

    def finished(self, case_id: str, limit: int = 50) -> tuple[Task, ...]:
        """What was ticked off in a case, the latest first."""
        rows = self._db.rows(
            f"{_SELECT} WHERE t.case_id = ? AND t.done_at IS NOT NULL ORDER BY t.done_at DESC LIMIT ?",
            (case_id, limit),
        )
        return tuple(Task(**row) for row in rows)

    def due(self, until: date | None = None, kinds: tuple[str, ...] = (), limit: int = 50) -> tuple[Task, ...]:
        """Open tasks due by a day (today, where none is named) and today's finished appointments, in order of time."""
        day = (until or today()).isoformat()
        among = "AND t.kind IN ({})".format(", ".join("?" * len(kinds))) if kinds else ""
        rows = self._db.rows(
            f"{_SELECT} WHERE t.done_at IS NULL AND t.due_on <= ? {among} ORDER BY t.due_on, t.due_at LIMIT ?",
            (day, *kinds, limit),
        )
        return tuple(Task(**row) for row in rows)

    def waiting(
        self, kinds: tuple[str, ...], *, role: str = "", until: date | None = None, limit: int = 50
    ) -> tuple[Task, ...]:
        """Open tasks of this person, this role, or the cases assigned to this person: due by a day, or without one."""
        places = ", ".join(f":kind{at}" for at in range(len(kinds)))
        rows = self._db.rows(
            f"{_SELECT} WHERE t.kind IN ({places}) AND t.done_at IS NULL AND {_MINE} AND {_NOT_HELD}"
            " AND (:until IS NULL OR t.due_on IS NULL OR t.due_on <= :until)"
            " ORDER BY t.due_on IS NULL, t.due_on, t.due_at, t.id LIMIT :limit",
            {
                "who": self._db.who, "role": role, "until": until.isoformat() if until else None, "limit": limit,
                **{f"kind{at}": kind for at, kind in enumerate(kinds)},
            },
        )  # fmt: skip
        return tuple(Task(**row) for row in rows)

    def day_of(self, day: date, *, role: str = "") -> tuple[Task, ...]:
        """This person's appointments of a day, done or not, in order of time."""
        rows = self._db.rows(
            f"{_SELECT} WHERE t.kind = 'appointment' AND t.due_on = :day AND {_MINE} AND {_NOT_HELD} ORDER BY t.due_at, t.id",
            {"day": day.isoformat(), "who": self._db.who, "role": role},
        )
        return tuple(Task(**row) for row in rows)

    def appointments(self, day: date) -> tuple[Task, ...]:
        """A day's appointments, done or not, in order of time."""
        rows = self._db.rows(
            f"{_SELECT} WHERE t.kind = 'appointment' AND t.due_on = ? ORDER BY t.due_at", (day.isoformat(),)
        )
        return tuple(Task(**row) for row in rows)

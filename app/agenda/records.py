"""The SQL of tasks and appointments."""

from __future__ import annotations

from app.agenda.model import USUAL, Clash, CourtCard, Task
from app.store import Database

SELECT = """
    SELECT t.id, t.title, t.kind, t.owner, t.case_id, p.alias, c.number, c.risk, t.due_on, t.due_at, t.until, t.place,
           t.done_at, t.session_id, t.event_id, a.kind AS meeting, a.room, a.out_at, a.back_at, a.in_spite
    FROM task AS t LEFT JOIN casefile AS c ON c.id = t.case_id LEFT JOIN person AS p ON p.id = c.survivor_id
    LEFT JOIN appointment AS a ON a.id = t.id
"""
NOT_HELD = """
    NOT EXISTS (SELECT 1 FROM conflict AS k WHERE k.case_id = t.case_id AND k.user = :who AND k.state = 'open')
"""
"""A task of a case somebody may be a party to is not theirs to read until a colleague decided (app.walls)."""
MINE = "(t.owner IN (:who, :role) OR c.assigned_to = :who)"
_CLASHES = f"""
    SELECT t.id AS task_id, t.owner, t.due_at AS start, coalesce(t.until, t.due_at + {USUAL}) AS end,
           t.owner = :owner AS same_person, coalesce(a.room = :room, 0) AS same_room,
           CASE WHEN {NOT_HELD} THEN c.number END AS number
    FROM task AS t LEFT JOIN appointment AS a ON a.id = t.id LEFT JOIN casefile AS c ON c.id = t.case_id
    WHERE t.kind = 'appointment' AND t.due_on BETWEEN :before AND :last AND t.done_at IS NULL AND t.id <> :besides
      AND t.due_at < :end AND coalesce(t.until, t.due_at + {USUAL}) > :start
      AND (t.owner = :owner OR a.room = :room)
    ORDER BY t.due_at, t.id
"""


def waiting(db: Database, asked: dict[str, object]) -> list[Task]:
    """Open tasks of one kind: the dated ones in order of time, then those without a day, no further than the limit."""
    mine = f"{SELECT} WHERE t.kind = :kind AND t.done_at IS NULL AND {MINE} AND {NOT_HELD}"
    by = "AND t.due_on <= :until" if asked["until"] else "AND t.due_on IS NOT NULL"
    dated = db.rows(f"{mine} {by} ORDER BY t.due_on, t.due_at, t.id LIMIT :limit", asked)
    undated = db.rows(f"{mine} AND t.due_on IS NULL ORDER BY t.due_at, t.id LIMIT :limit", asked)
    return [Task(**row) for row in (*dated, *undated)]


def clashes(db: Database, asked: dict[str, object]) -> tuple[Clash, ...]:
    """Appointments at the same time; `asked` names who, owner, room, start, end, before, last (days) and besides."""
    return tuple(
        Clash(**{**row, "same_person": bool(row["same_person"]), "same_room": bool(row["same_room"])})
        for row in db.rows(_CLASHES, asked)
    )


def out(db: Database) -> tuple[Task, ...]:
    """Whoever is under way with a person and not back, the longest first."""
    # INDEXED BY: the few that are out, and not every appointment there ever was.
    ids = "SELECT id FROM appointment INDEXED BY appointment_out WHERE out_at IS NOT NULL AND back_at IS NULL"
    rows = db.rows(f"{SELECT} WHERE t.id IN ({ids}) AND {NOT_HELD} ORDER BY a.out_at", {"who": db.who})
    return tuple(Task(**row) for row in rows)


def between(db: Database, first: str, last: str, user: str | None) -> tuple[Task, ...]:
    """Appointments from day to day, done or not: of one person with their cases, or of everybody."""
    mine = "AND (t.owner = :user OR c.assigned_to = :user)" if user else ""
    rows = db.rows(
        f"{SELECT} WHERE t.kind = 'appointment' AND t.due_on BETWEEN :first AND :last {mine} AND {NOT_HELD}"
        " ORDER BY t.due_on, t.due_at IS NULL, t.due_at, t.id",
        {"first": first, "last": last, "user": user, "who": db.who},
    )
    return tuple(Task(**row) for row in rows)


def dates_of(db: Database, case_id: str) -> int:
    sql = "SELECT count(*) FROM task WHERE case_id = ? AND kind IN ('appointment', 'deadline') AND done_at IS NULL"
    return int(db.value(sql, (case_id,)))


def court_card(db: Database, task_id: str) -> CourtCard | None:
    row = db.row("SELECT * FROM court_card WHERE id = ?", (task_id,))
    if row is None:
        return None
    del row["id"]
    return CourtCard(**row)


def court_cards(db: Database, case_id: str) -> dict[str, CourtCard]:
    """The court cards of a case's appointments by task."""
    rows = db.rows("SELECT k.* FROM court_card AS k JOIN task AS t ON t.id = k.id WHERE t.case_id = ?", (case_id,))
    return {str(row.pop("id")): CourtCard(**row) for row in rows}


def of_case(db: Database, case_id: str) -> tuple[Task, ...]:
    """The appointments of a case: what is to come in its order, then what was, the latest first."""
    rows = db.rows(
        f"{SELECT} WHERE t.case_id = ? AND t.kind = 'appointment' ORDER BY t.due_on, t.due_at, t.id", (case_id,)
    )
    found = [Task(**row) for row in rows]
    return (
        *(one for one in found if one.done_at is None),
        *(one for one in reversed(found) if one.done_at is not None),
    )

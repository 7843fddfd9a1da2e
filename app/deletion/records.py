"""SQL of deletion work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.deletion.model import Look, Mandate, Request, Target
from app.store import Database

_SHOWN: dict[str, str] = {
    "all": "1",
    "due": "t.next_look <= :today",
    "found": "t.state = 'found'",
    "asked": "t.state IN ('asked', 'refused')",
    "down": "t.state IN ('gone', 'blocked')",
    "back": "t.state = 'back'",
    "left": "t.state = 'left'",
}
"""What a list may be narrowed to (app.deletion.model.SHOWN), as SQL."""
_MOST = 400


def case_exists(db: Database, case_id: str) -> bool:
    return bool(db.value("SELECT 1 FROM casefile WHERE id = ?", (case_id,)))


def target(db: Database, ident: str) -> Target | None:
    row = db.row("SELECT * FROM deletion_target WHERE id = ?", (ident,))
    return None if row is None else Target(**row)


def page(db: Database, case_id: str, shown: str, today: date, after: str, limit: int) -> tuple[Target, ...]:
    """Addresses in the order they came, from behind the id `after`."""
    rows = db.rows(
        f"SELECT * FROM deletion_target AS t WHERE t.case_id = :case AND t.id > :after AND {_SHOWN[shown]}"
        " ORDER BY t.id LIMIT :limit",
        {"case": case_id, "after": after, "today": today.isoformat(), "limit": limit},
    )
    return tuple(Target(**row) for row in rows)


def total(db: Database, case_id: str, shown: str, today: date) -> int:
    sql = f"SELECT count(*) FROM deletion_target AS t WHERE t.case_id = :case AND {_SHOWN[shown]}"
    return int(db.value(sql, {"case": case_id, "today": today.isoformat()}))


def ids(db: Database, case_id: str, shown: str, today: date) -> tuple[str, ...]:
    sql = f"SELECT t.id FROM deletion_target AS t WHERE t.case_id = :case AND {_SHOWN[shown]} ORDER BY t.id"
    return tuple(row["id"] for row in db.rows(sql, {"case": case_id, "today": today.isoformat()}))


def known(db: Database, case_id: str, keys: Iterable[str]) -> dict[str, str]:
    """Which of these addresses the case has already, with their ids."""
    wanted, found = list(keys), dict[str, str]()
    for at in range(0, len(wanted), _MOST):
        some = wanted[at : at + _MOST]
        places = ", ".join("?" * len(some))
        sql = f"SELECT id, url_key FROM deletion_target WHERE case_id = ? AND url_key IN ({places})"
        found |= {row["url_key"]: row["id"] for row in db.rows(sql, (case_id, *some))}
    return found


def again(db: Database, ident: str) -> tuple[Target, ...]:
    """Where what stood here came up again."""
    rows = db.rows("SELECT * FROM deletion_target WHERE first_id = ? ORDER BY id", (ident,))
    return tuple(Target(**row) for row in rows)


def requests(db: Database, target_id: str) -> tuple[Request, ...]:
    rows = db.rows("SELECT * FROM deletion_request WHERE target_id = ? ORDER BY sent_on, id", (target_id,))
    return tuple(Request(**row) for row in rows)


def request(db: Database, ident: str) -> Request | None:
    row = db.row("SELECT * FROM deletion_request WHERE id = ?", (ident,))
    return None if row is None else Request(**row)


def looks(db: Database, target_id: str) -> tuple[Look, ...]:
    rows = db.rows("SELECT * FROM deletion_look WHERE target_id = ? ORDER BY day, id", (target_id,))
    return tuple(Look(**row) for row in rows)


def mandates(db: Database, case_id: str) -> tuple[Mandate, ...]:
    rows = db.rows("SELECT * FROM deletion_mandate WHERE case_id = ? ORDER BY at, id", (case_id,))
    return tuple(Mandate(**row) for row in rows)


def mandate(db: Database, ident: str) -> Mandate | None:
    row = db.row("SELECT * FROM deletion_mandate WHERE id = ?", (ident,))
    return None if row is None else Mandate(**row)


def by_state(db: Database, case_id: str) -> dict[str, int]:
    sql = "SELECT state, count(*) AS n FROM deletion_target WHERE case_id = ? GROUP BY state"
    return {row["state"]: int(row["n"]) for row in db.rows(sql, (case_id,))}


def reuploads(db: Database, case_id: str) -> int:
    sql = "SELECT count(*) FROM deletion_target WHERE case_id = ? AND first_id IS NOT NULL"
    return int(db.value(sql, (case_id,)))


def request_counts(db: Database, case_id: str, column: str) -> dict[str, int]:
    """Requests of a case by `route` or `answer`."""
    sql = f"SELECT {column} AS what, count(*) AS n FROM deletion_request WHERE case_id = ? GROUP BY {column}"
    return {row["what"]: int(row["n"]) for row in db.rows(sql, (case_id,))}


def clocks(db: Database, case_id: str) -> tuple[tuple[str, str], ...]:
    """The calendars that still run: (the day it counts from, the next day to look)."""
    rows = db.rows(
        "SELECT DISTINCT clock_from, next_look FROM deletion_target WHERE case_id = ? AND next_look IS NOT NULL",
        (case_id,),
    )
    return tuple((row["clock_from"], row["next_look"]) for row in rows)


def days(db: Database, case_id: str) -> dict[str, tuple[str, str, bool]]:
    """The days that have a task: (id, task, whether it is ticked off)."""
    rows = db.rows(
        "SELECT d.id, d.due_on, d.task_id, t.done_at FROM deletion_day AS d JOIN task AS t ON t.id = d.task_id"
        " WHERE d.case_id = ?",
        (case_id,),
    )
    return {row["due_on"]: (row["id"], row["task_id"], row["done_at"] is not None) for row in rows}

"""SQL of the register of public material."""

from __future__ import annotations

import json
from typing import Any

from app.material.model import Asked, Entry, Line, Round, Step
from app.store import Database

PAGE = 200
_DUE = """
    (SELECT s.due_on FROM material_step s JOIN task t ON t.id = s.task_id AND t.done_at IS NULL
        WHERE s.material_id = m.id ORDER BY s.due_on LIMIT 1) AS due_on
"""
_SEARCHED = ("title", "place", "url", "agency", "words", "contact")


def entry(db: Database, ident: str) -> Line | None:
    row = db.row(f"SELECT m.*, {_DUE} FROM material m WHERE m.id = ?", (ident,))
    return _line(row) if row else None


def page(db: Database, asked: Asked, after: tuple[str, str] | None, limit: int) -> tuple[Line, ...]:
    """Entries as asked for, the newest first, from behind `after` (day, id) on."""
    where, values = _where(asked)
    if after is not None:
        where.append("(m.noted_on, m.id) < (?, ?)")
        values += after
    sql = f"SELECT m.*, {_DUE} FROM material m WHERE {' AND '.join(where)} ORDER BY m.noted_on DESC, m.id DESC LIMIT ?"
    return tuple(_line(row) for row in db.rows(sql, [*values, limit]))


def number(db: Database, asked: Asked) -> int:
    where, values = _where(asked)
    return int(db.value(f"SELECT count(*) FROM material m WHERE {' AND '.join(where)}", values))


def _where(asked: Asked) -> tuple[list[str], list[Any]]:
    where, values = ["1"], list[Any]()
    if asked.states:
        where.append(f"m.state IN ({', '.join('?' * len(asked.states))})")
        values += asked.states
    for column in ("medium", "agency"):
        if wanted := getattr(asked, column):
            where.append(f"m.{column} = ?")
            values.append(wanted)
    for word in asked.words.split():
        where.append("(" + " OR ".join(f"m.{name} LIKE ? ESCAPE '\\'" for name in _SEARCHED) + ")")
        values += [f"%{_plain(word)}%"] * len(_SEARCHED)
    return where, values


def _plain(word: str) -> str:
    for sign in "\\%_":
        word = word.replace(sign, "\\" + sign)
    return word


def agencies(db: Database) -> tuple[tuple[str, str], ...]:
    """Everybody who was ever responsible, with how they were reached last."""
    sql = """
        SELECT agency, contact, max(noted_on) FROM material WHERE agency IS NOT NULL GROUP BY agency ORDER BY agency
    """
    return tuple((row["agency"], row["contact"] or "") for row in db.rows(sql))


def of_thread(db: Database, thread: str) -> tuple[Line, ...]:
    sql = f"SELECT m.*, {_DUE} FROM material m WHERE m.thread_id = ? ORDER BY m.noted_on, m.id"
    return tuple(_line(row) for row in db.rows(sql, (thread,)))


def late(db: Database, day: str) -> int:
    """How many entries wait for an answer that was due before this day."""
    sql = """
        SELECT count(DISTINCT s.material_id) FROM material_step s JOIN task t ON t.id = s.task_id
        WHERE t.done_at IS NULL AND s.due_on < ?
    """
    return int(db.value(sql, (day,)))


def steps(db: Database, ident: str) -> tuple[Step, ...]:
    sql = "SELECT * FROM material_step WHERE material_id = ? ORDER BY day, at, id"
    return tuple(Step(**row) for row in db.rows(sql, (ident,)))


def waiting(db: Database, ident: str) -> list[str]:
    """The open tasks that remind of an answer."""
    sql = """
        SELECT t.id FROM material_step s JOIN task t ON t.id = s.task_id WHERE s.material_id = ? AND t.done_at IS NULL
    """
    return [row["id"] for row in db.rows(sql, (ident,))]


_ROUND = "SELECT r.*, (SELECT count(*) FROM material m WHERE m.round_id = r.id) AS found FROM material_round r"


def rounds(db: Database, after: tuple[str, str] | None, limit: int) -> tuple[Round, ...]:
    where, values = ("WHERE (r.day, r.id) < (?, ?)", list(after)) if after else ("", [])
    sql = f"{_ROUND} {where} ORDER BY r.day DESC, r.id DESC LIMIT ?"
    return tuple(Round(**row) for row in db.rows(sql, [*values, limit]))


def round_of(db: Database, ident: str) -> Round | None:
    row = db.row(f"{_ROUND} WHERE r.id = ?", (ident,))
    return Round(**row) if row else None


def closed_before(db: Database, day: str) -> list[str]:
    sql = "SELECT id FROM material WHERE state = 'closed' AND closed_on < ? ORDER BY closed_on"
    return [row["id"] for row in db.rows(sql, (day,))]


def empty_rounds_before(db: Database, day: str) -> list[str]:
    sql = """
        SELECT id FROM material_round r WHERE day < ? AND NOT EXISTS (SELECT 1 FROM material m WHERE m.round_id = r.id)
    """
    return [row["id"] for row in db.rows(sql, (day,))]


def _line(row: dict[str, Any]) -> Line:
    due = row.pop("due_on")
    return Line(Entry(**{**row, "kinds": tuple(json.loads(row["kinds"]))}), due)

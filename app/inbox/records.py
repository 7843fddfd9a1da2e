"""SQL of arrived reports."""

from __future__ import annotations

from typing import Any

from app.inbox.model import State
from app.store import Database

PAGE = 200
_THREAD = """
    SELECT t.*, (SELECT count(*) FROM report_message m WHERE m.thread_id = t.id AND m.state = 'sealed') AS waiting,
        (SELECT group_concat(r.user) FROM report_reader r WHERE r.thread_id = t.id) AS readers
    FROM report_thread t
"""


def thread(db: Database, ident: str) -> dict[str, Any] | None:
    return db.row(f"{_THREAD} WHERE t.id = ?", (ident,))


def page(
    db: Database, states: tuple[State, ...], channels: tuple[str, ...], after: tuple[str, str] | None, limit: int
) -> list[dict[str, Any]]:
    """Threads in these states, the newest first, from behind `after` (last day, id) on."""
    wanted, theirs = ", ".join("?" * len(states)), ", ".join("?" * len(channels))
    where = f"t.state IN ({wanted}) AND t.channel IN ({theirs})"
    values: list[Any] = [*states, *channels]
    if after is not None:
        where += " AND (t.last_on, t.id) < (?, ?)"
        values += after
    return db.rows(f"{_THREAD} WHERE {where} ORDER BY t.last_on DESC, t.id DESC LIMIT ?", [*values, limit])


def number(db: Database, states: tuple[State, ...], channels: tuple[str, ...]) -> int:
    wanted, theirs = ", ".join("?" * len(states)), ", ".join("?" * len(channels))
    sql = f"SELECT count(*) FROM report_thread WHERE state IN ({wanted}) AND channel IN ({theirs})"
    return int(db.value(sql, [*states, *channels]))


def messages(db: Database, ident: str) -> list[dict[str, Any]]:
    """A thread's messages, without what they were sealed in, in the order in which they came and went."""
    sql = """
        SELECT id, direction, seq, day, sha256, prev, pieces, have, content, state FROM report_message
        WHERE thread_id = ? ORDER BY day, at, direction, seq
    """
    return db.rows(sql, (ident,))


def places(db: Database, ident: str, direction: str) -> list[tuple[int, str, str]]:
    sql = "SELECT seq, sha256, prev FROM report_message WHERE thread_id = ? AND direction = ? ORDER BY seq"
    return [(row["seq"], row["sha256"], row["prev"]) for row in db.rows(sql, (ident, direction))]


def sealed(db: Database, limit: int) -> list[dict[str, Any]]:
    """Messages that nobody opened yet, in the order of arrival, floods apart."""
    sql = """
        SELECT m.id, m.thread_id, m.seq, m.raw, t.channel, t.ring, t.key FROM report_message m
        JOIN report_thread t ON t.id = m.thread_id
        WHERE m.state = 'sealed' AND t.state != 'flood' ORDER BY m.number LIMIT ?
    """
    return db.rows(sql, (limit,))


def notes(db: Database, ident: str) -> list[dict[str, Any]]:
    return db.rows("SELECT id, body, at, author FROM report_note WHERE thread_id = ? ORDER BY at, id", (ident,))


def replaced(db: Database, ident: str) -> int:
    sql = "SELECT count(*) FROM report_oddity WHERE thread_id = ? AND kind = 'replaced'"
    return int(db.value(sql, (ident,)))

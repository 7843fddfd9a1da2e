"""SQL of arrived reports."""

from __future__ import annotations

from typing import Any

from app.clock import new_id
from app.inbox.model import State
from app.store import Database

PAGE = 200
_THREAD = """
    SELECT t.*, (SELECT count(*) FROM report_message m WHERE m.thread_id = t.id AND m.state = 'sealed') AS waiting,
        (SELECT count(*) FROM report_message m
            WHERE m.thread_id = t.id AND m.direction = 'out' AND m.state = 'waiting') AS leaving,
        (SELECT group_concat(r.user) FROM report_reader r WHERE r.thread_id = t.id) AS readers,
        (SELECT group_concat(n.state) FROM report_named n WHERE n.thread_id = t.id) AS named,
        g.id AS gate, g.decided_at, g.decision
    FROM report_thread t LEFT JOIN contact_gate g ON g.id = t.case_id
"""


def thread(db: Database, ident: str) -> dict[str, Any] | None:
    return db.row(f"{_THREAD} WHERE t.id = ?", (ident,))


def page(
    db: Database, states: tuple[State, ...], channels: tuple[str, ...], after: tuple[str, str] | None, limit: int
) -> list[dict[str, Any]]:
    """Threads in these states, the newest first, from behind `after` (last day, id) on."""
    wanted, theirs = ", ".join("?" * len(states)), ", ".join("?" * len(channels))
    where = f"state IN ({wanted}) AND channel IN ({theirs})"
    values: list[Any] = [*states, *channels]
    if after is not None:
        where += " AND (last_on, id) < (?, ?)"
        values += after
    chosen = f"SELECT id FROM report_thread WHERE {where} ORDER BY last_on DESC, id DESC LIMIT ?"
    return db.rows(f"{_THREAD} WHERE t.id IN ({chosen}) ORDER BY t.last_on DESC, t.id DESC", [*values, limit])


def number(db: Database, states: tuple[State, ...], channels: tuple[str, ...]) -> int:
    wanted, theirs = ", ".join("?" * len(states)), ", ".join("?" * len(channels))
    sql = f"SELECT count(*) FROM report_thread WHERE state IN ({wanted}) AND channel IN ({theirs})"
    return int(db.value(sql, [*states, *channels]))


def messages(db: Database, ident: str) -> list[dict[str, Any]]:
    """A thread's messages, without what they were sealed in, in the order in which they came and went.

    Each side's in their places: whoever handed them out in another order does not decide how they read.
    """
    sql = """
        SELECT id, direction, seq, day, sha256, prev, pieces, have, content, state FROM report_message
        WHERE thread_id = ? AND state != 'gone' ORDER BY day, at, direction, seq
    """
    rows = db.rows(sql, (ident,))
    sides = {side: iter(sorted((row for row in rows if row["direction"] == side), key=_seq)) for side in ("in", "out")}
    return [next(sides[row["direction"]]) for row in rows]


def _seq(row: dict[str, Any]) -> int:
    return int(row["seq"])


def places(db: Database, ident: str, direction: str) -> list[tuple[int, str, str]]:
    sql = "SELECT seq, sha256, prev FROM report_message WHERE thread_id = ? AND direction = ? ORDER BY seq"
    return [(row["seq"], row["sha256"], row["prev"]) for row in db.rows(sql, (ident, direction))]


def sealed(db: Database, channels: tuple[str, ...], user: str, limit: int) -> list[dict[str, Any]]:
    """Messages of these channels that nobody opened yet, in the order of arrival: floods apart, and what is for others."""
    theirs = ", ".join("?" * len(channels))
    sql = f"""
        SELECT m.id, m.thread_id, m.seq, m.raw FROM report_message m
        JOIN report_thread t ON t.id = m.thread_id
        WHERE m.state = 'sealed' AND t.state != 'flood' AND t.channel IN ({theirs})
            AND (NOT EXISTS (SELECT 1 FROM report_reader r WHERE r.thread_id = t.id)
                OR EXISTS (SELECT 1 FROM report_reader r WHERE r.id = t.id || ':' || ?))
        ORDER BY m.number LIMIT ?
    """
    return db.rows(sql, [*channels, user, limit])


def unreadable(db: Database) -> int:
    return int(db.value("SELECT count(*) FROM report_message WHERE state = 'unreadable'"))


def notes(db: Database, ident: str) -> list[dict[str, Any]]:
    return db.rows("SELECT id, body, at, author FROM report_note WHERE thread_id = ? ORDER BY at, id", (ident,))


def replaced(db: Database, ident: str) -> int:
    sql = "SELECT count(*) FROM report_oddity WHERE thread_id = ? AND kind = 'replaced'"
    return int(db.value(sql, (ident,)))


UNPROVEN = "unproven"


def odd(db: Database, thread: str | None, kind: str, day: str, seq: int | None, sha256: str) -> None:
    """Write down what a relay did that it should not, or what nothing proves yet; joins the caller's transaction."""
    row = {"id": new_id(), "thread_id": thread, "kind": kind, "day": day, "seq": seq, "sha256": sha256}
    db.insert("report_oddity", row)


def unproven(db: Database, thread: str) -> bool:
    """Whether a thread counts as taken back by a word that nothing could be held against yet."""
    sql = "SELECT 1 FROM report_oddity WHERE thread_id = ? AND kind = ?"
    return db.value(sql, (thread, UNPROVEN)) is not None

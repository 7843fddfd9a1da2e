"""The panels of the dashboard: each counts lines of a whole and a part of it, and names the cases behind a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.store import Database

_DAY_MS = 86_400_000
QUIET_DAYS, LATE_DAYS = 14, 7
"""Days without an entry after which a case is called quiet, and after which something overdue is long overdue."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: `words` is the code list its lines are called by, `cases` selects the ids behind `:line`."""

    id: str
    unit: str
    words: str
    counts: str
    cases: str
    parts: bool = True
    """Whether a second number, a part of the first, stands beside it."""


_OPEN = "c.status = 'open'"
_HARM = "JOIN incident AS o ON o.case_id = c.id JOIN incident_type AS y ON y.incident_id = o.id"
_TALKS = "t.state = 'closed' AND t.kind = 'counselling' AND t.started_at >= :since AND t.started_at < :until"
_PROMISED = """
    (SELECT t.case_id, CASE
        WHEN t.done_at IS NULL AND coalesce(t.due_at >= :now, t.due_on >= :today) THEN 'ahead'
        WHEN t.done_at IS NULL THEN 'owed'
        WHEN coalesce(t.done_at <= t.due_at, date((t.done_at + 32400000) / 1000, 'unixepoch') <= t.due_on) THEN 'in_time'
        ELSE 'late' END AS line
     FROM task AS t WHERE t.kind = 'call_back' AND t.due_on BETWEEN :first AND :last) AS w
"""
"""Call-backs of the period; a day ends in Seoul."""
_WAITED = f"""
    (SELECT w.id AS case_id, CASE
        WHEN w.served IS NULL THEN 'none'
        WHEN w.served - w.begun <= {_DAY_MS} THEN 'day'
        WHEN w.served - w.begun <= {3 * _DAY_MS} THEN 'days3'
        WHEN w.served - w.begun <= {7 * _DAY_MS} THEN 'week'
        ELSE 'later' END AS line
     FROM (SELECT c.id, (SELECT min(s.at) FROM service_given AS s WHERE s.case_id = c.id) AS served,
                  coalesce((SELECT min(t.started_at) FROM contact AS t WHERE t.case_id = c.id),
                           CAST(strftime('%s', c.opened_on) AS INTEGER) * 1000 - 32400000) AS begun
             FROM casefile AS c WHERE c.status <> 'duplicate' AND c.opened_on BETWEEN :first AND :last) AS w) AS w
"""
"""How long new cases waited from the first contact to the first support."""
_LATE = "t.done_at IS NULL AND t.due_on < :today"

PANELS: dict[str, Panel] = {
    one.id: one
    for one in (
        Panel(
            "load", "cases", "",
            f"SELECT c.assigned_to AS line, count(*) AS n, sum(c.risk IN ('critical', 'high')) AS part"
            f" FROM casefile AS c WHERE {_OPEN} GROUP BY 1",
            f"SELECT c.id FROM casefile AS c WHERE {_OPEN} AND c.assigned_to = :line",
        ),
        Panel(
            "risks", "cases", "risk",
            f"SELECT c.risk AS line, count(*) AS n, sum(c.last_activity < :quiet) AS part"
            f" FROM casefile AS c WHERE {_OPEN} GROUP BY 1",
            f"SELECT c.id FROM casefile AS c WHERE {_OPEN} AND c.risk = :line",
        ),
        Panel(
            "overdue", "tasks", "task_kind",
            f"SELECT t.kind AS line, count(*) AS n, sum(t.due_on < :long_ago) AS part"
            f" FROM task AS t WHERE {_LATE} GROUP BY 1",
            f"SELECT t.case_id FROM task AS t WHERE {_LATE} AND t.kind = :line",
        ),
        Panel(
            "call_backs", "times", "call_back_end",
            f"SELECT w.line, count(*) AS n, 0 AS part FROM {_PROMISED} GROUP BY 1",
            f"SELECT w.case_id FROM {_PROMISED} WHERE w.line = :line", parts=False,
        ),
        Panel(
            "first_support", "cases", "first_support",
            f"SELECT w.line, count(*) AS n, 0 AS part FROM {_WAITED} GROUP BY 1",
            f"SELECT w.case_id FROM {_WAITED} WHERE w.line = :line", parts=False,
        ),
        Panel(
            "types", "cases_multiple", "violence_type",
            "SELECT d.type AS line, count(*) AS n, sum(d.opened_on BETWEEN :first AND :last) AS part FROM ("
            f"SELECT DISTINCT c.id, y.type, c.opened_on FROM casefile AS c INDEXED BY casefile_coded {_HARM} WHERE {_OPEN}"
            ") AS d GROUP BY 1",
            f"SELECT c.id FROM casefile AS c {_HARM} WHERE {_OPEN} AND y.type = :line",
        ),
        Panel(
            "channels", "times", "channel",
            f"SELECT t.channel AS line, count(*) AS n, sum(t.counselling = 'initial') AS part"
            f" FROM contact AS t WHERE {_TALKS} GROUP BY 1",
            f"SELECT t.case_id FROM contact AS t WHERE {_TALKS} AND t.channel = :line",
        ),
    )
}  # fmt: skip
"""Every panel by its name, in the order in which they are shown."""

BEHIND = """
    SELECT c.id, c.number, p.alias, c.assigned_to, c.risk, c.main_type, c.last_activity
      FROM casefile AS c JOIN person AS p ON p.id = c.survivor_id
     WHERE c.id IN ({cases}) AND (c.last_activity, c.id) < (:at, :before)
     ORDER BY c.last_activity DESC, c.id DESC LIMIT :limit
"""


def counted(db: Database, one: Panel, asked: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """The lines of a panel: the whole and its part."""
    return {row["line"]: (int(row["n"]), int(row["part"] or 0)) for row in db.rows(one.counts, asked)}


def behind(db: Database, one: Panel, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The cases behind a line, the latest activity first; keyset by (last_activity, id)."""
    return db.rows(BEHIND.format(cases=one.cases), asked)


def held_from(db: Database, user: str) -> frozenset[str]:
    """Cases this person may be a party to: of them nobody tells them more than the number."""
    rows = db.rows("SELECT case_id FROM conflict WHERE user = ? AND state = 'open' AND case_id IS NOT NULL", (user,))
    return frozenset(row["case_id"] for row in rows)

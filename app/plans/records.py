"""SQL of plans."""

from __future__ import annotations

from typing import Any

from app.plans.model import FollowUp, Goal, Need, Step
from app.store import Database


def needs(db: Database, case_id: str) -> tuple[Need, ...]:
    rows = db.rows("SELECT * FROM need WHERE case_id = ? ORDER BY at, id", (case_id,))
    return tuple(Need(**row) for row in rows)


def need_id(db: Database, case_id: str, area: str) -> str | None:
    found = db.value("SELECT id FROM need WHERE case_id = ? AND area = ?", (case_id, area))
    return None if found is None else str(found)


def goals(db: Database, case_id: str) -> tuple[Goal, ...]:
    """The goals in the order they were agreed on, each with its steps."""
    steps: dict[str, list[Step]] = {}
    for row in db.rows(
        "SELECT s.id, s.goal_id, s.by_whom, t.title, t.due_on, t.done_at, t.owner FROM plan_step AS s"
        " JOIN task AS t ON t.id = s.id WHERE s.case_id = ? ORDER BY t.due_on IS NULL, t.due_on, s.id",
        (case_id,),
    ):
        steps.setdefault(row["goal_id"], []).append(Step(**row))
    rows = db.rows("SELECT * FROM goal WHERE case_id = ? ORDER BY at, id", (case_id,))
    return tuple(Goal(**row, steps=tuple(steps.get(row["id"], ()))) for row in rows)


def goal(db: Database, goal_id: str) -> dict[str, Any] | None:
    return db.row("SELECT * FROM goal WHERE id = ?", (goal_id,))


def follow_ups(db: Database, case_id: str) -> tuple[FollowUp, ...]:
    """The latest first."""
    progress: dict[str, dict[str, str]] = {}
    for row in db.rows("SELECT follow_up_id, area, state FROM progress WHERE case_id = ?", (case_id,)):
        progress.setdefault(row["follow_up_id"], {})[row["area"]] = row["state"]
    rows = db.rows("SELECT * FROM follow_up WHERE case_id = ? ORDER BY held_on DESC, at DESC", (case_id,))
    return tuple(
        FollowUp(**{**row, "close_advised": bool(row["close_advised"])}, progress=progress.get(row["id"], {}))
        for row in rows
    )


def progress_ids(db: Database, follow_up_id: str) -> dict[str, str]:
    """Row ids by area."""
    rows = db.rows("SELECT id, area FROM progress WHERE follow_up_id = ?", (follow_up_id,))
    return {row["area"]: row["id"] for row in rows}


def head(db: Database, case_id: str) -> dict[str, Any] | None:
    """Whose the case is, where it stands, and when it was last moved."""
    return db.row("SELECT id, assigned_to, status, stage, last_activity FROM casefile WHERE id = ?", (case_id,))


def count(db: Database, case_id: str) -> int:
    """Goals that are under way."""
    return int(db.value("SELECT count(*) FROM goal WHERE case_id = ? AND state = 'open'", (case_id,)))

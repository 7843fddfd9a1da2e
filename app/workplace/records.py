"""SQL of the workplace."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from app.store import Database
from app.workplace.model import (
    Answer,
    Breach,
    Check,
    Duty,
    File,
    Organisation,
    Person,
    Separation,
    ThirdReport,
    Watch,
)


def file(db: Database, case_id: str) -> File:
    """Everything about the workplace in one case."""
    return File(
        case_id,
        tuple(Organisation(**row) for row in _rows(db, "organisation", case_id, "at, id")),
        tuple(Person(**row) for row in _rows(db, "workplace_person", case_id, "at, id")),
        third_report(db, case_id),
        _separations(db, case_id),
        _watches(db, case_id),
        tuple(Duty(**row) for row in _rows(db, "employer_duty", case_id, "due_on IS NULL, due_on, id")),
        tuple(Check(**row) for row in _rows(db, "organisation_check", case_id, "day, id")),
    )


def third_report(db: Database, case_id: str) -> ThirdReport | None:
    row = db.row("SELECT * FROM third_report WHERE id = ?", (case_id,))
    return None if row is None else ThirdReport(**row)


def case_of(db: Database, table: str, ident: str) -> str | None:
    """The case that a record belongs to; None where it is not there."""
    found = db.value(f"SELECT case_id FROM {table} WHERE id = ?", (ident,))
    return None if found is None else str(found)


def owner(db: Database, case_id: str) -> str | None:
    """With whom the case is."""
    found = db.value("SELECT assigned_to FROM casefile WHERE id = ?", (case_id,))
    return None if found is None else str(found)


def scope_ids(db: Database, separation_id: str) -> dict[str, str]:
    rows = db.rows("SELECT id, scope FROM separation_scope WHERE separation_id = ?", (separation_id,))
    return {row["scope"]: row["id"] for row in rows}


def task_of(db: Database, table: str, ident: str) -> str | None:
    return db.value(f"SELECT task_id FROM {table} WHERE id = ?", (ident,))  # type: ignore[no-any-return]  # text or NULL


def counted(db: Database, case_id: str) -> int:
    """How much stands there: organisations and people."""
    sql = """
        SELECT (SELECT count(*) FROM organisation WHERE case_id = :case)
             + (SELECT count(*) FROM workplace_person WHERE case_id = :case)
    """
    return int(db.value(sql, {"case": case_id}))


def _rows(db: Database, table: str, case_id: str, order: str) -> list[dict[str, Any]]:
    return db.rows(f"SELECT * FROM {table} WHERE case_id = ? ORDER BY {order}", (case_id,))


def _separations(db: Database, case_id: str) -> tuple[Separation, ...]:
    scopes: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows(db, "separation_scope", case_id, "id"):
        scopes[row["separation_id"]][row["scope"]] = row["answer"]
    breaches: dict[str, list[Breach]] = defaultdict(list)
    for row in _rows(db, "separation_breach", case_id, "day, id"):
        breaches[row["separation_id"]].append(Breach(**row))
    return tuple(
        Separation(**row, scopes=dict(scopes[row["id"]]), breaches=tuple(breaches[row["id"]]))
        for row in _rows(db, "separation", case_id, "at, id")
    )


def _watches(db: Database, case_id: str) -> tuple[Watch, ...]:
    answers: dict[str, list[Answer]] = defaultdict(list)
    for row in _rows(db, "damage_answer", case_id, "day, id"):
        answers[row["watch_id"]].append(Answer(**row))
    return tuple(
        Watch(**row, answers=tuple(answers[row["id"]])) for row in _rows(db, "damage_watch", case_id, "at, id")
    )

"""SQL of sessions and their events; no decisions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.clock import new_id
from app.errors import Damaged
from app.i18n import _
from app.manual.session import Event, Session

if TYPE_CHECKING:
    from app.store import Database, Row


_COLUMNS = "id, case_id, contact_id, pack, pack_version, pack_hash, state, step, started_at, ended_at, author"


def add_session(db: Database, session: Session) -> None:
    db.insert("manual_session", {name: getattr(session, name) for name in _COLUMNS.split(", ")})


def session(db: Database, session_id: str) -> Session | None:
    row = db.row(f"SELECT {_COLUMNS} FROM manual_session WHERE id = ?", (session_id,))
    return _session(row) if row else None


def open_sessions(db: Database) -> list[Session]:
    rows = db.rows(f"SELECT {_COLUMNS} FROM manual_session WHERE state <> 'ended' ORDER BY started_at DESC, id DESC")
    return [_session(row) for row in rows]


def sessions_of_case(db: Database, case_id: str) -> list[Session]:
    sql = f"SELECT {_COLUMNS} FROM manual_session WHERE case_id = ? ORDER BY started_at DESC, id DESC"
    return [_session(row) for row in db.rows(sql, (case_id,))]


def change_session(db: Database, session_id: str, **values: Any) -> None:
    db.change("manual_session", session_id, values)


def add_event(db: Database, session_id: str, event: Event) -> None:
    detail = json.dumps(dict(event.detail), ensure_ascii=False, sort_keys=True) if event.detail else None
    db.insert(
        "session_event",
        {
            "id": new_id(event.at),
            "session_id": session_id,
            "at": event.at,
            "kind": event.kind,
            "step": event.step,
            "detail": detail,
        },
    )


def events(db: Database, session_id: str) -> list[Event]:
    """The events in their order: `at` strictly rises within a session (Manual sees to it)."""
    sql = "SELECT at, kind, step, detail FROM session_event WHERE session_id = ? ORDER BY at, id"
    return [_event(row) for row in db.rows(sql, (session_id,))]


def recorded_in_case(db: Database, session_id: str) -> dict[str, str]:
    """Values of the case's record that this session wrote last."""
    rows = db.rows("SELECT field, value FROM record_value WHERE session_id = ? ORDER BY at, id", (session_id,))
    return {row["field"]: row["value"] for row in rows}


def _session(row: Row) -> Session:
    return Session(**{name: row[name] for name in _COLUMNS.split(", ")})


def _event(row: Row) -> Event:
    try:
        detail = json.loads(row["detail"]) if row["detail"] else {}
    except ValueError as problem:
        raise Damaged(
            _("The path of this session is damaged and was not shown. The case itself is intact.")
        ) from problem
    return Event(row["at"], row["kind"], row["step"], detail)

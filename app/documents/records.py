"""SQL of the papers: reads of one case, and the register of what left the store."""

from __future__ import annotations

from typing import Any

from app.store import Database, Row

_BY_CASE = {
    "incident": "SELECT * FROM incident WHERE case_id = ? ORDER BY COALESCE(first_on, ''), id",
    "other_party": "SELECT * FROM other_party WHERE case_id = ? ORDER BY is_primary DESC, id",
    "note": "SELECT * FROM note WHERE case_id = ? ORDER BY at, id",
    "contact": "SELECT * FROM contact WHERE case_id = ? ORDER BY started_at, id",
    "service": "SELECT * FROM service_given WHERE case_id = ? ORDER BY at, id",
    "referral": "SELECT * FROM referral WHERE case_id = ? ORDER BY at, id",
    "consent": "SELECT * FROM consent WHERE case_id = ? ORDER BY at, id",
    "task": "SELECT * FROM task WHERE case_id = ? ORDER BY COALESCE(due_on, '9999'), due_at, id",
    "sign": "SELECT * FROM warning_sign WHERE case_id = ? ORDER BY at, id",
    "level": "SELECT * FROM risk_level WHERE case_id = ? ORDER BY at, id",
    "recorded": "SELECT * FROM record_value WHERE case_id = ? ORDER BY at, id",
    "session": "SELECT * FROM manual_session WHERE case_id = ? ORDER BY started_at, id",
}


class DocumentRecords:
    """What the papers read, and the rows of plain_copy."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def casefile(self, case_id: str) -> Row | None:
        return self._db.row(
            "SELECT c.*, p.alias, p.name, p.phone, p.age_band FROM casefile c"
            " JOIN person p ON p.id = c.survivor_id WHERE c.id = ?",
            (case_id,),
        )

    def of_case(self, kind: str, case_id: str) -> list[dict[str, Any]]:
        return self._db.rows(_BY_CASE[kind], (case_id,))

    def types(self, case_id: str) -> list[dict[str, Any]]:
        return self._db.rows(
            "SELECT t.incident_id, t.type FROM incident_type t JOIN incident i ON i.id = t.incident_id"
            " WHERE i.case_id = ? ORDER BY t.id",
            (case_id,),
        )

    def safe_contact(self, case_id: str) -> Row | None:
        return self._db.row("SELECT verdict, number, hours, code_word FROM safe_contact WHERE id = ?", (case_id,))

    # -- the register ----------------------------------------------------------------------------

    def register(self, row: dict[str, Any]) -> None:
        self._db.insert("plain_copy", row)

    def gone(self, copy_id: str, at: int) -> bool:
        return self._db.change("plain_copy", copy_id, {"gone_at": at})

    def by_hash(self, sha256: str) -> Row | None:
        return self._db.row("SELECT * FROM plain_copy WHERE sha256 = ?", (sha256,))

    def copies(self, case_id: str | None) -> list[dict[str, Any]]:
        return self._db.rows(
            "SELECT id, case_id, profile, recipient, encrypted, at, author, gone_at FROM plain_copy"
            " WHERE ? IS NULL OR case_id = ? ORDER BY at DESC, id",
            (case_id, case_id),
        )

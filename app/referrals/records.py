"""SQL of referrals, their steps, and notices."""

from __future__ import annotations

from app.referrals.model import Notice, Referral, Step
from app.store import Database, Row

_ANSWERS = """
    SELECT id, answer, valid_until AS until FROM consent
    WHERE case_id = :case AND purpose = 'third_party'
      AND (recipient = :place OR (recipient IS NULL AND answer IN ('refused', 'withdrawn')))
      AND (service IS NULL OR :service IS NULL OR service = :service)
    ORDER BY at, id
"""
"""What was answered about one place and one service; an answer that names no service, or no place, holds for all."""


def answers(db: Database, case_id: str, place: str, service: str | None) -> list[Row]:
    return list(db.rows(_ANSWERS, {"case": case_id, "place": place, "service": service}))


def one(db: Database, referral_id: str) -> Referral | None:
    row = db.row("SELECT * FROM referral WHERE id = ?", (referral_id,))
    return None if row is None else Referral(**row)


def of_case(db: Database, case_id: str) -> tuple[Referral, ...]:
    rows = db.rows("SELECT * FROM referral WHERE case_id = ? ORDER BY at DESC, id DESC", (case_id,))
    return tuple(Referral(**row) for row in rows)


def steps(db: Database, case_id: str, referral_id: str | None = None) -> tuple[Step, ...]:
    """What was done, the newest first; of one referral, or of all in a case."""
    sql = """
        SELECT * FROM referral_step WHERE case_id = ?1 AND (?2 IS NULL OR referral_id = ?2) ORDER BY at DESC, id DESC
    """
    return tuple(
        Step(**{**row, "survivor_there": bool(row["survivor_there"])}) for row in db.rows(sql, (case_id, referral_id))
    )


def notices(db: Database, case_id: str) -> tuple[Notice, ...]:
    rows = db.rows("SELECT * FROM withdrawal_notice WHERE case_id = ? ORDER BY at DESC, id DESC", (case_id,))
    return tuple(Notice(**row) for row in rows)


def notice(db: Database, notice_id: str) -> Notice | None:
    row = db.row("SELECT * FROM withdrawal_notice WHERE id = ?", (notice_id,))
    return None if row is None else Notice(**row)


def asking(db: Database, referral: Referral, title: str) -> str | None:
    """The open task that asks about an answer."""
    sql = "SELECT id FROM task WHERE case_id = ? AND title = ? AND done_at IS NULL ORDER BY due_on LIMIT 1"
    found = db.value(sql, (referral.case_id, title))
    return str(found) if found else None

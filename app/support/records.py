"""SQL of payments."""

from __future__ import annotations

from app.store import Database
from app.support.model import LineSum, Payment


def one(db: Database, payment_id: str) -> Payment | None:
    row = db.row("SELECT * FROM support_paid WHERE id = ?", (payment_id,))
    return None if row is None else Payment(**row)


def of_case(db: Database, case_id: str) -> tuple[Payment, ...]:
    rows = db.rows("SELECT * FROM support_paid WHERE case_id = ? ORDER BY paid_on DESC, at DESC, id DESC", (case_id,))
    return tuple(Payment(**row) for row in rows)


def given_by(db: Database, case_id: str) -> dict[str, str]:
    sql = "SELECT id, organisation FROM service_given WHERE case_id = ? AND organisation IS NOT NULL"
    return {row["id"]: row["organisation"] for row in db.rows(sql, (case_id,))}


def sums(db: Database, start: str, end: str) -> dict[str, LineSum]:
    """By line, what was paid from `start` to `end`, both days included; of erased cases only whole months are known."""
    sql = """
        SELECT line, sum(payments) AS payments, sum(amount) AS amount FROM (
            SELECT line, 1 AS payments, amount FROM support_paid
            WHERE cancelled_at IS NULL AND paid_on BETWEEN :start AND :end
            UNION ALL
            SELECT line, payments, amount FROM support_remainder WHERE month BETWEEN :start AND :end
        ) GROUP BY line ORDER BY line
    """
    return {row["line"]: LineSum(**row) for row in db.rows(sql, {"start": start, "end": end})}

"""SQL of case conferences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.conferences.model import Attendee, Conference, Decision, Handed, Line, Mention, PassedOn
from app.office import Waiting
from app.store import Database

_HEAD = "id, day, place, aim, return_by, at, author"
_STATE = """
    CASE WHEN y.state = 'out' AND EXISTS (SELECT 1 FROM plain_copy WHERE conference_copy = y.id)
              AND NOT EXISTS (SELECT 1 FROM plain_copy WHERE conference_copy = y.id AND gone_at IS NULL)
         THEN 'destroyed' ELSE y.state END
"""
"""A copy that was ticked off in the register of every case in it is gone, whoever ticked it off there."""
_COPIES = f"""
    SELECT y.id, y.conference_id, y.attendee_id, y.number, y.total, y.file, {_STATE} AS state, y.ended_on, y.ended_by,
           y.words, y.at, y.author
    FROM conference_copy AS y
"""
_DECISIONS = """
    SELECT d.*, t.done_at IS NOT NULL AS done FROM conference_decision AS d LEFT JOIN task AS t ON t.id = d.task_id
"""


def one(db: Database, ident: str) -> Conference | None:
    """A conference with its cases, people, copies and decisions."""
    row = db.row(f"SELECT {_HEAD} FROM conference WHERE id = ?", (ident,))
    if row is None:
        return None
    return Conference(
        **row, lines=lines(db, ident), attendees=attendees(db, ident), copies=copies(db, ident),
        decisions=decisions(db, "d.conference_id = ?", ident),
    )  # fmt: skip


def ids(db: Database, limit: int) -> tuple[str, ...]:
    """The latest first."""
    rows = db.rows("SELECT id FROM conference ORDER BY day DESC, id DESC LIMIT ?", (limit,))
    return tuple(row["id"] for row in rows)


def last_code(db: Database, ident: str) -> int:
    return int(db.value("SELECT last_code FROM conference WHERE id = ?", (ident,)) or 0)


def lines(db: Database, ident: str) -> tuple[Line, ...]:
    rows = db.rows(
        "SELECT id, conference_id, case_id, code, asks FROM conference_case WHERE conference_id = ? ORDER BY code",
        (ident,),
    )
    return tuple(Line(**row) for row in rows)


def attendees(db: Database, ident: str) -> tuple[Attendee, ...]:
    """People of the centre first, then those from outside, each in the order they were written down."""
    rows = db.rows(
        "SELECT id, conference_id, user, name, organisation FROM conference_attendee WHERE conference_id = ?"
        " ORDER BY user IS NULL, at, id",
        (ident,),
    )
    return tuple(Attendee(**row, seats=_seats(db, row["id"]), held=_held(db, row["user"])) for row in rows)


def _seats(db: Database, attendee: str) -> frozenset[str]:
    rows = db.rows("SELECT case_id FROM conference_seat WHERE attendee_id = ?", (attendee,))
    return frozenset(row["case_id"] for row in rows)


def seat_ids(db: Database, attendee: str, case_id: str | None = None) -> tuple[str, ...]:
    rows = db.rows(
        "SELECT id FROM conference_seat WHERE attendee_id = :attendee AND (:case IS NULL OR case_id = :case)",
        {"attendee": attendee, "case": case_id},
    )
    return tuple(row["id"] for row in rows)


def _held(db: Database, user: str | None) -> frozenset[str]:
    if user is None:
        return frozenset()
    sql = "SELECT case_id FROM conflict WHERE user = ? AND state = 'open' AND case_id IS NOT NULL"
    return frozenset(row["case_id"] for row in db.rows(sql, (user,)))


def copies(db: Database, ident: str) -> tuple[Handed, ...]:
    return tuple(Handed(**row) for row in db.rows(f"{_COPIES} WHERE y.conference_id = ? ORDER BY y.number", (ident,)))


def copy(db: Database, ident: str) -> Handed | None:
    row = db.row(f"{_COPIES} WHERE y.id = ?", (ident,))
    return None if row is None else Handed(**row)


def register_of(db: Database, copy_id: str) -> tuple[dict[str, Any], ...]:
    """The lines of the register for one numbered copy: one for each case in it that is still here."""
    return tuple(db.rows("SELECT id, case_id, gone_at FROM plain_copy WHERE conference_copy = ?", (copy_id,)))


def was_handed(db: Database, conference_id: str, case_id: str) -> bool:
    """Whether a copy of this conference was made with this case in it."""
    sql = (
        "SELECT 1 FROM conference_copy AS y JOIN plain_copy AS p ON p.conference_copy = y.id"
        " WHERE y.conference_id = ? AND p.case_id = ? LIMIT 1"
    )
    return db.value(sql, (conference_id, case_id)) is not None


def decisions(db: Database, where: str, value: str) -> tuple[Decision, ...]:
    rows = db.rows(f"{_DECISIONS} WHERE {where} ORDER BY d.at, d.id", (value,))
    return tuple(Decision(**{**row, "done": bool(row["done"])}) for row in rows)


def of_case(db: Database, case_id: str) -> tuple[Mention, ...]:
    """Where a case was or will be talked about, the latest first."""
    rows = db.rows(
        "SELECT c.id AS there, k.conference_id, k.day, k.code, k.asks FROM conference_case AS k"
        " LEFT JOIN conference AS c ON c.id = k.conference_id WHERE k.case_id = ? ORDER BY k.day DESC, k.id DESC",
        (case_id,),
    )
    found = decisions(db, "d.case_id = ?", case_id)
    return tuple(
        Mention(
            row["there"], row["day"], row["code"], row["asks"],
            tuple(one for one in found if one.conference_id == row["conference_id"]),
        )
        for row in rows
    )  # fmt: skip


def count_of(db: Database, case_id: str) -> int:
    return int(db.value("SELECT count(*) FROM conference_case WHERE case_id = ?", (case_id,)))


def passed_on(db: Database, case_id: str, profile: str) -> tuple[PassedOn, ...]:
    """The copies for people from outside in which a case left; the register has them where the conference is gone."""
    rows = db.rows(
        "SELECT coalesce(a.organisation, p.recipient) AS place, coalesce(a.organisation, p.recipient) AS name, c.day,"
        " y.number, y.total, p.at FROM plain_copy AS p LEFT JOIN conference_copy AS y ON y.id = p.conference_copy"
        " LEFT JOIN conference_attendee AS a ON a.id = y.attendee_id LEFT JOIN conference AS c ON c.id = y.conference_id"
        " WHERE p.case_id = ? AND p.profile = ? ORDER BY p.at, p.id",
        (case_id, profile),
    )
    return tuple(PassedOn(**row) for row in rows)


def waiting(db: Database, day: str) -> tuple[Waiting, ...]:
    """Conferences of which copies should be back by this day."""
    rows = db.rows(
        f"SELECT c.id AS conference_id, c.day, c.return_by, c.author, count(*) AS count FROM conference_copy AS y"
        f" JOIN conference AS c ON c.id = y.conference_id WHERE y.state = 'out' AND c.return_by <= ? AND {_STATE} = 'out'"
        " GROUP BY c.id ORDER BY c.return_by, c.id",
        (day,),
    )
    return tuple(Waiting(**row) for row in rows)


def case_exists(db: Database, case_ids: Iterable[str]) -> bool:
    return all(db.value("SELECT 1 FROM casefile WHERE id = ?", (one,)) for one in case_ids)

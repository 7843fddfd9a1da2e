"""SQL of contacts."""

from __future__ import annotations

from typing import Any

from app.contacts.model import Contact, Draft, Listed, Sessions
from app.store import Database

_COLUMNS = (
    "id, started_at, channel, state, taken_by, ended_at, minutes, caller_relation, kind, alias, phone, note, case_id,"
    " counselling, violence"
)


def one(db: Database, contact_id: str) -> Contact | None:
    row = db.row(f"SELECT {_COLUMNS} FROM contact WHERE id = ?", (contact_id,))
    return _contact(row, signs(db, contact_id)) if row else None


def held_from(db: Database, user: str) -> frozenset[str]:
    """Contacts this person may be a party to, or that belong to such a case, while nobody has decided (app.walls)."""
    rows = db.rows(
        "SELECT contact_id AS id FROM conflict WHERE user = :user AND state = 'open' AND contact_id IS NOT NULL"
        " UNION SELECT c.id FROM conflict AS k JOIN contact AS c ON c.case_id = k.case_id"
        " WHERE k.user = :user AND k.state = 'open' AND k.case_id IS NOT NULL",
        {"user": user},
    )
    return frozenset(row["id"] for row in rows)


def held_of_others(db: Database, user: str) -> frozenset[str]:
    """Contacts of colleagues that may come from the other party of a case, while nobody has decided (app.doubles)."""
    rows = db.rows(
        "SELECT m.contact_id AS id FROM party_match AS m JOIN contact AS c ON c.id = m.contact_id"
        " WHERE m.state = 'open' AND c.taken_by <> ?",
        (user,),
    )
    return frozenset(row["id"] for row in rows)


def is_held(db: Database, contact_id: str) -> bool:
    return (
        db.value("SELECT 1 FROM party_match WHERE contact_id = ? AND state = 'open' LIMIT 1", (contact_id,)) is not None
    )


def signs(db: Database, contact_id: str) -> tuple[str, ...]:
    rows = db.rows("SELECT sign FROM contact_sign WHERE contact_id = ? ORDER BY at, id", (contact_id,))
    return tuple(row["sign"] for row in rows)


def sign_id(db: Database, contact_id: str, sign: str) -> str | None:
    found = db.value("SELECT id FROM contact_sign WHERE contact_id = ? AND sign = ?", (contact_id, sign))
    return None if found is None else str(found)


def open_ones(db: Database, user: str) -> tuple[Contact, ...]:
    # Without the plus SQLite walks every contact in its order (2 s at 100,000 cases) and not the few that are open.
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM contact WHERE state <> 'closed' AND taken_by = ? ORDER BY +started_at",
        (user,),
    )
    return tuple(_contact(row, signs(db, row["id"])) for row in rows)


def last_activity(db: Database, case_id: str) -> int | None:
    """Of the case a contact is put into; None where there is no such case."""
    found = db.value("SELECT last_activity FROM casefile WHERE id = ?", (case_id,))
    return None if found is None else int(found)


def counselled_before(db: Database, case_id: str, started_at: int, besides: str) -> bool:
    """Whether a case had counselling before this instant."""
    sql = "SELECT 1 FROM contact WHERE case_id = ? AND started_at < ? AND counselling IS NOT NULL AND id <> ? LIMIT 1"
    return db.value(sql, (case_id, started_at, besides)) is not None


def violence_known(db: Database, contact_id: str, case_id: str | None) -> bool:
    """Whether a sign was heard in the contact, or something that happened is noted in its case."""
    sql = (
        "SELECT EXISTS (SELECT 1 FROM contact_sign WHERE contact_id = :contact)"
        " OR EXISTS (SELECT 1 FROM incident WHERE case_id = :case AND main_type <> 'unknown')"
    )
    return bool(db.value(sql, {"contact": contact_id, "case": case_id}))


_SESSIONS = """
    SELECT sum(counselling = 'initial') AS initial, sum(counselling = 'repeat') AS repeat,
           sum(violence = 'yes') AS violence, count(DISTINCT coalesce(case_id, id)) AS people
      FROM contact WHERE counselling IS NOT NULL AND state = 'closed' AND {where}
"""


def sessions_between(db: Database, since: int, until: int) -> Sessions:
    row = db.row(_SESSIONS.format(where="started_at >= ? AND started_at < ?"), (since, until))
    return Sessions(**{name: value or 0 for name, value in (row or {}).items()})


def sessions_of(db: Database, case_id: str) -> Sessions:
    row = db.row(_SESSIONS.format(where="case_id = ?"), (case_id,))
    return Sessions(**{name: value or 0 for name, value in (row or {}).items()})


def page(db: Database, before: tuple[int, str] | None, limit: int) -> tuple[Contact, ...]:
    """Newest first; `before` is the (started_at, id) of the last row already shown."""
    where, values = ("", ()) if before is None else ("WHERE (started_at, id) < (?, ?)", before)
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM contact {where} ORDER BY started_at DESC, id DESC LIMIT ?", (*values, limit)
    )
    return tuple(_contact(row, ()) for row in rows)


def numbers(db: Database, contacts: tuple[Contact, ...]) -> tuple[Listed, ...]:
    """The same contacts with the numbers and names of their cases."""
    ids = sorted({one.case_id for one in contacts if one.case_id})
    marks = ", ".join("?" * len(ids))
    rows = db.rows(
        "SELECT casefile.id, number, alias FROM casefile JOIN person ON person.id = survivor_id"
        f" WHERE casefile.id IN ({marks})",
        ids,
    )
    found = {row["id"]: (row["number"], row["alias"]) for row in rows}
    held = {row["contact_id"] for row in db.rows("SELECT contact_id FROM party_match WHERE state = 'open'")}
    return tuple(Listed(one, *found.get(one.case_id or "", (None, None)), held=one.id in held) for one in contacts)


def draft_row(db: Database, owner: str, draft_id: str) -> dict[str, Any] | None:
    """A draft with everything that is kept of it, to be handed on."""
    return db.row("SELECT * FROM draft WHERE owner = ? AND id = ?", (owner, draft_id))


def draft(db: Database, owner: str, draft_id: str) -> Draft | None:
    row = db.row("SELECT id, kind, about, body, saved_at FROM draft WHERE owner = ? AND id = ?", (owner, draft_id))
    return Draft(**row) if row else None


def of_ids(db: Database, ids: list[str]) -> tuple[Contact, ...]:
    marks = ", ".join("?" * len(ids))
    rows = {row["id"]: row for row in db.rows(f"SELECT {_COLUMNS} FROM contact WHERE id IN ({marks})", ids)}
    return tuple(_contact(rows[one_id], ()) for one_id in ids if one_id in rows)


def drafts(db: Database, owner: str, kind: str | None = None) -> tuple[Draft, ...]:
    rows = db.rows(
        "SELECT id, kind, about, body, saved_at FROM draft WHERE owner = :owner"
        " AND (kind = :kind OR (:kind IS NULL AND kind NOT IN ('place', 'form'))) ORDER BY saved_at DESC",
        {"owner": owner, "kind": kind},
    )
    return tuple(Draft(**row) for row in rows)


def _contact(row: dict[str, Any], found: tuple[str, ...]) -> Contact:
    return Contact(**row, signs=found)

"""SQL of contacts."""

from __future__ import annotations

from typing import Any

from app.contacts.model import Contact, Draft, Listed
from app.store import Database

_COLUMNS = (
    "id, started_at, channel, state, taken_by, ended_at, minutes, caller_relation, kind, alias, phone, note, case_id"
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
    return tuple(Listed(one, *found.get(one.case_id or "", (None, None))) for one in contacts)


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

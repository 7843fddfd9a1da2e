"""What of a case travels between centres, read from the foreign keys of the schema: its rows out, and in again.

A table that comes later travels by itself; what stays is named in STAYS with a reason. A file of an earlier version has
fewer tables and columns: what is missing reads as empty, or as the schema's own default.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.clock import today
from app.errors import BadInput, Damaged
from app.i18n import _
from app.store import erasing
from app.store.moving import behind_a_wall

if TYPE_CHECKING:
    from app.cases import Cases
    from app.store import Database

STAYS: Mapping[str, str] = {
    "plain_copy": "the register of papers belongs to the centre that made them and sees to their end",
    "conference": "what several cases share stays with the centre that met",
    "conference_attendee": "stands in the conference",
    "conference_copy": "stands in the conference",
    "sealing": "stands in sealed files only, and says how this centre sealed them",
    "sealed_case": "a sealed case is a number here; whoever holds it writes it out from inside",
    "sealed_grant": "keys of this centre's people",
    "import_case": "from which list it came, so that this centre can undo it",
    "case_counter": "every centre counts its own numbers",
    "conflict": "names members of this centre's staff",
    "handover": "offers between members of this centre's staff",
    "shift_item": "what one shift of this centre handed to the next",
    "case_sight": "who of this centre looked, and why: a part of its trail",
    "evidence_key": "wrapped under this centre's keys; the files get a new one where they arrive",
    "evidence_intake": "a file that is just being sealed",
    "report_thread": "a report from outside lies under keys of its own; what became a case travels as one",
    "report_message": "lies in its thread",
    "report_oddity": "lies in its thread",
    "report_note": "lies in its thread",
    "report_reader": "lies in its thread",
    "report_parcel": "attachments lie sealed in their thread until they become evidence",
    "report_file": "lies in its thread",
    "report_named": "names members of this centre's staff",
    "report_told": "which report of this centre a contact led to",
    "material": "public material belongs to no case, and is followed up where it was noted",
    "material_step": "lies in its entry",
    "material_photo": "lies in its entry",
    "material_photo_left": "a file that is just being sealed, or taken away",
    "material_round": "where this centre's own people went and looked",
    "count_state": "what was counted, was counted here",
    "count_ledger": "what was counted, was counted here",
    "count_round": "what was counted, was counted here",
    "outbox": "messages of this centre",
    "destruction": "what this centre destroyed",
    "erased": "what this centre erased",
    "backup_copy": "this centre's backups",
    "checkpoint": "this centre's audit trail",
}
"""Tables of casework that do not travel, and why."""

_STAFF = {("casefile", "assigned_to"), ("task", "owner"), ("conference_decision", "owner")}
_OURS = {("casefile", "team"), ("appointment", "room")}
"""Columns that name something of one centre's own."""
_ELSEWHERE = "gbvims-org"
_LONGEST = 1 << 63

Row = dict[str, Any]
Rows = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column as the schema has it."""

    name: str
    kind: str
    needed: bool
    default: str | int | None


@dataclass(frozen=True, slots=True)
class Shape:
    """The tables that travel, in an order in which each comes after what it points to, and their pointers."""

    tables: Mapping[str, Mapping[str, Column]]
    pointers: Mapping[str, tuple[tuple[str, str], ...]]
    """By table: columns and the table each points to."""
    links: list[erasing.Link]


def not_whole() -> Damaged:
    return Damaged(_("This file is not whole, or is not an export of Gyeot. Nothing was taken in. Use another copy."))


def newer() -> BadInput:
    return BadInput(_("This file was made by a newer version of Gyeot. Please update this computer first."))


def shape(db: Database) -> Shape:
    """What travels in this version."""
    stays = {*STAYS, *(table for table in erasing.tables_of(db) if _sealed(db, table))}
    links = [one for one in erasing.links_of(db) if one.child not in stays and one.parent not in stays]
    going = {"person", "casefile"}
    while more := {one.child for one in links if one.parent in going} - going:
        going |= more
    order = sorted(going, key=lambda table: (table != "person", erasing.depth_of(table, links), table))
    pointers = {table: tuple((one.column, one.parent) for one in links if one.child == table) for table in order}
    return Shape(
        {table: _columns(db, table) for table in order}, pointers, [one for one in links if one.child in going]
    )


def _sealed(db: Database, table: str) -> bool:
    """Whether a table holds bytes: they are sealed under keys that do not travel."""
    return any(row["type"] == "BLOB" for row in db.rows(f"PRAGMA table_info({table})"))


def _columns(db: Database, table: str) -> dict[str, Column]:
    found = db.rows(f"PRAGMA table_info({table})")
    return {
        row["name"]: Column(
            row["name"],
            row["type"],
            bool(row["notnull"]) or row["name"] == "id",
            None if row["dflt_value"] is None else ast.literal_eval(row["dflt_value"]),
        )
        for row in found
    }


# -- out -----------------------------------------------------------------------------------------------


def rows_of(db: Database, known: Shape, case_id: str) -> Rows:
    """Every row of a case that travels, by table; what points out of the case is let go of."""
    found: erasing.Ids = {"casefile": {case_id}}
    erasing.follow(db, known.links, found)
    rows: Rows = {
        table: sorted(erasing.among(db, table, "id", found.get(table, ())), key=lambda row: str(row["id"]))
        for table in known.tables
    }
    rows["person"] = db.rows("SELECT * FROM person WHERE id = ?", (rows["casefile"][0]["survivor_id"],))
    for row in rows["evidence_item"]:
        row["file"] = row["key_of"] = None  # its name and key are this centre's; the file travels beside it
    while gone := _let_go(rows, known):
        for table, row in gone:
            rows[table].remove(row)
    return rows


def _let_go(rows: Rows, known: Shape) -> list[tuple[str, Row]]:
    """Empty the columns that point to what is not here; the rows that cannot do without."""
    ids = {table: {row["id"] for row in some} for table, some in rows.items()}
    stuck = []
    for table, some in rows.items():
        for column, parent in known.pointers[table]:
            for row in some:
                if row[column] is not None and row[column] not in ids[parent]:
                    if known.tables[table][column].needed:
                        stuck.append((table, row))
                    else:
                        row[column] = None
    return stuck


def written(rows: Rows) -> bytes:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


# -- in ------------------------------------------------------------------------------------------------


def read(data: bytes, known: Shape) -> Rows:
    """These bytes as rows of one case that fit the schema and point to nothing outside it; Damaged otherwise."""
    try:
        return checked(json.loads(data), known)
    except (ValueError, RecursionError):
        raise not_whole() from None


def checked(told: Any, known: Shape) -> Rows:
    """The same of what was read already."""
    try:
        if not set(told) <= set(known.tables):
            raise newer()
        rows = {table: [_filled(row, known.tables[table]) for row in told.get(table, ())] for table in known.tables}
        case = rows["casefile"][0]["id"]
        one = len(rows["casefile"]) == len(rows["person"]) == 1
        if not one or rows["casefile"][0]["survivor_id"] != rows["person"][0]["id"] or _let_go(rows, known):
            raise not_whole()
        if not all(_held(row, known.pointers[table], case) for table in rows for row in rows[table]):
            raise not_whole()
    except (KeyError, TypeError, IndexError, AttributeError, ValueError):
        raise not_whole() from None
    return rows


def _filled(row: Row, columns: Mapping[str, Column]) -> Row:
    if not set(row) <= set(columns):
        raise newer()
    if not all(_sound(value) for value in row.values()):
        raise not_whole()
    full = {name: row.get(name, column.default) for name, column in columns.items()}
    if any(full[name] is None and column.needed for name, column in columns.items()) or not isinstance(full["id"], str):
        raise not_whole()
    return full


def _sound(value: object) -> bool:
    """What a column may hold: text that is text, a whole number that fits, nothing."""
    if isinstance(value, str):
        value.encode()  # a lone surrogate is no text; it raises a ValueError
        return True
    return value is None or (isinstance(value, int) and -_LONGEST <= value < _LONGEST)


def _held(row: Row, pointers: tuple[tuple[str, str], ...], case: str) -> bool:
    """Whether a row belongs to this case: by its own id, or by what it points to."""
    if not pointers:
        return True
    return any(row[column] is not None for column, _parent in pointers) and all(
        row[column] in (None, case) for column, parent in pointers if parent == "casefile"
    )


def is_here(db: Database, case: Row, foreign: bool) -> bool:
    """Whether a case is here already, lies behind a wall here, or was erased here: then it stays as it is."""
    return bool(
        db.value("SELECT 1 FROM casefile WHERE id = ?", (case["id"],))
        or db.value("SELECT 1 FROM erased WHERE id = ?", (case["id"],))
        or behind_a_wall(db, case["id"])
        or (not foreign and db.value("SELECT 1 FROM sealed_case WHERE number = ?", (case["number"],)))
    )


def put_in(db: Database, cases: Cases, rows: Rows, foreign: bool) -> bool:
    """Write a case into this centre under a new number, in the caller's transaction; False where it is here already.

    Files of evidence come after it, one by one: until then an item says that its file is not here.
    """
    if is_here(db, rows["casefile"][0], foreign):
        return False
    for table, some in rows.items():
        for row in some:
            if not db.value(f"SELECT 1 FROM {table} WHERE id = ?", (row["id"],)):
                db.insert(table, at_home(db, cases, table, row, foreign))
    return True


def at_home(db: Database, cases: Cases, table: str, row: Row, foreign: bool) -> Row:
    """A row as it stands here: work belongs to whoever takes it in, and another centre's incidents count there."""
    changed = dict(row)
    if table == "casefile":
        changed["number"] = cases.next_number(today())
    if table == "evidence_item":
        changed["file"] = changed["key_of"] = None
    for column in row if foreign else ():
        if (table, column) in _STAFF:
            changed[column] = db.who
        if (table, column) in _OURS:
            changed[column] = None
    if foreign and table == "incident" and row["reported_elsewhere"] == "no":
        changed["reported_elsewhere"] = _ELSEWHERE
    return changed

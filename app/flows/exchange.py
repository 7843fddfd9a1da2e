"""All casework as one sealed file, and taking the cases of such a file in: for a centre that moves or hands over.

What travels: the people and everything in their cases but files of evidence. What stays: drafts, counts, the register
of papers, reviews, offers and the audit trail, which belong to the centre that wrote them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.changes import Changes, Done
from app.clock import now, random_id, today
from app.errors import Denied, NoRoom
from app.flows import sealed_lines
from app.flows.sealed_lines import not_whole
from app.i18n import _
from app.kinds import Right, Role
from app.vault import DEFAULT, FLOOR, Keys, trusted
from app.vault.platform import sync_folder

if TYPE_CHECKING:
    from app.audit import Audit
    from app.cases import Cases
    from app.store import Database

BATCH = 200
"""Cases in one transaction: each commit waits for the disk once."""

_SINCE_0_2 = (
    "duty_report", "scale_result", "safety_plan", "safety_plan_item", "referral_step", "support_paid",
    "withdrawal_notice", "need", "goal", "plan_step", "follow_up", "progress", "closure", "closure_answer", "feedback",
    "feedback_answer", "flag", "transfer", "legal_event", "deletion_mandate", "deletion_target", "deletion_request",
    "deletion_look", "deletion_day", "organisation", "workplace_person", "third_report", "separation",
    "separation_scope", "separation_breach", "damage_watch", "damage_answer", "employer_duty", "organisation_check",
)  # fmt: skip
_OF_CASE = (
    "safe_contact", "consent", "incident", "other_party", "note", "service_given", "record_value", "warning_sign",
    "risk_level", "contact", "manual_session", "task", "referral", *_SINCE_0_2,
)  # fmt: skip
_BY_ID = ("safe_contact", "third_report")
"""Tables whose id is the case's."""
_CAME_LATER = (*_SINCE_0_2, "appointment", "court_card")
"""Tables that files of the first release do not have."""
_COLUMNS_CAME_LATER: dict[str, dict[str, Any]] = {
    "casefile": {"team": None, "stage": "new"},
    "contact": {"counselling": None, "violence": None},
    "consent": {"service": None},
    "referral": {"service": None, "answer_by": None},
    "service_given": {"organisation": None},
    "task": {"event_id": None, "event_mark": None},
}
"""Columns they do not have, and what stands in them instead."""
_INSIDE = {
    "incident_type": ("incident", "incident_id"),
    "contact_sign": ("contact", "contact_id"),
    "session_event": ("manual_session", "session_id"),
    "appointment": ("task", "id"),
    "court_card": ("task", "id"),
}
_TABLES = ("person", "casefile", *_OF_CASE, *_INSIDE)
_POINTS = {("manual_session", "contact_id"): "contact", ("referral", "consent_id"): "consent"}
"""Columns that may point out of the case; what did not travel along is let go of."""
_STAFF = {("casefile", "assigned_to"), ("task", "owner")}
_OURS = {("casefile", "team")}
"""Columns that name something of one centre's own."""
_ELSEWHERE = "gbvims-org"


@dataclass(frozen=True, slots=True)
class Written:
    """What left in a file."""

    file: str
    cases: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file held: cases that are new here, and cases that were here already."""

    imported: int
    already_here: int


Rows = dict[str, list[dict[str, Any]]]


def export(db: Database, home: Path, keys: Keys, audit: Audit, target: Path, passphrase: str | None) -> Done[Written]:
    """Write every case to the new file `target`; the audit trail knows of it before it has its name."""
    _may(keys, _("Only a manager or supervisor takes all cases out. Nothing was written."))
    file_id, ids = random_id(), [row["id"] for row in db.rows("SELECT id FROM casefile ORDER BY number")]
    kdf = FLOOR if keys.practice else DEFAULT
    header, seal = sealed_lines.new(trusted(home, keys), file_id, now(), passphrase, kdf)
    partial = sealed_lines.write(target, header, seal, (_line(db, one) for one in ids))
    try:
        digest = _digest(partial)
        audit.write("exchange_exported", file=file_id, cases=len(ids), sha256=digest)
        partial.rename(target)
        sync_folder(target.parent)
    except OSError as problem:
        audit.write("exchange_export_failed", file=file_id)
        raise NoRoom(
            _("The file could not be written there. Your records are intact. Please choose another place.")
        ) from problem
    finally:
        with suppress(OSError):
            sealed_lines.remove(partial)
    return Done(Written(str(target), len(ids), digest), Changes.AUDIT)


def _may(keys: Keys, sentence: str) -> None:
    if keys.role != Role.MANAGER and Right.SUPERVISOR not in keys.rights:
        raise Denied(sentence)


def _digest(path: Path) -> str:
    held = sha256()
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            held.update(piece)
    return held.hexdigest()


def _line(db: Database, case_id: str) -> bytes:
    found: Rows = {"casefile": db.rows("SELECT * FROM casefile WHERE id = ?", (case_id,))}
    found["person"] = db.rows("SELECT * FROM person WHERE id = ?", (found["casefile"][0]["survivor_id"],))
    for table in _OF_CASE:
        found[table] = db.rows(f"SELECT * FROM {table} WHERE {_link(table)} = ? ORDER BY id", (case_id,))
    for table, (above, link) in _INSIDE.items():
        rows = [db.rows(f"SELECT * FROM {table} WHERE {link} = ? ORDER BY id", (one["id"],)) for one in found[above]]
        found[table] = [row for some in rows for row in some]
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def _link(table: str) -> str:
    return "id" if table in _BY_ID else "case_id"


def take_in(db: Database, keys: Keys, cases: Cases, audit: Audit, source: Path, passphrase: str | None) -> Done[Taken]:
    """Take the cases of a file in, each under a new number of this centre; one that is here by its id stays as it is.

    The file is read to its end before anything is written. Cases go in by batches: after an interruption the same
    file is taken in once more, and the rest follows.
    """
    _may(keys, _("Only a manager or supervisor takes cases in. Nothing was taken in."))
    head, seal = sealed_lines.opened(sealed_lines.header_of(source), keys, passphrase)
    known = _columns(db)
    total = sum(1 for line in sealed_lines.lines(source, seal) if _checked(line, known))
    new, waiting = 0, sealed_lines.lines(source, seal)
    for batch in _batches(waiting):
        with db.atomic():
            db.rows("PRAGMA defer_foreign_keys = ON")  # rows of one case point to each other in any order
            new += sum(_take(db, cases, _checked(line, known), head.centre != keys.centre_id) for line in batch)
    if new:
        audit.write("exchange_imported", file=head.id, cases=new)
    return Done(Taken(new, total - new), Changes.CASES | Changes.CONTACTS | Changes.AUDIT)


def _batches(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    while batch := [line for _number, line in zip(range(BATCH), lines, strict=False)]:
        yield batch


def _columns(db: Database) -> dict[str, frozenset[str]]:
    return {table: frozenset(row["name"] for row in db.rows(f"PRAGMA table_info({table})")) for table in _TABLES}


def _checked(line: bytes, known: dict[str, frozenset[str]]) -> Rows:
    """A line as rows of one case that fit the schema and point to nothing outside it; Damaged otherwise."""
    try:
        found: Rows = {**{table: [] for table in _CAME_LATER}, **json.loads(line)}
        for table, later in _COLUMNS_CAME_LATER.items():
            found[table] = [{**later, **row} for row in found[table]]
        case_id = found["casefile"][0]["id"]
        ids = {table: {row["id"] for row in found[table]} for table in known}
        whole = (
            set(found) == set(known)
            and len(found["casefile"]) == len(found["person"]) == 1
            and found["casefile"][0]["survivor_id"] in ids["person"]
            and all(_fits(row, known[table]) for table, rows in found.items() for row in rows)
            and all(row[_link(table)] == case_id for table in _OF_CASE for row in found[table])
            and all(row[link] in ids[above] for table, (above, link) in _INSIDE.items() for row in found[table])
        )
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        raise not_whole() from None
    if not whole:
        raise not_whole()
    return found


def _fits(row: dict[str, Any], columns: frozenset[str]) -> bool:
    return set(row) == columns and all(value is None or isinstance(value, (str, int)) for value in row.values())


def _take(db: Database, cases: Cases, found: Rows, foreign: bool) -> bool:
    case = found["casefile"][0]
    if db.value("SELECT 1 FROM casefile WHERE id = ?", (case["id"],)):
        return False
    case["number"] = cases.next_number(today())
    for table in _TABLES:
        for row in found[table]:
            if not db.value(f"SELECT 1 FROM {table} WHERE id = ?", (row["id"],)):
                db.insert(table, _at_home(db, table, row, found, foreign))
    return True


def _at_home(db: Database, table: str, row: dict[str, Any], found: Rows, foreign: bool) -> dict[str, Any]:
    """A row as it stands here: work belongs to whoever takes it in, and another centre's incidents count there."""
    changed = dict(row)
    for column in row:
        above = _POINTS.get((table, column))
        if above and row[column] not in {one["id"] for one in found[above]}:
            changed[column] = None
        if foreign and (table, column) in _STAFF:
            changed[column] = db.who
        if foreign and (table, column) in _OURS:
            changed[column] = None
    if foreign and table == "incident" and row["reported_elsewhere"] == "no":
        changed["reported_elsewhere"] = _ELSEWHERE
    return changed

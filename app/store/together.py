"""Records that were put together (app.doubles), as erasing, sealing and restoring have to see them.

What went into a record goes with it. After both were taken apart each goes alone, and what was written of one beside the
other (its values in the merge, its id in the history of what went over and came back) goes with the one it tells of.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.clock import now

if TYPE_CHECKING:
    from app.store.database import Database

Row = Mapping[str, Any]
Moved = frozenset[tuple[str, str]]
"""Records that went over once: table and id."""

_PERSON = frozenset({"alias", "name", "phone", "age_band", "sex", "note"})
_STANDING = "SELECT * FROM merge WHERE undone_at IS NULL AND {side} IN (SELECT value FROM json_each(?))"
_TOUCHING = "SELECT * FROM merge WHERE (case_id IN (SELECT value FROM json_each(:ids))) <> (gone_id IN (SELECT value FROM json_each(:ids)))"


def parts(db: Database, cases: Iterable[str]) -> frozenset[str]:
    """Every record that went into these and was not taken apart, also by way of another."""
    known, new = set(cases), set(cases)
    found: set[str] = set()
    while new:
        gone = db.rows(_STANDING.format(side="case_id"), (json.dumps(sorted(new)),))
        new = {row["gone_id"] for row in gone} - known
        known |= new
        found |= new
    return frozenset(found)


def goes_with(db: Database, case_id: str) -> str | None:
    """The number of the record that this one went into, while it stands in there."""
    sql = "SELECT c.number FROM merge AS m JOIN casefile AS c ON c.id = m.case_id WHERE m.gone_id = ? AND m.undone_at IS NULL"
    return db.value(sql, (case_id,))  # type: ignore[no-any-return]  # a column of text


def give_back(db: Database, merge: Row) -> None:
    """What went over goes back, where nobody moved it on and its place is free; values that were taken go back where nobody changed them."""
    kept, gone = merge["case_id"], merge["gone_id"]
    rows: dict[str, list[Row]] = {}
    for row in db.rows("SELECT entity, entity_id FROM merge_moved WHERE merge_id = ? ORDER BY id", (merge["id"],)):
        entity, ident = row["entity"], row["entity_id"]
        if entity == "safe_contact":
            _drop_card(db, kept, gone)
            continue
        now_at = db.row(f"SELECT * FROM {entity} WHERE id = ?", (ident,))
        if now_at is not None and now_at["case_id"] == kept:
            rows.setdefault(entity, []).append(now_at)
    stays = staying(db, rows, gone)
    back: dict[str, set[str]] = {}
    for entity, there in ((entity, one) for entity, some in rows.items() for one in some):
        if there["id"] not in stays[entity]:
            own = {"key_of": None} if there.get("key_of") == gone else {}
            db.change(entity, there["id"], {"case_id": gone, **own})
            back.setdefault(entity, set()).add(there["id"])
    _take_along(db, back, kept, gone)
    for entity, ident, field, values in _taken(db, merge):
        if (db.value(f"SELECT {field} FROM {entity} WHERE id = ?", (ident,)) or "") == values["there"]:
            db.change(entity, ident, {field: values["here"] or None})


def _take_along(db: Database, back: dict[str, set[str]], kept: str, gone: str) -> None:
    """What was written since into something that went back goes with it: it would be seen in neither record."""
    waiting = list(back)
    while waiting:
        parent = waiting.pop()
        for link in db.hanging.get(parent, ()):
            if not link.goes or not db.rows(f"SELECT 1 FROM pragma_table_info('{link.table}') WHERE name = 'case_id'"):
                continue
            sql = f"SELECT * FROM {link.table} WHERE case_id = ? AND {link.column} IN (SELECT value FROM json_each(?))"
            new = db.rows(sql, (kept, json.dumps(sorted(back[parent]))))
            for row in new:
                db.change(link.table, row["id"], {"case_id": gone})
            if new:
                back.setdefault(link.table, set()).update(row["id"] for row in new)
                waiting.append(link.table)


def _once(db: Database, table: str) -> list[tuple[str, ...]]:
    """The columns of which one case may have each value only once."""
    found = []
    for index in db.rows(f"PRAGMA index_list({table})"):
        names = [row["name"] for row in db.rows(f"PRAGMA index_info({index['name']})")]
        if index["unique"] and "case_id" in names:
            found.append(tuple(name for name in names if name != "case_id"))
    return found


def staying(db: Database, rows: Mapping[str, Sequence[Row]], case: str) -> dict[str, set[str]]:
    """Of these rows by table, those that cannot go into a case: it has its own of what it may have only once.

    What belongs to a record that stays, stays with it.
    """
    found = {table: _had(db, table, some, case) for table, some in rows.items()}
    waiting = [table for table, ids in found.items() if ids]
    while waiting:
        parent = waiting.pop()
        for link in db.hanging.get(parent, ()):
            more = {row["id"] for row in rows.get(link.table, ()) if row[link.column] in found[parent]}
            if link.column != "case_id" and not more <= found.get(link.table, set()):
                found[link.table] |= more
                waiting.append(link.table)
    return found


def _had(db: Database, table: str, rows: Sequence[Row], case: str) -> set[str]:
    """Which of these rows the case has already, by what it may have only once."""
    there = db.rows(f"SELECT * FROM {table} WHERE case_id = ?", (case,)) if (unique := _once(db, table)) else ()
    had = {(columns, tuple(row[c] for c in columns)) for row in there for columns in unique}
    return {row["id"] for row in rows for columns in unique if (columns, tuple(row[c] for c in columns)) in had}


def take_apart(db: Database, cases: Collection[str]) -> None:
    """Let these go out of records that are not among them: a list says that they were erased by themselves."""
    for merge in db.rows(_STANDING.format(side="gone_id"), (json.dumps(sorted(cases)),)):
        if merge["case_id"] not in cases:
            _apart(db, merge)


def _apart(db: Database, merge: Row) -> None:
    """Undo a merge, and first the one by which its parts went on into a third record."""
    for later in db.rows(_STANDING.format(side="gone_id"), (json.dumps([merge["case_id"]]),)):
        _apart(db, later)
        db.change("casefile", later["gone_id"], json.loads(later["before"])["gone"])
    give_back(db, merge)
    db.change("merge", merge["id"], {"undone_at": now(), "undone_by": db.who})


def moved(db: Database, cases: Collection[str]) -> Moved:
    """What went over between one of these and a record that stays."""
    sql = f"SELECT entity, entity_id FROM merge_moved WHERE merge_id IN (SELECT id FROM ({_TOUCHING}))"
    return frozenset((row["entity"], row["entity_id"]) for row in db.rows(sql, {"ids": json.dumps(sorted(cases))}))


def forget(db: Database, cases: Collection[str], moved_once: Moved, names: Mapping[str, str]) -> None:
    """Records that stay keep nothing of these, which are being erased; `names` are their pseudonyms."""
    for entity, ident in sorted(moved_once):
        if entity != "safe_contact":
            db.forget_references(entity, "case_id", names, only=ident)
    for merge in db.rows(_TOUCHING, {"ids": json.dumps(sorted(cases))}):
        if merge["gone_id"] in cases:
            for later in _onward(db, merge, cases):
                _forget_onward(db, later, merge, names[merge["gone_id"]])
            _forget_values(db, merge, names[merge["gone_id"]])


def _forget_values(db: Database, merge: Row, name: str) -> None:
    for entity, ident, field, values in _taken(db, merge):
        if values["there"]:
            db.forget_references(entity, field, {values["there"]: name}, only=ident)
    for row in db.rows("SELECT id, entity FROM merge_moved WHERE merge_id = ?", (merge["id"],)):
        if row["entity"] == "safe_contact":
            db.forget_removed("safe_contact", merge["case_id"])
        db.erase("merge_moved", row["id"])
    db.change("merge", merge["id"], {"both": "{}", "before": "{}", "reason": ""})
    db.rename("merge", "gone_id", {merge["gone_id"]: name})


def _onward(db: Database, merge: Row, cases: Collection[str]) -> list[Row]:
    """Merges by which what had come from a record went on, or stood beside a third: all were undone before it went alone."""
    known, found = {merge["case_id"]}, list[Row]()
    sql = "SELECT * FROM merge WHERE at >= :at AND undone_at IS NOT NULL AND (case_id IN (SELECT value FROM json_each(:ids)) OR gone_id IN (SELECT value FROM json_each(:ids)))"
    while True:
        rows = db.rows(sql, {"at": merge["at"], "ids": json.dumps(sorted(known))})
        new = [row for row in rows if row["case_id"] not in cases and row["gone_id"] not in cases]
        if len(new) == len(found):
            return list(new)
        found, known = list(new), known.union(*((row["case_id"], row["gone_id"]) for row in new))


def _forget_onward(db: Database, later: Row, merge: Row, name: str) -> None:
    """What of an erased record stands in a later merge of others, and in the history of whom it went on to."""
    told = {field: values["there"] for _entity, _ident, field, values in _taken(db, merge) if values["there"]}
    for entity, ident, field, values in _taken(db, later):
        if values["there"] == told.get(field):
            db.forget_references(entity, field, {values["there"]: name}, only=ident)
    both: Mapping[str, Mapping[str, str]] = json.loads(later["both"])
    left = {
        field: {key: "" if key != "chosen" and value == told.get(field) else value for key, value in values.items()}
        for field, values in both.items()
    }
    if left != both:
        db.change("merge", later["id"], {"both": json.dumps(left, ensure_ascii=False)})
        db.rename("merge", "gone_id", {later["gone_id"]: later["gone_id"]})  # its history goes
    cards = "SELECT count(DISTINCT merge_id) FROM merge_moved WHERE entity = 'safe_contact' AND merge_id IN (?, ?)"
    if db.value(cards, (merge["id"], later["id"])) == 2:
        db.forget_removed("safe_contact", later["case_id"])


def _taken(db: Database, merge: Row) -> list[tuple[str, str, str, Mapping[str, str]]]:
    """The fields whose value came from the other record: where each stands now, and both values."""
    person = db.value("SELECT survivor_id FROM casefile WHERE id = ?", (merge["case_id"],))
    where = {True: ("person", str(person)), False: ("casefile", str(merge["case_id"]))}
    both: Mapping[str, Mapping[str, str]] = json.loads(merge["both"])
    return [(*where[field in _PERSON], field, values) for field, values in both.items() if values["chosen"] == "there"]


def _drop_card(db: Database, kept: str, gone: str) -> None:
    """The card of safe contact that was copied goes, where nobody changed it since."""
    mine, theirs = (db.row("SELECT * FROM safe_contact WHERE id = ?", (one,)) for one in (kept, gone))
    if mine and theirs and {**mine, "id": ""} == {**theirs, "id": ""}:
        db.remove("safe_contact", kept)

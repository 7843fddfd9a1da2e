"""What has to be so in a record file after any number of steps, asked of its rows and not of its services.

Every history replays to the present rows; nothing points nowhere; the index is the one that building it anew would
give; texts are as they are stored everywhere, and no resident registration number got in.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from app.cases.model import main_type
from app.kinds import Risk
from app.safety import is_higher
from app.store import Database
from app.store.history import _text
from app.store.schema import migrations
from app.store.search import SEARCHED, Index

Rows = dict[tuple[str, str], dict[str, str | None]]

_GROUND = ("history", "draft", "audit", "meta", "checkpoint")
NEVER_KEPT = "9001011234567"
"""The digits of the number that `words` types now and then."""
_AS_TYPED = ("draft",)
"""What is not kept yet: nothing that somebody types is lost, not even what may not be kept."""


def tables(db: Database) -> list[str]:
    named = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%' AND name NOT LIKE 'sqlite_%'"
    )
    return [row["name"] for row in db.rows(named)]


def present(db: Database) -> Rows:
    """Every row whose changes the history keeps, as texts."""
    found: Rows = {}
    for table in tables(db):
        for row in db.rows(f"SELECT * FROM {table}") if table not in _GROUND else ():
            found[table, row["id"]] = {name: _text(value) for name, value in row.items()}
    return found


def replayed(db: Database) -> Rows:
    """The rows that follow from the history alone, from nothing on; each line has to fit what stood there before it."""
    columns = {table: db.rows(f"PRAGMA table_info({table})") for table in tables(db)}
    found: Rows = {}
    for line in db.rows("SELECT * FROM history ORDER BY seq"):
        where = (line["entity"], line["entity_id"])
        if line["operation"] == "insert":
            assert where not in found, f"{where} came twice"
            given = json.loads(line["new"])
            found[where] = {one["name"]: _default(one) for one in columns[where[0]]}
            found[where] |= {name: _text(value) for name, value in given.items()}
        elif line["operation"] == "change":
            assert found[where][line["field"]] == line["old"], f"{where}: {line['field']} was not {line['old']!r}"
            found[where][line["field"]] = line["new"]
        else:
            gone = {name: _text(value) for name, value in json.loads(line["old"]).items()}
            assert {name: value for name, value in found.pop(where).items() if value is not None} == gone, where
    return found


def _default(column: dict[str, Any]) -> str | None:
    text = column["dflt_value"]
    return None if text is None else str(text).strip("'")


def check_history(db: Database) -> None:
    now, told = present(db), replayed(db)
    assert now.keys() == told.keys(), sorted(now.keys() ^ told.keys())
    differing = {where: (now[where], told[where]) for where in now if now[where] != told[where]}
    assert not differing, differing


def check_links(db: Database) -> None:
    """Foreign keys hold, and no row names a case that is not there."""
    assert db.rows("PRAGMA foreign_key_check") == []
    for table in tables(db):
        if table not in ("count_ledger",) and any(
            row["name"] == "case_id" for row in db.rows(f"PRAGMA table_info({table})")
        ):
            lost = f"SELECT id FROM {table} WHERE case_id IS NOT NULL AND case_id NOT IN (SELECT id FROM casefile)"
            assert db.rows(lost) == [], table


def check_texts(db: Database) -> None:
    """Composed, without control characters, without a number that may not be kept; the history alike."""
    for table in tables(db):
        for row in db.rows(f"SELECT * FROM {table}") if table not in _AS_TYPED else ():
            for name, text in row.items():
                if isinstance(text, str):
                    where = f"{table}.{name}: {text[:80]!r}"
                    assert NEVER_KEPT not in re.sub(r"[^0-9]", "", text), where
                    assert text == unicodedata.normalize("NFC", text), where
                    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in text), where


def check_index(db: Database) -> None:
    """The search index holds what an index would that is built from the rows now."""
    with closing(sqlcipher.connect(":memory:", isolation_level=None)) as fresh:
        for _one, sql in (found for found in migrations("casework") if found[0].startswith("common/")):
            fresh.executescript(sql)
        index = Index(fresh)
        for table in SEARCHED:
            for row in db.rows(f"SELECT * FROM {table}"):
                index.add(table, row)
        db._db.set_authorizer(None)
        try:
            kept, built = _indexed(db._db), _indexed(fresh)
            for part in kept:
                assert kept[part] == built[part], (part, _differing(kept[part], built[part]))
        finally:
            db._db.set_authorizer(db._authorize)


def _differing(kept: list[Any], built: list[Any]) -> tuple[list[Any], list[Any]]:
    return [one for one in kept if one not in built][:5], [one for one in built if one not in kept][:5]


def _indexed(connection: Any) -> dict[str, list[Any]]:
    """Everything the index holds, under the names of its records instead of their numbers."""
    names = {
        doc: (entity, ident)
        for doc, entity, ident in connection.execute("SELECT id, entity, entity_id FROM search_doc")
    }
    found: dict[str, list[Any]] = {
        "doc": sorted((entity, ident, case or "") for entity, ident, case in connection.execute("SELECT entity, entity_id, case_id FROM search_doc"))
    }  # fmt: skip
    for table in ("search_name", "search_phone"):
        found[table] = sorted((names[row[0]], *row[1:]) for row in connection.execute(f"SELECT * FROM {table}"))
    for table in ("search_jamo", "search_text"):
        found[table] = sorted(
            (names.get(doc, ("?", str(doc))), term, at) for term, doc, at in _terms(connection, table)
        )
    return found


def _terms(connection: Any, table: str) -> Iterator[tuple[str, int, int]]:
    connection.execute(f"CREATE VIRTUAL TABLE temp.seen USING fts5vocab(main, {table}, 'instance')")
    try:  # a term may end within a letter: fts5 cuts long ones by bytes
        yield from connection.execute("SELECT hex(term), doc, offset FROM temp.seen").fetchall()
    finally:
        connection.execute("DROP TABLE temp.seen")


def check_heads(db: Database) -> None:
    """What stands at the head of a case follows from what stands in it."""
    for case in db.rows("SELECT * FROM casefile WHERE status <> 'duplicate'"):
        types = "SELECT t.type FROM incident AS i JOIN incident_type AS t ON t.incident_id = i.id WHERE i.case_id = ?"
        assert case["main_type"] == main_type(row["type"] for row in db.rows(types, (case["id"],))), case
        level = "SELECT level FROM risk_level WHERE case_id = ? ORDER BY at DESC, id DESC LIMIT 1"
        last = db.value(level, (case["id"],)) or "unknown"
        assert case["risk"] == last or is_higher(Risk(case["risk"]), Risk(last)), (case["id"], case["risk"], last)


def check(db: Database) -> None:
    check_heads(db)
    check_history(db)
    check_links(db)
    check_texts(db)
    check_index(db)

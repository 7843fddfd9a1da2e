"""Rows that may be somebody whose case is here already, or the other party of one; by number only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.flows.importing.checking import Entry, Fault, in_store, names_of, speaks, tail, whole

if TYPE_CHECKING:
    from app.store import Database

_OTHERS = """
    NOT EXISTS (SELECT 1 FROM conflict AS k WHERE k.case_id = c.id AND k.user = ? AND k.state = 'open')
       AND NOT EXISTS (SELECT 1 FROM import_case AS i WHERE i.case_id = c.id AND i.import_id = ?)
"""
_SURVIVORS = f"""
    SELECT c.number, p.alias, p.name, p.phone FROM casefile AS c JOIN person AS p ON p.id = c.survivor_id
     WHERE {_OTHERS} ORDER BY c.id DESC
"""
_PARTIES = f"""
    SELECT c.number, NULL AS alias, o.name, o.phone FROM other_party AS o JOIN casefile AS c ON c.id = o.case_id
     WHERE {_OTHERS} ORDER BY c.id DESC
"""


def doubles(db: Database, entries: Iterable[Entry], own: str) -> tuple[Fault, ...]:
    """The first row of each case that is like one in the records; what may be about whoever asks is not told.

    `own` is the import of this file that broke off, if any: its cases are no doubles.
    """
    same, other = _known(db, _SURVIVORS, own), _known(db, _PARTIES, own)
    found: list[Fault] = []
    groups: set[str] = set()
    for one in entries:
        if one.group in groups:
            continue
        groups.add(one.group)
        marks = (tail(one.values.get("phone")), *names_of(one))
        if number := next((same[mark] for mark in marks if mark in same), ""):
            found.append(in_store(one, number))
        if number := next((other[mark] for mark in marks if mark in other), ""):
            found.append(in_store(one, number, other_party=True))
    return tuple(found)


def _known(db: Database, sql: str, own: str) -> dict[str, str]:
    """Case numbers by the ends of telephone numbers and by whole names, the oldest case of each."""
    found: dict[str, str] = {}
    for row in db.rows(sql, (db.who, own)):
        if mark := tail(row["phone"]):
            found[mark] = row["number"]
        for name in filter(speaks, (whole(row["alias"]), whole(row["name"]))):
            found[name] = row["number"]
    return found

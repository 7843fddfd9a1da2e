"""Erasure inside one database: every row that belongs to a case or contact, its history, index and drafts.

What belongs to it is read from the foreign keys of the schema, so that a table that comes later is not forgotten.
Two tables keep their sums under a random pseudonym (RENAMED): what was counted stays counted, and leads to nobody.
What was paid goes into sums by month (`_keep_what_was_paid`), so that a budget line still says what was spent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.clock import random_id
from app.store import together

if TYPE_CHECKING:
    from app.store.database import Database

RENAMED = {"count_state": ("id", "person_id"), "count_ledger": ("case_id", "person_id")}
"""Columns that hold the id of a case or person, in tables of sums."""

BY_CASE = ("evidence_key",)
"""Tables whose id is a case's id, whether or not they say so by a foreign key."""

PSEUDONYM = "erased-"
_GROUND = frozenset({"history", "draft", "audit", "meta"})
RECORD_ID = re.compile(r"[0-9a-f]{32}")
_MOST = 400

Ids = dict[str, set[str]]


@dataclass(slots=True)
class Erased:
    """What an erasure took away: ids by table, and the values of the columns somebody asked for."""

    ids: Ids
    rows: int = 0
    values: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def every(self) -> frozenset[str]:
        return frozenset(one for some in self.ids.values() for one in some)


@dataclass(frozen=True, slots=True)
class Link:
    """A column of one table that points to another."""

    child: str
    column: str
    parent: str


def erase(db: Database, cases: Iterable[str], contacts: Iterable[str], wanted: tuple[tuple[str, str], ...]) -> Erased:
    """Take these cases and contacts away with everything that is theirs, inside the caller's transaction.

    Records that were put into one of the cases are part of it, and go with it.
    `wanted` names (table, column) pairs whose values are handed back, such as the files of evidence.
    """
    links = links_of(db)
    whole = set(cases)
    found: Ids = {"casefile": whole | together.parts(db, whole), "contact": set(contacts)}
    moved = together.moved(db, found["casefile"])
    people = {row["survivor_id"] for row in among(db, "casefile", "id", found["casefile"])}
    follow(db, links, found)
    follow_removed(db, links, found)
    done = Erased(found, values=_values(db, found, wanted))
    _let_go(db, links, found)
    _keep_what_was_paid(db, found.get("support_paid", set()))
    _let_go_at_the_relay(db, found)
    for table in sorted(found, key=lambda name: -depth_of(name, links)):
        for one in sorted(found[table]):
            done.rows += db.erase(table, one)
    found["person"] = {one for one in people if next(among(db, "casefile", "survivor_id", {one}), None) is None}
    for one in found["person"]:
        done.rows += db.erase("person", one)
    _drop_drafts(db, done.every())
    named = _pseudonyms(done.every() & (found["casefile"] | found["person"]))
    together.forget(db, found["casefile"], moved, named)
    for table, columns in RENAMED.items():
        for column in columns if table in tables_of(db) else ():
            db.rename(table, column, named)
    for link in links:
        if _may_be_empty(db, link.child, link.column):  # only such a record can have pointed here and stay
            names = {one: named.get(one, PSEUDONYM + random_id()) for one in sorted(found.get(link.parent, ()))}
            db.forget_references(link.child, link.column, names)
    return done


def _pseudonyms(ids: Iterable[str]) -> dict[str, str]:
    return {one: PSEUDONYM + random_id() for one in ids}


def erase_sealed(db: Database, ident: str) -> list[str]:
    """Take a sealed case's row and its grants away, and with them its key; the files that are left to remove."""
    row = db.row("SELECT file, spare FROM sealed_case WHERE id = ?", (ident,))
    if row is None:
        return []
    for grant in db.rows("SELECT id FROM sealed_grant WHERE sealed_id = ?", (ident,)):
        db.erase("sealed_grant", grant["id"])
    reports: Ids = {"report_thread": {one["id"] for one in among(db, "report_thread", "sealed_with", {ident})}}
    links = links_of(db)
    follow(db, links, reports)
    for parcel in among(db, "report_parcel", "id", reports.get("report_parcel", ())):
        db.insert("report_leftover", {"id": parcel["folder"]})
    _let_go_at_the_relay(db, reports)
    for table in sorted(reports, key=lambda name: -depth_of(name, links)):
        for one in sorted(reports[table]):
            db.erase(table, one)
    db.erase("sealed_case", ident)
    return [str(one) for one in row.values() if one]


def reached(db: Database) -> frozenset[str]:
    """The tables an erasure looks into; whatever else the schema has must hold nothing of a case."""
    links = links_of(db)
    tables = {"casefile", "contact", "person", *RENAMED}
    while more := {link.child for link in links if link.parent in tables} - tables:
        tables |= more
    return frozenset(tables)


def tables_of(db: Database) -> list[str]:
    sql = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%' AND name NOT LIKE 'sqlite_%'"
    )
    return [row["name"] for row in db.rows(sql) if row["name"] not in _GROUND]


def links_of(db: Database) -> list[Link]:
    """Which column of which table points to which; the case does not belong to its person."""
    tables = tables_of(db)
    found = {
        Link(table, row["from"], row["table"])
        for table in tables
        for row in db.rows(f"PRAGMA foreign_key_list({table})")
        if row["table"] != "person"
    }
    found |= {Link(table, "id", "casefile") for table in BY_CASE if table in tables}
    for table in tables:
        named = {row["name"] for row in db.rows(f"PRAGMA table_info({table})")}
        if "case_id" in named and table not in RENAMED:
            found.add(Link(table, "case_id", "casefile"))
    return sorted(found, key=lambda link: (link.child, link.column))


def _may_be_empty(db: Database, table: str, column: str) -> bool:
    return any(row["name"] == column and not row["notnull"] for row in db.rows(f"PRAGMA table_info({table})")) and (
        column != "id"
    )


def depth_of(table: str, links: list[Link]) -> int:
    return max((1 + depth_of(link.parent, links) for link in links if link.child == table), default=0)


def among(db: Database, table: str, column: str, ids: Iterable[str]) -> Iterator[dict[str, Any]]:
    wanted = sorted(ids)
    for start in range(0, len(wanted), _MOST):
        some = wanted[start : start + _MOST]
        yield from db.rows(f"SELECT * FROM {table} WHERE {column} IN ({', '.join('?' * len(some))})", some)


def follow(db: Database, links: list[Link], found: Ids) -> None:
    """From a record to what belongs to it; what stands in another case stays there."""
    waiting = [name for name in found if found[name]]
    while waiting:
        parent = waiting.pop()
        for link in (one for one in links if one.parent == parent):
            new = {
                row["id"]
                for row in among(db, link.child, link.column, found[parent])
                if row.get("case_id") is None or row["case_id"] in found["casefile"]
            } - found.get(link.child, set())
            if new:
                found.setdefault(link.child, set()).update(new)
                waiting.append(link.child)


def follow_removed(db: Database, links: list[Link], found: Ids) -> None:
    """What was taken out earlier lives on in the history alone: found by the row it left there."""
    removed = []
    for row in db.rows("SELECT entity, entity_id, old FROM history WHERE operation = 'remove'"):
        removed.append((row["entity"], row["entity_id"], json.loads(row["old"] or "{}")))
    moved = True
    while moved:
        moved = False
        for entity, entity_id, old in removed:
            if entity_id not in found.get(entity, ()) and _points(entity, old, links, found):
                found.setdefault(entity, set()).add(entity_id)
                moved = True


def _points(entity: str, old: Mapping[str, Any], links: list[Link], found: Ids) -> bool:
    if old.get("case_id") is not None and old["case_id"] not in found["casefile"]:
        return False
    return any(old.get(link.column) in found.get(link.parent, ()) for link in links if link.child == entity)


def _let_go(db: Database, links: list[Link], found: Ids) -> None:
    """A record of another case that points here stays, and points nowhere."""
    for link in links:
        if link.column == "id" or not found.get(link.parent):
            continue
        for row in among(db, link.child, link.column, found[link.parent]):
            if row["id"] not in found.get(link.child, ()):
                db.change(link.child, row["id"], {link.column: None})


def _let_go_at_the_relay(db: Database, found: Ids) -> None:
    """Messages that go before the relay was told of them may go there too; else it hands them out again.

    Answers that go leave no more.
    """
    rows = list(among(db, "report_message", "id", found.get("report_message", ())))
    for item in list(among(db, "outbox", "reference", {row["id"] for row in rows if row["direction"] == "out"})):
        db.erase("outbox", item["id"])
    waiting = {str(row["number"]) for row in rows if row["number"] is not None and not row["taken"]}
    for one in sorted(waiting - {row["id"] for row in among(db, "report_let_go", "id", waiting)}):
        db.insert("report_let_go", {"id": one})


def _keep_what_was_paid(db: Database, payments: Iterable[str]) -> None:
    """Add what counts among these payments to the sums of their month."""
    rows = among(db, "support_paid", "id", payments)
    _add_up(db, (row for row in rows if row["cancelled_at"] is None), 1)


def take_back_what_was_paid(source: Database, db: Database, sealed_at: int) -> None:
    """A sealed case comes back with its payments: the sums let go of what counted when it was sealed."""
    sql = "SELECT * FROM support_paid WHERE at <= :then AND (cancelled_at IS NULL OR cancelled_at > :then)"
    _add_up(db, source.rows(sql, {"then": sealed_at}), -1)


def _add_up(db: Database, payments: Iterable[Mapping[str, Any]], sign: int) -> None:
    sums: dict[tuple[str, str, str], tuple[int, int]] = {}
    for row in payments:
        key = row["line"], row["service"], row["paid_on"][:7] + "-01"
        count, amount = sums.get(key, (0, 0))
        sums[key] = count + sign, amount + sign * row["amount"]
    for (line, service, month), (count, amount) in sums.items():
        ident = f"{line} {service} {month}"
        before = db.row("SELECT payments, amount FROM support_remainder WHERE id = ?", (ident,))
        if before is not None:
            count, amount = count + before["payments"], amount + before["amount"]
        row = {"id": ident, "line": line, "service": service, "month": month, "payments": count, "amount": amount}
        db.erase("support_remainder", ident)
        if count <= 0:
            continue
        db.adopt("support_remainder", row)  # no history: it would say what each erasure added


def _values(db: Database, found: Ids, wanted: tuple[tuple[str, str], ...]) -> dict[tuple[str, str], list[str]]:
    return {
        (table, column): [str(row[column]) for row in among(db, table, "id", found.get(table, ())) if row[column]]
        for table, column in wanted
    }


def _drop_drafts(db: Database, gone: frozenset[str]) -> None:
    for row in db.rows("SELECT id, owner, about, body FROM draft"):
        if not gone.isdisjoint(_named_in(row)):
            db.erase_draft(row["id"], row["owner"])


def drafted(db: Database) -> frozenset[str]:
    """Every record that something half written names."""
    return frozenset(one for row in db.rows("SELECT id, about, body FROM draft") for one in _named_in(row))


def _named_in(draft: Mapping[str, Any]) -> list[str]:
    return RECORD_ID.findall(f"{draft['id']} {draft['about']} {draft['body']}")

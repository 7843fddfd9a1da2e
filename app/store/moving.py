"""A case moves into a file of its own and back: its rows with their history, index and drafts.

What belongs to a case is what an erasure would take (app.store.erasing). The copy is whole and on the disk before
anything goes at its source; which of the two counts is one row that the caller writes with the going.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.clock import random_id
from app.errors import Busy, Damaged, NoRoom
from app.i18n import _
from app.store import erasing, together
from app.store.copying import counts, export
from app.store.database import Anchored, Database
from app.vault import durable

SCHEMA = "casework"

"""A row of a table as it is to stand on the other side: a key that is wrapped there under something else."""


_OFFICERS = frozenset(
    {
        "report_thread", "report_message", "report_oddity", "report_note", "report_reader", "report_parcel",
        "report_file", "report_named",
    }
)  # fmt: skip
"""What stays with the officers of the inbox while its case lies behind a wall: its reporter may write again."""
_STAYS = frozenset({"sealing", "sealed_case", "sealed_grant", "case_counter"})
"""Tables of a sealed file that say how it was sealed; they do not come back with the case."""


@dataclass(frozen=True, slots=True)
class Held:
    """What belongs to a case: ids by table, in an order in which each comes after what it points to."""

    case: str
    cases: frozenset[str]
    """The case, and every record that was put into it."""
    people: frozenset[str]
    """Whom they are about, but for those who have another case too."""
    ids: dict[str, set[str]]
    tables: tuple[str, ...]

    @property
    def contacts(self) -> set[str]:
        return self.ids.get("contact", set())


def held(db: Database, case_id: str) -> Held:
    """Everything of a case, also what was taken out of it and lives on in the history."""
    links = [link for link in erasing.links_of(db) if link.child not in _OFFICERS]
    cases = {case_id, *together.parts(db, [case_id])}
    found: erasing.Ids = {"casefile": set(cases), "contact": set()}
    people = {row["survivor_id"] for row in erasing.among(db, "casefile", "id", cases)}
    erasing.follow(db, links, found)
    erasing.follow_removed(db, links, found)
    others = {
        row["survivor_id"] for row in erasing.among(db, "casefile", "survivor_id", people) if row["id"] not in cases
    }
    found["person"] = people
    tables = (
        "person",
        *sorted((one for one in found if one != "person"), key=lambda one: erasing.depth_of(one, links)),
    )
    return Held(case_id, frozenset(cases), frozenset(people - others), found, tables)


def pseudonyms(what: Held) -> dict[str, str]:
    """How the case, and the people who go with it, are called in the sums that stay."""
    return {one: erasing.PSEUDONYM + random_id() for one in what.cases | what.people}


def known(cases: Iterable[str]) -> str:
    """What the main file remembers of ids behind a wall: enough to know one again, and nothing that leads to it."""
    return json.dumps(sorted(_hash(one) for one in cases))


def behind_a_wall(db: Database, case: str) -> bool:
    """Whether a case of this id lies sealed here."""
    sql = "SELECT 1 FROM sealed_case, json_each(sealed_case.known) WHERE state = 'sealed' AND json_each.value = ?"
    return bool(db.value(sql, (_hash(case),)))


def _hash(case: str) -> str:
    return hashlib.sha256(b"gyeot sealed|" + case.encode()).hexdigest()


def copy_out(
    source: Database,
    what: Held,
    told: Mapping[str, Any],
    path: Path,
    raw_key: str,
    name: str,
    anchor: Anchored,
) -> None:
    """Write the new sealed file at `path`, whole and on the disk when this returns; the source is only read.

    `told` is the row of `sealing` that says inside why it was sealed.
    """
    with _on_disk(path):
        path.parent.mkdir(mode=0o700, exist_ok=True)
    Database.create(path, raw_key, SCHEMA)
    taken: dict[str, int] = {}
    with _opened(path, raw_key, name, source, anchor) as target, target.atomic():
        target.rows("PRAGMA defer_foreign_keys = ON")
        for table, row in (*_rows(source, what), ("sealing", dict(told))):
            target.adopt(table, row)
            taken[table] = taken.get(table, 0) + 1
    found = counts(path, raw_key)
    if any(found[table] != number for table, number in taken.items()):
        raise Damaged(_("The sealed file was not whole, so nothing was moved. The case is where it was."))
    with _on_disk(path):
        _to_disk(path)


def _rows(source: Database, what: Held) -> Iterator[tuple[str, dict[str, Any]]]:
    for table in what.tables:
        yield from ((table, row) for row in erasing.among(source, table, "id", what.ids[table]))
    yield from (("history", row) for row in _history(source, what))
    yield from (("draft", row) for row in _drafts(source, what))


def take_away(source: Database, what: Held, outside: Mapping[str, str], ident: str) -> None:
    """Erase the case at its source, in the caller's transaction; its sums stay under these pseudonyms.

    Reports that became the case stay, and point to `ident`, the wall it lies behind.
    """
    for row in erasing.among(source, "report_thread", "case_id", set(what.cases)):
        source.change("report_thread", row["id"], {"case_id": None, "sealed_with": ident})
    for table, columns in erasing.RENAMED.items():
        for column in columns:
            source.rename(table, column, outside)
    erasing.erase(source, what.cases, what.contacts, ())


def copy_back(source: Database, target: Database, outside: Mapping[str, str], ident: str, case: str) -> None:
    """Bring everything of a sealed file into the main one, in the caller's transaction there."""
    target.rows("PRAGMA defer_foreign_keys = ON")
    erasing.take_back_what_was_paid(source, target, int(source.value("SELECT at FROM sealing")))
    for table in erasing.tables_of(source):
        if table in _STAYS:
            continue
        for row in source.rows(f"SELECT * FROM {table}"):
            if table != "person" or target.row("SELECT id FROM person WHERE id = ?", (row["id"],)) is None:
                target.adopt(table, row)
    for row in source.rows("SELECT * FROM history ORDER BY seq"):
        if row["entity"] not in _STAYS and not _there(target, row):
            target.adopt("history", _without_seq(row))
    for row in source.rows("SELECT * FROM draft"):
        if target.row("SELECT id FROM draft WHERE id = ? AND owner = ?", (row["id"], row["owner"])) is None:
            target.adopt("draft", row)
    for row in erasing.among(target, "report_thread", "sealed_with", {ident}):
        target.change("report_thread", row["id"], {"case_id": case, "sealed_with": None})
    for table, columns in erasing.RENAMED.items():
        for column in columns:
            target.rename(table, column, {pseudonym: own for own, pseudonym in outside.items()})


def rewrite(path: Path, raw_key: str, target: Path, target_key: str) -> None:
    """The same file under another key, whole and on the disk when this returns."""
    remove_file(target)
    export(path, raw_key, target, target_key)
    with _on_disk(target):
        target.chmod(0o600)
        _to_disk(target)


def remove_file(path: Path) -> None:
    """A sealed file that does not count, with what stands beside it."""
    beside = (path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm", "-journal"))
    durable.remove(*beside, path.with_suffix(".before-update"))


def clear_traces(db: Database, path: Path) -> None:
    """Empty the write-ahead log of the main file, and drop the copy that a migration kept beside it.

    What finds no room, or a reader, now is done when the file is written anew: at the next opening.
    """
    with contextlib.suppress(Busy, NoRoom, OSError):
        db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        durable.remove(path.with_suffix(".before-update"))


def _there(target: Database, row: dict[str, Any]) -> bool:
    """A person who stayed for another case kept their history too."""
    found = target.row(
        "SELECT seq FROM history WHERE hlc = ? AND entity = ? AND entity_id = ? AND device = ?",
        (row["hlc"], row["entity"], row["entity_id"], row["device"]),
    )
    return row["entity"] == "person" and found is not None


def _history(source: Database, what: Held) -> list[dict[str, Any]]:
    """In the order it was written: the newest row carries the clock on."""
    sql = "SELECT * FROM history WHERE entity = ? AND entity_id = ?"
    found = [row for table, ids in what.ids.items() for one in ids for row in source.rows(sql, (table, one))]
    return [_without_seq(row) for row in sorted(found, key=lambda row: int(row["seq"]))]


def _drafts(source: Database, what: Held) -> Iterator[dict[str, Any]]:
    gone = frozenset(one for some in what.ids.values() for one in some)
    for row in source.rows("SELECT * FROM draft"):
        if row["kind"] != "place" and not gone.isdisjoint(
            erasing.RECORD_ID.findall(f"{row['id']} {row['about']} {row['body']}")
        ):
            yield row


def _without_seq(row: dict[str, Any]) -> dict[str, Any]:
    return {column: value for column, value in row.items() if column != "seq"}


@contextlib.contextmanager
def _opened(path: Path, raw_key: str, name: str, like: Database, anchor: Anchored) -> Iterator[Database]:
    database = Database.open(path, raw_key, name, who=like.who, device=like.device, anchor=anchor, schema=SCHEMA)
    try:
        yield database
    finally:
        database.close()


@contextlib.contextmanager
def _on_disk(path: Path) -> Iterator[None]:
    """What the system would not write is told as that."""
    try:
        yield
    except OSError as error:
        raise durable.refused(path, error) from None


def _to_disk(path: Path) -> None:
    for one in (path, path.parent):
        if one.is_dir() and os.name == "nt":  # Windows has no handle on a folder; its rename is journalled
            continue
        descriptor = os.open(one, os.O_RDONLY if one.is_dir() else os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

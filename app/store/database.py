"""One SQLCipher database of a centre: opened with its raw key, written through three methods, read by SQL.

Settings and reasons: vault.md, "SQLCipher". A connection belongs to the thread that opened it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from sqlcipher3 import dbapi2 as sqlcipher

from app.errors import Bug, Damaged, NoRoom
from app.i18n import _
from app.store import following, hanging, wording
from app.store.connection import connect, mapped, sentence, unproven
from app.store.copying import export
from app.store.hanging import Taken
from app.store.history import History
from app.store.merging import Merging
from app.store.schema import migrate, pending
from app.store.search import FULL_TEXT, Hit, Index, list_words

Row = Mapping[str, Any]
Touched = dict[tuple[str, str], Row | None]
"""Records by (table, id) as they were before a transaction changed them; None is one that came."""


class Anchored(Protocol):
    """Where the counter and head of each database are kept beside it (app.vault.anchor)."""

    def read(self, name: str) -> tuple[int, bytes] | None:
        """The last acknowledged (counter, 32-byte head), or None before the first."""

    def write(self, name: str, counter: int, head: bytes) -> None:
        """Make the new state durable; returns only after it is on the disk."""


_READING_CACHE = -12000
"""KiB of decrypted pages a reader keeps; lists and searches go round in them, a writer does not."""

_NAMING = """
    WITH told AS (
        SELECT seq, field, old, new FROM history WHERE entity = ?1 AND (field = ?2 OR field IS NULL) {only}
    ), named (seq, field, old, new, one, other) AS (
        SELECT seq, field, old, new, CASE WHEN field IS NULL THEN json_extract(old, ?3) ELSE old END,
               CASE WHEN field IS NULL THEN json_extract(new, ?4) ELSE new END FROM told
    ), wanted (id) AS (SELECT value FROM json_each(?5))
    SELECT seq, field, old, new FROM named WHERE one IN wanted OR other IN wanted
"""
"""Changes of one column, and whole rows that came or went, that name one of some ids."""

_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")

_NEWEST_CHECKPOINT = "SELECT digest FROM checkpoint ORDER BY rowid DESC LIMIT 1"

_DML = frozenset({sqlcipher.SQLITE_INSERT, sqlcipher.SQLITE_UPDATE, sqlcipher.SQLITE_DELETE})
_SCHEMA = frozenset(
    value
    for name, value in vars(sqlcipher).items()
    if name.startswith(("SQLITE_CREATE_", "SQLITE_DROP_", "SQLITE_ALTER_"))
) | {sqlcipher.SQLITE_ATTACH, sqlcipher.SQLITE_DETACH}


class Database:
    """An open database; `who` and `device` stand in every history row."""

    def __init__(self, connection: Any, name: str, *, who: str, device: str, anchor: Anchored | None) -> None:
        self._db = connection
        self.name = name
        self.who = who
        self.device = device
        self.read_only = anchor is None
        self._anchor = anchor
        self._depth = 0
        self._closed = False
        self._open_hand = False
        self._touched: Touched = {}
        self.before_commit: Callable[[Touched], None] | None = None
        """Asked inside each transaction that changed records, with what they were: it may write more."""
        self._columns: dict[str, frozenset[str]] = {}
        self._followed: tuple[following.Table, ...] = ()
        self._index = Index(connection)
        self._merging = Merging(connection, FULL_TEXT)
        self._history = History(connection, device, who)
        self.make_room: Callable[[], bool] = lambda: False
        """Asked for on a full disk, for drafts; False where nothing was kept back."""
        self.rolled_back = False
        self.unanchored = False
        self.outran = False
        """Whether the anchor lay further behind than one commit: a kill leaves one, an older anchor more."""
        self.found: tuple[int, tuple[bytes, bytes]] = (0, (bytes(32), bytes(32)))
        """Counter and heads (covering, and of the changes alone) as they were when a writer opened it."""

    # -- opening ---------------------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, raw_key: str, name: str) -> None:
        """Make an empty database with its schema; an existing file is never replaced."""
        if path.exists():
            raise Damaged(_("A record file is already there. Nothing was written. Choose an empty folder."))
        with contextlib.closing(connect(path, raw_key, create=True)) as connection, mapped():
            migrate(connection, name)
        path.chmod(0o600)

    @classmethod
    def open(
        cls,
        path: Path,
        raw_key: str,
        name: str,
        *,
        who: str,
        device: str,
        anchor: Anchored | None = None,
        schema: str = "",
    ) -> Database:
        """Open for writing (with an anchor) or for reading (without).

        `schema` names the migrations where the database stands in the anchor under another name.
        Raises Damaged where the file is missing, not whole, or newer than this program; never makes a new one.
        """
        if not path.exists():
            raise Damaged(
                _("The record file is not in its place. Nothing was created instead. Restore it from a backup.")
            )
        connection = connect(path, raw_key)
        try:
            if anchor is not None and pending(connection, schema or name):
                _copy_aside(path, raw_key)
                migrate(connection, schema or name)
            if anchor is not None:
                wording.at_opening(connection, Index(connection))
            _use(connection, reading=anchor is None)
            database = cls(connection, name, who=who, device=device, anchor=anchor)
            if anchor is not None:
                database._index.catch_up()
                database._compare(anchor)
        except sqlcipher.DatabaseError as problem:
            connection.close()
            raise sentence(problem) from problem
        except BaseException:
            connection.close()
            raise
        connection.set_authorizer(database._authorize)
        return database

    def _compare(self, anchor: Anchored) -> None:
        """Hold the database against its anchor: behind it means rolled back or cut."""
        known = anchor.read(self.name)
        counter, head = self.state()
        # Before 0.2, and after a restore, the anchor holds the head of the changes alone.
        accepted = head, self.plain_head()
        self.found = counter, accepted
        if known is None:
            self.unanchored = counter > 0
            anchor.write(self.name, counter, head)
        elif counter < known[0] or (counter == known[0] and known[1] not in accepted):
            self.rolled_back = True
        elif counter > known[0]:
            # A kill between commit and anchor leaves the database one ahead: that write was not acknowledged, and it is whole.
            self.outran = counter > known[0] + 1
            anchor.write(self.name, counter, head)

    def state(self) -> tuple[int, bytes]:
        """How many commits there were, and a head over every change and the end of the audit chain."""
        counter, head = self._state()
        return counter, self._covering(head)

    def plain_state(self) -> tuple[int, bytes]:
        """How many commits there were, and the head of the changes alone."""
        return self._state()

    def plain_head(self) -> bytes:
        """The head of the changes alone, which an anchor of 0.1 or of a restored backup holds."""
        return self._state()[1]

    def settle(self) -> None:
        """Let the anchor go on from here, after a person was told that these records are older than it says."""
        if self._anchor is not None:
            self._anchor.write(self.name, *self.state())

    def remembered(self, name: str) -> bytes | None:
        """What this file was told to keep in mind beside its records (`remember`)."""
        found = self.value("SELECT value FROM meta WHERE id = ?", (f"remembered:{name}",))
        return None if found is None else bytes(found)

    def remember(self, name: str, what: bytes) -> None:
        """Keep something in mind beside the records; it is no change of them and moves no anchor."""
        with self.atomic(), self._hand():
            self._execute("INSERT OR REPLACE INTO meta (id, value) VALUES (?, ?)", (f"remembered:{name}", what))

    def close(self) -> None:
        """Let go of the file; a second time nothing happens."""
        if not self._closed:
            self._closed = True
            self._db.set_authorizer(None)
            self._db.close()

    def interrupt(self) -> None:
        """Stop the running statement; may be called from another thread."""
        with contextlib.suppress(sqlcipher.ProgrammingError):  # closed a moment ago: nothing runs there
            self._db.interrupt()

    # -- written anew under open hands (app.flows.anew) --------------------------------------------

    def follow(self) -> None:
        """Note what changes from now on, so that a copy that is being written can catch up."""
        with self._unguarded():
            self._followed = following.begin(self._db)

    def moved(self) -> tuple[following.Moved, ...]:
        """What changed since `follow`, or since this was asked last; outside a transaction."""
        with mapped():
            return following.take(self._db, self._followed)

    def forget(self) -> None:
        """Note nothing any more."""
        if not self._closed and self._followed:
            with self._unguarded():
                following.end(self._db)
        self._followed = ()

    def go_over(self, path: Path, raw_key: str) -> None:
        """Go on with the file that lies at `path`: the same records, written anew. The one before is let go of."""
        connection = connect(path, raw_key)
        try:
            _use(connection, reading=self.read_only)
            index, history = Index(connection), History(connection, self.device, self.who)
        except sqlcipher.DatabaseError as problem:
            connection.close()
            raise sentence(problem) from problem
        self.close()
        self._db, self._index, self._history = connection, index, history
        self._merging = Merging(connection, FULL_TEXT)
        self._closed, self._followed = False, ()
        connection.set_authorizer(self._authorize)

    @contextlib.contextmanager
    def _unguarded(self) -> Iterator[None]:
        self._db.set_authorizer(None)
        try:
            with mapped():
                yield
        finally:
            self._db.set_authorizer(self._authorize)

    # -- writing ---------------------------------------------------------------------------------

    @contextlib.contextmanager
    def atomic(self) -> Iterator[None]:
        """One transaction; an inner one joins the outer, and only the outermost commits.

        It returns after the anchor is on the disk: what was acknowledged survives a power cut.
        """
        if self.read_only:
            raise Bug("a reader was asked to write")
        if self._depth:
            yield
            return
        self._execute("BEGIN IMMEDIATE")
        self._history.begin()
        self._touched.clear()
        self._depth = 1
        try:
            yield
            if self.before_commit is not None and self._touched:
                self.before_commit(dict(self._touched))
            moved = self._advance()
            self._execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        finally:
            self._depth = 0
        if moved and self._anchor is not None:
            try:
                self._anchor.write(self.name, *moved)
            except NoRoom as problem:
                raise NoRoom(
                    _(
                        "This was saved, but the disk has no room left to seal it. Please do not enter it again; free some space first."
                    )
                ) from problem

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Every read inside sees the records of one moment, whatever others write meanwhile."""
        if self.in_transaction:
            yield
            return
        self._execute("BEGIN")
        try:
            yield
        finally:
            self._execute("COMMIT")

    @property
    def in_transaction(self) -> bool:
        return bool(self._db.in_transaction)

    def insert(self, table: str, row: Mapping[str, Any]) -> None:
        """Add a record; `row` names its columns and carries `id`."""
        columns = self._known(table, row)
        places = ", ".join("?" * len(columns))
        with self._hand():
            self._execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", [row[c] for c in columns])
            self._history.whole("insert", table, row)
            self._touched.setdefault((table, str(row["id"])), None)
            self._index.add(table, row)

    def change(self, table: str, record_id: str, values: Mapping[str, Any]) -> bool:
        """Set columns of a record; only what differs is written. False where nothing differed or it is gone."""
        columns = self._known(table, values)
        before = self.row(f"SELECT * FROM {table} WHERE id = ?", (record_id,))
        moved = [c for c in columns if before is not None and before[c] != values[c]]
        if before is None or not moved:
            return False
        with self._hand():
            sets = ", ".join(f"{c} = ?" for c in moved)
            self._execute(f"UPDATE {table} SET {sets} WHERE id = ?", [*(values[c] for c in moved), record_id])
            for column in moved:
                self._history.field(table, record_id, column, before[column], values[column])
            self._touched.setdefault((table, record_id), before)
            self._index.refresh(table, before, {**before, **{c: values[c] for c in moved}})
        return True

    def remove(self, table: str, record_id: str) -> bool:
        """Take a record away with what hangs on it; the history keeps it until erasure. False where it was not there."""
        self._known(table, {})
        before = self.row(f"SELECT * FROM {table} WHERE id = ?", (record_id,))
        if before is None:
            return False
        for link in self.hanging.get(table, ()):
            for row in hanging.rows_of(self, link, record_id):
                if link.goes:
                    self.remove(link.table, row["id"])
                else:
                    self.change(link.table, row["id"], {link.column: None})
        with self._hand():
            self._index.drop(table, before)
            self._execute(f"DELETE FROM {table} WHERE id = ?", (record_id,))
            self._history.whole("remove", table, before)
            self._touched.setdefault((table, record_id), before)
        return True

    @cached_property
    def hanging(self) -> dict[str, tuple[hanging.Link, ...]]:
        """What hangs on the records of each table."""
        return hanging.links(self)

    def take(self, table: str, record_id: str) -> Taken:
        """Remove a record; `put_back` makes it and what hung on it stand again."""
        gone = tuple(hanging.belonging(self, table, record_id))
        self.remove(table, record_id)
        return gone

    def put_back(self, gone: Taken) -> None:
        """The undo of `take`."""
        for table, row in gone:
            self.insert(table, row)

    def append(self, table: str, row: Mapping[str, Any], digest: bytes) -> None:
        """Add to a chained log (audit) that has no history of its own; its digest counts towards the head."""
        columns = self._known(table, row)
        with self._hand():
            places = ", ".join("?" * len(columns))
            self._execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", [row[c] for c in columns])
            self._history.note(digest)

    def keep_draft(self, draft: Mapping[str, Any] | None, draft_id: str) -> None:
        """Save or drop (None) this person's encrypted draft; drafts stand outside history and move no anchor.

        On a full disk the room that was kept back is asked for once: what somebody is writing has to survive a lock.
        """
        try:
            self._keep_draft(draft, draft_id)
        except NoRoom:
            if self._depth or not self.make_room():
                raise
            self._keep_draft(draft, draft_id)

    def _keep_draft(self, draft: Mapping[str, Any] | None, draft_id: str) -> None:
        with self.atomic(), self._hand():
            self._execute(
                "DELETE FROM draft WHERE id = ? AND owner = ?", (draft_id, draft["owner"] if draft else self.who)
            )
            if draft is not None:
                columns = self._known("draft", draft)
                places = ", ".join("?" * len(columns))
                self._execute(
                    f"INSERT INTO draft ({', '.join(columns)}) VALUES ({places})", [draft[c] for c in columns]
                )

    def tidy(self) -> bool:
        """Put a little of the search index together; True while there is more. It moves no record and no anchor."""
        if self.read_only or self._followed:
            return False
        with self.atomic(), self._hand():
            return wording.step(self._db, self._index) or self._merging.step()

    def adopt(self, table: str, row: Mapping[str, Any]) -> None:
        """Add a row that brings its history with it, from another file (app.store.moving); history itself too."""
        columns = self._known(table, row)
        with self._hand():
            places = ", ".join("?" * len(columns))
            self._execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", [row[c] for c in columns])
            self._index.add(table, row)
            self._history.note(repr(sorted(row.items())).encode())

    def mark(self, name: str, text: str | None) -> None:
        """Remember (or with None forget) what is still to be done after this transaction, outside history."""
        if self._depth == 0:
            raise Bug(f"{name} was marked outside atomic()")
        with self._hand():
            self._execute("DELETE FROM meta WHERE id = ?", (f"mark:{name}",))
            if text is not None:
                self._execute("INSERT INTO meta (id, value) VALUES (?, ?)", (f"mark:{name}", text))

    def marked(self, name: str) -> str | None:
        """What was remembered under this name."""
        found = self.value("SELECT value FROM meta WHERE id = ?", (f"mark:{name}",))
        return None if found is None else str(found)

    # -- erasing (app.store.erasing decides what belongs together) --------------------------------

    def erase(self, table: str, record_id: str) -> bool:
        """Take a record away together with its history: nothing here brings it back. False where it was not there."""
        self._known(table, {})
        before = self.row(f"SELECT * FROM {table} WHERE id = ?", (record_id,))
        with self._hand():
            if before is not None:
                self._index.drop(table, before)
                self._execute(f"DELETE FROM {table} WHERE id = ?", (record_id,))
            self._execute("DELETE FROM history WHERE entity = ? AND entity_id = ?", (table, record_id))
            self._history.note(b"erased")
        return before is not None

    def erase_draft(self, draft_id: str, owner: str) -> None:
        """Take away what somebody had begun to write, whoever it was."""
        self._known("draft", {})
        with self._hand():
            self._execute("DELETE FROM draft WHERE id = ? AND owner = ?", (draft_id, owner))

    def rename(self, table: str, column: str, names: Mapping[str, str]) -> None:
        """Put pseudonyms in the place of ids; the history of these rows goes, as it names the ids too."""
        self._known(table, {column: ""})
        with self._hand():
            for old, new in names.items():
                for row in self.rows(f"SELECT id FROM {table} WHERE {column} = ?", (old,)):
                    self._execute("DELETE FROM history WHERE entity = ? AND entity_id = ?", (table, row["id"]))
                self._execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (new, old))

    def forget_references(self, table: str, column: str, names: Mapping[str, str], *, only: str = "") -> None:
        """Where the history of a record that stays (`only` of this one) names one of these, a pseudonym stands from now on."""
        self._known("history", {})
        asked = (table, column, f"$.{column}", f"$.{column}", json.dumps(sorted(names)), only)
        naming = _NAMING.format(only="AND entity_id = ?6" if only else "AND ?6 = ''")
        with self._hand():
            for row in self.rows(naming, asked):
                sides = [_renamed(row[side], names, whole=row["field"] is not None) for side in ("old", "new")]
                self._execute("UPDATE history SET old = ?, new = ? WHERE seq = ?", (*sides, row["seq"]))

    def forget_removed(self, table: str, record_id: str) -> None:
        """Let the history of a record begin after it was last taken away: what it was before told of somebody erased."""
        self._known("history", {})
        with self._hand():
            self._execute(
                "DELETE FROM history WHERE entity = ?1 AND entity_id = ?2 AND seq <= (SELECT max(seq) FROM history"
                " WHERE entity = ?1 AND entity_id = ?2 AND operation = 'remove')",
                (table, record_id),
            )

    # -- reading ---------------------------------------------------------------------------------

    def rows(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        cursor = self._execute(sql, values)
        names = [column[0] for column in cursor.description or ()]
        with mapped():
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def row(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> dict[str, Any] | None:
        cursor = self._execute(sql, values)
        with mapped():
            row = cursor.fetchone()
        return None if row is None else {c[0]: value for c, value in zip(cursor.description, row, strict=True)}

    def value(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, values)
        return next(iter(found.values())) if found else None

    def find(self, query: str, *, limit: int = 200, entities: tuple[str, ...] = ()) -> list[Hit]:
        """Search the index: names, numbers, telephone tails, initial consonants, words of notes."""
        with mapped():
            return self._index.find(query, limit=limit, entities=entities)

    def owners(self, query: str, owner: str, *, limit: int = 200) -> list[str]:
        """The search as `find`, asked for what the records belong to: distinct ids by a slice's SQL over `d`."""
        with mapped():
            return self._index.owners(query, owner, limit=limit)

    def history(self, entity: str, entity_id: str) -> list[dict[str, Any]]:
        """Every change of one record, the oldest first."""
        return self.rows(
            "SELECT hlc >> 16 AS at, who, operation, field, old, new FROM history"
            " WHERE entity = ? AND entity_id = ? ORDER BY seq",
            (entity, entity_id),
        )

    def problems(self) -> list[str]:
        """What an integrity check finds: page authentication, structure, foreign keys. Empty means whole."""
        with mapped():
            if found := unproven(self._db):
                return found  # what stands on such pages is not worth asking
        found = [text for row in self.rows("PRAGMA integrity_check") if (text := str(next(iter(row.values())))) != "ok"]
        return [*found, *(str(row) for row in self.rows("PRAGMA foreign_key_check"))]

    # -- inside ----------------------------------------------------------------------------------

    def _state(self) -> tuple[int, bytes]:
        row = self.row("SELECT value FROM meta WHERE id = 'counter'")
        head = self.row("SELECT value FROM meta WHERE id = 'head'")
        return (row["value"] if row else 0), (head["value"] if head else bytes(32))

    def _covering(self, head: bytes) -> bytes:
        """The head together with the newest audit entry and checkpoint: a cut chain no longer fits its anchor."""
        digest = hashlib.sha256(head)
        for sql in ("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1", _NEWEST_CHECKPOINT):
            digest.update(self.value(sql) or bytes(32))
        return digest.digest()

    def _advance(self) -> tuple[int, bytes] | None:
        if not self._history.written:
            return None
        counter, head = self._state()
        moved = counter + 1, self._history.head(head)
        with self._hand():
            for key, value in zip(("counter", "head"), moved, strict=True):
                self._execute("INSERT OR REPLACE INTO meta (id, value) VALUES (?, ?)", (key, value))
        return moved[0], self._covering(moved[1])

    def _known(self, table: str, row: Mapping[str, Any]) -> list[str]:
        """The row's columns, checked against the schema: names never come from outside."""
        if self._depth == 0:
            raise Bug(f"{table} was written outside atomic()")
        if table not in self._columns:
            found = self.rows(f"PRAGMA table_info({table})") if table.isidentifier() else []
            self._columns[table] = frozenset(str(one["name"]) for one in found)
        if not self._columns[table] or not set(row) <= self._columns[table]:
            raise Bug(f"{table} has no columns {sorted(set(row) - self._columns[table])}")
        return list(row)

    @contextlib.contextmanager
    def _hand(self) -> Iterator[None]:
        self._open_hand = True
        try:
            with mapped():
                yield
        finally:
            self._open_hand = False

    def _authorize(self, action: int, first: str | None, *_rest: Any) -> int:
        """Refuse every write that does not come through insert, change or remove (asked when SQL is compiled)."""
        if action in _SCHEMA:
            return int(sqlcipher.SQLITE_DENY)
        if action in _DML and not self._open_hand and not str(first).startswith(("search_", following.PREFIX)):
            return int(sqlcipher.SQLITE_DENY)
        return int(sqlcipher.SQLITE_OK)

    def _execute(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Any:
        with mapped():
            return self._db.execute(sql, values)


def _use(connection: Any, *, reading: bool) -> None:
    """What a connection of a desk has beside the settings of all."""
    list_words(connection)
    if reading:
        connection.execute("PRAGMA query_only = ON")
        connection.execute(f"PRAGMA cache_size = {_READING_CACHE}")


def _renamed(text: str | None, names: Mapping[str, str], *, whole: bool) -> str | None:
    """A value of the history, or a whole row in it, with pseudonyms for ids."""
    if text is None or whole:
        return text if text is None else names.get(text, text)
    return _ID.sub(lambda found: names.get(found[0], found[0]), text)


def _copy_aside(path: Path, raw_key: str) -> None:
    """A verified copy before a migration touches anything."""
    room = os.statvfs(path.parent) if hasattr(os, "statvfs") else None
    if room is not None and room.f_bavail * room.f_frsize < 2 * path.stat().st_size:
        raise NoRoom(
            _("There is too little room to update the records safely. They are unchanged. Please free some space.")
        )
    aside = path.with_suffix(".before-update")
    aside.unlink(missing_ok=True)
    export(path, raw_key, aside, raw_key)

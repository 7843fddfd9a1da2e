"""What changes in a database while a copy of it is written elsewhere, so that the copy can catch up.

    begin()     temporary triggers note the key of every row that comes, changes or goes, in memory
    ...         somebody else writes a copy of one moment, which takes minutes; here people go on working
    take()      the rows noted so far, as they are now; what changes from here on is noted anew
    catch_up()  puts them into the copy: it is then as the database was at the moment of `take`

Rows go over as they lie; each keeps its number, because some orders go by it. The words of the search index go over with
the records they belong to: a trigger on its inner tables is more than fts5 bears.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.store.connection import connect, mapped
from app.store.search import SEARCHED, Index

PREFIX = "followed_"
"""How the temporary tables begin; the database's own authorizer lets their triggers write."""

Row = tuple[Any, ...]
Change = Callable[[str, dict[str, Any]], dict[str, Any]]
"""A row of a table on its way into the copy."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, the columns that tell its rows apart, and all of its columns."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def where(self) -> str:
        return " AND ".join(f"{one} = ?" for one in self.key)


@dataclass(frozen=True, slots=True)
class Moved:
    """Rows of one table that came, changed or went: keys of all, and the rows that are there now."""

    table: Table
    keys: tuple[Row, ...]
    rows: tuple[Row, ...]

    def records(self) -> Iterator[dict[str, Any]]:
        """The rows that are there now, by their columns."""
        for row in self.rows:
            yield dict(zip(self.table.columns, row, strict=True))


def begin(connection: Any) -> tuple[Table, ...]:
    """Note every change of a row on this connection from now on; it must be the only one that writes."""
    end(connection)
    found = tables(connection)
    for table in found:
        _follow(connection, table)
    return found


def take(connection: Any, followed: tuple[Table, ...]) -> tuple[Moved, ...]:
    """What was noted since `begin` or the last `take`; the caller is in no transaction of its own."""
    found = []
    connection.execute("BEGIN")
    try:
        for table in followed:
            keys = tuple(connection.execute(f"SELECT * FROM temp.{PREFIX}{table.name}").fetchall())
            if keys:
                found.append(Moved(table, keys, _present(connection, table)))
                connection.execute(f"DELETE FROM temp.{PREFIX}{table.name}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")  # nobody was told: what was noted stays noted
        raise
    return tuple(found)


def end(connection: Any) -> None:
    """Note nothing any more. The triggers go with their tables' database, this connection's memory."""
    noted = connection.execute(
        "SELECT type, name FROM temp.sqlite_master WHERE name LIKE ? || '%' AND type IN ('table', 'trigger')", (PREFIX,)
    ).fetchall()
    for kind, name in sorted(noted, reverse=True):
        connection.execute(f"DROP {kind.upper()} temp.{name}")


def catch_up(path: Path, raw_key: str, moved: tuple[Moved, ...], change: Change | None = None) -> None:
    """Bring a copy that nobody else has open to where the database was at the moment of `take`."""
    if not moved:
        return
    with contextlib.closing(connect(path, raw_key)) as connection, mapped():
        connection.execute("PRAGMA foreign_keys = OFF")  # rows come in any order; the whole is as consistent as it was
        index = Index(connection)
        connection.execute("BEGIN IMMEDIATE")
        for one in moved:
            _words_out(connection, index, one)
        for one in moved:
            connection.executemany(f"DELETE FROM {one.table.name} WHERE {one.table.where}", one.keys)
        for one in moved:
            _put(connection, one, change)
        for one in moved:
            for row in one.records():
                index.words(one.table.name, row, come=True)
        connection.execute("COMMIT")


def tables(connection: Any) -> tuple[Table, ...]:
    """Every table that holds rows of ours; the inner ones of the search index are not."""
    found = connection.execute(
        "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    return tuple(_table(connection, name, bool(without_rowid)) for name, without_rowid in found)


# -- inside --------------------------------------------------------------------------------------


def _table(connection: Any, name: str, without_rowid: bool) -> Table:
    columns = connection.execute("SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid", (name,)).fetchall()
    names, primary = tuple(one[0] for one in columns), [one for one in columns if one[2]]
    if without_rowid:
        return Table(name, tuple(one[0] for one in sorted(primary, key=lambda one: one[2])), names)
    if len(primary) == 1 and primary[0][1].upper() == "INTEGER":
        return Table(name, (primary[0][0],), names)
    return Table(name, ("rowid",), ("rowid", *names))


def _follow(connection: Any, table: Table) -> None:
    kept, keys = f"{PREFIX}{table.name}", range(len(table.key))
    columns = ", ".join(f"k{at}" for at in keys)
    connection.execute(f"CREATE TEMP TABLE {kept} ({columns}, PRIMARY KEY ({columns})) WITHOUT ROWID")
    for event, sides in (("INSERT", ("new",)), ("UPDATE", ("old", "new")), ("DELETE", ("old",))):
        notes = " ".join(
            f"INSERT OR IGNORE INTO {kept} VALUES ({', '.join(f'{side}.{one}' for one in table.key)});"
            for side in sides
        )
        connection.execute(
            f"CREATE TEMP TRIGGER {kept}_{event.lower()} AFTER {event} ON main.{table.name} BEGIN {notes} END"
        )


def _present(connection: Any, table: Table) -> tuple[Row, ...]:
    same = " AND ".join(f"kept.k{at} = t.{one}" for at, one in enumerate(table.key))
    columns = ", ".join(f"t.{one}" for one in table.columns)
    # CROSS JOIN: the few noted keys lead, never the whole table.
    sql = f"SELECT {columns} FROM temp.{PREFIX}{table.name} AS kept CROSS JOIN main.{table.name} AS t ON {same}"
    return tuple(connection.execute(sql).fetchall())


def _words_out(connection: Any, index: Index, moved: Moved) -> None:
    """Before its rows change, the words of what the copy holds now go from its search index."""
    table = moved.table
    if table.name not in SEARCHED:
        return
    sql = f"SELECT {', '.join(table.columns)} FROM {table.name} WHERE {table.where}"
    for key in moved.keys:
        if (row := connection.execute(sql, key).fetchone()) is not None:
            index.words(table.name, dict(zip(table.columns, row, strict=True)), come=False)


def _put(connection: Any, moved: Moved, change: Change | None) -> None:
    table, rows = moved.table, moved.rows
    if change is not None:
        changed = (change(table.name, row) for row in moved.records())
        rows = tuple(tuple(one[column] for column in table.columns) for one in changed)
    places = ", ".join("?" * len(table.columns))
    connection.executemany(f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({places})", rows)

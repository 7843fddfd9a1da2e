"""The words of the search index, written anew once: those of before may hold what went from the records, and no beginnings.

A small store does it at its opening, in one transaction. A large one writes them beside the old ones, some records a step
while nobody is at work (`Database.tidy`); at the opening after the last step they take the place of the old ones. Until
then the old ones answer, and what changes meanwhile goes into both.
"""

from __future__ import annotations

from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from app.store.search import ANEW, ANEW_AT, FULL_TEXT, SEARCHED, Index

AT_ONCE = 4000
"""Records that are worth no waiting: done in one go at the opening."""
STEP = 16
"""Records a step takes, so that drafts and searches hardly wait."""
MADE = {
    "search_text": "grams, tokenize = 'unicode61', content = '', prefix = '1'",
    "search_jamo": "jamo, tokenize = 'trigram', content = ''",
}
"""How the indexes are made; all words with one beginning stand together, because a syllable is asked for while it is typed."""
_ALL = 1 << 62
"""Behind every record: the new words are whole."""


def at_opening(connection: Any, index: Index) -> None:
    """Do what can be done before anybody works; on a full disk nothing, and the next opening asks again."""
    at = _at(connection)
    if at is None:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if at == _ALL:
            _take_their_place(connection)
        elif at == 0 and not index.has_anew:
            _begin(connection, index)
        connection.execute("COMMIT")
    except sqlcipher.OperationalError:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    index.look_again()


def step(connection: Any, index: Index) -> bool:
    """The next records, inside the caller's transaction; False where nothing is to be done."""
    at = _at(connection) if index.has_anew else None
    if at is None or at == _ALL:
        return False
    docs = _some(connection, "id > ? ORDER BY id LIMIT ?", (at, STEP))
    for doc in docs:
        _write(connection, index, *doc, ANEW)
    _move(connection, docs[-1][0] if docs else _ALL)
    return True


def _begin(connection: Any, index: Index) -> None:
    small = connection.execute("SELECT count(*) FROM search_doc").fetchone()[0] <= AT_ONCE
    for table in FULL_TEXT:
        if small:
            connection.execute(f"DROP TABLE {table}")
        made = table if small else table + ANEW
        connection.execute(f"CREATE VIRTUAL TABLE {made} USING fts5 ({MADE[table]})")
        connection.execute(f"INSERT INTO {made} ({made}, rank) VALUES ('secure-delete', 1)")
    if small:
        for doc in _some(connection, "1 ORDER BY id", ()):
            _write(connection, index, *doc, "")
        _move(connection, None)


def _take_their_place(connection: Any) -> None:
    for table in FULL_TEXT:
        connection.execute(f"DROP TABLE {table}")
        connection.execute(f"ALTER TABLE {table}{ANEW} RENAME TO {table}")
    _move(connection, None)


def _write(connection: Any, index: Index, doc: int, table: str, record_id: str, where: str) -> None:
    if table not in SEARCHED:
        return
    cursor = connection.execute(f"SELECT * FROM {table} WHERE id = ?", (record_id,))
    row = cursor.fetchone()
    if row is not None:
        names = [column[0] for column in cursor.description]
        index.write_anew(doc, table, dict(zip(names, row, strict=True)), where)


def _some(connection: Any, which: str, values: tuple[int, ...]) -> list[tuple[int, str, str]]:
    found = connection.execute(f"SELECT id, entity, entity_id FROM search_doc WHERE {which}", values)
    return found.fetchall()  # type: ignore[no-any-return]  # the driver has no types


def _at(connection: Any) -> int | None:
    row = connection.execute("SELECT value FROM meta WHERE id = ?", (ANEW_AT,)).fetchone()
    return None if row is None else int(row[0])


def _move(connection: Any, at: int | None) -> None:
    if at is None:
        connection.execute("DELETE FROM meta WHERE id = ?", (ANEW_AT,))
    else:
        connection.execute("UPDATE meta SET value = ? WHERE id = ?", (at, ANEW_AT))

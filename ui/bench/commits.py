"""A process that commits a report's rows one after the other, with nothing before them: the floor of a relay.

It writes into the relay's own database (a SQLite file, or a PostgreSQL address) while the relay rests: the same tables,
indexes, bytes and durability, one transaction a report. Each line of its input is a number of reports; the answer is a
JSON line of seconds on the wall and of its processor. What a PostgreSQL server spends in its own processes is not in
the second.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from importlib import import_module
from typing import Any

from app.clock import today

_ROWS = (
    "INSERT INTO mailbox VALUES (?, ?, ?, 'open', ?)",
    "INSERT INTO message VALUES (?, ?, 1, ?, ?, ?, 4096, 0, 0, ?, NULL, ?)",
    "UPDATE centre SET newest = ?, changes = changes + 1, held = held + 4096 WHERE id = ?",
    "INSERT INTO request VALUES (?, ?, ?, 0, ?)",
)


def _opened(address: str) -> tuple[Any, tuple[str, ...]]:
    if "://" not in address:
        found = import_module("sqlite3").connect(address, isolation_level=None)  # a floor, not a window
        for setting in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            found.execute(f"PRAGMA {setting}")
        return found, _ROWS
    server = import_module("psycopg").connect(address, autocommit=True, prepare_threshold=0)
    return server, tuple(row.replace("?", "%s") for row in _ROWS)


def _commit(database: Any, rows: tuple[str, ...], centre: str, number: int, body: bytes) -> None:
    box, drop, digest = secrets.token_hex(32), secrets.token_hex(16), "sha256:" + secrets.token_hex(32)
    day = today().isoformat()
    values: tuple[tuple[object, ...], ...] = (
        (box, centre, box, day), (drop, box, centre, number, digest, day, body), (number, centre),
        (secrets.token_hex(16), digest, drop, day),
    )  # fmt: skip
    database.execute("BEGIN IMMEDIATE" if rows is _ROWS else "BEGIN")
    for row, given in zip(rows, values, strict=True):
        database.execute(row, given)
    database.execute("COMMIT")


if __name__ == "__main__":
    place, house, size = sys.argv[1:]
    (into, statements), sent, last = _opened(place), os.urandom(int(size)), 0
    for line in sys.stdin:
        begin, cpu = time.perf_counter(), time.process_time()
        for last in range(last + 1, last + 1 + int(line)):  # noqa: B020 - numbers go on from turn to turn
            _commit(into, statements, house, last, sent)
        sys.stdout.write(json.dumps([time.perf_counter() - begin, time.process_time() - cpu]) + "\n")
        sys.stdout.flush()

"""Numbered migrations: each commits together with the note that it ran; files are `migrations/<database>/NNNN_*.sql`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from app.errors import Damaged
from app.i18n import _

FORMAT = 1
_FOLDER = Path(__file__).parent / "migrations"


@cache
def migrations(name: str) -> tuple[tuple[str, str], ...]:
    """The (id, SQL) pairs of one database, common ones first, in the order they run."""
    found = []
    for folder in ("common", name):
        for path in sorted((_FOLDER / folder).glob("[0-9][0-9][0-9][0-9]_*.sql")):
            found.append((f"{folder}/{path.stem}", path.read_text("utf-8")))
    return tuple(found)


def pending(connection: Any, name: str) -> list[tuple[str, str]]:
    """The migrations that have not run; a store newer than this program is refused, not touched."""
    connection.execute("CREATE TABLE IF NOT EXISTS meta (id TEXT PRIMARY KEY, value) WITHOUT ROWID")
    ran = {row[0] for row in connection.execute("SELECT id FROM meta WHERE id LIKE 'migration:%'")}
    known = migrations(name)
    if not ran <= {f"migration:{one}" for one, _sql in known}:
        raise Damaged(
            _(
                "These records were written by a newer version of Gyeot. Nothing was changed. Please update this computer."
            )
        )
    return [(one, sql) for one, sql in known if f"migration:{one}" not in ran]


def migrate(connection: Any, name: str) -> list[str]:
    """Run what is pending, each in a transaction of its own with its note; returns the ids that ran."""
    done = []
    for one, sql in pending(connection, name):
        connection.executescript(
            f"BEGIN IMMEDIATE;\n{sql}\nINSERT INTO meta (id, value) VALUES ('migration:{one}', {FORMAT});\nCOMMIT;"
        )
        done.append(one)
    return done

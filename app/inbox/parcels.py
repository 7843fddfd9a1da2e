"""Pieces of attachments on the disk: sealed as they came, one file a piece, in a folder of a random name a message.

A piece is whole or absent: it gets its name only once its bytes are on the disk. What is not as long as a piece counts
as absent, so that it is fetched again. Nothing here opens anything.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.clock import random_id
from app.store import Database
from app.vault import durable, platform
from app.wire import pieces

ROOM = "attachments"
"""The folder below a centre's home."""

FEW = 64
"""Pieces of a message that are fetched before it is opened: 16 MiB."""

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Parcel:
    """The pieces of one message; `spare` are those that are not kept here."""

    message: str
    number: int
    path: Path
    pieces: int
    spare: Ranges = ()
    sealed: bool = False
    """Whether nobody opened the message yet, so that nobody knows whether these pieces belong to anything."""

    def missing(self) -> tuple[int, ...]:
        """Which pieces are still to come."""
        here, not_kept = have(self.path), places(self.spare)
        return tuple(one for one in range(self.pieces) if one not in here and one not in not_kept)

    def due(self) -> tuple[int, ...]:
        """What of them is fetched now: of an unopened message a few, for whoever announces much must be read first."""
        return tuple(one for one in self.missing() if one < FEW) if self.sealed else self.missing()

    def put(self, place: int, data: bytes) -> None:
        """Keep a piece for good; NoRoom where the disk does not take it."""
        try:
            if not self.path.is_dir():
                for folder in (self.path.parent.parent, self.path.parent, self.path):
                    platform.make_private_folder(folder)
                    platform.sync_folder(folder.parent)
        except OSError as problem:
            raise durable.refused(self.path, problem) from None
        durable.write(self.path / str(place), data)


def folder(home: Path, name: str) -> Path:
    """Where the pieces of a message lie."""
    return home / ROOM / name[:2] / name


def have(path: Path) -> frozenset[int]:
    """Which pieces are whole in this folder."""
    try:
        return frozenset(
            int(one.name)
            for one in path.iterdir()
            if one.name.isdecimal() and one.is_file() and one.stat().st_size == pieces.SEALED
        )
    except OSError:  # nothing came yet, or it was taken away
        return frozenset()


def ranges(written: str) -> Ranges:
    return tuple((first, number) for first, number in json.loads(written))


def places(some: Ranges) -> frozenset[int]:
    return frozenset(place for first, number in some for place in range(first, first + number))


def drop(path: Path, some: Iterable[int]) -> None:
    """Take pieces away for good; their absence is no matter. Raises OSError."""
    if path.is_dir():
        durable.remove(*(path / str(place) for place in some))
        if not any(path.iterdir()):
            path.rmdir()


def remove(home: Path, name: str) -> bool:
    """Take a whole folder away; False where the disk does not let it go now."""
    path = folder(home, name)
    shutil.rmtree(path, ignore_errors=True)
    with suppress(OSError):  # others lie there too, or it is gone
        path.parent.rmdir()
    return not path.exists()


def forget(db: Database, thread: str, messages: Iterable[str] | None = None) -> None:
    """Take what is written of attachments away with its history; the folders go with the next `sweep`.

    With `messages`, of these alone. Joins the caller's transaction.
    """
    chosen = None if messages is None else set(messages)
    for row in db.rows("SELECT id, message_id FROM report_file WHERE thread_id = ?", (thread,)):
        if chosen is None or row["message_id"] in chosen:
            db.erase("report_file", row["id"])
    for row in db.rows("SELECT id, folder FROM report_parcel WHERE thread_id = ?", (thread,)):
        if chosen is None or row["id"] in chosen:
            db.insert("report_leftover", {"id": row["folder"]})
            db.erase("report_parcel", row["id"])


def spare(db: Database, message: str, thread: str, count: int) -> None:
    """Keep none of a message's pieces, for they belong to no file it names; the relay may let go of them.

    Joins the caller's transaction.
    """
    values = {"spare": json.dumps([[0, count]])}
    if not db.change("report_parcel", message, values):
        db.insert("report_parcel", {"id": message, "thread_id": thread, "folder": random_id(), **values})


def let_go(db: Database, thread: str) -> None:
    """What is erased here may go at the relay too, which was not told of it yet. Joins the caller's transaction."""
    sql = """
        SELECT number FROM report_message
        WHERE thread_id = ? AND direction = 'in' AND taken = 0 AND number IS NOT NULL
    """
    for row in db.rows(sql, (thread,)):
        if db.row("SELECT id FROM report_let_go WHERE id = ?", (str(row["number"]),)) is None:
            db.insert("report_let_go", {"id": str(row["number"])})

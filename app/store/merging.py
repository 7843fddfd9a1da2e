"""The search index, put together while nobody is at work: what many commits left in pieces becomes one piece.

fts5 keeps what came together as a piece of its own and merges some of them when it writes; a search looks into every piece
that is left. Each look decrypts pages that hold nothing else of use, which costs more than finding the words.
"""

from __future__ import annotations

from typing import Any

STEP = 24
"""Pages a step writes: some 8 ms, so that a draft never waits for longer."""
LEAF = 3900
"""Bytes of a leaf: one of fts5's own size no longer fits a page beside SQLCipher's 80 bytes, and would spill over to a second."""
_PIECES = 4
"""Fewer are left alone: what came since the last time would cost more to move than to look into."""
_SHARE = 128
"""The largest piece is written anew when this part of the whole lies outside it. A word is written some 128 times over the
years, and a centre of 100,000 cases moves its 70 MB once in a month, in steps."""


def pieces(connection: Any, table: str) -> list[int]:
    """How many pages each piece of an index has; found by the numbers of its pages, without reading any."""
    found: list[int] = []
    at = 1
    while True:
        first = connection.execute(f"SELECT min(id) FROM {table}_data WHERE id >= ?", (at << 37,)).fetchone()[0]
        if first is None:
            return found
        at = first >> 37
        last = connection.execute(
            f"SELECT max(id) FROM {table}_data WHERE id < ?", ((at << 37) + (1 << 31),)
        ).fetchone()[0]
        found.append(last - first + 1)
        at += 1


def begin(connection: Any, table: str, found: list[int]) -> bool:
    """Begin to put an index together, inside the caller's transaction; False where there is nothing to do."""
    for setting, value in (("pgsz", LEAF), ("usermerge", 2)):
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES (?, ?)", (setting, value))
    whole = (sum(found) - max(found)) * _SHARE > sum(found)
    return merge(connection, table, -STEP if whole else STEP)


def merge(connection: Any, table: str, pages: int = STEP) -> bool:
    """Merge about so many pages of neighbours, with a minus of everything; False when nothing is left to do."""
    before = connection.total_changes
    connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (pages,))
    return bool(connection.total_changes - before >= 2)  # fts5 counts one for the asking


class Merging:
    """The merging of some indexes over one connection; what was begun is gone on with."""

    def __init__(self, connection: Any, tables: tuple[str, ...]) -> None:
        self._db = connection
        self._left: dict[str, list[int]] = {table: [] for table in tables}
        self._begun: str | None = None

    def step(self) -> bool:
        """Do a little, inside the caller's transaction; False where nothing is to be done."""
        if self._begun is not None:
            self._go_on(self._begun, merge(self._db, self._begun))
            return True
        for table, left in self._left.items():
            found = pieces(self._db, table)
            if len(found) >= _PIECES and found != left:
                self._go_on(table, begin(self._db, table, found))
                return True
        return False

    def _go_on(self, table: str, more: bool) -> None:
        self._begun = table if more else None
        if not more:
            self._left[table] = pieces(self._db, table)

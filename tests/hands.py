"""Writer and reader of an open desk in one thread, for what is written anew beside it (app.flows.anew)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from app.desk import Desk
from app.errors import Busy
from app.flows.copyist import Copyist
from app.kinds import Compartment
from app.store import Database, following

T = TypeVar("T")


class OneThread:
    """Writer and reader of a test, which is one thread; it remembers what stood in the file before the change."""

    def __init__(self, desk: Desk, busy: int = 0) -> None:
        self.desk, self.reader, self.busy = desk, desk.reader(), busy
        self.before: dict[str, list[tuple[Any, ...]]] = {}

    def write(self, work: Callable[[Any], T]) -> T:
        return work(self.desk)

    @contextmanager
    def reader_aside(self, leave: Callable[[Any], None], back: Callable[[Any], None]) -> Iterator[None]:
        if self.busy:
            self.busy -= 1
            raise Busy("reading")
        leave(self.reader)
        self.before = held(self.desk.around[Compartment.CASEWORK])
        try:
            yield
        finally:
            back(self.reader)


class Meanwhile(Copyist):
    """Somebody works while the copy is being written."""

    def __init__(self, act: Callable[[], object], **more: Any) -> None:
        super().__init__(**more)
        self._act = act

    def prove(self, path: Path, raw_key: str) -> None:
        self._act()
        super().prove(path, raw_key)


def held(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table with its number."""
    found = {}
    for table in following.tables(database._db):
        columns = ", ".join(dict.fromkeys((*table.key, *table.columns)))
        rows = database._db.execute(f"SELECT {columns} FROM {table.name} ORDER BY {', '.join(table.key)}")
        found[table.name] = [tuple(row) for row in rows]
    return found

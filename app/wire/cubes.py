"""The fixed tables of the counts: `resources/cubes/cells.csv`, known by its hash, shared by both sides."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from functools import cache

from app.codelists import codes, label
from app.i18n import _
from app.paths import resource
from app.wire.canonical import dumps, sha256

DIMENSIONS = ("violence", "age", "relation", "channel", "outcome")


@dataclass(frozen=True, slots=True)
class Cell:
    """One place in a two-way table."""

    index: int
    table: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Cubes:
    """Every cell in its order, and the hashes that name tables and code lists."""

    cells: tuple[Cell, ...]
    cells_hash: str
    codes_hash: str
    tables: dict[str, tuple[str, str]]
    places: dict[tuple[str, str, str], int]

    def of(self, profile: dict[str, str]) -> tuple[int, ...]:
        """The one cell of each table in which a case with these codes lies."""
        return tuple(self.places[table, profile[row], profile[column]] for table, (row, column) in self.tables.items())

    def __len__(self) -> int:
        return len(self.cells)


@cache
def cubes() -> Cubes:
    """The shipped tables."""
    data = resource("cubes", "cells.csv").read_bytes()
    rows = csv.DictReader(data.decode("ascii").splitlines())
    cells = tuple(Cell(int(row["cell"]), row["table"], row["row"], row["column"]) for row in rows)
    tables = {cell.table: _sides(cell.table) for cell in cells}
    places = {(cell.table, cell.row, cell.column): cell.index for cell in cells}
    digest = "sha256:" + hashlib.sha256(data).hexdigest()
    return Cubes(cells, digest, codes_hash(), tables, places)


def _sides(table: str) -> tuple[str, str]:
    row, column = table.split("_")
    return row, column


def codes_hash() -> str:
    """One digest over the ids of all five code lists, in their order; labels may be reworded."""
    return sha256(dumps({name: [item.id for item in codes(f"count_{name}")] for name in DIMENSIONS}))


def code_label(dimension: str, code_id: str) -> str:
    return label(f"count_{dimension}", code_id)


def dimension_title(dimension: str) -> str:
    """A dimension's name for people."""
    titles = {
        "violence": _("Kind of violence"),
        "age": _("Age"),
        "relation": _("Relation"),
        "channel": _("Way of contact"),
        "outcome": _("Outcome"),
    }
    return titles[dimension]

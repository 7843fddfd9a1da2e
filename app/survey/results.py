"""Answers as plain rows, and as a CSV file in which no answer becomes a formula."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app import workbooks
from app.survey.tree import Leaf

State = Literal["answered", "declined", "empty", "not_reached", "worked_out"]
_NUMBERS = ("integer", "decimal", "range")


@dataclass(frozen=True, slots=True)
class Row:
    """One answer: its question, which of several sections, how it stands, and what was answered."""

    path: str
    instances: tuple[int, ...]
    kind: str
    state: State
    value: str


def row_of(leaf: Leaf) -> Row:
    return Row(leaf.path, leaf.above.instances, leaf.item.kind, _state(leaf), leaf.text)


def _state(leaf: Leaf) -> State:
    if leaf.declined:
        return "declined"
    if not leaf.item.asked:
        return "worked_out"
    if leaf.value:
        return "answered"
    return "empty" if leaf.seen else "not_reached"


def as_csv(rows: Iterable[Row]) -> bytes:
    """The rows as a file for spreadsheets; numbers stay numbers, and text never begins a formula."""
    head: list[tuple[workbooks.Value, ...]] = [("question", "instance", "kind", "state", "value")]
    lines = [(one.path, " ".join(map(str, one.instances)), one.kind, one.state, _cell(one)) for one in rows]
    return workbooks.write_csv([*head, *lines])


def _cell(row: Row) -> workbooks.Value:
    if row.kind not in _NUMBERS or not row.value:
        return row.value
    return float(row.value) if "." in row.value else int(row.value)

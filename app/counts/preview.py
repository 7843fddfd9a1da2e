"""What a manager sees before anything leaves: the numbers read back out of the very bytes that will leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.counts.guarantee import Guarantee, guess
from app.counts.model import Gates
from app.i18n import _
from app.wire import Cell, Cubes, Envelope, Roster, fours
from app.wire.cubes import code_label, dimension_title


@dataclass(frozen=True, slots=True)
class CellRow:
    """One cell: what truly changed, the noise, and what the collector reads."""

    row: str
    column: str
    change: int
    noise: int
    value: int


@dataclass(frozen=True, slots=True)
class TableView:
    """One two-way table of a round; `total` adds up its cells."""

    id: str
    title: str
    row_title: str
    column_title: str
    rows: tuple[CellRow, ...]
    total: CellRow


@dataclass(frozen=True, slots=True)
class EnvelopeFacts:
    """The envelope itself: to whom, from whom, how large, its digest, and the promise it keeps."""

    recipient: str
    relay_id: str
    sender: str
    size: int
    cells: int
    sha256: str
    fours: tuple[str, ...]
    protection: str
    guarantee: str
    scheme: str
    seq: int
    made: str
    trial: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """A closed round as a manager judges it."""

    round_id: str
    period: str
    title: str
    state: str
    changes: int
    tables: tuple[TableView, ...]
    gates: Gates
    facts: EnvelopeFacts
    absent: tuple[str, ...]


def tables(cubes: Cubes, changes: Sequence[int], values: Sequence[int]) -> tuple[TableView, ...]:
    """Every table with true change, noise and the value that leaves, side by side."""
    return tuple(_table(name, cubes, changes, values) for name in cubes.tables)


def _table(name: str, cubes: Cubes, changes: Sequence[int], values: Sequence[int]) -> TableView:
    row, column = (dimension_title(side) for side in cubes.tables[name])
    cells = [cell for cell in cubes.cells if cell.table == name]
    rows = tuple(_cell(cell, cubes, changes[cell.index], values[cell.index]) for cell in cells)
    change, value = sum(one.change for one in rows), sum(one.value for one in rows)
    total = CellRow(_("{n} cells together").format(n=len(rows)), "", change, value - change, value)
    return TableView(name, _("{row} × {column}").format(row=row, column=column), row, column, rows, total)


def _cell(cell: Cell, cubes: Cubes, change: int, value: int) -> CellRow:
    row, column = cubes.tables[cell.table]
    return CellRow(code_label(row, cell.row), code_label(column, cell.column), change, value - change, value)


def envelope_facts(envelope: Envelope, roster: Roster | None, guarantee: Guarantee, cells: int) -> EnvelopeFacts:
    """What the header says, in words."""
    header = envelope.header
    return EnvelopeFacts(
        recipient=_("Trial collector (trial roster)") if header.trial else _("The city's collector"),
        relay_id=roster.relay_id if roster else "",
        sender=header.sender,
        size=len(envelope.raw),
        cells=cells,
        sha256=envelope.sha256.removeprefix("sha256:"),
        fours=fours(envelope.sha256),
        protection=_("One person's whole life: ε {epsilon:g} · δ 10⁻⁶").format(epsilon=guarantee.epsilon),
        guarantee=sentence(guarantee),
        scheme=header.scheme,
        seq=header.seq,
        made=header.made,
        trial=header.trial,
    )


def sentence(guarantee: Guarantee) -> str:
    """The promise for people, computed from its numbers."""
    return _(
        "Even somebody who knows everything about everybody else, and keeps every message this centre ever "
        "sends, can guess whether one certain person is in the books only a little better than a coin: "
        "right at most {right} times in a hundred, where a coin is right 50 times."
    ).format(right=guess(guarantee.units_max, guarantee))


def absent() -> tuple[str, ...]:
    """What is not inside, checked by the form of the bytes: numbers of fixed cells and a fixed header."""
    return (
        _("No name, alias, telephone number or address"),
        _("No case number and no word of any note"),
        _("No date of any event, only the day this envelope was made"),
        _("No staff name and no case of a person who did not agree to be counted"),
    )

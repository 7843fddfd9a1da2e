"""What a report is: a period, tables of numbers with their units, and nothing that names a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.clock import SEOUL, instant
from app.workbooks import Page, Value


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in Seoul, both ends included."""

    first: date
    last: date

    @property
    def since(self) -> int:
        """The first moment, in UTC milliseconds."""
        return _midnight(self.first)

    @property
    def until(self) -> int:
        """The moment after the last."""
        return _midnight(self.last + timedelta(days=1))

    @property
    def name(self) -> str:
        """A month as 2026-11, a year as 2026, any other span by its ends."""
        if self == month(self.first.year, self.first.month):
            return f"{self.first:%Y-%m}"
        return f"{self.first:%Y}" if self == year(self.first.year) else f"{self.first} – {self.last}"

    def months(self) -> tuple[Period, ...]:
        """The months it touches, each cut at its ends."""
        found, day = [], self.first
        while day <= self.last:
            whole = month(day.year, day.month)
            found.append(Period(day, min(whole.last, self.last)))
            day = whole.last + timedelta(days=1)
        return tuple(found)


def month(of_year: int, number: int) -> Period:
    after = date(of_year + number // 12, number % 12 + 1, 1)
    return Period(date(of_year, number, 1), after - timedelta(days=1))


def year(of_year: int) -> Period:
    return Period(date(of_year, 1, 1), date(of_year, 12, 31))


def _midnight(day: date) -> int:
    return instant(datetime.combine(day, time(), SEOUL))


HELD_BACK = "*"
"""Stands where a figure is held back, whether it is a small one or gives one away."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table."""

    id: str
    label: str
    values: tuple[int, ...]
    total: bool = False
    hidden: frozenset[int] = frozenset()
    """Which figures are held back outside; they are nought here."""

    @property
    def shown(self) -> tuple[int | str, ...]:
        """The figures as they may be read."""
        return tuple(HELD_BACK if at in self.hidden else value for at, value in enumerate(self.values))


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `unit` is what is counted, `note` says where it may be misread."""

    id: str
    title: str
    unit: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it was counted on one day."""

    layout: str
    version: str
    title: str
    centre: str
    period: Period
    made_on: date
    tables: tuple[Table, ...]
    for_outside: bool = False
    """Whether small figures are held back in it."""

    @property
    def hides(self) -> int:
        """How many figures are held back."""
        return sum(len(line.hidden) for table in self.tables for line in table.lines)

    def in_form_order(self) -> str:
        """Every figure, a line each in the order of the form, to be pasted into another sheet."""
        rows = ["\t".join(str(value) for value in line.shown) for table in self.tables for line in table.lines]
        return "\n".join(rows) + "\n"

    def pages(self) -> tuple[Page, ...]:
        """A workbook: one sheet a table, names of sheets numbered so that they stay apart."""
        return tuple(self._page(number, table) for number, table in enumerate(self.tables, 1))

    def _page(self, number: int, table: Table) -> Page:
        head: list[Sequence[Value]] = [
            (self.title, f"{self.period.first} – {self.period.last}", self.centre),
            (table.title, table.unit),
            ("", *table.columns),
        ]
        body: list[Sequence[Value]] = [(line.label, *line.shown) for line in table.lines]
        note: list[Sequence[Value]] = [(table.note,)] if table.note else []
        bold = {0, 1, 2, *(len(head) + at for at, line in enumerate(table.lines) if line.total)}
        name = "".join("·" if letter in "[]:*?/\\" else letter for letter in f"{number} {table.title}")
        return Page(name, [*head, *body, *note], (34, *(14 for _one in table.columns)), frozenset(bold))

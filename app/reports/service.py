"""Counting a report: each question is asked once a period, cells are sums over its rows."""

from __future__ import annotations

from calendar import month_abbr
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from app.changes import Changes, Done
from app.clock import today
from app.codelists import label
from app.errors import NotFound
from app.i18n import _, pick
from app.office import Office
from app.reports import records
from app.reports.layout import Grid, Layout, Side, Wanted, layouts, parse, text_of
from app.reports.model import Line, Period, Report, Table
from app.reports.outside import Atoms, Cell, held_back
from app.reports.queries import QUERIES, Query
from app.store import Database

_MONEY = "won"
_SETTING = "report_layout_{id}"


class _Counted(dict[tuple[str, Period], list[dict[str, Any]]]):
    """What was asked for a layout: a question is split by no more codes than the layout names."""

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self._named: dict[str, set[str]] = {}
        for grid in layout.grids:
            named = (code for side in (*grid.rows, *grid.columns) for code in side.wanted)
            self._named.setdefault(grid.query, set()).update(named)

    def query(self, ident: str) -> Query:
        return QUERIES[ident].split(self._named[ident])


class Reports:
    """The reports of a centre; layouts come with the program, or from its own settings."""

    def __init__(self, db: Database, office: Office, centre: str) -> None:
        self._db, self._office, self._centre = db, office, centre

    def layout(self, ident: str) -> Layout:
        """The layout this centre uses under a name."""
        own = self._office.setting(_SETTING.format(id=ident))
        if own:
            return parse(own)
        if ident not in layouts():
            raise NotFound(_("There is no report “{name}”.").format(name=ident))
        return layouts()[ident]

    def text(self, ident: str) -> str:
        """The layout this centre uses, as it is written."""
        if ident not in layouts():
            raise NotFound(_("There is no report “{name}”.").format(name=ident))
        return self._office.setting(_SETTING.format(id=ident)) or text_of(ident)

    def is_own(self, ident: str) -> bool:
        """Whether the centre counts by a layout of its own."""
        return bool(self._office.setting(_SETTING.format(id=ident)))

    def keep_layout(self, ident: str, text: str) -> Done[Layout]:
        """A manager gives the centre its own layout; no text, or the shipped one, goes back to that. Raises BadInput."""
        if ident not in layouts():
            raise NotFound(_("There is no report “{name}”.").format(name=ident))
        own = text if text.strip() != text_of(ident).strip() else ""
        layout = parse(own) if own.strip() else layouts()[ident]
        self._office.set(_SETTING.format(id=ident), own if own.strip() else "")
        return Done(layout, Changes.SETTINGS | Changes.REPORTS)

    def count(self, ident: str, period: Period) -> Report:
        """The report of a period as the records stand now."""
        return self._count(self.layout(ident), period)[0]

    def count_twice(self, ident: str, period: Period) -> tuple[Report, Report]:
        """The exact report, and the same as it may leave the house: small figures held back."""
        layout = self.layout(ident)
        exact, asked = self._count(layout, period)
        hidden = self._held_back(layout, exact, asked)
        return exact, replace(exact, tables=_without(exact.tables, hidden), for_outside=True)

    def _count(self, layout: Layout, period: Period) -> tuple[Report, _Counted]:
        asked = _Counted(layout)
        tables = tuple(self._table(grid, period, asked) for grid in layout.grids)
        words = pick(dict(layout.words))
        return Report(layout.id, layout.version, words, self._centre, period, today(), tables), asked

    def _held_back(self, layout: Layout, exact: Report, asked: _Counted) -> frozenset[Cell]:
        """Cells of the report that are not shown outside; sums of money are no counts of people."""
        made, figures, made_of = _Made(exact.period, asked), dict[Cell, int](), dict[Cell, Atoms]()
        for at, (grid, table) in enumerate(zip(layout.grids, exact.tables, strict=True)):
            if QUERIES[grid.query].unit == _MONEY:
                continue
            periods = (*exact.period.months(), exact.period) if grid.by_month else (exact.period,)
            sides: tuple[Side | None, ...] = (None,) if grid.by_month else grid.columns
            wanted = [(period, side) for period in periods for side in sides]
            for line, row in enumerate(grid.rows):
                for column, (period, side) in enumerate(wanted):
                    figures[at, line, column] = table.lines[line].values[column]
                    made_of[at, line, column] = made.of(grid.query, period, row, side)
        return held_back(figures, made_of)

    def _table(self, grid: Grid, period: Period, asked: _Counted) -> Table:
        unit = label("report_unit", QUERIES[grid.query].unit)
        if grid.by_month:
            months = period.months()
            columns = tuple(_called(one, months) for one in months)
            lines = tuple(self._months(grid, row, (*months, period), asked) for row in grid.rows)
            return Table(grid.id, pick(dict(grid.words)), unit, (*columns, _("Total")), lines, pick(dict(grid.note)))
        columns = tuple(one.label for one in grid.columns)
        rows = self._ask(grid, period, asked)
        lines = tuple(
            Line(row.id, row.label, tuple(_sum(rows, row, column) for column in grid.columns), row.total)
            for row in grid.rows
        )
        return Table(grid.id, pick(dict(grid.words)), unit, columns, lines, pick(dict(grid.note)))

    def _months(self, grid: Grid, row: Side, periods: Iterable[Period], asked: _Counted) -> Line:
        values = tuple(_sum(self._ask(grid, one, asked), row, None) for one in periods)
        return Line(row.id, row.label, values, row.total)

    def _ask(self, grid: Grid, period: Period, asked: _Counted) -> list[dict[str, Any]]:
        key = (grid.query, period)
        if key not in asked:
            query, months = asked.query(grid.query), [(grid.query, one) for one in period.months()]
            known = query.adds and len(months) > 1 and all(one in asked for one in months)
            asked[key] = _added(asked[one] for one in months) if known else records.counted(self._db, query, period)
        return asked[key]


class _Made:
    """What each cell is made of: rows of a question; a span whose months were counted too is made of theirs."""

    def __init__(self, period: Period, asked: _Counted) -> None:
        self._period, self._asked = period, asked
        self._known: dict[tuple[str, Period], list[tuple[dict[str, Any], Atoms]]] = {}

    def of(self, query: str, period: Period, row: Side, column: Side | None) -> Atoms:
        """The rows of a cell that are not nought."""
        wanted = (row.wanted, *((column.wanted,) if column else ()))
        if (query, period) not in self._known:
            self._known[query, period] = list(self._atoms(query, period))
        fitting = (atoms for one, atoms in self._known[query, period] if all(_fits(one, side) for side in wanted))
        return frozenset[tuple[object, ...]]().union(*fitting)

    def _atoms(self, query: str, period: Period) -> Iterator[tuple[dict[str, Any], Atoms]]:
        months = [one for one in self._period.months() if one != period and (query, one) in self._asked]
        parts = {one: self._by_code(query, one) for one in months} if period == self._period else {}
        for code, row in self._by_code(query, period).items():
            by_month = [(one, rows[code]["n"]) for one, rows in parts.items() if code in rows]
            if sum(number for _month, number in by_month) == row["n"]:  # persons of two months may be the same ones
                yield row, frozenset((query, one, *code) for one, _number in by_month)
            else:
                yield row, frozenset({(query, period, *code)})

    def _by_code(self, query: str, period: Period) -> dict[tuple[object, ...], dict[str, Any]]:
        codes = self._asked.query(query).codes
        return {tuple(row[code] for code in codes): row for row in self._asked[query, period] if row["n"]}


def _without(tables: tuple[Table, ...], hidden: frozenset[Cell]) -> tuple[Table, ...]:
    """The tables with noughts where a figure is held back, so that nothing of it goes along."""
    return tuple(
        replace(table, lines=tuple(_without_line(line, at, number, hidden) for number, line in enumerate(table.lines)))
        for at, table in enumerate(tables)
    )


def _without_line(line: Line, table: int, number: int, hidden: frozenset[Cell]) -> Line:
    away = frozenset(column for column in range(len(line.values)) if (table, number, column) in hidden)
    values = tuple(0 if column in away else value for column, value in enumerate(line.values))
    return replace(line, values=values, hidden=away)


def _added(months: Iterable[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The rows of a span whose months are known."""
    numbers: Counter[tuple[tuple[str, Any], ...]] = Counter()
    for row in chain.from_iterable(months):
        numbers[tuple((code, value) for code, value in row.items() if code != "n")] += int(row["n"] or 0)
    return [{**dict(codes), "n": number} for codes, number in numbers.items()]


def _called(one: Period, among: tuple[Period, ...]) -> str:
    """A month by its name; with its year where there are several."""
    if among[0].first.year != among[-1].first.year:
        return f"{one.first:%Y-%m}"
    return pick({"ko": f"{one.first.month}월", "en": month_abbr[one.first.month]})


def _sum(rows: list[dict[str, Any]], row: Side, column: Side | None) -> int:
    wanted = (row.wanted, *((column.wanted,) if column else ()))
    return sum(int(one["n"] or 0) for one in rows if all(_fits(one, side) for side in wanted))


def _fits(row: dict[str, Any], wanted: Wanted) -> bool:
    return all(row[code] in values for code, values in wanted.items())

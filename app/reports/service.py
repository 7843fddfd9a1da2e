"""Counting a report: each question is asked once a period, cells are sums over its rows."""

from __future__ import annotations

from calendar import month_abbr
from collections.abc import Iterable
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
from app.reports.queries import QUERIES
from app.store import Database

_SETTING = "report_layout_{id}"
_Counted = dict[tuple[str, Period], list[dict[str, Any]]]


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
        layout = self.layout(ident)
        asked: _Counted = {}
        tables = tuple(self._table(grid, period, asked) for grid in layout.grids)
        return Report(
            layout.id, layout.version, pick(dict(layout.words)), self._centre, period, today(), tables
        )  # fmt: skip

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
            asked[key] = records.counted(self._db, QUERIES[grid.query], period)
        return asked[key]


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

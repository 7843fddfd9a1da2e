"""What the page of reports reads, and the charts that are drawn from it, off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass

from app.clock import today
from app.desk import Desk
from app.i18n import _, pick
from app.reports import Behind, Period, Report, Table, layouts, month, year

MONTHS, YEARS = 36, 6
"""How far back the page offers to count."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A report as it stands on the page."""

    report: Report
    outside: Report
    """The same with small figures held back, as it may leave the house."""
    own: bool
    """Whether the centre uses a layout of its own."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel of the dashboard with its chart as SVG."""

    table: Table
    chart: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """Cases behind a line, with the names of those they are with."""

    cases: tuple[Behind, ...]
    names: dict[str, str]


def read_report(desk: Desk, ident: str, period: Period) -> Counted:
    return Counted(*desk.reports.count_twice(ident, period), desk.reports.is_own(ident))


def read_cases(desk: Desk, panel: str, line: str, period: Period, after: Behind | None) -> Found:
    cases = desk.dashboard.behind(panel, line, period, after)
    return Found(cases, {one.id: one.name for one in desk.office.staff()})


def report_choices() -> list[tuple[str, str]]:
    return [(one.id, pick(dict(one.words))) for one in sorted(layouts().values(), key=lambda one: is_yearly(one.id))]


def is_yearly(ident: str) -> bool:
    """Whether a report is made of months: then a year is what it is counted for."""
    return any(grid.by_month for grid in layouts()[ident].grids)


def period_choices(yearly: bool) -> list[tuple[str, str]]:
    """The newest first; the word says where a span is not over yet."""
    day = today()
    if yearly:
        spans = [year(day.year - back) for back in range(YEARS)]
    else:
        months = [divmod(day.year * 12 + day.month - 1 - back, 12) for back in range(MONTHS)]
        spans = [month(of_year, number + 1) for of_year, number in months]
    return [
        (one.name, _("{period}, until today").format(period=one.name) if one.last >= day else one.name) for one in spans
    ]


def period_of(name: str) -> Period:
    of_year, _dash, number = name.partition("-")
    return month(int(of_year), int(number)) if number else year(int(of_year))

"""The monthly report and the dashboard, read as the page reads them, against one bare count of the same contacts."""

from __future__ import annotations

from app.clock import today
from app.desk import Desk
from app.i18n import _
from app.kinds import Compartment
from app.reports import month, year
from ui.bench import centre
from ui.bench.measure import LEAST, Figure, Goal, alternate, figure, median, timed

GOAL = Goal("most", 2_000.0)
_DASHBOARD = 500.0
"""Milliseconds in which the dashboard is read."""


def measure(cases: int) -> Figure:
    practice = centre.practice(cases)
    keys = practice.unlock("manager")
    desk = Desk.open(practice.home, keys)
    try:
        return _measure(desk, cases)
    finally:
        desk.close()
        keys.close()


def _measure(desk: Desk, cases: int) -> Figure:
    day = today()
    period = month(day.year, day.month - 1) if day.month > 1 else month(day.year - 1, 12)
    db = desk.database(Compartment.CASEWORK)

    def bare() -> None:
        spans = {"since": period.since, "until": period.until}
        db.value("SELECT count(*) FROM contact WHERE started_at >= :since AND started_at < :until", spans)

    pair = alternate(timed(lambda: desk.reports.count("monthly", period)), timed(bare))
    panels = timed(lambda: desk.dashboard.read(period))
    dashboard = median([panels()[0].ms for _turn in range(LEAST)])
    annual = timed(lambda: desk.reports.count("annual", year(period.first.year)))()[0].ms
    note = _(
        "{cases} cases, month {period}. The dashboard is read in {dashboard:.0f} ms (goal ≤ {most:.0f}), the annual report in {annual:.0f} ms."
    ).format(cases=f"{cases:,}", period=period.name, dashboard=dashboard, most=_DASHBOARD, annual=annual)
    return figure(pair, GOAL, note, also=dashboard <= _DASHBOARD)

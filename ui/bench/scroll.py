"""A frame of scrolling with all its rows, against the same table over rows that are in memory."""

from __future__ import annotations

import random
from functools import partial

from app.i18n import _
from ui.bench import centre
from ui.bench.measure import LEAST, Figure, Goal, Sample, alternate, figure, median, p95
from ui.bench.painting import settle, until_painted
from ui.bench.seat import CasesOnScreen, seated
from ui.kit.table import ROW_HEIGHT, Table

GOAL = Goal("times", 1.5)
_FRAMES, _STEP = 40, 3 * ROW_HEIGHT


def measure(cases: int) -> Figure:
    with seated(centre.practice(cases)) as seat:
        on_screen = seat.show_cases()
        on_screen.show_every_status()
        twin = _twin(on_screen)
        pair = alternate(lambda: _steps(on_screen, on_screen.table), lambda: _steps(on_screen, twin))
        far = [median(_jumps(on_screen, table)) for table in (on_screen.table, twin)]
        twin.close()
    note = _(
        "p95 of {frames} steps of three rows a turn, {cases} cases; the slowest {worst:.0f} ms. A jump to anywhere in the "
        "list, until its rows stand there: {jump:.0f} ms, in memory {plain:.0f} ms."
    )
    worst = max(one.ms for one in pair.subject)
    said = note.format(frames=_FRAMES, cases=f"{cases:,}", worst=worst, jump=far[0], plain=far[1])
    return figure(pair, GOAL, said + seat.mistakes(), reduce=p95, also=not seat.broke)


def _twin(on_screen: CasesOnScreen) -> Table:
    """A table of the same columns, size and length whose pages are the first one, answered at once."""
    model = on_screen.table.lazy()
    rows = [model.row(at) for at in range(min(model.page_size(), model.rowCount()))]
    twin = Table("twin", model.columns, model.page_size())
    twin.resize(on_screen.table.size())
    twin.start(model.rowCount(), lambda page: twin.fill(page, rows), rows)
    until_painted(twin, twin.show)
    return twin


def _steps(on_screen: CasesOnScreen, table: Table) -> list[Sample]:
    bar, found = table.verticalScrollBar(), []
    for _frame in range(_FRAMES):
        to = bar.value() + _STEP if bar.value() + _STEP < bar.maximum() else 0
        if to != bar.value():
            found.append(on_screen.scrolled(table, to))
    settle(1)
    return found


def _jumps(on_screen: CasesOnScreen, table: Table) -> list[float]:
    chance, bar = random.Random(7), table.verticalScrollBar()  # noqa: S311 - places to look at, not secrets
    go = partial(on_screen.scrolled, table)
    return [go(chance.randrange(1, max(2, bar.maximum()))).ms for _jump in range(LEAST)]

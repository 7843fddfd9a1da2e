"""Opening a case until its timeline stands painted, against the same page filled from memory."""

from __future__ import annotations

import time
from itertools import cycle
from typing import Any

from PySide6.QtWidgets import QWidget

from app.desk import Desk
from app.i18n import _
from ui.bench import centre
from ui.bench.measure import Figure, Goal, Sample, alternate, figure, median, p95
from ui.bench.painting import settle, until_painted
from ui.bench.seat import CasesOnScreen, seated
from ui.kit.timeline import Timeline

GOAL = Goal("most", 50.0)
_A_TURN, _CASES = 6, 12


def measure(cases: int) -> Figure:
    practice = centre.practice(cases)
    with seated(practice) as seat:
        on_screen = seat.show_cases()
        ids = seat.read(_some)
        wanted = cycle([practice.long_case, *(one for one in ids if one != practice.long_case)])
        still: list[float] = []
        pair = alternate(
            lambda: [_open(on_screen, next(wanted), still) for _case in range(_A_TURN)],
            lambda: [_refill(on_screen) for _case in range(_A_TURN)],
        )
    note = _(
        "p95 of {opened} openings among {cases} cases, a long one and {others} others by turns; median {middle:.1f} ms. "
        "Until every part that is in sight was read: {still:.0f} ms (p95)."
    )
    said = note.format(
        opened=len(pair.subject), cases=f"{cases:,}", others=len(ids), still=p95(still),
        middle=median([one.ms for one in pair.subject]),
    )  # fmt: skip
    return figure(pair, GOAL, said + seat.mistakes(), reduce=p95, also=not seat.broke)


def _some(desk: Desk) -> list[str]:
    """Cases that may be opened without a word, from all over the list."""
    rows = desk.sight.covered(desk.cases.page(limit=200))
    return [row.id for row in rows if not row.masked][:: 200 // _CASES][:_CASES]


def _open(on_screen: CasesOnScreen, case_id: str, still: list[float]) -> Sample:
    before = _items(on_screen)
    on_screen.seat.rest()
    begin = time.perf_counter()
    found = until_painted(on_screen.page, lambda: on_screen.page.arrive(case_id), lambda: _other(on_screen, before))
    on_screen.seat.rest()
    still.append((time.perf_counter() - begin) * 1e3)
    settle(5)
    return found


def _refill(on_screen: CasesOnScreen) -> Sample:
    """The entries that stand there, shown once more, and every part of the page painted."""
    timeline = _shown(on_screen)
    items = list(timeline.item_model().items())

    def fill() -> None:
        timeline.show_entries(items)
        for part in on_screen.page.findChildren(QWidget):
            part.update()

    before = _items(on_screen)
    found = until_painted(on_screen.page, fill, lambda: _other(on_screen, before))
    settle(5)
    return found


def _shown(on_screen: CasesOnScreen) -> Timeline:
    found = on_screen.timeline()
    assert found is not None, "a case was opened before"
    return found


def _items(on_screen: CasesOnScreen) -> tuple[Any, ...] | None:
    """The entries that stand there: another tuple after every filling."""
    found = on_screen.timeline()
    return None if found is None else found.item_model().items()


def _other(on_screen: CasesOnScreen, before: tuple[Any, ...] | None) -> bool:
    now = _items(on_screen)
    return now is not None and now is not before

"""Opening a case until its timeline stands painted, against the same page filled from memory."""

from __future__ import annotations

from itertools import cycle
from typing import Any

from PySide6.QtWidgets import QWidget

from app.i18n import _
from ui.bench import centre
from ui.bench.measure import Figure, Goal, Sample, alternate, figure
from ui.bench.painting import settle, until_painted
from ui.bench.seat import CasesOnScreen, seated
from ui.kit.timeline import Timeline

GOAL = Goal()


def measure(cases: int) -> Figure:
    practice = centre.practice(cases)
    with seated(practice) as seat:
        on_screen = seat.show_cases()
        rows = seat.read(lambda desk: desk.sight.covered(desk.cases.page(limit=12)))
        others = [row.id for row in rows if row.id != practice.long_case and not row.masked]
        wanted = cycle([practice.long_case, *others[:1]])
        pair = alternate(lambda: [_open(on_screen, next(wanted))], lambda: [_refill(on_screen)])
        entries = len(_shown(on_screen).item_model().items())
    note = _("{cases} cases, by turns a long one and a short one, read by the reader; {entries} lines at the end.")
    said = note.format(cases=f"{cases:,}", entries=entries) + seat.mistakes()
    return figure(pair, GOAL, said, also=not seat.broke)


def _open(on_screen: CasesOnScreen, case_id: str) -> Sample:
    before = _items(on_screen)
    on_screen.seat.rest()
    found = until_painted(on_screen.page, lambda: on_screen.page.arrive(case_id), lambda: _other(on_screen, before))
    on_screen.seat.rest()
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

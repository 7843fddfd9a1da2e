"""The inbox with ten thousand reports: its first paint, gaps while it is worked with, and a thousand new ones that come in.

The relay is a process of its own; what comes in was sealed and lay there before the clock runs. The round, the opening
and what is seen of them go as in the window. While they do, a draft is saved every tenth of a second: how long the
longest of them waited is how long the writer was ever held. Gaps of an idle window are the floor.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from PySide6.QtCore import QModelIndex, QObject, QTimer

from app.changes import Done
from app.desk import Desk
from app.i18n import _
from app.inbox import State
from ui.bench import centre, strangers
from ui.bench.measure import Figure, Goal, Sample, alternate, figure
from ui.bench.painting import filled, settle, until_painted
from ui.bench.seat import CasesOnScreen, Seat, seated
from ui.bench.stall import Gaps

GOAL = Goal("most", 50.0)
PAINTED, CARRIED = 200.0, 20.0
"""Milliseconds for the first paint, seconds for all new ones to be here and open."""
PER_CASE, MOST, NEW, MOVED = 10 / 3, 10_000, 10, 100
"""Reports for each case that was asked for, up to so many; of these a tenth is new, and a hundredth is moved at once."""

_CASES, _IDLE, _EVERY, _STEPS = 30, 500, 100, 12
_DRAFT, _TEXT = "d" * 32, "글" * 200


@dataclass
class Came:
    """What a thousand new ones cost."""

    seconds: float = 0.0
    longest: float = 0.0
    """Milliseconds that the slowest draft waited for the writer."""


def measure(cases: int) -> Figure:
    """Ten reports for three cases that were asked for: ten thousand where nobody says otherwise."""
    reports = min(MOST, max(NEW, round(cases * PER_CASE)))
    with (
        centre.copy(centre.practice(min(cases, _CASES))) as practice,
        TemporaryDirectory() as place,
        strangers.relay(Path(place)) as post,
    ):
        strangers.join(practice, post)
        with closing(practice.unlock()) as keys, closing(Desk.open(practice.home, keys)) as desk:
            strangers.fill(desk, post, reports)
        post.send([post.seal(number) for number in range(max(1, reports // NEW))])
        with seated(practice) as seat:
            return _measured(seat, reports)


def _measured(seat: Seat, reports: int) -> Figure:
    from ui.inbox import InboxPage

    def paint() -> Sample:
        page = InboxPage(seat.shell)
        page.resize(1290, 736)
        rows = page.list.rows

        def show() -> None:
            page.show()
            page.arrive(None)

        found = until_painted(page, show, lambda: page.list.model.rowCount() > 0 and filled(rows), 60_000)
        seat.rest()
        page.close()
        page.deleteLater()
        settle()
        return found

    painted = alternate(lambda: [paint()], lambda: [CasesOnScreen.plain_table(cast(Any, None))])
    page = InboxPage(seat.shell)
    seat._page = page
    page.resize(1290, 736)
    page.show()
    page.arrive(None)
    seat.tasks.changed.connect(lambda changes: page.reload() if page.watches & changes else None)  # as its window does
    seat.rest()
    came, gaps = Came(), Gaps()
    jobs = _jobs(seat, page, came, max(1, reports // MOVED))
    worst, own = dict.fromkeys(jobs, 0.0), dict.fromkeys(jobs, 0.0)

    def work() -> list[Sample]:
        samples = []
        for name, job in jobs.items():
            cpu = time.process_time()
            longest = gaps.during(job)
            samples.append(Sample(longest, (time.process_time() - cpu) * 1e3))
            worst[name], own[name] = max(worst[name], longest), max(own[name], gaps.own)
        return [max(samples, key=lambda one: one.ms)]

    pair = alternate(work, lambda: [Sample(gaps.during(lambda: settle(_IDLE)), 0.0)], warm=0)
    parts = ", ".join(f"{name} {longest:.0f} ms ({own[name]:.0f})" for name, longest in worst.items())
    first = figure(painted, Goal("most", PAINTED))
    note = _(
        "The longest gap with {reports} reports; in brackets without the wait for a processor: {parts}. First paint {paint:.0f} ms (goal {painted:g}; a bare table {bare:.0f}). {new} new ones were here and open after {seconds:.1f} s (goal {carried:g}); a draft waited {waited:.0f} ms at most."
    ).format(
        reports=f"{reports:,}", parts=parts, paint=first.value, painted=PAINTED, bare=first.floor,
        new=f"{max(1, reports // NEW):,}", seconds=came.seconds, carried=CARRIED, waited=came.longest,
    )  # fmt: skip
    also = not seat.broke and first.value <= PAINTED and 0 < came.seconds <= CARRIED
    return figure(pair, GOAL, note + seat.mistakes(), reduce=max, also=also)


def _jobs(seat: Seat, page: Any, came: Came, moved: int) -> dict[str, Callable[[], Any]]:
    """What is done at an inbox, each as its page does it."""
    rows, model, looked = page.list.rows, page.list.model, iter(range(1_000_000))

    def scroll() -> None:
        """Down to the last report, through pages that come while it is scrolled, and up again in some steps."""
        bar = rows.verticalScrollBar()
        while model.canFetchMore(QModelIndex()):
            bar.setValue(bar.maximum())
            _until(lambda: filled(rows) and not page.list._asking)
        for step in range(_STEPS, -1, -1):
            bar.setValue(bar.maximum() * step // _STEPS)
            settle()

    def look() -> None:
        ident = page.list._threads[next(looked) % len(page.list._threads)].id
        page.open(ident)
        _until(lambda: page.here() == ident and page.view.opened is not None)
        seat.rest()

    def move() -> None:
        """A hundred at once into the flood folder, and back."""
        some = [one.id for one in page.list._threads[:moved]]
        for state in (State.FLOOD, State.OPEN):
            page._move(some, state)
            settle(1)
            seat.rest()

    def carry() -> None:
        if came.seconds:
            return
        begin, probe = time.perf_counter(), Probe(seat)
        before = page.list.counts.get("open", 0)
        page.fetching.look(asked=True)
        _until(lambda: not page.fetching.busy, 600.0)
        seat.rest()
        came.seconds, came.longest = time.perf_counter() - begin, probe.stop()
        if page.list.counts.get("open", 0) <= before:
            raise RuntimeError(f"nothing came: {page.fetching.said}")

    return {"scroll": scroll, "open": look, "move": move, "round": carry}


class Probe(QObject):
    """Saves a draft every tenth of a second, as somebody who types, and remembers the slowest."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat, self._longest, self._waiting = seat, 0.0, False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._save)
        self._timer.start(_EVERY)

    def stop(self) -> float:
        self._timer.stop()
        _until(lambda: not self._waiting)
        return self._longest

    def _save(self) -> None:
        if self._waiting:
            return
        self._waiting, begin = True, time.perf_counter()

        def saved(_value: object) -> None:
            self._longest, self._waiting = max(self._longest, (time.perf_counter() - begin) * 1e3), False

        self._seat.tasks.write(self._seat.shell, _keep_draft, saved)


def _keep_draft(desk: Desk) -> Done[Any]:
    return desk.contacts.keep_draft(_DRAFT, "note", _TEXT)


def _until(ready: Callable[[], bool], seconds: float = 60.0) -> None:
    until = time.perf_counter() + seconds
    while not ready():
        if time.perf_counter() > until:
            raise RuntimeError("it never happened")
        settle(2)

"""The longest time the window cannot answer while a desk works hard, seen by a timer of ten milliseconds.

No turn is thrown away here: the first paper of a day, which loads its fonts, is a journey like any other.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer

from app.changes import Changes, Done
from app.clock import random_id
from app.desk import Desk
from app.documents import Profile, Recipient
from app.flows import backups
from app.flows.copyist import Copyist
from app.i18n import _
from app.kinds import Compartment
from ui.bench import centre, collector
from ui.bench.measure import LEAST, Figure, Goal, Sample, alternate, figure
from ui.bench.painting import settle
from ui.bench.seat import Seat, seated

GOAL = Goal("most", 50.0)
_LOCK = "느티나무 아래에서 쉬어 가는 저녁"
_TICK, _BATCH, _IDLE = 10, 500, 500
_LARGE, _FEW_BACKUPS = 20_000, 2
"""A backup of a large centre copies gigabytes: two of them show the longest gap as well as eleven."""


class Gaps(QObject):
    """Remembers the longest time between two ticks, and how much of it was not spent waiting for a processor."""

    def __init__(self) -> None:
        super().__init__()
        self.longest, self.own, self._last, self._queued = 0.0, 0.0, 0.0, 0.0
        self._scheduled = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def during(self, act: Callable[[], Any]) -> float:
        """The longest gap in milliseconds while `act` runs a loop of its own."""
        self.longest, self.own, self._last, self._queued = 0.0, 0.0, time.perf_counter(), self._wait()
        self._timer.start(_TICK)
        act()
        self._tick()
        self._timer.stop()
        return self.longest

    def _tick(self) -> None:
        now, queued = time.perf_counter(), self._wait()
        gap = (now - self._last) * 1e3
        self.longest, self.own = max(self.longest, gap), max(self.own, gap - (queued - self._queued))
        self._last, self._queued = now, queued

    def _wait(self) -> float:
        """Milliseconds that this thread was ready to run and others had the processors; 0 where nobody tells."""
        try:
            return int(self._scheduled.read_text("ascii").split()[1]) / 1e6
        except (OSError, IndexError):
            return 0.0


def measure(cases: int) -> Figure:
    with centre.copy(centre.practice(cases)) as practice, seated(practice, "manager") as seat:
        on_screen = seat.show_cases()
        on_screen.show_every_status()
        seat.write(collector.join)
        gaps, jobs = Gaps(), _jobs(seat, practice.home.parent, practice.long_case, cases)
        worst: dict[str, float] = dict.fromkeys(jobs, 0.0)
        own: dict[str, float] = dict.fromkeys(jobs, 0.0)

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
    note = _(
        "The longest gap of any turn, the first paper with its fonts included; a ten-millisecond timer on the page of cases ({cases}). "
        "In brackets without the wait for a processor: {parts}."
    )
    said = note.format(cases=f"{cases:,}", parts=parts) + seat.mistakes()
    return figure(pair, GOAL, said, reduce=max, also=not seat.broke)


def _jobs(seat: Seat, folder: Path, case_id: str, cases: int) -> dict[str, Callable[[], Any]]:
    """The heavy work of a centre, each on the thread that does it in the window."""
    waiting = collector.quarters(LEAST)
    places: list[Path] = []
    most = LEAST if cases < _LARGE else _FEW_BACKUPS

    def paper() -> None:
        target, to = folder / "paper.pdf", Recipient("센터장 (연습)")
        seat.write(
            lambda desk: desk.documents.export(
                case_id, target, Profile.FULL, to, passphrase=_LOCK, overwrite=True, card_seen=True
            )
        )

    def close() -> None:
        quarter = waiting.pop(0)
        closed = seat.write(lambda desk: desk.counts.close_round(quarter))
        seat.read(lambda desk: desk.counts.preview(closed))
        seat.write(lambda desk: desk.counts.drop(closed))

    def backup() -> None:
        """As the window does it: written apart, then noted on the desk.

        The place is made and cleared by a thread of work too. Where the thread of the window threw a hundred megabytes
        away, which no window does, that was the longest gap.
        """
        if len(places) >= most:
            return
        places.append(place := folder / random_id())
        seat.work(lambda _tell, _stop: place.mkdir())
        home, keys = seat.read(lambda desk: (desk.home, desk.keys))
        made = seat.work(lambda tell, _stop: backups.write(home, keys, place, Copyist(apart=True, tell=tell)))
        seat.write(
            lambda desk: backups.record(made, keys, audit=desk.audit, office=desk.office, retention=desk.retention)
        )
        seat.work(lambda _tell, _stop: shutil.rmtree(place))

    return {"pdf": paper, "round": close, "backup": backup, "import": lambda: seat.write(_bring_in)}


def _bring_in(desk: Desk) -> Done[None]:
    """Five hundred cases with a note each, in one transaction, as an import writes them."""
    with desk.database(Compartment.CASEWORK).atomic():
        for number in range(_BATCH):
            case = desk.cases.open_case(f"가온{number}").value
            desk.cases.add_note(case.id, "첫 상담", "안전한 연락 방법을 먼저 정하고 다음 만남을 약속함.")
    return Done(None, Changes.CASES | Changes.NOTES)

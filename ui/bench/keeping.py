"""What is felt at the desk while its record files are copied, checked or written anew: gaps, searches, drafts.

Each of the three runs as the window runs it; before each, the same searches and drafts alone are the floor.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from app.changes import Done
from app.clock import random_id
from app.desk import Desk
from app.flows import anew, backups, verification
from app.flows.copyist import Copyist
from app.i18n import _
from app.kinds import Compartment, Role
from app.vault import Home, Keys, refresh
from app.vault.enrolling import change
from ui.bench import centre
from ui.bench.measure import LEAST, Figure, Goal, p95
from ui.bench.painting import settle
from ui.bench.seat import Seat, seated
from ui.bench.stall import Gaps

GOAL = Goal("most", 50.0)
MORE = 10.0
"""Milliseconds that a search or a draft may take longer than alone, as from a key to its paint."""

_SEARCHES, _DRAFTS = 60, 2 * LEAST
_DRAFT = "d" * 32
_TEXT = "글" * 200
Tell = Callable[[float], None]


@dataclass
class Felt:
    """What one stretch of time was like: milliseconds of searches and drafts, the longest gap, seconds in all.

    `own` is the longest gap without the time in which others had the processors.
    """

    search: list[float]
    draft: list[float]
    gap: float = 0.0
    own: float = 0.0
    seconds: float = 0.0

    def told(self) -> tuple[float, float, float]:
        return self.gap, p95(self.search), p95(self.draft)


def measure(cases: int) -> Figure:
    with centre.copy(centre.practice(cases)) as practice, seated(practice, "manager") as seat:
        on_screen = seat.show_cases()
        on_screen.show_every_status()
        home, keys = seat.read(lambda desk: (desk.home, desk.keys))
        work = {
            _("backup"): partial(_backup, home, keys, practice.home.parent),
            _("check"): partial(_check, seat, home, keys),
            _("new key"): partial(_new_key, seat, home, keys, practice.secrets("manager2")[0]),
        }
        _felt(seat, practice.words(), lambda: False)  # the first question of a day warms the cache
        alone: dict[str, Felt] = {}
        beside: dict[str, Felt] = {}
        for name, act in work.items():
            alone[name] = _felt(seat, practice.words(), lambda: False)
            beside[name] = _beside(seat, practice.words(), act)
        turned = seat.read(lambda desk: (desk.keys.epoch(Compartment.CASEWORK), len(desk.cases.find(centre.ONE))))
    said = _told(alone, beside, cases) + seat.mistakes()
    also = all(_kept(alone[name].told(), beside[name].told()) for name in work) and not seat.broke
    worst = max(one.gap for one in beside.values())
    floor = max(one.gap for one in alone.values())
    n = min(len(one.search) for one in beside.values())
    return Figure(worst, floor, GOAL, n, note=said, also=also and turned == (2, 1))


def _kept(alone: tuple[float, float, float], beside: tuple[float, float, float]) -> bool:
    """Whether searches and drafts went on as if nothing were going on."""
    return all(during <= before + MORE for before, during in zip(alone[1:], beside[1:], strict=True))


def _told(alone: dict[str, Felt], beside: dict[str, Felt], cases: int) -> str:
    line = _(
        "{name} {seconds:.0f} s: gap {gap:.0f} ms (alone {gap0:.0f}; {own:.0f} without the wait for a processor), search p95 {search:.1f} ({search0:.1f}), draft p95 {draft:.1f} ({draft0:.1f})."
    )
    parts = []
    for name, during in beside.items():
        (gap, search, draft), (gap0, search0, draft0) = during.told(), alone[name].told()
        parts.append(
            line.format(
                name=name, seconds=during.seconds, gap=gap, own=during.own, gap0=gap0, search=search, search0=search0, draft=draft,
                draft0=draft0,
            )
        )  # fmt: skip
    return " ".join([_("{cases} cases.").format(cases=f"{cases:,}"), *parts])


# -- what is felt --------------------------------------------------------------------------------


def _felt(seat: Seat, words: tuple[str, ...], going: Callable[[], bool]) -> Felt:
    """Search for a while, then write for a while, for as long as something goes on; nobody does both at once."""
    found, gaps = Felt([], []), Gaps()

    def sit() -> None:
        while going() or len(found.search) < _SEARCHES:
            for turn in range(_SEARCHES):
                word = words[turn % len(words)]
                found.search.append(_timed(lambda word=word: seat.read(lambda desk: desk.cases.find(word))))  # type: ignore[misc] # bound now
                settle(5)
            for _turn in range(_DRAFTS):
                found.draft.append(_timed(lambda: seat.write(_keep_draft)))
                settle(5)

    begun = time.perf_counter()
    found.gap, found.own = gaps.during(sit), gaps.own
    found.seconds = time.perf_counter() - begun
    return found


def _keep_draft(desk: Desk) -> Done[Any]:
    return desk.contacts.keep_draft(_DRAFT, "note", _TEXT)


def _timed(act: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    act()
    return (time.perf_counter() - begin) * 1e3


def _beside(seat: Seat, words: tuple[str, ...], act: Callable[[Tell, threading.Event], Any]) -> Felt:
    ended: list[object] = []
    seat.tasks.work(seat.shell, act, ended.append, ended.append, lambda _part: None)
    found = _felt(seat, words, lambda: not ended)
    if isinstance(ended[0], Exception):
        raise ended[0]
    return found


# -- what goes on meanwhile ----------------------------------------------------------------------


def _backup(home: Path, keys: Keys, folder: Path, tell: Tell, stop: threading.Event) -> None:
    place = folder / random_id()
    place.mkdir()
    backups.write(home, keys, place, Copyist(apart=True, tell=tell, stop=stop))
    shutil.rmtree(place)


def _check(seat: Seat, home: Path, keys: Keys, tell: Tell, stop: threading.Event) -> None:
    anchored = seat.tasks.hands().write(lambda desk: desk.freshness.anchored())
    verification.verify(home, keys, anchored, tell=tell, stop=stop, apart=True)


def _new_key(seat: Seat, home: Path, keys: Keys, other: str, tell: Tell, stop: threading.Event) -> None:
    """A manager stops reading cases, so their records get a new key, as at the next opening."""
    hands = seat.tasks.hands()
    change(home, keys, Home.open(home).find(other).id, Role.MANAGER, frozenset())
    hands.write(lambda _desk: refresh(home, keys))
    for job in hands.write(lambda desk: desk.to_write_anew()):
        with Copyist(apart=True, tell=tell, stop=stop) as copyist:
            anew.write_anew(home, job, hands, copyist, tell)

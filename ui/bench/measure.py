"""How a figure is made: subject and floor by turns in one run, at least eleven times, medians, CPU time beside.

A figure says what it measured whether its goal is met or not; nothing here knows what a good number would be.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

LEAST = 11
"""Fewer turns than this are not called a figure."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One turn: milliseconds on the wall and of the processor."""

    ms: float
    cpu: float


Turn = Callable[[], Sequence[Sample]]
Reduce = Callable[[Sequence[float]], float]


@dataclass(frozen=True, slots=True)
class Pair:
    """Every sample of a subject and of its floor, taken by turns."""

    subject: tuple[Sample, ...]
    floor: tuple[Sample, ...]
    turns: int


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound: `times` the floor, `plus` milliseconds over it, at `most` this much, or `none`."""

    kind: str = "none"
    limit: float = 0.0

    def met(self, value: float, floor: float) -> bool:
        if self.kind == "times":
            return value <= self.limit * floor
        if self.kind == "plus":
            return value <= floor + self.limit
        return value <= self.limit

    def text(self, unit: str) -> str:
        words = {"times": "≤ {0:g} × floor", "plus": "≤ floor + {0:g} {1}", "most": "≤ {0:g} {1}", "none": "none set"}
        return words[self.kind].format(self.limit, unit)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the answer: what was found, against what, and whether that is the goal."""

    value: float
    floor: float
    goal: Goal
    n: int
    unit: str = "ms"
    cpu: tuple[float, float] | None = None
    note: str = ""
    also: bool = True
    """Whether every other condition of the goal (said in the note) holds too."""

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where nobody set one and nothing failed."""
        if not self.also:
            return False
        return None if self.goal.kind == "none" else self.goal.met(self.value, self.floor)

    def as_json(self) -> dict[str, Any]:
        return {
            "value": round(self.value, 2),
            "unit": self.unit,
            "floor": round(self.floor, 2),
            "ratio": round(self.value / self.floor, 3) if self.floor > 0 else None,
            "goal": self.goal.text(self.unit),
            "met": self.met,
            "n": self.n,
            "cpu": {"value": round(self.cpu[0], 2), "floor": round(self.cpu[1], 2)} if self.cpu else None,
            "note": self.note,
        }


def alternate(subject: Turn, floor: Turn, n: int = LEAST, *, warm: int = 1) -> Pair:
    """Run both by turns, each first every other time; the first `warm` turns of each are thrown away."""
    if n < LEAST:
        raise ValueError(f"{n} turns are too few; a figure needs {LEAST}")
    found: dict[bool, list[Sample]] = {True: [], False: []}
    for turn in range(-warm, n):
        for is_subject in (True, False) if turn % 2 else (False, True):
            samples = subject() if is_subject else floor()
            if turn >= 0:
                found[is_subject] += samples
    return Pair(tuple(found[True]), tuple(found[False]), n)


def timed(act: Callable[[], Any], before: Callable[[], Any] = lambda: None) -> Turn:
    """An act of this process as a turn; what `before` does is not counted."""

    def turn() -> list[Sample]:
        before()
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        return [Sample((time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3)]

    return turn


def median(values: Sequence[float]) -> float:
    """The middle value; reckoned here, because a measured process loads this file and nothing dear with it."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def figure(pair: Pair, goal: Goal, note: str = "", *, reduce: Reduce = median, also: bool = True) -> Figure:
    """The figure of a pair; `reduce` is the median, or `p95` where single frames count."""
    return Figure(
        value=reduce([one.ms for one in pair.subject]),
        floor=reduce([one.ms for one in pair.floor]),
        goal=goal,
        n=pair.turns,
        cpu=(median([one.cpu for one in pair.subject]), median([one.cpu for one in pair.floor])),
        note=note,
        also=also,
    )


def p95(values: Sequence[float]) -> float:
    """The value that 95 of a hundred do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(0.95 * len(ordered)) - 1)]

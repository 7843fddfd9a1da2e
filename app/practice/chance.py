"""Chance with a seed: the same seed makes the same centre, ids included."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from app.clock import instant

T = TypeVar("T")

_HOURS = {9: 8, 10: 16, 11: 15, 12: 7, 13: 12, 14: 16, 15: 14, 16: 12, 17: 8, 18: 4, 19: 3, 20: 2}


class Chance:
    """Everything that is left to chance in a practice centre."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - invented content must be repeatable; no key comes from here

    def one(self, among: Sequence[T]) -> T:
        return among[int(self._random.random() * len(among))]

    def few(self, among: Sequence[T], count: int) -> list[T]:
        return self._random.sample(among, min(count, len(among)))

    def weighted(self, weights: Mapping[T, int]) -> T:
        return self._random.choices(list(weights), list(weights.values()))[0]

    def happens(self, per_hundred: float) -> bool:
        return self._random.random() * 100 < per_hundred

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def part(self) -> float:
        return self._random.random()

    def id(self, at: int) -> str:
        """A UUIDv7 of that instant, like `clock.new_id`, but with this chance."""
        value = (at << 80) | (7 << 76) | (self._random.getrandbits(12) << 64)
        return f"{value | (2 << 62) | self._random.getrandbits(62):032x}"

    def moment(self, day: date) -> int:
        """An instant within the opening hours of a day."""
        return instant(datetime.combine(day, time(self.weighted(_HOURS), self.whole(0, 59))))

    def weekday(self, day: date, earliest: date) -> date:
        """The day itself, or mostly the Friday before where it falls on a weekend."""
        back = day - timedelta(days=max(0, day.weekday() - 4))
        return back if back >= earliest and self.happens(85) else day

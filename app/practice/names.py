"""Invented people: aliases that are all distinct, Korean names by their real weights, numbers that ring nowhere."""

from __future__ import annotations

from math import gcd

from app.practice.chance import Chance
from app.practice.words import book


class Aliases:
    """Aliases, each given once: things and plants, described things, and those with a season before them."""

    def __init__(self, chance: Chance, reserved: frozenset[str] = frozenset()) -> None:
        names = book("names")
        self._chance = chance
        self._reserved = reserved
        pairs = names["pairs"]
        self._singles, self._first, self._second = (
            _mixed(chance, words) for words in (names["singles"], pairs["first"], pairs["second"])
        )
        self._seasons = names["seasons"]
        self._orders = [_Order(chance, size) for size in self._sizes()]

    def _sizes(self) -> tuple[int, int, int]:
        pairs = len(self._first) * len(self._second)
        return len(self._singles), pairs, pairs * len(self._seasons)

    def next(self) -> str:
        """One that nobody has yet."""
        while True:
            level = 0 if self._orders[0].left and self._chance.happens(40) else 1 if self._orders[1].left else 2
            alias = self._alias(level, self._orders[level].next())
            if alias not in self._reserved:
                return alias

    def _alias(self, level: int, place: int) -> str:
        if level == 0:
            return str(self._singles[place])
        season, pair = divmod(place, len(self._first) * len(self._second))
        first, second = divmod(pair, len(self._second))
        name = f"{self._first[first]}{self._second[second]}"
        return f"{self._seasons[season]} {name}" if level == 2 else name


class _Order:
    """Every number below `size` once, in an order that looks like chance and needs no memory."""

    def __init__(self, chance: Chance, size: int) -> None:
        self._size, self._at = size, chance.whole(0, size - 1)
        self._step = _step(chance, size)
        self.left = size

    def next(self) -> int:
        self.left -= 1
        self._at = (self._at + self._step) % self._size
        return self._at


def _mixed(chance: Chance, words: list[str]) -> list[str]:
    once = list(dict.fromkeys(words))
    return chance.few(once, len(once))


def _step(chance: Chance, size: int) -> int:
    """A long step that meets every number: it shares no divisor with the size."""
    while gcd(step := chance.whole(size // 3, size - 1), size) > 1:
        pass
    return step


def name(chance: Chance, sex: str) -> str:
    """A Korean name as frequent as its surname is."""
    names = book("names")
    given = names["given"]["male" if sex == "male" else "female"]
    return f"{chance.weighted(names['surnames'])}{chance.one(given)}"


def phone(chance: Chance) -> str:
    """A number that belongs to nobody: no mobile exchange begins with 0 (010-00xx-xxxx is never handed out)."""
    return f"010-00{chance.whole(10, 99)}-{chance.whole(0, 9999):04d}"

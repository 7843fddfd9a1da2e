"""The guarantee, written first; every other number of `solo/1` is derived from it.

**Promise.** For one person, over their whole life in this centre's books, everything the collector ever
receives, in whatever order and with whatever it knows already about everybody else, is (ε, δ)-differentially
private with ε ≤ 4 at δ = 1e-6. Two books are neighbours when they differ in one person: all their cases.

**Units.** A person's units are the squared Euclidean length of what they change in a round's vector, summed over
rounds; all cases of the person together, because two cases in one cell change it by 2 and cost 4, not 2. A case
lies in one cell of each table, so with the shipped six tables an entry costs 6, and changing an attribute costs
2 for each table it stands in: violence 8, age, relation, channel and outcome 4 each. The quarterly rounds carry
changes; the annual table shows the year's new cases once more and costs 6 once. Both count.

**Cap.** A realistic life is entry 6 + annual table 6 + closing 4 + the dearest correction of one attribute 8
= 24. A withdrawn consent takes the case out again (6) and fits wherever that correction was not needed. What
would pass the cap waits and is shown.

**Noise.** Each cell of each round gets an independent discrete Gaussian N_Z(0, v), drawn whole at the centre.
Shifting it by an integer k gives the privacy loss (k² - 2kx) / 2v at x, with no error from rounding, so a life
with shifts k₁, k₂, … loses U / 2v - S / v, where U = Σk² and S = Σkx is a sum of independent discrete
Gaussians. `delta` computes the law of S by convolution and from it δ(ε) exactly, up to a truncation that is
added to the result. How U is split into squares matters a little (S lies on a coarser grid), so every split is
computed and the worst counts; fewer units are a projection of more. `derive` takes the smallest whole v for
which δ(4) ≤ 1e-6 at the cap. The mathematics is that of Canonne, Kamath and Steinke 2020 (arXiv 2004.00010).

**Not promised.** A person known to two centres has two lives. The manager who decides to hold a round sees the
true changes; that one bit a round is not part of the computation.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from app.wire import Cubes, cubes

EPSILON = 4.0
DELTA = 1e-6
_TINY = 1e-26

Law = dict[int, float]


@dataclass(frozen=True, slots=True)
class Guarantee:
    """The promise with the numbers that keep it."""

    epsilon: float
    delta: float
    units_max: int
    variance: int

    @property
    def deviation(self) -> float:
        return math.sqrt(self.variance)


SHIPPED = Guarantee(EPSILON, DELTA, units_max=24, variance=35)
"""What `derive()` gives for the shipped tables; a test derives it again."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Units of each event in a life, read off the tables."""

    entry: int
    annual: int
    closing: int
    correction: int

    @property
    def life(self) -> int:
        return self.entry + self.annual + self.closing + self.correction


def prices(tables: Cubes) -> Prices:
    """What each event costs with these tables."""
    entry = len(tables.tables)
    changing = {name: 2 * sum(name in sides for sides in tables.tables.values()) for name in _names(tables)}
    return Prices(entry, entry, changing["outcome"], max(changing.values()))


def _names(tables: Cubes) -> set[str]:
    return {name for sides in tables.tables.values() for name in sides}


def derive(tables: Cubes | None = None) -> Guarantee:
    """Cap and noise from the promise: the smallest whole variance that keeps it at the cap."""
    cap = prices(tables or cubes()).life
    variance = next(v for v in range(1, 100 * cap) if worst_delta(EPSILON, cap, v) <= DELTA)
    return Guarantee(EPSILON, DELTA, cap, variance)


def epsilon(units: int, variance: int, delta_: float = DELTA) -> float:
    """The smallest ε at δ for a life of `units`, to four decimals, rounded up."""
    low, high = 0.0, 64.0
    while high - low > 1e-5:
        middle = (low + high) / 2
        low, high = (low, middle) if worst_delta(middle, units, variance) <= delta_ else (middle, high)
    return math.ceil(high * 1e4) / 1e4


def advantage(units: int, variance: int) -> float:
    """How far the best guess rises above a coin: total variation, over the worst split."""
    return worst_delta(0.0, units, variance)


@cache
def guess(units: int, guarantee: Guarantee = SHIPPED) -> int:
    """Of 100 guesses "in the books or not" by somebody who knows all else, how many are right at most."""
    return math.ceil(50 + 50 * advantage(units, guarantee.variance) - 1e-9)


def worst_delta(epsilon_: float, units: int, variance: int) -> float:
    """δ(ε) of the worst split of `units` into squares of integer changes."""
    return max(delta(epsilon_, shifts, variance) for shifts in splits(units))


def splits(units: int) -> Iterator[tuple[int, ...]]:
    """Every multiset of positive integers whose squares add up to `units`, largest first."""
    return _splits(units, math.isqrt(units))


def _splits(units: int, largest: int) -> Iterator[tuple[int, ...]]:
    if units == 0:
        yield ()
    for shift in range(min(largest, math.isqrt(units)), 0, -1):
        for rest in _splits(units - shift * shift, shift):
            yield (shift, *rest)


def delta(epsilon_: float, shifts: tuple[int, ...], variance: int) -> float:
    """δ(ε) of a life with these integer shifts, never too small."""
    units = sum(shift * shift for shift in shifts)
    law = _sum_law(shifts, variance)
    lost = max(0.0, 1.0 - math.fsum(law.values()))
    terms = (p * -math.expm1(epsilon_ - loss) for loss, p in _losses(law, units, variance) if loss > epsilon_)
    return math.fsum(terms) + lost + 1e-14


def _losses(law: Law, units: int, variance: int) -> Iterator[tuple[float, float]]:
    return (((units / 2 - place) / variance, p) for place, p in law.items())


@cache
def _sum_law(shifts: tuple[int, ...], variance: int) -> Law:
    law: Law = {0: 1.0}
    for shift in sorted(set(shifts)):
        law = _convolve(law, _spread(_power(shifts.count(shift), variance), shift))
    return law


@cache
def _power(times: int, variance: int) -> Law:
    if times == 1:
        return _gaussian(variance)
    half = _power(times // 2, variance)
    whole = _convolve(half, half)
    return _convolve(whole, _gaussian(variance)) if times % 2 else whole


@cache
def _gaussian(variance: int) -> Law:
    reach = math.ceil(12 * math.sqrt(variance)) + 2
    weights = {x: math.exp(-x * x / (2 * variance)) for x in range(-reach, reach + 1)}
    total = math.fsum(weights.values())
    return {x: weight / total for x, weight in weights.items()}


def _spread(law: Law, factor: int) -> Law:
    return {factor * place: p for place, p in law.items()}


def _convolve(left: Law, right: Law) -> Law:
    out: Law = {}
    for a, p in left.items():
        for b, q in right.items():
            out[a + b] = out.get(a + b, 0.0) + p * q
    return {place: p for place, p in out.items() if p > _TINY}

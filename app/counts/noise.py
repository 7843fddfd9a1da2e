"""An exact sampler of the discrete Gaussian: integers and the operating system's randomness, no floating point.

The algorithm is Canonne, Kamath and Steinke's (2020): a discrete Laplace draw, accepted with a probability that
turns it into a Gaussian. Every comparison is between whole numbers, so no rounding can leak.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable

Below = Callable[[int], int]
"""A uniform whole number below a bound."""


def discrete_gaussian(variance: int, below: Below = secrets.randbelow) -> int:
    """One draw of N_Z(0, variance): P(x) proportional to exp(-x² / 2·variance)."""
    scale = math.isqrt(variance) + 1
    while True:
        draw = _discrete_laplace(scale, below)
        distance = abs(draw) * scale - variance
        if _exp_coin(distance * distance, 2 * variance * scale * scale, below):
            return draw


def noise(size: int, variance: int, below: Below = secrets.randbelow) -> tuple[int, ...]:
    """Independent draws, one a cell."""
    return tuple(discrete_gaussian(variance, below) for _ in range(size))


def _discrete_laplace(scale: int, below: Below) -> int:
    """P(x) proportional to exp(-|x| / scale)."""
    while True:
        rest = below(scale)
        if not _exp_coin(rest, scale, below):
            continue
        size = rest + scale * _whole_exponents(below)
        negative = below(2) == 1
        if size or not negative:
            return -size if negative else size


def _whole_exponents(below: Below) -> int:
    count = 0
    while _exp_coin(1, 1, below):
        count += 1
    return count


def _exp_coin(above: int, under: int, below: Below) -> bool:
    """True with probability exp(-above / under), exactly."""
    while above > under:
        if not _small_exp_coin(1, 1, below):
            return False
        above -= under
    return _small_exp_coin(above, under, below)


def _small_exp_coin(above: int, under: int, below: Below) -> bool:
    """The same for above ≤ under: von Neumann's series of ever rarer coins."""
    turn = 1
    while below(under * turn) < above:
        turn += 1
    return turn % 2 == 1

"""The sampler against the law it claims; fixed numbers of draws, limits a correct sampler misses once in 10⁶ runs."""

from __future__ import annotations

import math
import random

import pytest

from app.counts.noise import discrete_gaussian, noise


def law(variance: int, reach: int) -> dict[int, float]:
    weights = {x: math.exp(-x * x / (2 * variance)) for x in range(-reach, reach + 1)}
    total = sum(weights.values())
    return {x: weight / total for x, weight in weights.items()}


def chi_square(draws: tuple[int, ...], expected: dict[int, float]) -> tuple[float, int]:
    """The statistic over places expected at least 10 times, both tails pooled."""
    size = len(draws)
    inner = {x for x, p in expected.items() if p * size >= 10}
    seen = {x: draws.count(x) for x in inner}
    rest = size - sum(seen.values()), size * (1 - sum(expected[x] for x in inner))
    terms = [(seen[x] - size * expected[x]) ** 2 / (size * expected[x]) for x in inner]
    return sum(terms) + (rest[0] - rest[1]) ** 2 / rest[1], len(inner)


def upper(freedom: int) -> float:
    """The 1 - 10⁻⁶ quantile of chi², Wilson–Hilferty, z = 4.753."""
    return freedom * (1 - 2 / (9 * freedom) + 4.753 * math.sqrt(2 / (9 * freedom))) ** 3


@pytest.mark.parametrize("variance", [1, 4, 35, 144])
def test_draws_follow_the_law(variance: int) -> None:
    statistic, freedom = chi_square(noise(20_000, variance), law(variance, 14 * math.isqrt(variance) + 14))
    assert statistic < upper(freedom)


def test_the_chi_square_test_can_fail() -> None:
    statistic, freedom = chi_square(noise(20_000, 29), law(35, 90))
    assert statistic > upper(freedom)


def test_the_shipped_noise_has_its_variance_and_no_bias() -> None:
    size = 40_000
    draws = noise(size, 35)
    mean, variance = sum(draws) / size, sum(x * x for x in draws) / size
    assert abs(mean) < 4.9 * math.sqrt(35 / size)
    assert abs(variance - 35) < 4.9 * 35 * math.sqrt(2 / size)


def test_the_same_chance_gives_the_same_draws() -> None:
    """Nothing but the source of chance enters a draw."""
    first, second = random.Random(7), random.Random(7)
    one = [discrete_gaussian(35, first.randrange) for _ in range(50)]
    assert one == [discrete_gaussian(35, second.randrange) for _ in range(50)]
    assert len(set(one)) > 5

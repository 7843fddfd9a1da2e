"""The guarantee: derived again from the shipped tables, and its sentence from its numbers."""

from __future__ import annotations

import math

import pytest

from app.counts import guarantee as g
from app.counts.noise import noise
from app.counts.preview import sentence
from app.wire import cubes


def test_the_shipped_numbers_keep_the_promise() -> None:
    """ε of a whole life at the cap, recomputed over every split of the units, stays at or under 4."""
    assert g.epsilon(g.SHIPPED.units_max, g.SHIPPED.variance) <= 4.0
    assert g.worst_delta(4.0, g.SHIPPED.units_max, g.SHIPPED.variance) <= 1e-6


def test_the_shipped_numbers_are_those_derived() -> None:
    assert g.derive() == g.SHIPPED


def test_one_less_variance_or_one_more_unit_breaks_the_promise() -> None:
    """The test above could fail: the numbers are tight."""
    assert g.epsilon(g.SHIPPED.units_max, g.SHIPPED.variance - 1) > 4.0
    assert g.epsilon(g.SHIPPED.units_max + 1, g.SHIPPED.variance) > 4.0


def test_the_figures_of_the_older_design_do_not_carry_over() -> None:
    """The design's warning: a cap of 50 at sd 3.8 is no guarantee of 4, but of about 10."""
    assert 9.0 < g.epsilon(50, round(3.8**2)) < 11.5


def test_prices_come_from_the_tables() -> None:
    prices = g.prices(cubes())
    assert (prices.entry, prices.annual, prices.closing, prices.correction) == (6, 6, 4, 8)
    assert prices.life == g.SHIPPED.units_max


@pytest.mark.parametrize(("units", "variance"), [(1, 4), (6, 35), (24, 35), (10, 14)])
def test_the_exact_loss_lies_beside_the_gaussian_curve(units: int, variance: int) -> None:
    """An independent formula: δ of the continuous Gaussian with μ² = units / variance (Balle and Wang 2018)."""
    for epsilon in (0.5, 1.0, 2.0, 4.0):
        known = gaussian_delta(epsilon, math.sqrt(units / variance))
        assert g.worst_delta(epsilon, units, variance) == pytest.approx(known, rel=0.6, abs=1e-12)
    ones = g.delta(2.0, (1,) * units, variance)
    known = gaussian_delta(2.0, math.sqrt(units / variance))
    assert ones == pytest.approx(known, rel=0.6 if units < 6 else 0.03)


def gaussian_delta(epsilon: float, mu: float) -> float:
    return phi(mu / 2 - epsilon / mu) - math.exp(epsilon) * phi(-mu / 2 - epsilon / mu)


def phi(x: float) -> float:
    return math.erfc(-x / math.sqrt(2)) / 2


def test_the_best_guess_on_real_draws_is_what_the_promise_says() -> None:
    """A whole life at the cap, 24 cells by one: the likelihood test wins on the shipped sampler as computed."""
    trials, units = 4000, g.SHIPPED.units_max
    lives = [sum(noise(units, g.SHIPPED.variance)) for _ in range(2 * trials)]
    right = sum(life + units > units / 2 for life in lives[:trials]) + sum(life < units / 2 for life in lives[trials:])
    expected = (1 + g.delta(0.0, (1,) * units, g.SHIPPED.variance)) / 2
    spread = math.sqrt(expected * (1 - expected) / (2 * trials))
    assert abs(right / (2 * trials) - expected) < 5 * spread + 0.01  # a tie at the half is lost both ways


def test_every_split_adds_up() -> None:
    found = list(g.splits(24))
    assert len(found) == len(set(found)) == 16
    assert all(sum(k * k for k in split) == 24 for split in found)


def test_a_life_of_fewer_units_is_safer() -> None:
    risks = [g.epsilon(units, 35) for units in (6, 10, 18, 24)]
    assert risks == sorted(risks)


def test_the_sentence_is_computed() -> None:
    """Advantage 0.3211 at the cap: right 66.06 times in a hundred, said as 67."""
    assert 0.31 < g.advantage(24, 35) < 0.33
    assert g.guess(24) == 67
    assert "67" in sentence(g.SHIPPED)

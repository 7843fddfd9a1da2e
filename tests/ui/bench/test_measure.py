"""The rules every figure is made by: turns, medians, goals that may be missed."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest

from ui.bench.measure import LEAST, Figure, Goal, Sample, alternate, figure, median, p95, timed

KEYS = {"value", "unit", "floor", "ratio", "goal", "met", "n", "cpu", "note"}


def turns(order: list[str], name: str, values: list[float]) -> list[Sample]:
    order.append(name)
    return [Sample(value, value / 2) for value in values]


def test_subject_and_floor_take_turns_and_neither_is_always_first() -> None:
    order: list[str] = []
    pair = alternate(lambda: turns(order, "s", [2.0]), lambda: turns(order, "f", [1.0]), warm=0)
    rounds = [tuple(order[at : at + 2]) for at in range(0, len(order), 2)]
    assert len(rounds) == LEAST
    assert all(set(one) == {"s", "f"} for one in rounds)
    assert all(one != after for one, after in pairwise(rounds))
    assert len(pair.subject) == len(pair.floor) == LEAST


def test_what_warms_up_is_thrown_away() -> None:
    slow = iter([900.0, 900.0, *[1.0] * LEAST])
    pair = alternate(lambda: [Sample(next(slow), 0)], lambda: [Sample(1.0, 0)], warm=2)
    assert {one.ms for one in pair.subject} == {1.0}


def test_fewer_than_eleven_turns_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        alternate(lambda: [Sample(1, 1)], lambda: [Sample(1, 1)], LEAST - 1)


def test_a_figure_is_the_median_with_cpu_beside_it() -> None:
    values = iter([float(n) for n in range(1, 12)])
    pair = alternate(lambda: [Sample(next(values), 3.0)], lambda: [Sample(2.0, 1.0)], warm=0)
    found = figure(pair, Goal("times", 3.0))
    assert (found.value, found.floor, found.n) == (6.0, 2.0, LEAST)
    assert found.cpu == (3.0, 1.0)


def test_the_answer_has_the_shape_that_others_read() -> None:
    told = Figure(30.0, 20.0, Goal("times", 1.2), LEAST, cpu=(1.0, 2.0), note="n").as_json()
    assert set(told) == KEYS
    assert json.loads(json.dumps(told)) == told
    assert told["ratio"] == 1.5
    assert told["n"] >= 11


@pytest.mark.parametrize(
    ("goal", "value", "met"),
    [
        (Goal("times", 1.2), 12.0, True),
        (Goal("times", 1.2), 12.1, False),
        (Goal("plus", 5.0), 15.0, True),
        (Goal("plus", 5.0), 15.1, False),
        (Goal("most", 50.0), 50.1, False),
        (Goal(), 1e9, None),
    ],
)
def test_a_goal_missed_is_told_as_missed(goal: Goal, value: float, met: bool | None) -> None:
    assert Figure(value, 10.0, goal, LEAST).as_json()["met"] is met


def test_a_side_condition_that_fails_is_enough_to_miss() -> None:
    assert Figure(1.0, 10.0, Goal(), LEAST, also=False).met is False
    assert Figure(1.0, 10.0, Goal("times", 2.0), LEAST, also=False).met is False


def test_without_a_floor_there_is_no_ratio() -> None:
    assert Figure(1.0, 0.0, Goal(), LEAST).as_json()["ratio"] is None


def test_the_ninety_fifth_percentile_is_one_of_the_values() -> None:
    assert p95([float(n) for n in range(1, 101)]) == 95.0
    assert p95([7.0]) == 7.0
    assert median([1.0, 9.0, 2.0]) == 2.0


def test_what_prepares_a_turn_is_not_counted() -> None:
    done: list[str] = []

    def before() -> None:
        done.append("before")
        time.sleep(0.05)

    turn = timed(lambda: done.append("act"), before=before)
    sample = turn()[0]
    assert done == ["before", "act"]
    assert 0 <= sample.ms < 50

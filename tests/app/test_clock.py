"""Ids rise in the order they were made, within one millisecond and across threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from app.clock import new_id


def test_ids_rise_within_a_millisecond() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_threads_make_no_id_twice_and_each_sees_its_own_rise() -> None:
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: [new_id() for _ in range(5_000)], range(4)))
    assert all(run == sorted(run) for run in runs)
    assert len({one for run in runs for one in run}) == 20_000


def test_a_given_instant_stands_in_the_id() -> None:
    assert int(new_id(1_000)[:12], 16) == 1_000
    assert new_id(1_000)[12] == "7"

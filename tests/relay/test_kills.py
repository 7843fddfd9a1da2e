"""kill -9 of the relay while centres deliver: every receipt that was given holds, every effect is there once."""

from __future__ import annotations

import random
import sqlite3
import threading
import time

from app.sync.relay import Outcome
from tests.relay.running import RunningRelay, envelope, post


def test_a_killed_relay_forgets_no_receipt_and_counts_nothing_twice(relay: RunningRelay) -> None:
    centres = [relay.enrolled() for _ in range(6)]
    bodies = [envelope(keys, relay.roster) for keys in centres]
    given: dict[int, set[bytes]] = {n: set() for n in range(6)}
    chance = random.Random(20261123)
    for _ in range(6):
        stop = threading.Event()
        threads = [
            threading.Thread(target=_keep_posting, args=(relay, n, centres, bodies, given, stop)) for n in range(6)
        ]
        for thread in threads:
            thread.start()
        time.sleep(chance.uniform(0.0, 0.25))
        relay.kill()
        stop.set()
        for thread in threads:
            thread.join()
        relay.start()
    for n, (keys, body) in enumerate(zip(centres, bodies, strict=True)):
        given[n].add(post(relay, keys, body, f"{n}" * 32).receipt)
    assert all(len(receipts) == 1 and b"" not in receipts for receipts in given.values())
    with sqlite3.connect(relay.folder / "relay.db") as db:
        assert sorted(body for (body,) in db.execute("SELECT body FROM sealed")) == sorted(bodies)
        assert db.execute("SELECT count(*) FROM receipt").fetchone() == (6,)
        assert db.execute("SELECT count(*) FROM alarm").fetchone() == (0,)


def _keep_posting(relay, n, centres, bodies, given, stop) -> None:  # type: ignore[no-untyped-def]  # a thread's body
    while not stop.is_set():
        answer = post(relay, centres[n], bodies[n], f"{n}" * 32)
        if answer.outcome is Outcome.DELIVERED:
            given[n].add(answer.receipt)
        else:
            assert answer.outcome is Outcome.UNREACHED


def test_many_at_once_are_committed_together(relay: RunningRelay) -> None:
    centres = [relay.enrolled() for _ in range(20)]
    answers: list[Outcome] = []
    roster = relay.roster

    def one(n: int) -> None:
        answers.append(post(relay, centres[n], envelope(centres[n], roster), f"{n:032}").outcome)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [Outcome.DELIVERED] * 20

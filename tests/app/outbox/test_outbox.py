"""The queue over a real database: states, waits, dead letters, files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.clock import now
from app.errors import BadInput, Conflict, NoRoom, NotFound
from app.outbox import Outbox, problem_sentence
from app.outbox.service import LONGEST_WAIT, MOST_TRIES, pause
from app.store import Database


@pytest.fixture
def outbox(casework: Database) -> Outbox:
    return Outbox(casework)


@pytest.fixture
def item(outbox: Outbox, casework: Database) -> str:
    with casework.atomic():
        return outbox.put("round-1", b"bytes")


def test_it_belongs_to_the_transaction_of_its_change(outbox: Outbox, casework: Database) -> None:
    def undone() -> None:
        with casework.atomic():
            outbox.put("round-1", b"bytes")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert outbox.items() == ()


def test_nothing_leaves_before_it_is_released(outbox: Outbox, item: str) -> None:
    assert outbox.due() == ()
    outbox.release(item)
    assert [one.id for one in outbox.due()] == [item]
    outbox.hold(item)
    assert outbox.due() == ()


def test_no_connection_is_no_fault_however_often(outbox: Outbox, item: str) -> None:
    outbox.release(item)
    for _ in range(3 * MOST_TRIES):
        outbox.postpone(item, "not-reached", counts=False)
    assert outbox.item(item).state == "waiting"
    assert outbox.item(item).next_at <= now() + LONGEST_WAIT
    assert outbox.due(now() + LONGEST_WAIT + 1)


def test_errors_of_the_relay_end_in_a_dead_letter_that_can_be_tried_again(outbox: Outbox, item: str) -> None:
    outbox.release(item)
    for _ in range(MOST_TRIES):
        outbox.postpone(item, "trouble")
    assert [one.id for one in outbox.dead()] == [item]
    outbox.retry(item)
    again = outbox.item(item)
    assert (again.state, again.tries, again.body) == ("waiting", 0, b"bytes")
    assert outbox.due()


def test_the_other_sides_wait_is_honoured(outbox: Outbox, item: str) -> None:
    outbox.release(item)
    outbox.postpone(item, "busy", wait=7_200_000)
    assert outbox.due(now() + 7_100_000) == ()
    assert outbox.due(now() + 7_300_000)
    assert outbox.hurry().value == 1
    assert outbox.due()


def test_a_hold_while_a_try_fails_stays_a_hold(outbox: Outbox, item: str) -> None:
    outbox.release(item)
    outbox.hold(item)
    outbox.postpone(item, "not-reached", counts=False)
    assert outbox.item(item).state == "held"


def test_pauses_grow_and_are_spread() -> None:
    early, late = [pause(1) for _ in range(200)], [pause(30) for _ in range(200)]
    assert max(early) <= 4_000
    assert LONGEST_WAIT // 4 < max(late) <= LONGEST_WAIT
    assert len(set(late)) > 150


def test_what_is_done_cannot_be_held(outbox: Outbox, item: str) -> None:
    outbox.release(item)
    outbox.done(item, b"receipt")
    for act in (outbox.hold, outbox.release, outbox.retry):
        with pytest.raises(Conflict):
            act(item)
    with pytest.raises(NotFound):
        outbox.item("nobody")


def test_a_receipt_and_what_follows_are_one_transaction(outbox: Outbox, item: str) -> None:
    def broken() -> None:
        raise Conflict("no")

    outbox.release(item)
    with pytest.raises(Conflict):
        outbox.done(item, b"receipt", broken)
    assert outbox.item(item).state == "waiting"


def test_a_file_is_whole_or_not_there(
    outbox: Outbox, item: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert outbox.export(item, tmp_path).read_bytes() == b"bytes"
    with pytest.raises(BadInput):
        outbox.export(item, tmp_path / "nowhere")
    stick = tmp_path / "stick"
    stick.mkdir()

    def full(_handle: int) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoRoom):
        outbox.export(item, stick)
    assert list(stick.iterdir()) == []


def test_every_problem_has_a_sentence() -> None:
    for problem in ("not-reached", "conflict", "something-new"):
        assert len(problem_sentence(problem)) > 10
    assert problem_sentence(None) == ""


def test_weeks_without_a_connection_use_up_no_tries(outbox: Outbox, item: str) -> None:
    outbox.release(item)
    for _day in range(60):
        outbox.postpone(item, "not-reached", counts=False)
    outbox.postpone(item, "strange")
    assert outbox.item(item).state == "waiting"

"""What a relay keeps of an installation's age: the newest telling, for nobody else, and an answer to one question only."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from app.errors import NotReached, Rejected
from app.sync import carry, question
from app.wire import Malformed, Telling, anchors, read_anchor, read_held, signature, write_anchor, write_held
from tests.app.counts.centre import StaffKeys
from tests.relay.running import RunningRelay, wait_for

DAY = "2026-11-23"


def telling(counter: int, letter: str = "a") -> Telling:
    return Telling(counter, "sha256:" + letter * 64, DAY)


def tell(relay: RunningRelay, keys: StaffKeys, what: Telling | None) -> Telling | None:
    return carry(question(relay.card, keys, what))


def test_the_newest_telling_is_kept_and_never_an_older_one(relay: RunningRelay) -> None:
    keys, other = relay.enrolled(), relay.enrolled()
    assert tell(relay, keys, None) is None
    assert tell(relay, keys, telling(1)) == telling(1)
    assert tell(relay, keys, telling(7, "b")) == telling(7, "b")
    assert tell(relay, keys, telling(7, "c")) == telling(7, "b"), "the first hash of a number stays"
    assert tell(relay, keys, telling(6, "d")) == telling(7, "b")
    assert tell(relay, keys, None) == telling(7, "b")
    assert tell(relay, other, None) is None, "each installation hears of itself only"
    with sqlite3.connect(relay.folder / "relay.db") as db:
        assert [column[1] for column in db.execute("PRAGMA table_info(anchor)")] == ["sender", "counter", "document"]
        assert db.execute("SELECT count(*) FROM anchor").fetchone() == (1,)


def test_strangers_are_neither_answered_nor_kept(relay: RunningRelay) -> None:
    with pytest.raises(Rejected):
        tell(relay, StaffKeys(), telling(1))
    keys = relay.enrolled()
    with pytest.raises(Rejected):  # meant for another relay
        carry(question(replace(relay.card, relay=bytes(32)), keys, telling(1)))
    assert tell(relay, keys, None) is None


def test_a_telling_of_somebody_else_is_not_taken(relay: RunningRelay) -> None:
    keys, other = relay.enrolled(), relay.enrolled()
    body = write_anchor(telling(3), other.device_public, other.sign)
    assert raw(relay, keys, body).json()["type"] == "urn:gyeot:problem:malformed"
    assert raw(relay, keys, b"x" * (anchors.MOST + 1)).status_code == 413
    assert raw(relay, keys, body, key="short").json()["type"] == "urn:gyeot:problem:no-key"
    assert tell(relay, keys, None) is tell(relay, other, None) is None


def raw(relay: RunningRelay, keys: StaffKeys, body: bytes, key: str = "0" * 32) -> httpx2.Response:
    facts: dict[str, Any] = {"relay": relay.line["relay"], "created": int(time.time()), "key": key, "signer": keys}
    headers = signature.sign_request("POST", "/v1/anchor", body, **facts)
    with httpx2.Client() as http:
        return http.post(relay.url + "/v1/anchor", content=body, headers=headers)


def test_a_question_is_not_answered_twice(relay: RunningRelay) -> None:
    asked = question(relay.card, relay.enrolled(), telling(1))
    assert carry(asked) == telling(1)
    with pytest.raises(Rejected):
        carry(asked)


def test_a_relay_out_of_reach_costs_no_patience(relay: RunningRelay) -> None:
    asked = question(relay.card, relay.enrolled(), telling(1))
    relay.stop()
    began = time.monotonic()
    with pytest.raises(NotReached):
        carry(asked)
    assert time.monotonic() - began < 2.0


def test_a_relay_of_an_earlier_version_learns_it(relay: RunningRelay) -> None:
    keys = relay.enrolled()
    relay.stop()
    with sqlite3.connect(relay.folder / "relay.db") as db:
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table not in ("receipt", "sealed", "idempotency", "sum", "alarm"):  # the first relay had only these
                db.execute(f'DROP TABLE "{table}"')
    relay.start()
    assert tell(relay, keys, telling(2)) == telling(2)


def test_what_was_answered_survives_a_kill(relay: RunningRelay) -> None:
    keys, chance, answered = relay.enrolled(), random.Random(11), [0]
    for _turn in range(4):
        stop = threading.Event()
        thread = threading.Thread(target=_keep_telling, args=(relay, keys, answered, stop))
        before = answered[0]
        thread.start()
        wait_for(lambda before=before: answered[0] > before + 2)
        time.sleep(chance.uniform(0.0, 0.05))
        relay.kill()
        stop.set()
        thread.join()
        relay.start()
        held = tell(relay, keys, None)
        assert held is not None
        assert answered[0] <= held.counter <= answered[0] + 1


def _keep_telling(relay: RunningRelay, keys: StaffKeys, answered: list[int], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            held = tell(relay, keys, telling(answered[0] + 1))
        except (NotReached, Rejected):
            return
        assert held is not None
        answered[0] = held.counter


# -- the papers ---------------------------------------------------------------------------------------


def test_every_changed_bit_of_a_telling_is_found() -> None:
    keys = StaffKeys()
    document = write_anchor(telling(10**12), keys.device_public, keys.sign)
    assert read_anchor(document, keys.device_public) == telling(10**12)
    assert len(document) < anchors.MOST
    for bit in range(len(document) * 8):
        flipped = bytearray(document)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Malformed):
            read_anchor(bytes(flipped), keys.device_public)


def test_every_changed_bit_of_an_answer_is_found() -> None:
    keys, relay, asked = StaffKeys(), StaffKeys(), "0f" * 16
    document = write_anchor(telling(5), keys.device_public, keys.sign)
    answer = write_held(document, asked, relay.device_public, relay.sign)
    assert read_held(answer, asked, relay.device_public, keys.device_public) == telling(5)
    for bit in range(len(answer) * 8):
        flipped = bytearray(answer)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Malformed):
            read_held(bytes(flipped), asked, relay.device_public, keys.device_public)


def test_an_answer_fits_one_question_one_relay_one_centre() -> None:
    keys, relay, other = StaffKeys(), StaffKeys(), StaffKeys()
    document = write_anchor(telling(5), keys.device_public, keys.sign)
    answer = write_held(document, "0f" * 16, relay.device_public, relay.sign)
    for asked, signer, sender in (
        ("f0" * 16, relay, keys),
        ("0f" * 16, other, keys),
        ("0f" * 16, relay, other),
    ):
        with pytest.raises(Malformed):
            read_held(answer, asked, signer.device_public, sender.device_public)
    empty = write_held(b"", "0f" * 16, relay.device_public, relay.sign)
    assert read_held(empty, "0f" * 16, relay.device_public, keys.device_public) is None
    zero = write_anchor(replace(telling(1), counter=0), keys.device_public, keys.sign)
    with pytest.raises(Malformed):
        read_anchor(zero, keys.device_public)

"""The relay over real HTTP: first valid bytes win, nobody else's key does anything, errors repeat nothing."""

from __future__ import annotations

import json
import socket
import sqlite3
import stat
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app import wire
from app.errors import Conflict, Damaged, Denied, NoRoom, Rejected
from app.relay import close_round, enrol, revoke, serve, take
from app.sync import fetch_card, fetch_receipt, fetch_roster, fetch_sums
from app.sync.relay import Outcome
from app.wire import signature
from tests.app.counts.centre import StaffKeys
from tests.relay.running import RunningRelay, envelope, post


def rows(relay: RunningRelay, table: str) -> int:
    with sqlite3.connect(relay.folder / "relay.db") as db:
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def raw(relay: RunningRelay, body: bytes, headers: dict[str, str], path: str = "/v1/counts") -> httpx2.Response:
    with httpx2.Client() as http:
        return http.post(relay.url + path, content=body, headers=headers)


def headers(running: RunningRelay, keys: StaffKeys, body: bytes, key: str = "k" * 32, **other: Any) -> dict[str, str]:
    facts = {"relay": running.line["relay"], "created": int(time.time()), **other}
    return signature.sign_request("POST", "/v1/counts", body, key=key, signer=keys, **facts)


def test_the_same_bytes_get_the_same_receipt(relay: RunningRelay) -> None:
    keys = relay.enrolled()
    body = envelope(keys, relay.roster)
    first, again, other_key = (post(relay, keys, body, key) for key in ("a" * 32, "a" * 32, "b" * 32))
    assert first.outcome is Outcome.DELIVERED
    assert first.receipt == again.receipt == other_key.receipt
    assert rows(relay, "receipt") == rows(relay, "sealed") == 1
    assert fetch_receipt(relay.card, keys, "2026-Q3") == first.receipt
    assert fetch_receipt(relay.card, keys, "2026-Q2") is None


def test_other_bytes_for_the_same_round_are_refused_with_an_alarm(relay: RunningRelay) -> None:
    keys = relay.enrolled()
    first = envelope(keys, relay.roster)
    receipt = post(relay, keys, first).receipt
    answer = post(relay, keys, envelope(keys, relay.roster, [2] * 322), "c" * 32)
    assert (answer.outcome, answer.problem) == (Outcome.REFUSED, "conflict")
    assert rows(relay, "alarm") == 1
    assert post(relay, keys, first).receipt == receipt
    with sqlite3.connect(relay.folder / "relay.db") as db:
        assert db.execute("SELECT body FROM sealed").fetchall() == [(first,)]


def test_a_restored_backup_shows_as_a_fork(relay: RunningRelay) -> None:
    keys = relay.enrolled()
    first = envelope(keys, relay.roster)
    post(relay, keys, first)
    for seq, prev in ((1, "none"), (2, "sha256:" + "0" * 64)):
        body = envelope(keys, relay.roster, round="2026-Q4", seq=seq, prev=prev)
        assert post(relay, keys, body, f"{seq}" * 32).problem == "fork"
    fine = envelope(keys, relay.roster, round="2026-Q4", seq=2, prev=wire.sha256(first))
    assert post(relay, keys, fine, "d" * 32).outcome is Outcome.DELIVERED
    gap = envelope(keys, relay.roster, round="2027-Q1", seq=9, prev="sha256:" + "1" * 64)
    assert post(relay, keys, gap, "e" * 32).outcome is Outcome.DELIVERED
    assert rows(relay, "alarm") == 3


def test_an_idempotency_key_belongs_to_one_body(relay: RunningRelay) -> None:
    keys = relay.enrolled()
    first = envelope(keys, relay.roster)
    post(relay, keys, first, "a" * 32)
    second = envelope(keys, relay.roster, round="2026-Q4", seq=2, prev=wire.sha256(first))
    answer = raw(relay, second, headers(relay, keys, second, "a" * 32))
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:gyeot:problem:other-body")
    assert raw(relay, second, headers(relay, keys, second, "-")).status_code == 400


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        ({"trial": False}, "trial"),
        ({"roster_id": "0" * 16}, "refused"),
        ({"cells": "sha256:" + "0" * 64}, "refused"),
        ({"scheme": "share2-u64/1"}, "refused"),
        ({"law": "skellam"}, "refused"),
    ],
)
def test_envelopes_of_another_world_are_refused(relay: RunningRelay, other: dict[str, Any], problem: str) -> None:
    keys = relay.enrolled()
    answer = post(relay, keys, envelope(keys, relay.roster, **other))
    assert (answer.outcome, answer.problem) == (Outcome.REFUSED, problem)
    assert rows(relay, "receipt") == 0


def test_a_production_relay_refuses_practice_and_trial(tmp_path: Path) -> None:
    real = RunningRelay(tmp_path / "real", trial=False).start()
    try:
        with pytest.raises(Denied):
            real.enrolled(practice=True)
        keys = real.enrolled(practice=False)
        assert post(real, keys, envelope(keys, real.roster, trial=True)).problem == "trial"
        assert post(real, keys, envelope(keys, real.roster)).outcome is Outcome.DELIVERED
    finally:
        real.stop()
    with pytest.raises(Conflict):
        serve(key_folder=tmp_path / "real", trial=True)


def test_another_centres_key_reads_and_writes_nothing(relay: RunningRelay) -> None:
    mine, other, stranger = relay.enrolled(), relay.enrolled(), StaffKeys()
    body = envelope(mine, relay.roster)
    answer = raw(relay, body, headers(relay, other, body))
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:gyeot:problem:not-yours")
    assert raw(relay, body, headers(relay, stranger, body)).status_code == 403
    post(relay, mine, body)
    path = f"/v1/receipts/{wire.key_id(mine.device_public)}/2026-Q3/city"
    for keys, status in ((other, 403), (stranger, 403), (mine, 200)):
        facts = {"key": "-", "relay": relay.line["relay"], "created": int(time.time())}
        signed = signature.sign_request("GET", path, b"", signer=keys, **facts)
        with httpx2.Client() as http:
            assert http.get(relay.url + path, headers=signed).status_code == status
    with httpx2.Client() as http:
        assert http.get(relay.url + path).status_code == 401


def test_requests_are_bound_to_relay_time_body_and_one_use(relay: RunningRelay) -> None:
    keys = relay.enrolled()
    body = envelope(keys, relay.roster)
    good = headers(relay, keys, body)
    other = envelope(keys, relay.roster)
    assert raw(relay, other, good).status_code == 401
    assert raw(relay, body, headers(relay, keys, body, relay="0" * 16)).status_code == 421
    late = raw(relay, body, headers(relay, keys, body, created=int(time.time()) - 3600))
    assert late.json()["type"] == "urn:gyeot:problem:clock"
    assert raw(relay, body, good | {"idempotency-key": "x" * 32}).status_code == 401
    assert raw(relay, body, good).status_code == 201
    assert raw(relay, body, good).json()["type"] == "urn:gyeot:problem:replayed"


def test_a_revoked_centre_is_out(relay: RunningRelay) -> None:
    keys = relay.enrolled()
    revoke(relay.folder, wire.key_id(keys.device_public))
    assert post(relay, keys, envelope(keys, relay.roster)).problem == "not-on-roster"
    with pytest.raises(Conflict):
        enrol(relay.folder, wire.write_application(wire.Application(keys.device_public, True, "2026-11-23"), keys.sign))


def test_errors_never_repeat_what_came_in(relay: RunningRelay) -> None:
    keys = relay.enrolled()
    canary = "CANARY-8f3"
    body = canary.encode() * 20
    answers = [
        raw(relay, body, {}),
        raw(relay, body, headers(relay, keys, body)),
        raw(relay, body, {"signature-input": canary, "signature": canary}),
        raw(relay, body, {}, f"/v1/{canary}"),
        raw(relay, canary.encode() * 2000, {}),
        httpx2.put(f"{relay.url}/v1/counts?{canary}"),
        httpx2.get(f"{relay.url}/v1/receipts/{canary}/x/y"),
    ]
    assert [one.status_code for one in answers] == [401, 422, 401, 404, 413, 405, 401]
    for one in answers:
        assert one.headers["content-type"] == "application/problem+json"
        assert canary not in one.text + json.dumps(dict(one.headers))
        assert set(one.json()) == {"type", "title", "status"}


def test_nobodys_address_or_program_is_kept(tmp_path: Path) -> None:
    relay = RunningRelay(tmp_path / "relay").start()
    keys = relay.enrolled()
    body = envelope(keys, relay.roster)
    for agent in ("CANARY-agent", "CANARY-other"):
        raw(relay, body, headers(relay, keys, body) | {"user-agent": agent, "referer": "http://CANARY"})
        raw(relay, b"x", {"user-agent": agent})
    relay.stop()
    kept = b"".join(one.read_bytes() for one in relay.folder.iterdir()) + relay.output.encode()
    assert b"CANARY" not in kept
    assert b"127.0.0.1" not in kept.replace(relay.url.encode(), b"")


def test_no_sum_of_too_few_is_ever_opened(relay: RunningRelay, monkeypatch: pytest.MonkeyPatch) -> None:
    centres = [relay.enrolled() for _ in range(4)]
    for keys in centres[:2]:
        post(relay, keys, envelope(keys, relay.roster))
    opened: list[wire.Envelope] = []
    true_open = wire.Envelope.open_for_collector

    def watched(envelope: wire.Envelope, private: X25519PrivateKey) -> tuple[int, ...]:
        opened.append(envelope)
        return true_open(envelope, private)

    monkeypatch.setattr(wire.Envelope, "open_for_collector", watched)
    with pytest.raises(Rejected):
        close_round(relay.folder, "2026-Q3")
    post(relay, centres[2], envelope(centres[2], relay.roster, n=4))
    with pytest.raises(Rejected):
        close_round(relay.folder, "2026-Q3")
    assert not opened
    post(relay, centres[3], envelope(centres[3], relay.roster))
    total = close_round(relay.folder, "2026-Q3")
    assert (total.n, total.variance, set(total.values)) == (4, 140, {4})
    assert rows(relay, "sealed") == 0
    assert fetch_sums(relay.card) == (total,)


def test_a_revoked_centre_does_not_make_up_the_number(relay: RunningRelay) -> None:
    centres = [relay.enrolled() for _ in range(3)]
    for keys in centres:
        post(relay, keys, envelope(keys, relay.roster))
    revoke(relay.folder, wire.key_id(centres[0].device_public))
    with pytest.raises(Rejected):
        close_round(relay.folder, "2026-Q3")


def test_a_round_closes_once_and_for_good(relay: RunningRelay) -> None:
    centres = [relay.enrolled() for _ in range(4)]
    bodies = [envelope(keys, relay.roster) for keys in centres]
    receipts = [post(relay, keys, body).receipt for keys, body in zip(centres[:3], bodies, strict=False)]
    close_round(relay.folder, "2026-Q3")
    with pytest.raises(Conflict):
        close_round(relay.folder, "2026-Q3")
    assert post(relay, centres[3], bodies[3]).problem == "round-closed"
    assert post(relay, centres[0], bodies[0]).receipt == receipts[0]
    for file in relay.folder.glob("relay.db*"):
        assert bodies[0][1900:4000] not in file.read_bytes()


def test_unreadable_envelopes_do_not_make_up_the_number(relay: RunningRelay) -> None:
    centres = [relay.enrolled() for _ in range(4)]
    wrong = replace(relay.roster, collector=X25519PrivateKey.generate().public_key().public_bytes_raw())
    for keys in centres[:2]:
        post(relay, keys, envelope(keys, relay.roster))
    post(relay, centres[2], envelope(centres[2], wrong, roster=relay.roster.sha256))
    with pytest.raises(Rejected):
        close_round(relay.folder, "2026-Q3")
    post(relay, centres[3], envelope(centres[3], relay.roster))
    total = close_round(relay.folder, "2026-Q3")
    assert (total.n, total.unreadable, total.variance) == (3, 1, 105)


def test_a_stick_carries_envelope_and_receipt(relay: RunningRelay, tmp_path: Path) -> None:
    keys = relay.enrolled()
    body = envelope(keys, relay.roster)
    stick = tmp_path / "stick.gyeot"
    stick.write_bytes(body)
    receipt = take(relay.folder, stick)
    assert post(relay, keys, body).receipt == receipt
    stick.write_bytes(envelope(keys, relay.roster))
    with pytest.raises(Rejected):
        take(relay.folder, stick)


def test_papers_are_public_and_signed(relay: RunningRelay) -> None:
    card = fetch_card(relay.url)
    assert card == relay.card
    assert fetch_roster(relay.url, card.roster_key) == relay.roster
    with pytest.raises(wire.Malformed):
        fetch_roster(relay.url, StaffKeys().device_public)
    assert httpx2.get(relay.url + "/healthz").json()["relay"] == relay.line["relay"]
    assert httpx2.get(relay.url + "/docs").status_code == 404


def test_private_keys_are_the_owners_alone(relay: RunningRelay) -> None:
    for name in ("relay.key", "roster.key", "collector.key"):
        assert stat.S_IMODE((relay.folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(relay.folder.stat().st_mode) == 0o700


def test_a_taken_port_is_said(relay: RunningRelay, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(NoRoom):
            serve(port=taken.getsockname()[1], trial=True, key_folder=tmp_path / "other")


def test_a_relay_with_a_missing_or_cut_file_does_not_start(relay: RunningRelay) -> None:
    for name in ("collector.key", "roster.signed"):
        kept = (relay.folder / name).read_bytes()
        (relay.folder / name).write_bytes(kept[:-1])
        with pytest.raises(Damaged):
            close_round(relay.folder, "2026-Q3")
        (relay.folder / name).write_bytes(kept)
    (relay.folder / "collector.key").unlink()
    with pytest.raises(Damaged):
        close_round(relay.folder, "2026-Q3")

"""From the books through real HTTP to a real relay and back: once, whatever is killed; and nothing but the bytes."""

from __future__ import annotations

import json
import random
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app import wire
from app.counts import Counts
from app.errors import BadInput, NotReached, Rejected
from app.outbox import Outbox, problem_sentence
from app.relay import close_round
from app.store import Database
from app.sync import Drained, drain, fetch_sums
from app.sync.relay import _asked
from tests.app.counts.centre import Books, StaffKeys
from tests.relay.running import ROOT, RunningRelay, envelope, post


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RunningRelay]:
    running = RunningRelay(tmp_path / "relay").start()
    yield running
    running.stop()


class Centre:
    """One centre with its books, joined to a relay."""

    def __init__(self, db: Database, relay: RunningRelay) -> None:
        self.db, self.relay = db, relay
        self.keys = relay.enrolled()
        self.books, self.outbox = Books(db), Outbox(db)
        self.counts = Counts(db, self.keys, self.outbox, relay.roster)

    def ready(self) -> str:
        """A closed round that a manager has sent."""
        self.books.case()
        round_id = self.counts.close_round("2026-Q3").value
        self.counts.send(round_id)
        return round_id

    def drain(self, **other: Any) -> Drained:
        facts = {"acknowledge": self.counts.acknowledge, "refused": self.counts.refused, **other}
        return drain(self.outbox, self.relay.card, self.keys, **facts)


@pytest.fixture
def centre(casework: Database, relay: RunningRelay) -> Centre:
    return Centre(casework, relay)


def test_a_round_travels_and_is_acknowledged(centre: Centre) -> None:
    round_id = centre.ready()
    assert centre.drain() == Drained(delivered=1)
    assert centre.counts.rounds()[0].state == "acknowledged"
    assert centre.db.value("SELECT count(*) FROM count_state") == 1
    assert centre.drain() == Drained()
    with pytest.raises(Rejected):
        close_round(centre.relay.folder, "2026-Q3")
    others = [centre.relay.enrolled() for _ in range(2)]
    for keys in others:
        post(centre.relay, keys, envelope(keys, centre.relay.roster, [0] * 322))
    close_round(centre.relay.folder, "2026-Q3")
    shown = [row.value for table in centre.counts.preview(round_id).tables for row in table.rows]
    assert [list(total.values) for total in fetch_sums(centre.relay.card)] == [shown]


def test_held_rounds_do_not_leave(centre: Centre) -> None:
    round_id = centre.ready()
    centre.counts.hold(round_id)
    assert centre.drain() == Drained()
    assert centre.counts.rounds()[0].state == "held"


def test_without_a_connection_it_waits_and_says_so(centre: Centre) -> None:
    centre.ready()
    centre.relay.kill()
    done = centre.drain()
    assert (done.waiting, done.problem) == (1, "not-reached")
    with pytest.raises(NotReached):
        done.insist()
    assert centre.drain() == Drained(waiting=1)
    centre.relay.start()
    centre.outbox.hurry()
    assert centre.drain().delivered == 1


@pytest.mark.parametrize("address", ["not an address", "ftp://x", "relay.example.kr", "http://[::bad"])
def test_a_wrong_address_is_said(centre: Centre, address: str) -> None:
    centre.ready()
    with pytest.raises(BadInput):
        centre.drain(relay_url=address)
    assert centre.outbox.items("waiting")


def test_another_server_is_no_relay(centre: Centre, tmp_path: Path) -> None:
    """A web server that says 404, 200 or sends elsewhere; another relay; the right relay's receipt for other bytes."""
    centre.ready()
    other = RunningRelay(tmp_path / "other").start()
    answers = [b"404 Not Found", b"200 OK", b"302 Found\r\nLocation: http://127.0.0.1:1/"]
    try:
        for address in [other.url, *(speaking(answer) for answer in answers)]:
            centre.outbox.hurry()
            done = centre.drain(relay_url=address)
            assert (done.delivered, done.waiting, done.problem) == (0, 1, "strange")
            with pytest.raises(Rejected):
                done.insist()
    finally:
        other.stop()
    assert centre.counts.rounds()[0].state == "waiting"


def speaking(status: bytes) -> str:
    """A server that answers one request with this status line and goes away."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        connection, _ = listening.accept()
        with connection, listening:
            _request(connection)
            connection.sendall(b"HTTP/1.1 " + status + b"\r\nContent-Length: 2\r\n\r\nok")

    threading.Thread(target=answer, daemon=True).start()
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, body = data.split(b"\r\n\r\n", 1)
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def test_the_wire_carries_the_bytes_that_were_shown_and_nothing_of_the_books(centre: Centre) -> None:
    round_id = centre.ready()
    seen: list[bytes] = []
    recording = socket.create_server(("127.0.0.1", 0))

    def pass_on() -> None:
        connection, _ = recording.accept()
        with recording, connection, socket.create_connection(("127.0.0.1", centre.relay.port)) as onward:
            seen.append(_request(connection))
            onward.sendall(seen[0].replace(b"Connection: keep-alive", b"Connection: close"))
            connection.sendall(onward.recv(65536) + onward.recv(65536))

    threading.Thread(target=pass_on, daemon=True).start()
    assert centre.drain(relay_url=f"http://127.0.0.1:{recording.getsockname()[1]}").delivered == 1
    head, body = seen[0].split(b"\r\n\r\n", 1)
    assert body == centre.outbox.of(round_id).body
    assert wire.sha256(body).removeprefix("sha256:") == centre.counts.preview(round_id).facts.sha256
    names = {line.split(b":")[0].lower() for line in head.split(b"\r\n")[1:]}
    assert names <= {
        b"host", b"accept", b"accept-encoding", b"connection", b"user-agent", b"content-length", b"content-type",
        b"content-digest", b"idempotency-key", b"gyeot-relay", b"signature-input", b"signature",
    }  # fmt: skip
    assert len(seen) == 1


def test_a_refused_round_is_a_dead_letter_with_an_alarm(centre: Centre) -> None:
    round_id = centre.ready()
    other = envelope(centre.keys, centre.relay.roster)
    post(centre.relay, centre.keys, other, "z" * 32)
    done = centre.drain()
    assert (done.refused, done.problem) == (1, "conflict")
    assert done.sentence == problem_sentence("conflict")
    assert [one.problem for one in centre.outbox.dead()] == ["conflict"]
    assert centre.counts.rounds()[0].state == "waiting"
    assert centre.db.value("SELECT count(*) FROM count_state") == 0
    centre.counts.drop(round_id)


def test_a_late_round_rolls_into_the_next(centre: Centre) -> None:
    centre.books.case(opened_on="2026-02-02")
    first = centre.counts.close_round("2026-Q1").value
    for _ in range(3):
        keys = centre.relay.enrolled()
        post(centre.relay, keys, envelope(keys, centre.relay.roster, round="2026-Q1"))
    close_round(centre.relay.folder, "2026-Q1")
    centre.counts.send(first)
    assert centre.drain().problem == "round-closed"
    assert centre.counts.rounds()[0].state == "refused"
    second = centre.counts.close_round("2026-Q2").value
    centre.counts.send(second)
    assert centre.counts.preview(second).tables[0].total.change == 1
    assert centre.drain().delivered == 1


def test_a_forged_receipt_acknowledges_nothing(centre: Centre) -> None:
    centre.ready()
    forged = replace(centre.relay.card, relay=StaffKeys().device_public)
    done = drain(
        centre.outbox,
        forged,
        centre.keys,
        acknowledge=centre.counts.acknowledge,
        refused=centre.counts.refused,
    )
    assert (done.delivered, done.problem) == (0, "strange")
    assert centre.counts.rounds()[0].state == "waiting"


@pytest.mark.parametrize(("text", "low", "high"), [("30", 30_000, 30_000), ("", 0, 0), ("-5", 0, 0), ("x" * 99, 0, 0)])
def test_retry_after_is_read_with_care(text: str, low: int, high: int) -> None:
    assert low <= _asked(text) <= high
    assert _asked("9" * 30) == 24 * 3600 * 1000


_CLIENT = """
import json, sys
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from app import wire
from app.counts import Counts
from app.outbox import Outbox, problem_sentence
from app.store import Database
from app.sync import drain
from tests.app.counts.centre import StaffKeys
from tests.conftest import FileAnchor
o = json.loads(sys.argv[1])
keys = StaffKeys(device=Ed25519PrivateKey.from_private_bytes(bytes.fromhex(o["device"])), casework=o["casework"])
card = wire.read_card(Path(o["card"]).read_bytes())
roster = wire.read_roster(Path(o["roster"]).read_bytes(), card.roster_key)
db = Database.open(Path(o["db"]), o["raw"], "casework", who="user-1", device="B", anchor=FileAnchor(Path(o["anchor"])))
outbox = Outbox(db)
counts = Counts(db, keys, outbox, roster)
outbox.hurry()
print("ready", flush=True)
print(drain(outbox, card, keys, acknowledge=counts.acknowledge, refused=counts.refused).delivered, flush=True)
"""


def test_a_killed_desk_sends_everything_exactly_once(
    relay: RunningRelay, tmp_path: Path, casework: Database, raw_key: str
) -> None:
    """kill -9 of the desk somewhere between request, receipt and commit, then once more without a kill."""
    centre = Centre(casework, relay)
    round_id = centre.ready()
    body = centre.outbox.of(round_id).body
    raw = centre.keys.device.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    paths = {"card": relay.folder / "card.signed", "roster": relay.folder / "roster.signed"}
    places = {"db": tmp_path / "casework.db", "anchor": tmp_path / "anchor.json", **paths}
    secrets = {"device": raw.hex(), "casework": centre.keys.casework, "raw": raw_key}
    options = json.dumps({**secrets, **{name: str(path) for name, path in places.items()}})
    chance = random.Random(11)
    for turn in range(7):
        process = subprocess.Popen(
            [sys.executable, "-c", _CLIENT, options], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        if turn < 6:
            time.sleep(chance.uniform(0.0, 0.45))
            process.kill()
        process.communicate(timeout=30)
    assert centre.counts.rounds()[0].state == "acknowledged"
    assert centre.db.value("SELECT count(*) FROM count_state") == 1
    with sqlite3.connect(relay.folder / "relay.db") as db:
        assert db.execute("SELECT body FROM sealed").fetchall() == [(body,)]
        assert db.execute("SELECT count(*) FROM alarm").fetchone() == (0,)


def test_the_desk_loads_no_network_before_it_sends() -> None:
    code = (
        "import sys, app.sync, app.counts, app.outbox; "
        "print([m for m in ('httpx2', 'truststore', 'fastapi', 'uvicorn', 'sqlalchemy', 'app.relay') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"

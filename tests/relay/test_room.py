"""Room that nobody takes from others: announced files, bodies of strangers, and the memory of signed requests."""

from __future__ import annotations

import secrets
import socket
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from sqlalchemy import select

from app.clock import today
from app.relay import database, retention
from app.relay.nonces import Nonces
from app.relay.problems import Problem
from app.relay.tables import centre
from app.wire import pieces, signature
from tests.relay.conftest import EASY
from tests.relay.reporter import PIECE, Desk, Reporter, new_desk, problem
from tests.relay.running import RunningRelay

QUOTA = 16


def counted(running: RunningRelay, desk: Desk) -> tuple[int, int]:
    """How many pieces' worth lies at the relay for a centre, and how many are announced."""
    engine = database.opened(running.database, running.folder)
    with engine.connect() as db:
        held, promised = db.execute(select(centre.c.held, centre.c.promised).where(centre.c.id == desk.centre)).one()
    engine.dispose()
    return held // pieces.SEALED, promised // pieces.SEALED


def test_files_that_are_announced_and_never_come_keep_nobody_out(tmp_path: Path) -> None:
    options = {"work": EASY, "quota": QUOTA * pieces.SEALED}
    running = RunningRelay(tmp_path / "relay", options=options).start()
    desk = new_desk(running)
    with httpx2.Client(base_url=running.url, timeout=30) as http:
        for _bot in range(20):
            Reporter(http, desk.centre).send(pieces=11)
        assert counted(running, desk) == (0, 220), "thirteen times the room is announced"
        real = Reporter(http, desk.centre)
        drop = real.send(pieces=3)
        assert [real.put(drop, number).status_code for number in range(3)] == [201] * 3
        assert counted(running, desk) == (3, 220)
        sender = Reporter(http, desk.centre)
        many = sender.send(pieces=8)
        assert [sender.put(many, number).status_code for number in range(8)] == [201] * 8
        late = Reporter(http, desk.centre)
        assert problem(late.post(late.sealed(pieces=2))) == "full-files", "a quarter is held for what is to come"
        engine = database.opened(None, running.folder)
        retention.run(engine, today() + timedelta(days=1))
        assert counted(running, desk) == (11, 220)
        retention.run(engine, today() + timedelta(days=2))
        engine.dispose()
        assert counted(running, desk) == (11, 0), "after two days nothing is held for them"
        late.send(pieces=2)
    running.stop()


def test_bytes_that_came_are_bounded_and_words_still_find_room(tmp_path: Path) -> None:
    running = RunningRelay(tmp_path / "relay", options={"work": EASY, "quota": QUOTA * pieces.SEALED}).start()
    desk = new_desk(running)
    with httpx2.Client(base_url=running.url, timeout=30) as http:
        bots = [Reporter(http, desk.centre) for _ in range(2)]
        drops = [bot.send(pieces=11) for bot in bots]
        told = [bot.put(drop, number) for bot, drop in zip(bots, drops, strict=True) for number in range(11)]
        assert [one.status_code for one in told] == [201] * 17 + [507] * 5
        assert problem(told[-1]) == "full-files"
        Reporter(http, desk.centre).send("말은 들어옵니다".encode())
        assert counted(running, desk) == (17, 5)
        one = Reporter(http, desk.centre)
        assert problem(one.post(one.sealed(pieces=1))) == "full-files"
        desk.ask("POST", "/v1/data", b'{"events":[{"id":"%s","kind":"taken","numbers":[1]}]}' % (b"0" * 32))
        assert counted(running, desk) == (6, 5), "what the centre took makes room"
        assert [bots[1].put(drops[1], number).status_code for number in range(6, 11)] == [201] * 5
        assert counted(running, desk) == (11, 0)
    running.stop()


# --- bodies ---------------------------------------------------------------------------------------


def asked_without_body(url: str, method: str, path: str, token: str, wait: float = 10) -> bytes:
    """The answer to the head of a request whose body is announced and never sent."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=wait) as line:
        line.sendall(
            f"{method} {path} HTTP/1.1\r\nHost: relay\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Length: {len(PIECE)}\r\n\r\n".encode()
        )
        return line.recv(16)


def test_a_body_is_read_only_for_whoever_has_the_pass(channel: RunningRelay, http: httpx2.Client) -> None:
    reporter = Reporter(http, new_desk(channel).centre)
    drop, wrong, right = reporter.send(pieces=1), secrets.token_hex(32), reporter.thread.token.hex()
    mailbox = reporter.thread.mailbox_id.hex()
    for method, path in (("PUT", f"/v1/drops/{drop}/chunks/0"), ("POST", f"/v1/mailboxes/{mailbox}/messages")):
        assert asked_without_body(channel.url, method, path, wrong).startswith(b"HTTP/1.1 404 ")
        with pytest.raises(TimeoutError):
            asked_without_body(channel.url, method, path, right, wait=0.3)
    assert reporter.put(drop, 0).status_code == 201


# --- signed requests ------------------------------------------------------------------------------


def test_a_busy_desk_uses_up_its_own_memory_of_requests_only(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1_000_000.0]
    monkeypatch.setattr("app.relay.nonces.time.time", lambda: clock[0])
    nonces = Nonces(most=50)

    def asks(key: str, nonce: int) -> None:
        nonces.once(signature.Claim(key * 16, int(clock[0]), f"{nonce:032x}"))

    for number in range(50):
        asks("a", number)
    for number, code in ((50, "busy"), (7, "replayed")):
        with pytest.raises(Problem, match=code):
            asks("a", number)
    asks("b", 7)
    clock[0] += signature.WINDOW + 1
    asks("a", 50)
    with pytest.raises(Problem, match="replayed"):
        asks("a", 50)
    with pytest.raises(Problem, match="replayed"):
        asks("b", 7)

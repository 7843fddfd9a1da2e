"""What an operator does: an old database, a centre's paper and page, backups, retention, and what may be read outside."""

from __future__ import annotations

import json
import secrets
import sqlite3
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from app import wire
from app.clock import today
from app.errors import BadInput, Conflict, Damaged
from app.relay import database, hosting, page, retention
from app.relay.journal import Journal
from app.relay.tables import metadata
from app.wire import page_manifest, pieces
from tests.commands import run
from tests.relay.clusters import Cluster
from tests.relay.conftest import EASY
from tests.relay.reporter import Reporter, event, new_desk
from tests.relay.running import RunningRelay, envelope, post

# As the releases up to 0.2.0a2 made it.
_OLD = """
CREATE TABLE receipt (sender VARCHAR(16) NOT NULL, round VARCHAR(8) NOT NULL, "group" VARCHAR(32) NOT NULL,
    sha256 VARCHAR(71) NOT NULL, seq INTEGER NOT NULL, day VARCHAR(10) NOT NULL, document BLOB NOT NULL,
    PRIMARY KEY (sender, round, "group"));
CREATE TABLE sealed (sender VARCHAR(16) NOT NULL, round VARCHAR(8) NOT NULL, "group" VARCHAR(32) NOT NULL,
    body BLOB NOT NULL, PRIMARY KEY (sender, round, "group"));
CREATE TABLE idempotency (sender VARCHAR(16) NOT NULL, "key" VARCHAR(64) NOT NULL, sha256 VARCHAR(71) NOT NULL,
    PRIMARY KEY (sender, "key"));
CREATE TABLE sum (round VARCHAR(8) NOT NULL, "group" VARCHAR(32) NOT NULL, document BLOB NOT NULL,
    PRIMARY KEY (round, "group"));
CREATE TABLE anchor (sender VARCHAR(16) NOT NULL, counter BIGINT NOT NULL, document BLOB NOT NULL, PRIMARY KEY (sender));
CREATE TABLE alarm (id INTEGER NOT NULL, day VARCHAR(10) NOT NULL, kind VARCHAR(16) NOT NULL,
    sender VARCHAR(16) NOT NULL, round VARCHAR(8) NOT NULL, sha256 VARCHAR(71) NOT NULL, PRIMARY KEY (id));
"""
_TABLES = ("receipt", "sealed", "idempotency", "sum", "anchor", "alarm")


def test_an_earlier_relays_database_goes_on(tmp_path: Path) -> None:
    running = RunningRelay(tmp_path / "relay", options={"work": EASY}).start()
    keys = running.enrolled()
    body = envelope(keys, running.roster)
    receipt = post(running, keys, body).receipt
    running.stop()
    old = tmp_path / "old.db"
    with sqlite3.connect(old) as db:
        db.executescript(_OLD)
        db.execute("ATTACH ? AS new", [str(running.folder / "relay.db")])
        for table in _TABLES:
            db.execute(f'INSERT INTO main."{table}" SELECT * FROM new."{table}"')
    db.close()
    for file in running.folder.glob("relay.db*"):
        file.unlink()
    old.rename(running.folder / "relay.db")
    running.start()
    assert post(running, keys, body).receipt == receipt
    with httpx2.Client(base_url=running.url) as http:
        desk = new_desk(running)
        Reporter(http, desk.centre).send()
        assert len(desk.index().entries) == 1
    running.stop()


def test_the_migrations_make_what_the_tables_say(channel: RunningRelay) -> None:
    engine = database.opened(channel.database, channel.folder)
    with engine.connect() as db:
        assert compare_metadata(MigrationContext.configure(db), metadata) == []
        assert db.execute(text("SELECT version_num FROM alembic_version")).scalar() == database.HEAD
    engine.dispose()


def test_a_database_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    engine = database.opened(None, tmp_path)
    with database.writing(engine) as db, db.begin():
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(Conflict):
        database.opened(None, tmp_path)


# --- retention ------------------------------------------------------------------------------------


def test_what_ends_ends_in_its_time(channel: RunningRelay, http: httpx2.Client) -> None:
    desk = new_desk(channel)
    read, unread, alive = (Reporter(http, desk.centre) for _ in range(3))
    for one in (read, unread, alive):
        one.put(one.send(pieces=1), 0)
    desk.tell(event("taken", numbers=[1, 3]), desk.answer(read.thread))
    engine = database.opened(channel.database, channel.folder)

    def on(days: int) -> tuple[list[int], tuple[str, ...]]:
        with database.writing(engine) as db, db.begin():
            retention.retire(db, today() + timedelta(days=days))
        found = desk.index()
        return [entry.number for entry in found.entries], found.gone

    assert on(90) == ([1, 2, 3], ())
    assert len(read.read().json()["reporter"]) == len(read.read().json()["centre"]) == 1
    assert on(91) == ([2], ()), "read threads end 90 days after their last word"
    assert read.read().status_code == 404
    assert on(180) == ([2], ())
    assert len(unread.read().json()["reporter"]) == 1
    assert on(181) == ([], (unread.thread.mailbox,))
    assert unread.read().status_code == 404
    with engine.connect() as db:
        held = db.execute(text("SELECT held FROM centre WHERE id = :id"), {"id": desk.centre}).scalar()
        assert held == 0
    assert desk.tell(event("close", mailbox=unread.thread.mailbox)) == ["applied"]
    assert desk.index().gone == ()
    engine.dispose()


def test_a_full_centre_says_so_before_anything_is_half_there(tmp_path: Path) -> None:
    running = RunningRelay(tmp_path / "relay", options={"work": EASY, "quota": 3 * pieces.SEALED}).start()
    desk = new_desk(running)
    with httpx2.Client(base_url=running.url) as http:
        first = Reporter(http, desk.centre)
        drop = first.send(pieces=2)
        assert [first.put(drop, number).status_code for number in (0, 1)] == [201, 201]
        other = Reporter(http, desk.centre)
        refused = other.post(other.sealed(pieces=2))
        assert (refused.status_code, refused.json()["type"]) == (507, "urn:gyeot:problem:full-files")
        assert other.read().status_code == 404
        other.send(b"without files")
        desk.tell(event("taken", numbers=[1]))
        Reporter(http, desk.centre).send(pieces=2)
    running.stop()


# --- the centre's paper and page ------------------------------------------------------------------


def paper(**changes: object) -> bytes:
    facts: dict[str, object] = {
        "id": secrets.token_hex(8), "verify": "0" * 64, "practice": True, "name": {"ko": "곁 센터", "en": "Gyeot"},
        "phones": [{"name": {"ko": "전화"}, "number": "02-555-0100"}], "hours": {"ko": "평일 9–18시"},
    }  # fmt: skip
    return json.dumps(facts | changes).encode()


def made_page(folder: Path) -> Path:
    folder.mkdir()
    files = {
        "index.html": b"<!doctype html><title>x</title>" + b" " * 500,
        "main.js": b"export {}\n",
        "hidden.txt": b"no",
    }
    named = {}
    for name, data in files.items():
        (folder / name).write_bytes(data)
        named[name] = {"sha256": wire.sha256(data).removeprefix("sha256:"), "size": len(data)}
    del named["hidden.txt"]
    (folder / "manifest.json").write_text(json.dumps({"format": "gyeot-page/1", "files": named}))
    return folder


def test_the_page_is_served_whole_guarded_and_alone(tmp_path: Path) -> None:
    folder = made_page(tmp_path / "page")
    running = RunningRelay(tmp_path / "relay", options={"page": str(folder)}).start()
    hosting.centre(running.folder, paper(), page_folder=folder)
    running.stop()
    running.start()
    with httpx2.Client(base_url=running.url) as http:
        found = http.get("/")
        assert found.content == http.get("/index.html").content == (folder / "index.html").read_bytes()
        assert found.headers["content-encoding"] == "gzip"
        assert {name: found.headers.get(name) for name in page_manifest.GUARDS} == page_manifest.GUARDS
        assert "set-cookie" not in found.headers
        assert "server" not in found.headers
        assert http.get("/", headers={"if-none-match": found.headers["etag"]}).status_code == 304
        assert http.get("/main.js").headers["content-type"].startswith("text/javascript")
        assert json.loads(http.get("/centre.json").content)["name"]["ko"] == "곁 센터"
        for path in ("/hidden.txt", "/../relay/relay.key", "/%2e%2e/relay/relay.key", "/v1/none"):
            assert http.get(path).status_code == 404
        assert json.loads(http.get("/manifest.json").content)["files"].keys() == {"index.html", "main.js"}
        assert http.get("/healthz").headers["cache-control"] == "no-store"
    running.stop()
    (folder / "main.js").write_text("altered")
    with pytest.raises(Damaged):
        page.load(folder)
    for wrong in (
        paper(id="x"),
        paper(more=1),
        paper(phones=[{"name": {"xx": "a"}, "number": "1"}]),
        b"[",
        paper(verify=3),
    ):
        with pytest.raises(BadInput):
            hosting.centre(running.folder, wrong)


# --- health and the journal -----------------------------------------------------------------------


def test_health_tells_strangers_one_word_and_the_operator_numbers(channel: RunningRelay, http: httpx2.Client) -> None:
    desk = new_desk(channel)
    before = http.get("/healthz").content
    Reporter(http, desk.centre).send()
    assert http.get("/healthz").content == before, "nobody outside sees that something arrived"
    assert set(json.loads(before)) == {"ok", "relay", "role", "trial"}
    token = (channel.folder / "health.key").read_text()
    told = http.get("/healthz", headers={"authorization": f"Bearer {token}"}).json()
    assert told["waiting"] >= 1
    assert {"disk_free_mib", "writer_waiting", "oldest_waiting_days", "held_mib"} < set(told)


def test_the_journal_counts_by_the_day_and_says_nothing_else(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(speaks=True)
    journal.count("messages")
    journal.count("messages")
    assert not journal.day_over()
    monkeypatch.setattr("app.relay.journal.today", lambda: today() + timedelta(days=1))
    assert journal.day_over()
    try:
        raise ValueError("CANARY")
    except ValueError as problem:
        journal.trouble(problem)
    day, trouble = map(json.loads, capsys.readouterr().err.splitlines())
    assert day == {"event": "day", "day": today().isoformat(), "messages": 2}
    assert (trouble["event"], trouble["kind"]) == ("trouble", "ValueError")
    Journal().say("anything")
    assert capsys.readouterr().err == ""


def test_no_word_address_or_program_is_left_anywhere(tmp_path: Path, cluster: Cluster) -> None:
    """Body, address, program, referrer: in no table, log or file of either database, and in nothing that was said."""
    for url in (None, cluster.fresh()):
        folder = tmp_path / ("postgresql" if url else "sqlite")
        running = RunningRelay(
            folder, options={"work": EASY, "log": True, **({"database": url} if url else {})}
        ).start()
        desk, told = new_desk(running), {"user-agent": "KANARI-7Q-AGENT", "referer": "http://kanari-7q/"}
        with httpx2.Client(base_url=running.url, headers=told) as http:
            reporter = Reporter(http, desk.centre)
            drop = reporter.send(b'{"text":"KANARI-7Q-WORDS"}', pieces=1)
            reporter.put(drop, 0)
            desk.tell(desk.answer(reporter.thread))
            http.post("/v1/drops?KANARI-7Q-QUERY", content=b"KANARI-7Q-BODY", headers={"cookie": "KANARI-7Q-COOKIE"})
            reporter.withdraw()
        running.stop()
        places = [folder, *([cluster.folder] if url else [])]
        own = ("pg_hba.conf",)  # names the loopback, as every cluster's does
        files = [path for place in places for path in place.rglob("*") if path.is_file() and path.name not in own]
        kept = {path.name: path.read_bytes() for path in files} | {"said": running.output.encode()}
        assert [name for name, data in kept.items() if b"kanari-7q" in data.lower()] == []
        address = [name for name, data in kept.items() if b"127.0.0.1" in data.replace(running.url.encode(), b"")]
        assert address == []


def test_the_commands_of_an_operator(tmp_path: Path) -> None:
    running = RunningRelay(tmp_path / "relay").start()
    folder, told = ("--folder", str(running.folder)), tmp_path / "paper.json"
    told.write_bytes(paper(id="0123456789abcdef"))
    assert run("relay", "centre", str(told), *folder).answer == {"centre": "0123456789abcdef"}
    assert set(run("relay", "invite", "--centre", "0123456789abcdef", *folder).answer) == {
        "code", "until", "relay", "fingerprint",
    }  # fmt: skip
    assert run("relay", "invite", "--centre", "x", *folder).code == 2
    desk = new_desk(running)
    (listed,) = run("relay", "desks", *folder).answer["desks"]
    assert listed["id"] == wire.key_id(desk.keys.device_public)
    assert run("relay", "expel", listed["id"], *folder).answer["centre"] == desk.centre
    assert run("relay", "expel", listed["id"], *folder).code == 2
    assert run("relay", "retire", *folder).answer == {"unread": 0, "threads": 0}
    running.stop()

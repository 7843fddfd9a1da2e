"""A relay's backup: whole while it works, closed to other keys, and never a number given twice after it came back."""

from __future__ import annotations

import threading
from pathlib import Path

import httpx2
import pyrage
import pytest

from app.errors import Damaged
from app.relay import backup
from tests.commands import run
from tests.relay.clusters import Cluster
from tests.relay.conftest import EASY
from tests.relay.reporter import Reporter, new_desk
from tests.relay.running import RunningRelay


def identity(folder: Path) -> tuple[str, Path]:
    key = pyrage.x25519.Identity.generate()
    path = folder / "identity.txt"
    path.write_text(f"# made for a test\n{key}\n")
    return str(key.to_public()), path


def test_a_backup_of_a_working_relay_comes_back_whole(tmp_path: Path) -> None:
    running = RunningRelay(tmp_path / "relay", options={"work": EASY}).start()
    desk = new_desk(running)
    recipient, secret = identity(tmp_path)
    out, folder = tmp_path / "relay.age", str(running.folder)
    with httpx2.Client(base_url=running.url) as http:
        reporter = Reporter(http, desk.centre)
        reporter.send(b"1")
        stop = threading.Event()
        writing = threading.Thread(target=_keep_sending, args=(running.url, desk.centre, stop))
        writing.start()
        answer = run("relay", "backup", str(out), "--recipient", recipient, "--folder", folder)
        stop.set()
        writing.join()
        assert answer.code == 0, answer.said
        before = desk.index()
    running.stop()
    assert not list(running.folder.glob("*.partial"))
    again = str(tmp_path / "again")
    words = ("relay", "restore", str(out), "--identity-file", str(secret), "--folder", again)
    assert run(*words).code == 0
    assert run(*words).code == 2, "nothing is put over a relay that is there"
    back = RunningRelay(Path(again), port=running.port, options={"work": EASY}).start()
    desk.relay = back
    with httpx2.Client(base_url=back.url) as http:
        reporter.http = http
        assert desk.index().entries[0] == before.entries[0]
        reporter.send(b"2")
        assert desk.index(after=before.newest).entries[0].number > 1_000_000, "no number is given twice"
    back.stop()
    with pytest.raises(Damaged):
        backup.restore(out, tmp_path / "third", str(pyrage.x25519.Identity.generate()))
    data = bytearray(out.read_bytes())
    data[len(data) // 2] ^= 1
    out.write_bytes(data)
    with pytest.raises(Damaged):
        backup.restore(out, tmp_path / "third", secret.read_text().splitlines()[1])
    assert not (tmp_path / "third").exists()


def _keep_sending(url: str, centre: str, stop: threading.Event) -> None:
    with httpx2.Client(base_url=url) as http:
        while not stop.is_set():
            Reporter(http, centre).send()


def test_a_postgresql_relay_comes_back_from_pg_dump_and_its_folder(tmp_path: Path, cluster: Cluster) -> None:
    url = cluster.fresh()
    running = RunningRelay(tmp_path / "relay", options={"work": EASY, "database": url}).start()
    desk = new_desk(running)
    with httpx2.Client(base_url=running.url) as http:
        reporter = Reporter(http, desk.centre)
        reporter.send(b"1")
    before = desk.index()
    recipient, secret = identity(tmp_path)
    backup.make(running.folder, tmp_path / "relay.age", recipient, database=url)
    running.stop()
    dump = str(cluster.folder / "dump")
    fresh = cluster.fresh()
    name, other = (address.split("/")[3].split("?")[0] for address in (url, fresh))
    cluster.run("pg_dump", *cluster.login, "-Fc", "-f", dump, name)
    cluster.run("pg_restore", *cluster.login, "-d", other, dump)
    backup.restore(tmp_path / "relay.age", tmp_path / "again", secret.read_text().splitlines()[1], database=fresh)
    options = {"work": EASY, "database": fresh}
    desk.relay = RunningRelay(tmp_path / "again", port=running.port, options=options).start()
    assert desk.index().entries == before.entries
    desk.relay.stop()

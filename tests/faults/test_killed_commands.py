"""Commands killed at any moment: the next run works, and nothing half-written is ever taken for whole."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import Station, run
from tests.relay.running import ROOT, RunningRelay

OFTEN, SELDOM = 10, 4

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill −9 is POSIX")


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> range:
    """How often each command is killed: more in a long run."""
    return range(OFTEN if request.config.getoption("--runslow") else SELDOM)


class Killer:
    """Runs a command in a process of its own and kills it at a random moment of its usual length."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._length = 0.0
        self.killed = 0

    def whole(self, words: list[str]) -> None:
        """Run once to the end, to know how long that takes."""
        started = time.monotonic()
        subprocess.run([sys.executable, "-m", "app.cli", *words], cwd=ROOT, check=True, capture_output=True)
        self._length = time.monotonic() - started

    def strike(self, words: list[str]) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        try:
            # The first part of a run is the start of Python: the later the blow, the more it can break.
            process.wait(self._length * (0.3 + 0.7 * self._chance.random()))
        except subprocess.TimeoutExpired:
            process.kill()
            self.killed += 1
        process.communicate()


def test_practice(kills: range, tmp_path: Path) -> None:
    killer = Killer(1)
    killer.whole(["practice", str(tmp_path / "first"), "--cases", "5"])
    home = tmp_path / "연습"
    for _number in kills:
        killer.strike(["practice", str(home), "--cases", "5"])
        if home.exists():  # it had its name: then everything is in it
            users = {"manager": {"name": "다온", **_secrets(home, "manager")}}
            assert Station(home, users).answer("manager", "case", "list")["total"] == 5
            shutil.rmtree(home)
    made = run("practice", str(home), "--cases", "5").answer
    assert Station(home, made["users"]).answer("manager", "store", "verify") == {"whole": True}
    assert killer.killed >= 1


def _secrets(home: Path, part: str) -> dict[str, str]:
    return {
        "passphrase_file": str(home / "keys" / f"{part}.passphrase"),
        "key_file": str(home / "keys" / f"{part}.key"),
    }


def test_case_export(kills: range, station: Station, tmp_path: Path) -> None:
    killer = Killer(2)
    case = station.answer("manager", "case", "list")["cases"][0]["id"]
    words = [*station.words("manager"), "case", "export", case]
    killer.whole([*words, str(tmp_path / "first.pdf")])
    paper = tmp_path / "문서.pdf"
    for _number in kills:
        killer.strike([*words, str(paper)])
        if paper.exists():  # the register knew of it before it had its name
            assert station.answer("manager", "document", "verify", str(paper))["known"] is True
            paper.unlink()
    station.answer("manager", "case", "export", case, str(paper))
    assert [path.name for path in tmp_path.glob("*.partial")] == []
    assert station.answer("manager", "store", "verify") == {"whole": True}
    assert killer.killed >= 1


def test_backup(kills: range, station: Station, tmp_path: Path) -> None:
    killer, stick = Killer(3), tmp_path / "stick"
    stick.mkdir()
    words = [*station.words("manager"), "store", "backup", str(stick)]
    killer.whole(words)
    for _number in kills:
        killer.strike(words)
    for number, backup in enumerate(sorted(stick.glob("gyeot-backup-*"))):
        station.answer("manager", "store", "restore", str(backup), str(tmp_path / f"again {number}"))
    station.answer("manager", "store", "backup", str(stick))
    assert station.answer("manager", "store", "verify") == {"whole": True}
    assert killer.killed >= 1


def test_restore(kills: range, station: Station, tmp_path: Path) -> None:
    killer, again = Killer(4), tmp_path / "다시"
    backup = station.answer("manager", "store", "backup", str(tmp_path))["backup"]
    before = station.answer("manager", "case", "list")
    words = [*station.words("manager"), "store", "restore", backup]
    killer.whole([*words, str(tmp_path / "first")])
    for _number in kills:
        killer.strike([*words, str(again)])
        if again.exists():
            assert Station(again, station.users).answer("manager", "case", "list") == before
            shutil.rmtree(again)
    station.answer("manager", "store", "restore", backup, str(again))
    assert Station(again, station.users).answer("manager", "case", "list") == before
    assert killer.killed >= 1
    assert [path.name for path in tmp_path.glob(".*.partial")] == []


def test_compact(kills: range, station: Station) -> None:
    killer = Killer(5)
    before = station.answer("manager", "case", "list")
    words = [*station.words("manager"), "store", "compact"]
    killer.whole(words)
    for _number in kills:
        killer.strike(words)
        assert station.answer("manager", "case", "list") == before
    station.answer("manager", "store", "compact")
    assert station.answer("manager", "store", "verify") == {"whole": True}
    assert not list((station.home / "db").glob("*.compact*"))
    assert killer.killed >= 1


@pytest.mark.parametrize("form", ["sealed", "open"])
def test_export(form: str, kills: range, station: Station, other: Station, tmp_path: Path) -> None:
    """Under its name lies a whole file or none, and what was begun cannot be read."""
    killer, out = Killer(8), tmp_path / "out"
    out.mkdir()
    secret = station.secret(tmp_path / "secret", "vezo-9559-nidu-5654-vura-9775")
    who = station.secret(tmp_path / "who", "맞는 상담소")
    why = station.secret(tmp_path / "why", "센터를 옮기게 되어 함께 옮김")
    words = ["--out-passphrase-file", secret, "--recipient-from", who, "--reason-from", why]
    words += ["--open-format"] if form == "open" else []
    killer.whole([*station.words("manager"), "export", str(out / "first"), *words])
    for number in kills:
        killer.strike([*station.words("manager"), "export", str(out / f"all {number}"), *words])
    for path in out.iterdir():
        assert "파란".encode() not in path.read_bytes()
        assert b"case.json" not in path.read_bytes()
        if not path.name.startswith("."):
            taken = other.answer("manager", "import", str(path), "--file-passphrase-file", secret)
            assert taken["imported"] + taken["already_here"] == 12
    station.answer("manager", "export", str(out / "all 0 again"), *words)
    assert station.answer("manager", "store", "verify") == {"whole": True}
    assert killer.killed >= 1


def test_import(station: Station, other: Station, tmp_path: Path) -> None:
    killer, file = Killer(6), tmp_path / "all.gyeot"
    secret = other.secret(tmp_path / "secret", station.answer("manager", "export", str(file))["passphrase"])
    first = Station(tmp_path / "first", other.users)
    shutil.copytree(other.home, first.home)
    words = ["import", str(file), "--file-passphrase-file", secret]
    killer.whole([*first.words("manager"), *words])
    for _number in range(3):
        killer.strike([*other.words("manager"), *words])
    other.answer("manager", *words)
    assert other.answer("manager", "case", "list")["total"] == 24
    numbers = [one["number"] for one in other.answer("manager", "case", "list")["cases"]]
    assert len(set(numbers)) == 24


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RunningRelay]:
    running = RunningRelay(tmp_path / "relay").start()
    yield running
    running.stop()


def test_send(kills: range, station: Station, relay: RunningRelay, tmp_path: Path) -> None:
    killer = Killer(7)
    paper = str(tmp_path / "application")
    station.answer("manager", "counts", "apply", paper)
    assert run("relay", "enrol", paper, "--folder", str(relay.folder)).code == 0
    station.answer("manager", "counts", "join", relay.url)
    station.answer("manager", "counts", "close", "2026-Q3")
    ready = tmp_path / "ready"
    shutil.copytree(station.home, ready)
    words = [*station.words("manager"), "counts", "send"]
    killer.whole(words)
    for _number in kills:
        shutil.rmtree(station.home)
        shutil.copytree(ready, station.home)
        killer.strike(words)
        # The same bytes reach the relay a second time at most; it answers with the receipt it gave before.
        station.answer("manager", "counts", "send")
        states = [one["state"] for one in station.answer("manager", "counts", "rounds")["rounds"]]
        assert states == ["acknowledged"]
    assert station.answer("manager", "audit", "verify")["holds"] is True
    assert killer.killed >= 1

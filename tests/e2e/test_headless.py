"""The headless main job, told by a worker: every step is a real process, and the relay is one too."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from tests.commands import Outcome, Station
from tests.relay.running import ROOT

scenarios("headless.feature")

GYEOT = [sys.executable, "-c", "import sys; from ui.__main__ import main; sys.exit(main())"]
"""The `gyeot` command as its package starts it."""


def gyeot(*words: str) -> Outcome:
    done = subprocess.run([*GYEOT, *words], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120)
    return Outcome(done.returncode, done.stdout, done.stderr)


def answer(*words: str) -> dict[str, Any]:
    done = gyeot(*words)
    assert done.code == 0, done.said
    return done.answer


@dataclass
class City:
    """The relay as the city runs it, in a process of its own that can be ended and started again."""

    folder: Path
    port: int = 0
    url: str = ""
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        words = ["relay", "serve", "--trial", "--port", str(self.port), "--folder", str(self.folder)]
        self.process = subprocess.Popen([*GYEOT, *words], cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8")
        assert self.process.stdout
        self.url = json.loads(self.process.stdout.readline())["url"]
        self.port = int(self.url.rsplit(":", 1)[1])

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.communicate(timeout=20)
            self.process = None


@dataclass
class World:
    """What the steps of one scenario share."""

    folder: Path
    centres: list[Station]
    city: City
    last: Outcome | None = None
    lost: dict[str, Any] = field(default_factory=dict)

    def manager(self, number: int, *words: str) -> dict[str, Any]:
        return answer(*self.centres[number].words("manager"), *words)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Three practice centres, made once by the command itself."""
    root = tmp_path_factory.mktemp("e2e")
    return [answer("practice", str(root / f"센터 {n}"), "--cases", "12", "--seed", str(n), "--json") for n in range(3)]


@pytest.fixture
def world(made: list[dict[str, Any]], tmp_path: Path) -> Iterator[World]:
    centres = []
    for number, one in enumerate(made):
        home = tmp_path / f"센터 {number}"
        shutil.copytree(one["home"], home, ignore=shutil.ignore_patterns("keys"))
        centres.append(Station(home, one["users"]))
    city = City(tmp_path / "시")
    yield World(tmp_path, centres, city)
    city.stop()


@given("연습용 센터 세 곳과 켜져 있는 받는 서버 하나가 있다")
def three_centres(world: World) -> None:
    world.city.start()
    assert [centre.home.is_dir() for centre in world.centres] == [True] * 3


@given(parsers.parse("센터 {count:d}곳이 명부에 올라 수집소에 연결했다"))
def joined(world: World, count: int) -> None:
    papers = [str(world.folder / f"신청서 {number}") for number in range(count)]
    for number, paper in enumerate(papers):
        world.manager(number, "counts", "apply", paper)
        assert answer("relay", "enrol", paper, "--folder", str(world.city.folder))["centres"] == number + 1
    for number in range(count):
        assert world.manager(number, "counts", "join", world.city.url)["trial"] is True


@when(parsers.parse('세 책임자가 저마다 "{period}" 분기를 닫고 보낸다'))
def all_send(world: World, period: str) -> None:
    for number in range(3):
        world.manager(number, "counts", "close", period)
        seen = world.manager(number, "counts", "preview", "--json")
        assert (seen["period"], seen["state"]) == (period, "held")
        assert world.manager(number, "counts", "send")["delivered"] == 1


@then("세 센터 모두 받았다는 확인을 갖고 있다")
def all_acknowledged(world: World) -> None:
    for number in range(3):
        assert [one["state"] for one in world.manager(number, "counts", "rounds")["rounds"]] == ["acknowledged"]


@then(parsers.parse('시가 "{period}" 분기를 열면 세 곳의 합만 나온다'))
def opened(world: World, period: str) -> None:
    total = answer("relay", "close", period, "--folder", str(world.city.folder))
    assert (total["round"], total["n"], total["unreadable"], total["trial"]) == (period, 3, 0, True)
    seen = [world.manager(number, "counts", "preview", period) for number in range(3)]
    cells = [[row["value"] for table in one["tables"] for row in table["rows"]] for one in seen]
    assert sorted(total["values"]) == sorted(sum(column) for column in zip(*cells, strict=True))


@then("같은 것을 다시 보내도 새로 세지 않는다")
def again(world: World) -> None:
    assert world.manager(0, "counts", "send")["delivered"] == 0


@when(parsers.parse('받는 서버가 꺼진 사이에 첫 책임자가 "{period}" 분기를 닫고 보낸다'))
def sends_into_nothing(world: World, period: str) -> None:
    world.city.stop()
    world.manager(0, "counts", "close", period)
    world.last = gyeot(*world.centres[0].words("manager"), "counts", "send")


@then("보내지 못했다고 말하고 2로 끝난다")
def not_reached(world: World) -> None:
    assert world.last
    assert (world.last.code, world.last.out) == (2, "")
    assert "닿지 못했습니다" in world.last.said
    assert [one["state"] for one in world.manager(0, "counts", "rounds")["rounds"]] == ["waiting"]


@then("받는 서버를 다시 켜고 보내면 확인을 받는다")
def reached(world: World) -> None:
    world.city.start()
    assert world.manager(0, "counts", "send", "--relay", world.city.url)["delivered"] == 1


@when(parsers.parse('첫 책임자가 "{period}" 분기를 닫고 USB에 담는다'))
def carried(world: World, period: str) -> None:
    world.manager(0, "counts", "close", period)
    (world.folder / "USB").mkdir()
    file = Path(world.manager(0, "counts", "carry", str(world.folder / "USB"))["file"])
    assert [path.name for path in (world.folder / "USB").iterdir()] == [file.name]


@then("시가 USB의 봉투를 받아 확인을 내준다")
def taken(world: World) -> None:
    envelope = next((world.folder / "USB").iterdir())
    receipt = answer("relay", "take", str(envelope), "--folder", str(world.city.folder))["receipt"]
    assert "receipt/1" in receipt


@when("책임자가 백업을 만들고 센터 폴더를 잃는다")
def lost(world: World) -> None:
    world.lost = world.manager(0, "case", "list")
    world.manager(0, "store", "backup", str(world.folder / "백업"))
    shutil.rmtree(world.centres[0].home)


@then("백업에서 되살린 센터에 같은 사례가 있다")
def restored(world: World) -> None:
    home = world.folder / "되살린 센터"
    world.manager(0, "store", "restore", str(world.folder / "백업"), str(home))
    world.centres[0] = Station(home, world.centres[0].users)
    assert world.manager(0, "case", "list") == world.lost


@then("되살린 센터의 기록은 온전하다")
def whole(world: World) -> None:
    assert world.manager(0, "store", "verify") == {"whole": True}
    assert world.manager(0, "audit", "verify")["holds"] is True


@when("교육 담당자가 사례 목록을 보려 한다")
def trainer(world: World) -> None:
    world.last = gyeot(*world.centres[0].words("trainer"), "case", "list", "--json")


@then("까닭을 말하고 3으로 끝난다")
def denied(world: World) -> None:
    assert world.last
    assert (world.last.code, world.last.out) == (3, "")
    assert "책임자" in world.last.said

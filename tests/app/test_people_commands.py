"""`gyeot people`: who belongs to the centre, for automation; no secret ever stands in an argument."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.vault import Home, SecondSecret, unlock
from tests.commands import Station


def people(station: Station, part: str = "manager") -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in station.answer(part, "people", "list")["people"]}


def test_a_counsellor_comes_and_goes(station: Station, tmp_path: Path) -> None:
    made = station.answer("manager", "people", "add", "새로온", "--role", "counsellor", "--key-folder", str(tmp_path))
    assert made["waiting"] == []  # no file was ever sealed here: whoever reads cases moves them
    assert Path(made["sheet"]["key_file"]).is_file()
    keys = unlock(
        station.home, "새로온", made["sheet"]["starting_passphrase"], SecondSecret.paper(made["sheet"]["code"])
    )
    keys.close()
    assert people(station)["새로온"]["ways"] == {"keyfile": 1, "paper": 1}
    station.answer("counsellor", "case", "list")
    listed = people(station, "counsellor")["새로온"]
    assert (listed["lacks"], listed["opens"]) == ([], ["casework", "evidence", "office"])
    gone = station.answer("manager", "people", "remove", "새로온")
    assert "office" not in gone["waiting"]
    assert "새로온" not in people(station)
    before = station.answer("counsellor", "case", "list", "--limit", "1")["total"]
    assert before == 12
    assert Home.open(station.home).manifest.waiting == ()
    assert station.answer("counsellor", "store", "verify")["whole"]


def test_a_lost_passphrase_by_two_and_a_theft(station: Station, tmp_path: Path) -> None:
    second = station.users["manager2"]
    new = station.secret(tmp_path / "new", "새로 지은 열네 글자 암호문")
    refused = station.run("manager", "people", "reset", station.users["trainer"]["name"])
    assert refused.code == 2
    done = station.run(
        "manager", "people", "reset", station.users["trainer"]["name"], "--new-passphrase-file", new,
        "--second-user", second["name"], "--second-passphrase-file", second["passphrase_file"],
        "--second-key-file", second["key_file"],
    )  # fmt: skip
    assert done.code == 0, done.said
    assert done.answer["sheet"]["starting_passphrase"] is None
    assert done.answer["waiting"] == []
    keys = unlock(
        station.home, station.users["trainer"]["name"], "새로 지은 열네 글자 암호문",
        SecondSecret.paper(done.answer["sheet"]["code"]),
    )  # fmt: skip
    keys.close()
    moved = station.answer("manager", "people", "theft", station.users["trainer"]["name"])
    assert moved["sheet"]["starting_passphrase"]
    assert station.run("trainer", "manual", "list").code == 2


@pytest.mark.parametrize("part", ["counsellor", "trainer"])
def test_others_are_refused(station: Station, part: str) -> None:
    before = station.digest()
    assert station.run(part, "people", "add", "새로온", "--role", "manager").code == 3
    assert station.run(part, "people", "remove", station.users["manager2"]["name"]).code == 3
    now = station.digest()
    assert {name: now[name] for name in now if "slots" in name or "manifest" in name} == {
        name: before[name] for name in before if "slots" in name or "manifest" in name
    }


@pytest.mark.parametrize(
    "words",
    [
        ("add", "새로온", "--role", "director"),
        ("add", "새로온"),
        ("add", "", "--role", "trainer"),
        ("remove", "없는 사람"),
        ("role", "없는 사람", "--role", "trainer"),
        ("role", "가온", "--role", "trainer", "--right", "everything"),
        ("theft", "없는 사람"),
    ],
)
def test_a_mistake_is_a_sentence_and_changes_nothing(station: Station, words: tuple[str, ...]) -> None:
    slots = (station.home / "slots.bin").read_bytes()
    done = station.run("manager", "people", *words)
    assert (done.code, done.out) == (2, "")
    assert done.said.strip()
    assert (station.home / "slots.bin").read_bytes() == slots


def test_ways_in_are_added_named_and_taken_away(station: Station, tmp_path: Path) -> None:
    before = station.answer("counsellor", "people", "ways")["ways"]
    made = station.answer("counsellor", "people", "add-way", "paper")
    assert made["code"]
    one = station.users["counsellor"]
    unlock(
        station.home,
        one["name"],
        Path(one["passphrase_file"]).read_text("utf-8").strip(),
        SecondSecret.paper(made["code"]),
    ).close()
    file = station.answer(
        "counsellor", "people", "add-way", "keyfile", "--key-folder", str(tmp_path), "--called", "막대"
    )
    assert Path(file["key_file"]).is_file()
    station.answer("counsellor", "people", "name-way", before[0]["id"], "접수대")
    seen = station.answer("manager", "people", "ways", "--of", one["name"])["ways"]
    assert {way["name"] for way in seen} >= {"막대", "접수대"}
    assert station.run("manager", "people", "remove-way", before[0]["id"]).code == 2, "it is somebody else's"
    left = station.answer("counsellor", "people", "remove-way", file["way"])["ways"]
    assert len(left) == len(before) + 1
    assert file["way"] not in {way["id"] for way in left}


def test_a_computer_signs_with_a_new_key(station: Station) -> None:
    done = station.answer("manager", "people", "new-computer-key")
    assert done["public"] != done["before"]
    assert done["waiting"] == []
    assert station.run("counsellor", "people", "new-computer-key").code == 3
    assert station.answer("manager", "store", "verify")["whole"] is True

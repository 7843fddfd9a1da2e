"""A zoo of broken manuals: `gyeot manual check` is red on each, with the file and the line an author has to open."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.manual import read
from app.manual.outside import MAX_BYTES
from tests.commands import Outcome, run

ZOO = Path(__file__).parent / "zoo"
ANIMALS: list[dict[str, Any]] = yaml.safe_load((ZOO / "animals.yaml").read_text("utf-8"))
DAY = "2026-11-23"


@pytest.fixture
def pen(tmp_path: Path) -> Path:
    """A copy of the sound manuals that one animal may bite."""
    return Path(shutil.copytree(ZOO / "sound", tmp_path / "pen"))


def checked(pen: Path, lang: str = "en") -> Outcome:
    return run("manual", "check", str(pen), "--on", DAY, "--json", lang=lang)


def test_the_sound_manuals_are_sound(pen: Path) -> None:
    done = checked(pen)
    assert (done.code, done.answer["ok"]) == (0, True)
    assert {one["severity"] for pack in done.answer["packs"] for one in pack["findings"]} == {"note"}


def test_the_zoo_is_large_and_no_animal_is_there_twice() -> None:
    assert len(ANIMALS) >= 40
    assert len({one["what"] for one in ANIMALS}) == len(ANIMALS)


@pytest.mark.parametrize("animal", ANIMALS, ids=lambda one: str(one["what"]))
def test_every_animal_is_found_where_it_bit(pen: Path, animal: dict[str, Any]) -> None:
    bite(pen, animal)
    done = checked(pen)
    assert done.code == 2
    assert done.said.strip()
    errors = [one for one in rows(done.answer) if one["severity"] == "error"]
    assert (done.answer["ok"], done.answer["errors"]) == (False, len(errors))
    at, line = animal.get("at", animal["in"]), line_of(pen, animal)
    assert any((one["file"], one["line"]) == (at, line) and animal["says"] in one["sentence"] for one in errors), (
        f"{at}:{line} is not among {[(one['file'], one['line'], one['sentence']) for one in errors]}"
    )
    room = at.split("/")[0]
    alone = [one["sentence"] for one in errors if one["file"].startswith(f"{room}/")]
    assert len(alone) == 1 or animal.get("more"), alone


@pytest.mark.parametrize("animal", ANIMALS[::17], ids=lambda one: str(one["what"]))
def test_it_stands_in_the_same_place_in_korean(pen: Path, animal: dict[str, Any]) -> None:
    bite(pen, animal)
    places = {
        lang: {(one["file"], one["line"]) for one in rows(checked(pen, lang).answer) if one["severity"] == "error"}
        for lang in ("ko", "en")
    }
    assert places["ko"] == places["en"] != set()
    assert all(max(one["sentence"]) >= "가" for one in rows(checked(pen, "ko").answer))


def rows(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every finding, its file with the folder of its manual before it."""
    for pack in answer["packs"]:
        yield from ({**one, "file": f"{pack['folder']}/{one['file']}"} for one in pack["findings"])
    yield from answer["copied"]


# -- biting --------------------------------------------------------------------------------------


def bite(pen: Path, animal: dict[str, Any]) -> None:
    path = pen / animal["in"]
    if "how" in animal:
        _HOW[animal["how"]](path)
    elif "add" in animal:
        path.write_text(path.read_text("utf-8") + animal["add"], "utf-8")
    else:
        text = path.read_text("utf-8")
        assert animal["find"] in text
        path.write_text(text.replace(animal["find"], animal["put"], 1), "utf-8")


def line_of(pen: Path, animal: dict[str, Any]) -> int:
    """The line that a finding has to name."""
    named = animal.get("line") or (animal.get("put") or animal["add"])
    if isinstance(named, int):
        return named
    wanted = str(named)
    text = Path(pen, animal.get("at", animal["in"])).read_text("utf-8")
    assert wanted in text, "the zoo names a line that is not there"
    lead = 0 if "line" in animal else len(wanted) - len(wanted.lstrip("\n"))
    return text[: text.index(wanted) + lead].count("\n") + 1


def _recoded(code: str) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(path.read_text("utf-8").encode(code))


def _linked(path: Path) -> None:
    elsewhere = path.parents[2] / f"elsewhere{path.suffix}"
    shutil.move(path, elsewhere)
    path.symlink_to(elsewhere, target_is_directory=elsewhere.is_dir())


def _halved(path: Path) -> None:
    text = path.read_text("utf-8")
    begin = text.index("## police")
    end = text.find("## branches", begin)
    path.write_text(text[:begin] + (text[end:] if end > 0 else ""), "utf-8")


def _before_the_first_line(words: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(
        path.read_text("utf-8").replace("### say\n- ", f"### say\n- {words}", 1), "utf-8"
    )


def _borrowed(path: Path) -> None:
    """The first line of the first shipped step stands where this manual had its own."""
    words = read().steps["A1"].words("ko", "victim").say[0]
    head, tail = path.read_text("utf-8").split("### say\n", 1)
    path.write_text(f"{head}### say\n- {words}\n{tail.split(chr(10), 1)[1]}", "utf-8")


_HOW: dict[str, Callable[[Path], object]] = {
    "euc-kr": _recoded("euc-kr"),
    "utf-16": _recoded("utf-16"),
    "link": _linked,
    "linked folder": lambda path: _linked(path.parent),
    "huge": lambda path: path.write_bytes(path.read_bytes() + b"#" * MAX_BYTES),
    "long": lambda path: path.write_bytes(path.read_bytes() + b"\n" * 1000),
    "gone": lambda path: path.unlink(),
    "halved": _halved,
    "breathless": _before_the_first_line("on and on and " * 40),
    "borrowed": _borrowed,
}

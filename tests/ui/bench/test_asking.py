"""The words after `bench`: what is understood, what is refused, and where the answer goes."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

import pytest

from ui import bench
from ui.bench import NAMES, Mistake, asked, floors, main
from ui.bench.measure import LEAST, Figure, Goal


def test_every_name_has_its_file_and_its_goal() -> None:
    for name in NAMES:
        module = import_module(f"ui.bench.{name}")
        assert callable(module.measure)
        assert isinstance(module.GOAL, Goal)


def test_no_name_means_all_and_a_name_twice_is_one() -> None:
    assert asked([])[0] == NAMES
    assert asked(["--all", "--json"])[0] == NAMES
    assert asked(["pdf", "--cases", "120", "pdf", "list"]) == (("pdf", "list"), 120)
    assert asked(["pdf", "--cases=100000"]) == (("pdf",), 100_000)


@pytest.mark.parametrize(
    "words", [["speed"], ["list", "--cases"], ["list", "--cases", "many"], ["--cases", "0"], ["--cases=100001"], ["-x"]]
)
def test_words_that_are_not_understood_end_with_two_and_a_sentence(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.strip()) > 10
    with pytest.raises(Mistake):
        asked(words)


def test_a_missed_goal_is_printed_and_is_nobodys_mistake(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missed = Figure(9.0, 1.0, Goal("times", 2.0), LEAST, note="slow")
    monkeypatch.setattr(bench, "import_module", lambda _name: type("One", (), {"measure": lambda _cases: missed}))
    assert main(["list", "--json"]) == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert found["list"]["met"] is False
    assert found["list"]["ratio"] == 9.0
    assert "slow" in told.err


def test_a_whole_figure_of_the_real_vault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GYEOT_CACHE", str(tmp_path))
    assert main(["unlock", "--cases", "3"]) == 0
    found = json.loads(capsys.readouterr().out)["unlock"]
    assert found["value"] > 0
    assert found["floor"] > 0
    assert found["n"] >= 11
    assert found["cpu"]["value"] > 0


def test_a_child_that_fails_says_why() -> None:
    with pytest.raises(floors.ChildError, match="no such thing"):
        floors.run_child([sys.executable, "-c", "raise SystemExit('no such thing')"])


def test_bare_children_tell_when_they_painted() -> None:
    for command in (floors.bare_widget(), floors.bare_table()):
        line = floors.run_child(command)
        assert line["ms"] > 0
        assert line["cpu"] > 0

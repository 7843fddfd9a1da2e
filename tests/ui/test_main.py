"""The command line before any window: who gets which words, and what a wrong one is told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.relay.running import ROOT
from ui import __main__ as start

Calls = list[tuple[str, list[str]]]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Who was called with what, instead of being run."""
    made: Calls = []
    for target, name in (
        ("ui.tour.main", "tour"), ("ui.bench.main", "bench"), ("app.cli.main", "cli"),
        ("ui.__main__._window", "window"), ("ui.__main__._supervised", "parent"),
    ):  # fmt: skip
        monkeypatch.setattr(target, _noted(made, name))
    return made


def _noted(made: Calls, name: str) -> Callable[[list[str]], int]:
    def run(words: list[str]) -> int:
        made.append((name, words))
        return 0

    return run


@pytest.mark.parametrize(
    ("given", "who", "gets"),
    [
        (["tour", "tour"], "tour", ["tour"]),  # what packaging/run.py asks for where there is no display
        (["tour", "bench", "--lang", "en"], "tour", ["bench", "--lang", "en"]),
        (["bench", "start", "--json"], "bench", ["start", "--json"]),
        (["case", "list", "--query", "window"], "cli", ["case", "list", "--query", "window"]),
        (["--home", "x", "--user", "tour", "case", "list"], "cli", ["--home", "x", "--user", "tour", "case", "list"]),
        (["tuor"], "cli", ["tuor"]),
        (["--help"], "cli", ["--help"]),
        ([], "parent", []),
        (["--lang=en", "--theme", "dark"], "parent", ["--lang", "en", "--theme", "dark"]),
        (["window", "--lang", "en"], "window", ["--lang", "en"]),
    ],
)
def test_words_go_where_they_belong(calls: Calls, given: list[str], who: str, gets: list[str]) -> None:
    assert start.main(given) == 0
    assert calls == [(who, gets)]


def test_the_window_gets_the_folder_of_a_centre(calls: Calls, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").touch()
    assert start.main([f"--home={tmp_path}"]) == 0
    assert calls == [("parent", ["--home", str(tmp_path)])]


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (["--nonsense"], "--nonsense"),
        (["--home"], "--home"),
        (["--theme", "pink"], "pink"),
        (["--lang", "fr"], "fr"),
        (["--home", "/nowhere/at/all"], "/nowhere/at/all"),
        (["--user", "가온"], "--user"),
    ],
)
def test_a_wrong_word_is_told_in_one_sentence(
    calls: Calls, capsys: pytest.CaptureFixture[str], given: list[str], word: str
) -> None:
    assert start.main(given) == 2
    said = capsys.readouterr().err
    assert word in said
    assert said.count("\n") == 1
    assert calls == []


def test_the_keyless_parent_loads_no_window_no_database_and_no_cryptography() -> None:
    heavy = ("PySide6", "sqlcipher3", "cryptography", "argon2", "reportlab", "keyring", "app.store", "app.vault.keys")
    code = (
        "import sys; from ui import __main__ as start; import app.vault.lock as lock; "
        "lock.supervise = lambda words: 0; code = start.main([]); "
        f"print([name for name in {heavy!r} if name in sys.modules]); sys.exit(code)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout.strip()) == (0, "[]"), ran.stderr

"""`gyeot`: the window, the tour and the bench; everything else is handed to `app.cli` before Qt is imported."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_WINDOWED = ("window", "tour", "bench")


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked; returns the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    sys.excepthook = _report
    name = next((word for word in given if word in _WINDOWED), None)
    if (name is None and any(not word.startswith("--") for word in _without_options(given))) or {"--help", "-h"} & set(
        given
    ):
        from app.cli import main as run

        return run(given)
    if name == "tour":
        from ui.tour import main as tour

        return tour([word for word in given if word != "tour"])
    if name == "bench":
        from ui.bench import main as bench

        return bench([word for word in given if word != "bench"])
    if name == "window":
        return _window([word for word in given if word != "window"])
    return _supervised(given)


def _without_options(given: list[str]) -> list[str]:
    """The words that are neither an option nor the value of one."""
    words, skip = [], False
    for word in given:
        if skip:
            skip = False
        elif word in ("--home", "--lang", "--theme"):
            skip = True
        else:
            words.append(word)
    return words


def _supervised(given: list[str]) -> int:
    """The keyless parent: it starts the window and replaces it at every lock (vault.md, Lock)."""
    from app.vault.lock import supervise

    return supervise([sys.executable, "-m", "ui", "window", *given])


def _window(given: list[str]) -> int:
    """The child that holds keys while it is unlocked."""
    from app.vault.platform import harden

    harden()
    if sentence := _refused_pair():
        sys.stderr.write(sentence + "\n")
        return 2
    from ui.window import open_window

    home = _option(given, "--home")
    return open_window(Path(home) if home else None, _option(given, "--lang"), _option(given, "--theme"))


def _option(given: list[str], name: str) -> str | None:
    return given[given.index(name) + 1] if name in given[:-1] else None


def _refused_pair() -> str:
    """PySide6 6.12.0 drops references to None on Python below 3.12 and aborts after some 5,300 calls."""
    import PySide6

    if sys.version_info < (3, 12) and PySide6.__version__.startswith("6.12.0"):
        return "Gyeot does not start with PySide6 6.12.0 on this Python. Run packaging/run.py once to install 6.11.3."
    return ""


def _report(kind: type[BaseException], problem: BaseException, trace: object) -> None:
    """The last resort: our own mistake, said without case content."""
    if issubclass(kind, KeyboardInterrupt):
        os._exit(130)
    from app.logs import report

    name = report(problem, problem.__traceback__)
    sys.stderr.write(f"Gyeot made a mistake of its own: {name}. What was saved is intact.\n")


if __name__ == "__main__":
    sys.exit(main())

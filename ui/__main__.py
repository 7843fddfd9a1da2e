"""`gyeot`: the window, the tour and the bench; everything else is handed to `app.cli` before Qt is imported."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ui import load_qt

_WINDOWED = ("window", "tour", "bench")
_OURS = ("--home", "--lang", "--theme")
_VALUED = (*_OURS, "--user", "--passphrase-file", "--key-file")
"""Options that take the next word as their value, so that a person named “tour” starts no tour."""


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked; returns the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    sys.excepthook = _report
    at = _command_at(given)
    name = given[at] if at is not None else ""
    rest = [word for place, word in enumerate(given) if place != at]
    if name == "tour":
        from ui.tour import main as tour

        return tour(rest)
    if name == "bench":
        from ui.bench import main as bench

        return bench(rest)
    wants_help = any(word in ("--help", "-h") for word in given)
    if name == "manual" and not wants_help and (at := _command_at(rest)) is not None and rest[at] == "preview":
        return _preview([word for place, word in enumerate(rest) if place != at])
    if (name and name != "window") or wants_help:
        from app.cli import main as run

        return run(given)
    rest = _spread(rest)
    if sentence := _mistake(rest):
        sys.stderr.write(sentence + "\n")
        return 2
    return _window(rest) if name == "window" else _supervised(rest)


def _command_at(given: list[str]) -> int | None:
    """Where the first word stands that is neither an option nor the value of one."""
    skip = False
    for at, word in enumerate(given):
        if skip:
            skip = False
        elif word in _VALUED:
            skip = True
        elif not word.startswith("-"):
            return at
    return None


def _spread(given: list[str]) -> list[str]:
    """``--home=DIR`` as two words."""
    return [part for word in given for part in (word.split("=", 1) if word.startswith("--") else [word])]


def _mistake(given: list[str]) -> str:
    """What is wrong with the arguments of the window, in a sentence; nothing is loaded for it but words."""
    from app import i18n
    from app.i18n import _
    from app.paths import has_display, holds_centre

    i18n.set_language(_option(given, "--lang") or "ko")
    hint = " " + _("“gyeot --help” lists what there is.")
    known = {"--lang": i18n.LANGUAGES, "--theme": ("light", "dark", "highcontrast")}
    for name, value in zip(given[::2], [*given[1::2], ""], strict=False):
        if name not in _OURS:
            return _("This does not belong here: {what}.").format(what=name) + hint
        if not value:
            return _("A value is missing after {what}.").format(what=name) + hint
        if name in known and value not in known[name]:
            sentence = _("“{value}” is not known here. Nothing was done. There are: {known}.")
            return sentence.format(value=value, known=", ".join(known[name]))
        if name == "--home" and not holds_centre(Path(value)):
            sentence = _("There is no centre in {folder}. Choose its folder, or set up a new centre.")
            return sentence.format(folder=value)
    if not has_display():
        return _(
            "There is no display here, so no window can be shown. “gyeot tour DIR” draws every screen into a folder."
        )
    return ""


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
    load_qt()
    from ui.window import open_window

    home = _option(given, "--home")
    return open_window(Path(home) if home else None, _option(given, "--lang"), _option(given, "--theme"))


def _preview(given: list[str]) -> int:
    """A manual from the folder of its author; no centre is opened and no key is held."""
    from app.i18n import _

    words = _spread([word for word in given if word != "--json"])
    at = _command_at(words)
    options = [word for place, word in enumerate(words) if place != at]
    sentence = _mistake(options)
    if not sentence and at is None:
        sentence = _("A value is missing after {what}.").format(what="preview")
    elif not sentence and at is not None and not (Path(words[at]) / "pack.yaml").is_file():
        sentence = _("There is no manual in {folder}.").format(folder=words[at])
    if sentence:
        sys.stderr.write(sentence + "\n")
        return 2
    from ui.manual.preview import main as preview

    assert at is not None, "a folder was named"
    return preview(Path(words[at]), _option(words, "--lang") or "ko", _option(words, "--theme") or "light")


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

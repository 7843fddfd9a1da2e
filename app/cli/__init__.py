"""Every `gyeot …` command that needs no window: one JSON object on stdout, sentences for people on stderr.

Secrets never stand in arguments or the environment, only the paths of files that hold them.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

from app import i18n
from app.cli.answers import Answer, Faults, say
from app.cli.arguments import Parser, one_of
from app.cli.audit import add_audit
from app.cli.cases import add_case, add_practice
from app.cli.conferences import add_conferences
from app.cli.counts import add_counts
from app.cli.evidence import add_evidence
from app.cli.exchange import add_exchange
from app.cli.keeping import add_retention
from app.cli.manuals import add_manual
from app.cli.people import add_people
from app.cli.relay import add_relay
from app.cli.reports import add_reports
from app.cli.store import add_document, add_store
from app.cli.survey import add_survey
from app.errors import BadInput, GyeotError, Refusal
from app.i18n import _


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code. A mistake of ours is not caught: it ends in the one place that reports it."""
    i18n.set_language(_early(arguments, "--lang", "ko"))
    _speak_utf8()
    try:
        given = _parser().parse_args(_readable(arguments))
        _tell(given.run(given))
    except Faults as problem:
        _tell(problem.answer)
        say(str(problem))
        return problem.exit_code
    except GyeotError as problem:
        say(str(problem))
        return problem.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the last flush of Python would complain once more
        return 0
    except OSError as problem:
        sentence = _("“{path}” cannot be read or written. What was there is intact. Please check the path.")
        say(sentence.format(path=problem.filename or problem.strerror))
        return Refusal.exit_code
    except KeyboardInterrupt:
        return 130
    return 0


def _early(arguments: list[str], name: str, default: str) -> str:
    """An option that is needed before the parser speaks."""
    for place, word in enumerate(arguments):
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
        if word == name and place + 1 < len(arguments):
            return arguments[place + 1]
    return default


def _speak_utf8() -> None:
    """JSON is UTF-8 wherever this runs, and so are the sentences."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _readable(arguments: list[str]) -> list[str]:
    """The arguments without `--json`, which every command accepts and none needs; each one is text."""
    try:
        "".join(arguments).encode()
    except UnicodeEncodeError:
        raise BadInput(_("An argument holds bytes that are no text (UTF-8). Nothing was done.")) from None
    return [one for one in arguments if one != "--json"]


def _tell(answer: Answer) -> None:
    if answer is not None:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, default=_plain) + "\n")
        sys.stdout.flush()


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)


def _parser() -> argparse.ArgumentParser:
    root = Parser(
        prog="gyeot",
        description=_("Gyeot without a window. Without a command, the window opens."),
        epilog=_("A command answers with one JSON object. Exit codes: 0 done, 1 a bug, 2 your input, 3 not allowed."),
    )
    root.add_argument("--lang", type=one_of(*i18n.LANGUAGES), default="ko", metavar="ko|en")
    root.add_argument("--home", type=Path, metavar="DIR", help=_("the centre's folder"))
    root.add_argument("--user", metavar="NAME", help=_("name or id of the person"))
    root.add_argument("--passphrase-file", type=Path, metavar="F", help=_("a file whose first line is the passphrase"))
    root.add_argument("--key-file", type=Path, metavar="K", help=_("the person's key file"))
    root.add_argument("--json", action="store_true", help=_("accepted everywhere; the answer is always JSON"))
    commands = root.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    for add in _COMMANDS:
        add(commands)
    return root


_COMMANDS = (
    add_practice, add_people, add_case, add_evidence, add_manual, add_counts, add_store, add_audit, add_document, add_exchange, add_reports, add_conferences,
    add_relay, add_retention, add_survey,
)  # fmt: skip

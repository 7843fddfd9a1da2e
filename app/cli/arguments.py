"""How commands and their arguments are declared; a wrong one ends in a sentence and exit code 2."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from app.cli.answers import Answer
from app.entry import check_day
from app.errors import BadInput
from app.i18n import _

PATH: dict[str, Any] = {"type": Path}


class Parser(argparse.ArgumentParser):
    """A parser that refuses as everything else here does: a sentence, and exit code 2."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        raise BadInput(_mistake(message) + " " + _("“gyeot --help” lists what there is."))


def _mistake(message: str) -> str:
    """The parser's own English as a sentence of ours."""
    found = re.search(r"required: (.+)", message, re.DOTALL)
    if found:
        return _("Something is missing: {what}.").format(what=found[1])
    found = re.search(r"unrecognized arguments: (.+)", message, re.DOTALL)
    if found:
        return _("This does not belong here: {what}.").format(what=found[1])
    found = re.search(r"COMMAND: invalid choice: '?(.+?)'? \(choose", message, re.DOTALL)
    if found:
        return _("There is no command “{what}”.").format(what=found[1])
    found = re.search(r"argument (.+?): expected", message)
    if found:
        return _("A value is missing after {what}.").format(what=found[1])
    return _("This command was not understood.")


def command(
    group: Any,
    name: str,
    run: Callable[[argparse.Namespace], Answer],
    *arguments: str | tuple[str, dict[str, Any]],
    **described: str,
) -> None:
    """Declare one command: its name, what it runs, its arguments as names or (name, argparse options)."""
    parser = group.add_parser(name, **described)
    parser.set_defaults(run=run)
    for argument in arguments:
        flag, options = (argument, {}) if isinstance(argument, str) else argument
        parser.add_argument(flag, **options)


def group_of(commands: Any, name: str, told: str) -> Any:
    """The place of the commands that begin with one word."""
    parser = commands.add_parser(name, help=told, description=told)
    return parser.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number between two bounds."""

    def number(text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,12}", text) or not least <= int(text) <= most:
            sentence = _("“{value}” is no whole number from {least} to {most}. Nothing was done.")
            raise BadInput(sentence.format(value=text, least=least, most=most))
        return int(text)

    return number


def one_of(*known: str) -> Callable[[str], str]:
    """One of a few words."""

    def word(text: str) -> str:
        if text not in known:
            sentence = _("“{value}” is not known here. Nothing was done. There are: {known}.")
            raise BadInput(sentence.format(value=text, known=", ".join(known)))
        return text

    return word


def legal_day(text: str) -> date:
    """A day as 2026-11-23."""
    return date.fromisoformat(check_day(text.strip() or "-", "on") or text)

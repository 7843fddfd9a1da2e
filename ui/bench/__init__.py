"""`gyeot bench`: what Gyeot costs, each figure against a floor of the same run.

    gyeot bench [NAME|--all] [--cases N] [--json]

One JSON object on standard output, sentences on standard error. A goal that is missed is said, not hidden: the exit
code is 0 either way, because a busy computer is nobody's mistake.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from app.i18n import _
from app.paths import has_display

if TYPE_CHECKING:
    from ui.bench.measure import Figure

NAMES = (
    "start",
    "unlock",
    "today",
    "list",
    "search",
    "scroll",
    "open",
    "manual",
    "stall",
    "keeping",
    "report",
    "pdf",
    "papers",
    "page",
    "counts",
    "memory",
    "seal",
    "cipher",
    "relay",
    "relay_postgresql",
    "inbox",
)
CASES, MOST = 3_000, 100_000
"""A modest office first; a hundred thousand is what `--cases` may ask for."""


class Mistake(Exception):
    """The words after `bench` cannot be followed."""


def main(arguments: list[str]) -> int:
    """Measure what was asked; 0 when measured, 2 when the words were not understood."""
    try:
        names, cases = asked(arguments)
    except Mistake as mistake:
        sys.stderr.write(f"{mistake}\n")
        return 2
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    found = {name: run(name, cases).as_json() for name in names}
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    return 0


def asked(arguments: list[str]) -> tuple[tuple[str, ...], int]:
    """The figures and the number of cases that the words name; raises Mistake."""
    names: list[str] = []
    cases, words = CASES, iter(arguments)
    for word in words:
        if word == "--cases":
            cases = _number(next(words, ""))
        elif word.startswith("--cases="):
            cases = _number(word.partition("=")[2])
        elif word in NAMES:
            names.append(word)
        elif word not in ("--all", "--json"):
            raise Mistake(
                _("There is no figure “{name}”. The figures are: {names}.").format(name=word, names=", ".join(NAMES))
            )
    return (NAMES if "--all" in arguments or not names else tuple(dict.fromkeys(names))), cases


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= MOST:
        return int(text)
    raise Mistake(_("--cases takes a number between 1 and {most}. Nothing was measured.").format(most=f"{MOST:,}"))


def run(name: str, cases: int) -> Figure:
    """Measure one figure and say it in a sentence."""
    sys.stderr.write(_("Measuring {name} …").format(name=name) + "\n")
    found: Figure = import_module(f"ui.bench.{name}").measure(cases)
    sys.stderr.write(sentence(name, found) + "\n")
    return found


def sentence(name: str, found: Figure) -> str:
    """The figure for a person."""
    outcomes = {True: _("goal met"), False: _("goal missed"), None: _("only told")}
    told = _("{name}: {value:.1f} {unit}, floor {floor:.1f} {unit}, goal {goal}: {met}. {note}")
    return told.format(
        name=name, value=found.value, unit=found.unit, floor=found.floor, goal=found.goal.text(found.unit),
        met=outcomes[found.met], note=found.note,
    ).strip()  # fmt: skip

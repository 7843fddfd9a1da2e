"""exec → painted unlock window, against a process that paints one bare QWidget."""

from __future__ import annotations

import statistics
from functools import partial
from tempfile import TemporaryDirectory
from typing import Any

from app.i18n import _
from ui.bench import centre, floors
from ui.bench.measure import Figure, Goal, Sample, alternate, figure

GOAL = Goal("times", 1.15)
_FEW = 60
"""Cases of the centre behind the window: nothing of them is read before it is unlocked."""


def measure(cases: int) -> Figure:
    home = centre.practice(min(cases, _FEW)).home
    lines: list[dict[str, Any]] = []
    with TemporaryDirectory() as settings:
        own = {"XDG_DATA_HOME": settings, "LOCALAPPDATA": settings, "HOME": settings}
        window = partial(_turn, ["start", str(home)], own, lines)
        pair = alternate(window, floors.child_turn(floors.bare_widget()))
    dear = sorted({name for line in lines for name in line["dear"]})
    return figure(pair, GOAL, _note(lines, dear), also=not dear)


def _turn(words: list[str], own: dict[str, str], lines: list[dict[str, Any]]) -> list[Sample]:
    """One start; its settings lie in a folder of their own, so that a person's are left alone."""
    line = floors.run_child(floors.subject(*words), more=own)
    line["settled_ms"] = line["ms"] + (line["settled"] - line["at"]) / 1e6
    lines.append(line)
    return [Sample(line["ms"], line["cpu"] / 1e6)]


def _note(lines: list[dict[str, Any]], dear: list[str]) -> str:
    settled = statistics.median(line["settled_ms"] for line in lines)
    said = _("Until the passphrase field is painted; last paint of the start after {settled:.0f} ms. Platform {qt}.")
    found = _("Imported too early: {names}.").format(names=", ".join(dear)) if dear else _("Nothing dear was imported.")
    return f"{said.format(settled=settled, qt=floors.platform())} {found}"

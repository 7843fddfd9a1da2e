"""Keys ready → painted page of the day in a fresh process, against a process that paints one bare QWidget."""

from __future__ import annotations

from typing import Any

from app.i18n import _
from ui.bench import centre, floors
from ui.bench.measure import Figure, Goal, alternate, figure, median

GOAL = Goal("most", 200.0)


def measure(cases: int) -> Figure:
    centre.practice(cases)
    lines: list[dict[str, Any]] = []
    subject = floors.child_turn(floors.subject("today", str(cases)), keep=lines)
    pair = alternate(subject, floors.child_turn(floors.bare_widget()))
    note = _(
        "{cases} cases, {entries} entries of a day, from keys ready to its paint. Come back to in the same process: {again:.0f} ms. "
        "Platform {qt}."
    )
    again = median([line["again_ms"] for line in lines])
    said = note.format(cases=f"{cases:,}", entries=lines[-1]["entries"], again=again, qt=floors.platform())
    return figure(pair, GOAL, said)

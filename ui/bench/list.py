"""Keys ready → painted list of cases, against a process that paints a QTableView of 1,000 rows; both fresh processes."""

from __future__ import annotations

from typing import Any

from app.i18n import _
from ui.bench import centre, floors
from ui.bench.measure import Figure, Goal, alternate, figure, median

GOAL = Goal("times", 1.5)


def measure(cases: int) -> Figure:
    centre.practice(cases)
    lines: list[dict[str, Any]] = []
    subject = floors.child_turn(floors.subject("list", str(cases)), keep=lines)
    pair = alternate(subject, floors.child_turn(floors.bare_table()))
    note = _(
        "{cases} cases, fresh processes: the subject from keys ready to painted rows, the floor from exec. The same bare "
        "table inside a running process: {inside:.0f} ms. Platform {qt}."
    )
    inside = median([line["inside_ms"] for line in lines])
    return figure(pair, GOAL, note.format(cases=f"{cases:,}", inside=inside, qt=floors.platform()))

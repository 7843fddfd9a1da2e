"""Memory with the list of cases looked through, against a process with a bare QTableView."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from app.i18n import _
from ui.bench import centre, floors
from ui.bench.measure import Figure, Goal, Sample, alternate, figure

GOAL = Goal("times", 2.0)


def measure(cases: int) -> Figure:
    centre.practice(cases)
    subject = floors.subject("memory", str(cases))
    pair = alternate(_held(subject), _held(floors.bare_table(hold=True)))
    note = _(
        "Resident memory of a process with {cases} cases listed and looked through in thirty places. Platform {qt}."
    )
    found = figure(pair, GOAL, note.format(cases=f"{cases:,}", qt=floors.platform()))
    return Figure(found.value, found.floor, GOAL, found.n, "MB", None, found.note)


def _held(command: Sequence[str]) -> Callable[[], list[Sample]]:
    """A process that waits after its line until it was looked at."""

    def turn() -> list[Sample]:
        with subprocess.Popen(  # noqa: S603 - our own interpreter with our own words
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=floors.environment(),
        ) as child:  # fmt: skip
            assert child.stdin is not None, "it is a pipe"
            assert child.stdout is not None, "it is a pipe"
            if not child.stdout.readline():
                raise floors.ChildError(" ".join(command[-3:]))
            used = resident(child.pid)
            child.stdin.close()
        return [Sample(used, 0.0)]

    return turn


def resident(process: int) -> float:
    """Megabytes a process holds in memory."""
    status = Path(f"/proc/{process}/status")
    if status.exists():
        line = next(line for line in status.read_text("ascii", "replace").splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024
    if find_spec("psutil") is None:
        raise floors.ChildError(_("Memory can be measured here only with psutil, which is not installed."))
    return float(import_module("psutil").Process(process).memory_info().rss) / 2**20

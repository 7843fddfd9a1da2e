"""Bare floors in processes of their own: the least that paints a window or a table on this computer.

A child prints one JSON line when its first paint is done: the clock, its CPU time and its memory. The clock of
`perf_counter` is one for all processes of a computer, so the parent's start can be taken from it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ui.bench.measure import Sample

_BARE = """
import json, sys, time
from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QTableView, QWidget

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, told)
        return False

def told():
    at = {"at": time.perf_counter_ns(), "cpu": time.process_time_ns()}
    print(json.dumps(at), flush=True)
    if HOLD:
        sys.stdin.read()
    application.exit(0)
"""
_WIDGET = """
application = QApplication([])
watch, window = Watch(), QWidget()
window.resize(1366, 768)
window.installEventFilter(watch)
window.show()
application.exec()
"""
_TABLE = """
class Rows(QAbstractTableModel):
    def __init__(self):
        super().__init__()
        self.rows = [[f"26-B-{n:04}", f"가온{n}", "안전", "스토킹", "2026-11-23"] for n in range(1000)]
    def rowCount(self, parent=QModelIndex()):
        return 0 if parent.isValid() else len(self.rows)
    def columnCount(self, parent=QModelIndex()):
        return 0 if parent.isValid() else 5
    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return self.rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None

application = QApplication([])
watch, model, window = Watch(), Rows(), QTableView()
window.setModel(model)
window.resize(1366, 768)
window.viewport().installEventFilter(watch)
window.show()
application.exec()
"""


def bare_widget() -> list[str]:
    """The command of a process that paints one empty QWidget."""
    return [sys.executable, "-c", f"HOLD = False\n{_BARE}{_WIDGET}"]


def bare_table(*, hold: bool = False) -> list[str]:
    """The command of a process that paints a QTableView of 1,000 rows; `hold` keeps it until its input ends."""
    return [sys.executable, "-c", f"HOLD = {hold}\n{_BARE}{_TABLE}"]


def subject(*words: str) -> list[str]:
    """The command of a process of `ui.bench.child`."""
    return [sys.executable, "-m", "ui.bench.child", *words]


class ChildError(RuntimeError):
    """A child process ended without its line."""


def run_child(command: Sequence[str], given: str = "", more: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Run one to its end; its line, with `ms` from exec to the moment it names."""
    begin = time.perf_counter_ns()
    done = subprocess.run(  # noqa: S603 - our own interpreter with our own words
        command, input=given, capture_output=True, text=True, env=environment(more), timeout=600, check=False
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise ChildError(done.stderr.strip() or f"exit code {done.returncode}")
    found: dict[str, Any] = json.loads(lines[-1])
    found["ms"] = (found["at"] - begin) / 1e6
    return found


def child_turn(
    command: Sequence[str], given: str = "", keep: list[dict[str, Any]] | None = None
) -> Callable[[], list[Sample]]:
    """A whole process as a turn: from exec to the moment its line names; lines are kept in `keep`."""

    def turn() -> list[Sample]:
        found = run_child(command, given)
        if keep is not None:
            keep.append(found)
        return [Sample(found.get("own_ms", found["ms"]), found["cpu"] / 1e6)]

    return turn


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    from app.paths import ROOT
    from ui.bench.centre import base

    named = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **(more or {})}
    # A person's start finds its modules compiled; here they are compiled in the first, thrown-away turn.
    named.pop("PYTHONDONTWRITEBYTECODE", None)
    named["PYTHONPYCACHEPREFIX"] = str(base() / "compiled")
    if not (named.get("DISPLAY") or named.get("WAYLAND_DISPLAY")) and sys.platform.startswith("linux"):
        named.setdefault("QT_QPA_PLATFORM", "offscreen")
    return named


def platform() -> str:
    """The Qt platform the children paint on, said in notes."""
    return environment().get("QT_QPA_PLATFORM", "the desktop's own")

"""What a measured process runs: `python -m ui.bench.child start HOME | list CASES | memory CASES | today CASES`.

It prints one JSON line when its moment has come. Nothing dear is imported before the part that needs it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from runpy import run_module
from typing import TYPE_CHECKING, Any, TypeVar

from ui import load_qt

if TYPE_CHECKING:
    from ui.bench.seat import Seat

T = TypeVar("T")

DEAR = ("reportlab", "keyring", "httpx2", "pikepdf", "PySide6.QtCharts", "PySide6.QtGraphs", "pyqtgraph", "sqlalchemy")
"""What nothing before the first paint may have imported."""

_QUIET = 300
"""Milliseconds without a paint after which the first window counts as settled."""


def start(home: str) -> None:
    """The real window on a centre, until the passphrase field stands painted and nothing more is drawn."""
    from PySide6.QtWidgets import QApplication

    QApplication.exec = staticmethod(_watched(QApplication.exec))  # type: ignore[method-assign] # the witness sits in the loop
    sys.argv[1:] = ["window", "--home", home]
    run_module("ui", run_name="__main__", alter_sys=True)


def _watched(real: Any) -> Any:
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

    seen: dict[str, Any] = {}

    class Witness(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
                field = isinstance(watched, QLineEdit) and watched.echoMode() == QLineEdit.EchoMode.Password
                QTimer.singleShot(0, painted_field if field and "at" not in seen else painted)
            return False

    def painted_field() -> None:
        seen.setdefault("at", time.perf_counter_ns())
        seen.setdefault("cpu", time.process_time_ns())
        seen.setdefault("dear", [name for name in DEAR if name in sys.modules])
        painted()

    def painted() -> None:
        seen["settled"] = time.perf_counter_ns()
        seen["settled_cpu"] = time.process_time_ns()
        quiet.start(_QUIET)

    def over() -> None:
        if "at" in seen:
            _say(seen)
        QApplication.closeAllWindows()
        QApplication.quit()

    quiet = QTimer()
    quiet.setSingleShot(True)
    quiet.timeout.connect(over)
    witness = Witness()

    def loop() -> int:
        application = QApplication.instance()
        assert application is not None, "its loop was entered"
        application.installEventFilter(witness)
        code: int = real()
        return code

    return loop


def listed(cases: int, *, hold: bool) -> None:
    """Keys that are ready, until the list of cases stands painted with its rows."""
    seat, page, line = _opened(cases, lambda seat: seat.show_cases())
    if hold:
        import_module("ui.application").calm_collector()  # as the window does when its first page is there
        page.look_around()
        _say(line)
        sys.stdin.read()
    else:
        _say({**line, "inside_ms": page.plain_table().ms})
    seat.close()


def today(cases: int) -> None:
    """Keys that are ready, until the day stands painted; and the same page come back to."""
    seat, page, line = _opened(cases, lambda seat: seat.show_today())
    _say({**line, "again_ms": page.again().ms, "entries": page.entries()})
    seat.close()


def _opened(cases: int, show: Callable[[Seat], T]) -> tuple[Seat, T, dict[str, Any]]:
    """A desk opened with keys that are ready and a page of it, with what both took."""
    from ui.bench import centre, painting
    from ui.bench.seat import Seat

    painting.application()
    import_module("ui.window").get_ready()  # the window stands before its keys are ready
    kept = centre.practice(cases)
    keys = kept.unlock()
    wall, cpu = time.perf_counter(), time.process_time_ns()
    seat = Seat(kept, keys)
    page = show(seat)
    own = (time.perf_counter() - wall) * 1e3
    return seat, page, {"at": time.perf_counter_ns(), "own_ms": own, "cpu": time.process_time_ns() - cpu}


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main(words: list[str]) -> None:
    """Run one of the four."""
    load_qt()  # as the window does, before anything of Qt
    if words[0] == "start":
        start(str(Path(words[1])))
    elif words[0] == "today":
        today(int(words[1]))
    else:
        listed(int(words[1]), hold=words[0] == "memory")


if __name__ == "__main__":
    main(sys.argv[1:])

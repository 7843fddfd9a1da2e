"""What a measured process runs: `python -m ui.bench.child start HOME | list CASES | memory CASES`.

It prints one JSON line when its moment has come. Nothing dear is imported before the part that needs it.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from pathlib import Path
from runpy import run_module
from typing import Any

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
    """A desk opened with keys that are ready, until the list of cases stands painted with its rows."""
    from ui.bench import centre, painting
    from ui.bench.seat import Seat

    painting.application()
    import_module("ui.window")  # the window stands before its keys are ready
    kept = centre.practice(cases)
    keys = kept.unlock()
    wall, cpu = time.perf_counter(), time.process_time_ns()
    seat = Seat(kept, keys)
    page = seat.show_cases()
    own = (time.perf_counter() - wall) * 1e3
    line = {"at": time.perf_counter_ns(), "own_ms": own, "cpu": time.process_time_ns() - cpu}
    if hold:
        page.look_around()
        _say(line)
        sys.stdin.read()
    else:
        _say({**line, "inside_ms": page.plain_table().ms})
    seat.close()


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main(words: list[str]) -> None:
    """Run one of the three."""
    if words[0] == "start":
        start(str(Path(words[1])))
    else:
        listed(int(words[1]), hold=words[0] == "memory")


if __name__ == "__main__":
    main(sys.argv[1:])

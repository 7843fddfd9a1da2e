"""Waiting for paint: an act is over when what it shows has reached the window's backing store."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from ui.bench.measure import Sample

PATIENCE = 10_000
"""Milliseconds after which an act that shows nothing is given up."""


class NothingPaintedError(RuntimeError):
    """An act was measured that changed nothing on the screen."""


class _Paint(QObject):
    """Sees every paint below one widget; `ready` says from when on one counts."""

    def __init__(self, root: QWidget, ready: Callable[[], bool], then: Callable[[], None]) -> None:
        super().__init__()
        self._root, self._ready, self._then, self._seen = root, ready, then, False
        application().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._seen and self._below(watched) and self._ready():
            self._seen = True
            # The filter stands before the paint: the next turn of the loop comes after it and its flush.
            QTimer.singleShot(0, self._then)
        return False

    def _below(self, watched: QObject) -> bool:
        return isinstance(watched, QWidget) and (watched is self._root or self._root.isAncestorOf(watched))

    def stop(self) -> None:
        application().removeEventFilter(self)


def until_painted(
    root: QWidget, act: Callable[[], Any], ready: Callable[[], bool] = lambda: True, patience: int = PATIENCE
) -> Sample:
    """Act, and wait until something below `root` was painted while `ready`; raises NothingPaintedError."""
    loop, end = QEventLoop(), list[tuple[float, float]]()

    def over() -> None:
        end.append((time.perf_counter(), time.process_time()))
        loop.quit()

    paint = _Paint(root, ready, over)
    QTimer.singleShot(patience, loop, loop.quit)
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    if not end:
        loop.exec()
    paint.stop()
    if not end:
        raise NothingPaintedError(type(root).__name__)
    return Sample((end[0][0] - wall) * 1e3, (end[0][1] - cpu) * 1e3)


class _Still(QObject):
    """Remembers when the last paint below a widget was over."""

    def __init__(self, root: QWidget) -> None:
        super().__init__()
        self._root = root
        self.painted = 0
        application().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self.painted += watched is self._root or self._root.isAncestorOf(watched)
        return False

    def stop(self) -> None:
        application().removeEventFilter(self)


def until_still(root: QWidget, act: Callable[[], Any], ready: Callable[[], bool]) -> Sample:
    """As `until_painted`, but the second and third paint count too that laying out what was shown brings with it."""
    still = _Still(root)
    wall, cpu = time.perf_counter(), time.process_time()
    found = until_painted(root, act, ready)
    seen = -1
    while seen != still.painted:
        seen = still.painted
        settle(0)
        if seen != still.painted:
            found = Sample((time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3)
    still.stop()
    return found


class Resets:
    """Counts how often a model was given new rows."""

    def __init__(self, model: QAbstractItemModel) -> None:
        self.count = 0
        for signal in (model.modelReset, model.dataChanged, model.layoutChanged, model.rowsInserted):
            signal.connect(self._one_more)

    def _one_more(self, *_what: Any) -> None:
        self.count += 1


def visible_rows(view: QAbstractItemView) -> range:
    """The rows that stand in the window now."""
    model, area = view.model(), view.viewport().rect()
    if model.rowCount() == 0:
        return range(0)
    first, last = view.indexAt(area.topLeft()).row(), view.indexAt(area.bottomLeft()).row()
    return range(max(0, first), (last if last >= 0 else model.rowCount() - 1) + 1)


def filled(view: QAbstractItemView) -> bool:
    """Whether every row that stands in the window has come."""
    model = view.model()
    return all(model.index(row, 0).data(Qt.ItemDataRole.UserRole) is not None for row in visible_rows(view))


def settle(milliseconds: int = 20) -> None:
    """Let what is queued happen before the next turn."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop, loop.quit)
    loop.exec()


def application() -> QApplication:
    """The application of this process, with Gyeot's look."""
    from ui import theme
    from ui.application import make_application
    from ui.kit import icons

    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    made = make_application(["gyeot"], theme.LIGHT)
    icons.load()
    return made

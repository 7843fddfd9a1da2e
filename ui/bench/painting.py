"""Waiting for paint: an act is over when what it shows has reached the window's backing store."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from ui.bench.measure import Sample

_NEXT_FRAME = 12
"""Milliseconds within which Qt paints what a frame asked for while it was painted; it waits five."""
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


class _Frames(QObject):
    """Counts the frames of one window; it sees the window's own events only, for a watch over all costs milliseconds."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._window, self.count = window, 0
        self.then: Callable[[], None] = lambda: None
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UpdateRequest:
            self.count += 1
            # The filter stands before the frame: the next turn of the loop comes after it.
            QTimer.singleShot(0, self.then)
        return False

    def stop(self) -> None:
        self._window.removeEventFilter(self)


def until_still(root: QWidget, act: Callable[[], Any], ready: Callable[[], bool]) -> Sample:
    """Act, and wait for the frame that shows what is `ready` and for those that laying it out brings with it."""
    frames, loop, end = _Frames(root.window()), QEventLoop(), list[tuple[float, float]]()

    def over() -> None:
        if ready():
            end.append((time.perf_counter(), time.process_time()))
            loop.quit()

    frames.then = over
    QTimer.singleShot(PATIENCE, loop, loop.quit)
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    loop.exec()
    seen = 0
    while end and seen != len(end):
        seen = len(end)
        settle(_NEXT_FRAME)
    frames.stop()
    if not end:
        raise NothingPaintedError(type(root).__name__)
    return Sample((end[-1][0] - wall) * 1e3, (end[-1][1] - cpu) * 1e3)


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

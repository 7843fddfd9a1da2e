"""The real window through every place: the GUI thread opens no file, socket, database or process.

Python tells of each of these by an audit event. Imports read modules, which is not data: they are allowed, and so
is what Qt reads in C++, which Python does not see.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.paths import ROOT
from tests.conftest import Centre
from tests.ui.test_access import a_case
from tests.ui.test_window import enter, own_folder, window  # fixtures
from ui.application import Guide
from ui.kit.overlay import Overlay
from ui.window import Window

__all__ = ["own_folder", "window"]

_WATCHED = ("open", "os.listdir", "os.scandir", "os.mkdir", "os.remove", "os.rename", "sqlite3.connect", "socket.connect",
            "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.posix_spawn", "shutil.copyfile")  # fmt: skip
_IMPORTING = ("<frozen importlib", "importlib/", "zipimport")


class Watcher:
    """Counts on the main thread only, and only while it is asked to; an audit hook can never be taken off again."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []
        self._main = threading.get_ident()
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.on or event not in _WATCHED or threading.get_ident() != self._main:
            return
        self.on = False  # looking at the stack may read source files
        stack = traceback.extract_stack()[:-1]
        if not any(word in frame.filename for frame in stack for word in _IMPORTING):
            ours = [
                f"{Path(f.filename).relative_to(ROOT)}:{f.lineno}"
                for f in stack
                if f.filename.startswith(f"{ROOT}{os.sep}ui")
            ]
            self.seen.append(f"{event} {arguments[:1]} from {' < '.join(reversed(ours[-3:]))}")
        self.on = True


_WATCHER = Watcher()


@pytest.fixture
def watched() -> Iterator[list[str]]:
    _WATCHER.seen.clear()
    yield _WATCHER.seen
    _WATCHER.on = False


def test_the_hook_hears_an_open(watched: list[str], tmp_path: Path) -> None:
    _WATCHER.on = True
    (tmp_path / "x").write_text("x")
    _WATCHER.on = False
    assert len(watched) == 1


def test_no_place_touches_the_disk_on_the_gui_thread(
    window: Window, centre: Centre, tmp_path: Path, watched: list[str]
) -> None:
    case = a_case(centre)
    driver = enter(window, centre, "manager", tmp_path)
    assert window.floor is not None
    go, floor = window.floor.shell.go, window.floor
    QApplication.processEvents()
    _WATCHER.on = True
    for place in (*floor.places(), *floor.places()):
        go(place)
        driver.settle(window.tasks)
    for section in ("people", "backup", "directory", "myself", "audit"):
        go("office", section)
        driver.settle(window.tasks)
    go("cases", case.id)
    driver.settle(window.tasks)
    for keys in ("Ctrl+J", "Ctrl+P", "Ctrl+N", "Ctrl+K"):
        driver.press(keys)
        driver.settle(window.tasks)
        driver.type("ㄴㄹ")
        driver.settle(window.tasks)
        for one in window.findChildren(Overlay):
            if one.isVisible():
                one.leave()
    go("contacts", "take")
    driver.settle(window.tasks)
    driver.type("여동생이 어젯밤부터 답이 없다")
    driver.rest(1.5)
    go("manual", Guide(case_id=case.id))
    driver.settle(window.tasks)
    for keys in ("Ctrl+Return", "F5", "Ctrl+Left", "Ctrl+F"):
        driver.press(keys)
        driver.settle(window.tasks)
    driver.press("Esc")
    driver.press("Ctrl+Q")
    driver.press("Ctrl+Q")
    window.cover()
    driver.press("A")
    go("today")
    driver.settle(window.tasks)
    _WATCHER.on = False
    assert not watched, "\n".join(watched)

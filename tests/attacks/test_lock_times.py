"""The lock of the real program within one second, whatever its process does or suffers, and what was typed is kept."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator

import pytest

from tests.attacks.program import Program, clock, copy_of, running, until
from tests.attacks.scan import word
from tests.conftest import Centre

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks at /proc")

LIMIT = 1.0
_COUNTING = "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"

CONTACT = """
driver.press("F2")
driver.until(lambda: window.floor.place == "contacts", "the contact")
driver.settle(window.tasks)
window.floor.page("contacts").running.pad.setFocus()
"""
MODAL = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog
QTimer.singleShot(50, window, lambda: QFileDialog.getSaveFileName(window, "", ""))
"""
SLOW_READ = f"""
import threading
begun = threading.Event()
def count(desk):
    begun.set()
    return desk.cases._db.value({_COUNTING!r})
window.tasks.read(window, count, print)
assert begun.wait(10)
driver.rest(0.3)
"""
SLOW_WRITE = SLOW_READ.replace("tasks.read", "tasks.write")
OBSTRUCTIONS = {"nothing": "", "a modal dialog": MODAL, "a long query": SLOW_READ, "a long write": SLOW_WRITE}


@pytest.fixture(scope="module")
def centre(founded: Centre, tmp_path_factory: pytest.TempPathFactory) -> Centre:
    return copy_of(founded, tmp_path_factory.mktemp("times"))


@pytest.fixture(scope="module")
def started(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with running(centre.home, tmp_path_factory.mktemp("own")) as program:
        yield program


@pytest.fixture
def program(started: Program, centre: Centre) -> Program:
    """Unlocked; one program is locked by one test after another."""
    if started.do("answer = window.floor is None"):
        started.enter(centre)
    return started


def typed(program: Program) -> str:
    """What stands in the notes of the contact in front."""
    return str(program.do('answer = window.floor.page("contacts").running.pad.toPlainText()'))


@pytest.mark.parametrize("what", OBSTRUCTIONS)
def test_ctrl_l_locks_and_keeps_the_last_letter(program: Program, centre: Centre, what: str) -> None:
    program.do(CONTACT)
    last = word()
    program.do(OBSTRUCTIONS[what])
    if what == "a modal dialog":
        until(lambda: program.do("answer = QApplication.activeModalWidget() is not None"), "the dialog")
    focus = "QApplication.focusWidget()" if what != "a modal dialog" else "window.floor.page('contacts').running.pad"
    program.do(f"{focus}.insertPlainText({last!r})")  # typed this moment: no timer has saved it yet
    dead, shown = program.lock()
    print(f"\n{what}: process ended {dead:.3f} s, lock screen {shown:.3f} s after the key")
    assert dead <= LIMIT
    program.enter(centre)
    assert last in typed(program)


@pytest.mark.parametrize("what", ["the GIL held in C", "SIGSTOP"])
def test_the_deadline_holds_in_a_process_that_cannot_answer(program: Program, what: str) -> None:
    old = program.child
    program.do("window._watch.set_limits(2, 2)")
    deadline = clock() + 2.0
    if what == "SIGSTOP":
        os.kill(old, signal.SIGSTOP)
    else:
        program.order("import ctypes; ctypes.PyDLL(None).sleep(60)")
    late = program.gone(old) - deadline
    program.meet()
    print(f"\n{what}: process ended {late:.3f} s after its deadline")
    assert -0.1 < late <= LIMIT
    assert program.do("answer = window.floor is None")

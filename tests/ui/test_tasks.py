"""Work off the GUI thread: a result dies with the widget that asked, a refused write never does."""

from __future__ import annotations

import gc
import threading
import time
from functools import partial

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from pytestqt.qtbot import QtBot

from app.changes import Changes, Done
from app.desk import Desk
from app.errors import BadInput
from app.kinds import Compartment
from ui.application import Shell, collect_here
from ui.tasks import SAVE_SECONDS


def _say(number: int, _desk: object) -> int:
    return number


def gone(owner: QObject) -> None:
    shiboken6.delete(owner)


def test_a_result_dies_with_the_widget_that_asked(qtbot: QtBot, shell: Shell) -> None:
    owner, wait, seen = QObject(), threading.Event(), list[int]()

    def work(_desk: object) -> int:
        wait.wait(5)
        return 1

    shell.tasks.read(owner, work, seen.append)
    gone(owner)
    with qtbot.waitSignal(shell.tasks.idle):
        wait.set()
    assert seen == []


def test_what_a_write_changed_is_told_even_so(qtbot: QtBot, shell: Shell) -> None:
    owner = QObject()
    with qtbot.waitSignal(shell.tasks.changed) as told:
        shell.tasks.write(owner, lambda _desk: Done(None, Changes.NOTES))
        gone(owner)
    assert told.args == [Changes.NOTES]


def test_a_refused_write_is_told_though_its_page_is_gone(qtbot: QtBot, shell: Shell) -> None:
    owner, problem = QObject(), BadInput("It was not saved.")

    def work(_desk: object) -> Done[None]:
        raise problem

    with qtbot.waitSignal(shell.tasks.refused) as told:
        shell.tasks.write(owner, work)
        gone(owner)
    assert told.args == [problem]


def test_a_newer_question_overtakes_an_older_one(qtbot: QtBot, shell: Shell) -> None:
    owner, seen, wait = QObject(), list[int](), threading.Event()
    shell.tasks.read(owner, lambda _desk: wait.wait(5), lambda _none: None)
    for number in range(5):
        shell.tasks.read(owner, partial(_say, number), seen.append, topic="x")
    with qtbot.waitSignal(shell.tasks.idle):
        wait.set()
    assert seen == [4]


_COUNTING = "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"


def test_a_lock_ends_questions_and_long_writes_and_keeps_the_drafts_behind_them(qtbot: QtBot, shell: Shell) -> None:
    tasks, begun = shell.tasks, [threading.Event(), threading.Event()]

    def count(desk: Desk, which: int) -> Done[None]:
        begun[which].set()
        desk.database(Compartment.CASEWORK).value(_COUNTING)
        return Done(None, Changes.NONE)

    told: list[str] = []
    tasks.read(shell, partial(count, which=0), lambda _none: told.append("question"))
    tasks.write(shell, partial(count, which=1), lambda _none: told.append("long write"))
    assert all(one.wait(10) for one in begun)
    time.sleep(SAVE_SECONDS * 1.5)
    tasks.make_way()
    tasks.write(
        shell, lambda desk: desk.contacts.keep_draft("d", "note", "noch da", None), lambda _at: told.append("draft")
    )
    tasks.read(shell, partial(_say, 1), lambda _number: told.append("question after"))
    qtbot.waitUntil(lambda: not tasks.busy, timeout=10_000)
    assert told == ["draft"]


def test_a_widget_never_dies_on_a_workers_thread(qtbot: QtBot, shell: Shell) -> None:
    died: list[str] = []

    class Asker(QObject):
        def __del__(self) -> None:
            died.append(threading.current_thread().name)

    def ask() -> None:
        asker = Asker()
        shell.tasks.read(asker, lambda desk: desk.cases.total(), lambda _total, asker=asker: None)  # type: ignore[misc] # a default holds it
        shell.tasks.work(asker, lambda _tell, _stop: 1, lambda _one, asker=asker: None)  # type: ignore[misc] # the same

    for _turn in range(20):
        ask()
    qtbot.waitUntil(lambda: len(died) == 20, timeout=5_000)
    assert set(died) == {threading.current_thread().name}


def test_garbage_is_collected_on_the_gui_thread_alone(qtbot: QtBot, qapp: QCoreApplication) -> None:
    before = set(qapp.findChildren(QTimer))
    collect_here(qapp)
    timer = next(one for one in qapp.findChildren(QTimer) if one not in before)
    assert not gc.isenabled()
    died: list[bool] = []

    class Cycle:
        def __init__(self) -> None:
            self.own = self

        def __del__(self) -> None:
            died.append(threading.current_thread() is threading.main_thread())

    Cycle()
    timer.setInterval(1)
    qtbot.waitUntil(lambda: died == [True], timeout=5_000)
    timer.stop()
    timer.deleteLater()

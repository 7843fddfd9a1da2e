"""Large records are written anew while people work: both threads go over, the status line tells, it can be stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.errors import Interrupted
from app.flows import anew
from app.kinds import Compartment, Role
from app.vault.enrolling import change
from tests.conftest import Centre
from ui.application import Shell, Who
from ui.floor import Floor
from ui.forms.writing_anew import WritingAnew
from ui.kit.banner import Banner
from ui.tasks import Tasks

C = Compartment


@pytest.fixture
def shell(qtbot: QtBot, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """A counsellor's desk as the window opens it, while the records wait for a new key."""
    monkeypatch.setattr(anew, "LARGE", 0)
    with closing(centre.open()) as desk:
        for number in range(20):
            desk.cases.open_case(f"초롱{number}")
    change(centre.home, centre.unlock("manager"), centre.users["manager2"], Role.MANAGER, frozenset())
    tasks, keys, done = Tasks(), centre.unlock("counsellor"), list[object]()
    tasks.broke.connect(done.append)
    shell = Shell(tasks, Who.of(keys))
    tasks.open(shell, lambda: Desk.open(centre.home, keys, beside=True), done.append, done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=10_000)
    assert isinstance(done.pop(), Desk)
    yield shell
    tasks.close()
    assert not done, "nothing broke"


def files(centre: Centre) -> set[str]:
    return {path.name for path in (centre.home / "db").glob("casework*") if not path.name.endswith(("-wal", "-shm"))}


def ask(qtbot: QtBot, shell: Shell, work: Callable[[Desk], object], *, write: bool = False) -> object:
    found: list[object] = []
    if write:
        shell.tasks.write(shell, work, found.append)  # type: ignore[arg-type] # what the writer does gives a Done
    else:
        shell.tasks.read(shell, work, found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=10_000)
    return found[0]


def test_people_work_while_it_goes_on(qtbot: QtBot, centre: Centre, shell: Shell) -> None:
    writing = WritingAnew(shell, lambda _banner: None)
    said: list[str] = []
    writing.moved.connect(lambda: said.append(writing.said))
    writing.look()
    made = 0
    while not said or said[-1]:
        ask(qtbot, shell, lambda desk, at=made: desk.cases.open_case(f"달빛{at}"), write=True)  # type: ignore[misc] # bound now
        made += 1
        assert ask(qtbot, shell, lambda desk: len(desk.cases.find("초롱"))) == 20
    assert files(centre) == {"casework.2.db"}
    assert made > 1, "somebody worked meanwhile"
    assert ask(qtbot, shell, lambda desk: len(desk.cases.find("달빛"))) == made
    assert ask(qtbot, shell, lambda desk: desk.keys.epoch(C.CASEWORK)) == 2
    shell.tasks.close()
    with closing(centre.open()) as desk:
        assert (desk.doubts, desk.problems()) == ((), [])
        assert len(desk.cases.find("달빛")) == made


def test_it_can_be_stopped_in_the_status_line(qtbot: QtBot, centre: Centre, shell: Shell) -> None:
    floor = Floor(shell)
    qtbot.addWidget(floor)
    floor.show()
    qtbot.waitSignal(shell.tasks.idle).wait()
    with shell.tasks.turn(floor.anew._stop):  # a backup goes on: this waits for it
        floor.anew.look()
        qtbot.waitUntil(lambda: bool(floor.anew.said), timeout=10_000)
        (told,) = (one for one in floor.status.findChildren(QPushButton) if "%" in one.accessibleName())
        told.setFocus()
        told.click()
        banner = floor.findChild(Banner)
        assert banner is not None
        banner.chosen.emit("stop")
        with qtbot.waitSignal(floor.anew.moved, timeout=10_000):
            pass
    assert not floor.anew.said
    assert not [one for one in floor.status.findChildren(QPushButton) if one.isVisible() and "%" in one.text()]
    assert files(centre) == {"casework.1.db"}
    assert ask(qtbot, shell, lambda desk: len(desk.cases.find("초롱"))) == 20
    assert ask(qtbot, shell, lambda desk: len(desk.to_write_anew())) == 1, "it begins again at the next opening"


def test_two_do_not_go_through_the_records_at_once(shell: Shell) -> None:
    from threading import Event

    stop = Event()
    with shell.tasks.turn(stop):
        stop.set()
        with pytest.raises(Interrupted), shell.tasks.turn(stop):
            pass
    with shell.tasks.turn(Event()):
        pass

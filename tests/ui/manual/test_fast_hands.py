"""Keys that are faster than the computer: what is shown is always where the session stands."""

from __future__ import annotations

from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from app.manual import SessionState
from ui.application import Guide, Shell
from ui.manual import ManualPage


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> ManualPage:
    made = ManualPage(shell)
    qtbot.addWidget(made)
    made.resize(1290, 736)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def session(qtbot: QtBot, shell: Shell, page: ManualPage) -> str:
    made: list[SessionState] = []
    shell.tasks.write(shell, lambda desk: desk.manual.start("dating-violence"), made.append)
    qtbot.waitUntil(lambda: bool(made))
    page.arrive(Guide(session_id=made[0].id))
    qtbot.waitUntil(lambda: stands(page) == "A1")
    return made[0].id


def stands(page: ManualPage) -> str:
    return page.keeper.around.state.step if page.keeper.around else ""


def stored(qtbot: QtBot, shell: Shell, session: str) -> SessionState:
    found: list[SessionState] = []
    shell.tasks.read(shell, lambda desk: desk.manual.state(session), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5_000)
    return found[0]


def test_a_jump_while_the_session_is_still_being_read_is_shown(
    qtbot: QtBot, shell: Shell, page: ManualPage, session: str
) -> None:
    keeper, gate = page.keeper, Event()
    opened: list[object] = []
    keeper.opened.connect(opened.append)
    shell.tasks.read(shell, lambda _desk: gate.wait(5), lambda _done: None)  # the reader is busy with something else
    keeper.resume(session)
    keeper.jump("EMG")
    qtbot.waitUntil(lambda: stands(page) == "EMG", timeout=5_000)
    assert opened == []
    gate.set()
    qtbot.waitUntil(lambda: bool(opened), timeout=5_000)
    qtbot.waitUntil(lambda: not shell.tasks.busy, timeout=5_000)
    assert stands(page) == stored(qtbot, shell, session).step == "EMG"
    assert page.guided.head.title.text().startswith("EMG")


def test_the_dock_shows_the_step_of_the_session_once_it_is_seen(qtbot: QtBot, page: ManualPage, session: str) -> None:
    page.keeper.take("default")
    qtbot.waitUntil(lambda: stands(page) == "A2")
    dock = page.guided.dock
    assert not dock.isVisible()
    assert dock.head.title.text() == ""
    dock.show()
    assert dock.head.title.text().startswith("A2")


def test_the_fields_of_a_step_are_there_for_whoever_asks_first(
    qtbot: QtBot, shell: Shell, page: ManualPage, session: str
) -> None:
    form = page.guided.case.form
    assert "alias" in form.fields()
    page.keeper.record("alias", "파란우산")
    qtbot.waitUntil(lambda: not shell.tasks.busy, timeout=5_000)
    page.keeper.take("default")
    qtbot.waitUntil(lambda: stands(page) == "A2")
    assert "weapon" in form.fields(), "asked in the same turn in which the words came"
    assert "alias" not in form.fields()
    page.keeper.back()
    qtbot.waitUntil(lambda: stands(page) == "A1")
    qtbot.waitUntil(lambda: form.findChildren(type(form.control("alias")))[0].isVisible(), timeout=2_000)
    assert dict(stored(qtbot, shell, session).trail.records) == {"alias": "파란우산"}

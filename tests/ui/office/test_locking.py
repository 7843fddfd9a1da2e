"""The face of the lock in the office: read by everybody, set by a manager, taken back by one key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.office import Limits
from ui.application import Shell
from ui.notices import Notice
from ui.office.locking import LockingFace


def shown(qtbot: QtBot, shell: Shell) -> LockingFace:
    face = LockingFace(shell)
    qtbot.addWidget(face)
    face.show()
    face.reload()
    qtbot.waitUntil(lambda: face.idle.text() == "10" and face.contact.text() == "60")
    return face


def quiet(qtbot: QtBot, shell: Shell) -> None:
    qtbot.waitUntil(lambda: not shell.tasks.busy, timeout=5_000)


def limits(qtbot: QtBot, shell: Shell) -> Limits:
    found: list[Limits] = []
    shell.tasks.read(shell, lambda desk: desk.lock_limits.limits(), found.append)
    quiet(qtbot, shell)
    return found[0]


def test_a_manager_sets_the_limits_and_takes_them_back(qtbot: QtBot, manager_shell: Shell) -> None:
    told: list[Notice] = []
    manager_shell.told.connect(told.append)
    face = shown(qtbot, manager_shell)
    face.idle.setText("5")
    face.idle.setModified(True)
    face.save.click()
    quiet(qtbot, manager_shell)
    assert limits(qtbot, manager_shell) == Limits(5, 60)
    assert told[-1].act is not None
    told[-1].act()
    quiet(qtbot, manager_shell)
    assert limits(qtbot, manager_shell) == Limits(10, 60)
    assert face.idle.text() == "10"


@pytest.mark.parametrize(("idle", "contact", "field"), [("viel", "60", "idle"), ("0", "60", "idle"), ("20", "15", "contact")])  # fmt: skip
def test_a_wrong_limit_is_said_at_its_field(
    qtbot: QtBot, manager_shell: Shell, idle: str, contact: str, field: str
) -> None:
    face = shown(qtbot, manager_shell)
    face.idle.setText(idle)
    face.contact.setText(contact)
    face.save.click()
    quiet(qtbot, manager_shell)
    assert face.form.error(field)
    assert limits(qtbot, manager_shell) == Limits()


def test_a_counsellor_reads_them(qtbot: QtBot, open_shell: Callable[[str], Shell]) -> None:
    face = shown(qtbot, open_shell("counsellor"))
    assert face.idle.isReadOnly()
    assert not face.save.isVisible()
    assert face.only.isVisible()

"""Whoever has not read what changed is told at unlocking and at the manual, until they have; nobody else is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.manual.install import install
from tests.conftest import Centre
from tests.releases import Release, release
from ui.application import Shell
from ui.floor import Floor
from ui.kit import icons
from ui.kit.dialogs import Dialog

Opener = Callable[[str], Shell]


@pytest.fixture
def stick(tmp_path: Path) -> Release:
    return release(tmp_path)


def installed(centre: Centre, stick: Release) -> None:
    """A manager brought the new manual in."""
    desk = Desk.open(centre.home, centre.unlock("manager"))
    desk.holdings.take_in(install(stick.file, desk.holdings.ground().trusting(stick.key)))
    desk.close()


def enter(qtbot: QtBot, shell: Shell) -> Floor:
    """Unlock: the floor stands and has looked."""
    icons.load()
    floor = Floor(shell)
    qtbot.addWidget(floor)
    floor.resize(1366, 768)
    floor.show()
    floor.start()
    quiet(qtbot, shell)
    return floor


def first(floor: Floor) -> QWidget:
    """The banner above the page."""
    item = floor.banners.itemAt(0)
    assert item is not None
    found = item.widget()
    assert found is not None
    return found


def quiet(qtbot: QtBot, shell: Shell) -> None:
    qtbot.waitUntil(lambda: not shell.tasks.busy, timeout=30_000)


def test_the_first_unlocking_writes_down_and_tells_nobody(qtbot: QtBot, shell: Shell) -> None:
    floor = enter(qtbot, shell)
    assert floor.bulletin.news == ()
    assert floor.banners.count() == 0
    noted: list[int] = []
    shell.tasks.read(floor, lambda desk: len(desk.holdings.unnoted()), noted.append)
    quiet(qtbot, shell)
    assert noted == [0]


def test_a_change_is_told_until_it_is_read(qtbot: QtBot, open_shell: Opener, centre: Centre, stick: Release) -> None:
    installed(centre, stick)
    shell = open_shell("counsellor")
    floor = enter(qtbot, shell)
    banner = floor.bulletin.banner
    assert banner is not None
    assert stick.version in banner.accessibleName()
    floor.bulletin.open()
    (dialog,) = floor.findChildren(Dialog)
    dialog.buttons["later"].click()
    assert floor.bulletin.news, "later is not yet"
    floor._take_down(banner)
    shell.go("today")
    quiet(qtbot, shell)
    assert floor.banners.count() == 0
    shell.go("manual")
    quiet(qtbot, shell)
    assert floor.banners.count() == 1, "at the manual it is told again"
    floor.bulletin.open()
    dialog = next(one for one in floor.findChildren(Dialog) if one.isVisible())
    dialog.buttons["read"].click()
    quiet(qtbot, shell)
    assert floor.bulletin.news == ()
    assert floor.banners.count() == 0
    shell.go("today")
    shell.go("manual")
    quiet(qtbot, shell)
    assert floor.banners.count() == 0


def test_a_trainer_without_cases_is_told_too(qtbot: QtBot, open_shell: Opener, centre: Centre, stick: Release) -> None:
    installed(centre, stick)
    floor = enter(qtbot, open_shell("trainer"))
    assert [one.pack.id for one in floor.bulletin.news] == ["stalking"]


def test_nothing_is_told_over_a_running_contact_or_another_notice(
    qtbot: QtBot, open_shell: Opener, centre: Centre, stick: Release
) -> None:
    installed(centre, stick)
    shell = open_shell("counsellor")
    icons.load()
    floor = Floor(shell)
    qtbot.addWidget(floor)
    floor.show()
    shell.tell("먼저 읽어야 할 말")
    standing = first(floor)
    floor.start()
    quiet(qtbot, shell)
    assert first(floor) is standing
    assert floor.bulletin.news
    floor._take_down(standing)
    shell.tasks.write(floor, lambda desk: desk.contacts.take(alias="파란우산"), shell.contact_changed.emit)
    quiet(qtbot, shell)
    shell.go("manual")
    quiet(qtbot, shell)
    assert floor.banners.count() == 0

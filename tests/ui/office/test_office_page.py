"""The office: people are shown, a backup is made beside the desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.clock import today
from ui.application import Shell
from ui.office import OfficePage
from ui.office.backup import BackupFace
from ui.office.computer import ComputerFace


@pytest.fixture
def page(qtbot: QtBot, manager_shell: Shell) -> OfficePage:
    made = OfficePage(manager_shell)
    qtbot.addWidget(made)
    made.resize(1290, 736)
    made.show()
    made.arrive()
    return made


def quiet(qtbot: QtBot, shell: Shell) -> None:
    qtbot.waitUntil(lambda: not shell.tasks.busy, timeout=20_000)


def test_a_backup_is_made_beside_the_desk_and_recorded(qtbot: QtBot, page: OfficePage, tmp_path: Path) -> None:
    told: list[str] = []
    page.shell.told.connect(lambda notice: told.append(notice.sentence))
    page.sections.choose("backup")
    face = page.faces["backup"]
    assert isinstance(face, BackupFace)
    face.make.click()
    assert face.form.error("folder")
    face.folder.setText(str(tmp_path / "nowhere"))
    face.make.click()
    quiet(qtbot, page.shell)
    assert "nowhere" in face.form.error("folder")
    stick = tmp_path / "stick"
    stick.mkdir()
    face.folder.setText(str(stick))
    face.make.click()
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    quiet(qtbot, page.shell)
    (made,) = stick.iterdir()
    assert made.name in told[0]
    assert f"{today():%Y-%m-%d}" in face.last.text()


def test_a_counsellor_sees_no_backup_and_no_trail(qtbot: QtBot, shell: Shell) -> None:
    page = OfficePage(shell)
    qtbot.addWidget(page)
    own = {"people", "teams", "rooms", "directory", "budget", "manuals", "computer", "locking", "myself"}
    assert set(page.faces) == own


def test_everybody_reads_what_this_computer_does_with_the_work(qtbot: QtBot, shell: Shell) -> None:
    page = OfficePage(shell)
    qtbot.addWidget(page)
    page.show()
    page.arrive("computer")
    face = page.faces["computer"]
    assert isinstance(face, ComputerFace)
    qtbot.waitUntil(lambda: len(face.check.findings()) == 3, timeout=20_000)
    assert all(finding.sentence.endswith(".") for finding in face.check.findings())

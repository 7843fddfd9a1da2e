"""The office: people are shown, a backup is made beside the desk, a number is noted as checked, the chain is held."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.clock import today
from ui.application import Shell
from ui.office import OfficePage
from ui.office.audit import AuditFace
from ui.office.backup import BackupFace
from ui.office.directory import DirectoryFace


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


def test_a_manager_notes_that_a_number_was_right(qtbot: QtBot, page: OfficePage) -> None:
    page.sections.choose("directory")
    face = page.faces["directory"]
    assert isinstance(face, DirectoryFace)
    qtbot.waitUntil(lambda: face.rows.item_model().rowCount() > 30, timeout=10_000)
    face.rows.opened.emit("legal-aid-132")
    quiet(qtbot, page.shell)
    face.reload()
    quiet(qtbot, page.shell)
    assert face._checked["legal-aid-132"] == today()


def test_the_chain_of_the_trail_is_held(qtbot: QtBot, page: OfficePage) -> None:
    page.sections.choose("audit")
    face = page.faces["audit"]
    assert isinstance(face, AuditFace)
    face.check.click()
    qtbot.waitUntil(lambda: bool(face.said.text()), timeout=10_000)
    assert "이어져" in face.said.text()


def test_a_counsellor_sees_no_backup_and_no_trail(qtbot: QtBot, shell: Shell) -> None:
    page = OfficePage(shell)
    qtbot.addWidget(page)
    assert set(page.faces) == {"people", "directory", "myself"}

"""Backups and erasing from the windows: two clicks to a stick, a review before anything goes, and a certificate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.clock import now, today
from app.flows import backups, erasure, keeping, sticks
from app.retention import COUNSELLING
from tests.conftest import Centre
from ui.application import Shell
from ui.forms.reminder import BackupReminder
from ui.kit.banner import Banner
from ui.office import OfficePage
from ui.office.backup import BackupFace
from ui.office.keeping import KeepingFace

Opened = Callable[[str], Shell]


@pytest.fixture
def cases(centre: Centre) -> list[str]:
    """Three cases whose time is over."""
    desk = centre.open("manager")
    keeping.set_period(desk.office, desk.keys.centre_type, COUNSELLING, "P3Y")
    made = []
    for alias in ("파란우산", "달맞이", "느티"):
        case = desk.cases.open_case(alias, opened_on=today() - timedelta(days=1300)).value
        desk.cases.close(case.id, "supported", on=today() - timedelta(days=1200))
        made.append(case.id)
    desk.close()
    return made


@pytest.fixture
def face(qtbot: QtBot, cases: list[str], manager_shell: Shell) -> Iterator[KeepingFace]:
    page = OfficePage(manager_shell)
    host = QWidget()
    QVBoxLayout(host).addWidget(page)
    host.resize(1290, 736)
    qtbot.addWidget(host)
    host.show()
    page.arrive("keeping")
    found = page.faces["keeping"]
    assert isinstance(found, KeepingFace)
    qtbot.waitUntil(lambda: len(found._kept.due) == 3)
    yield found
    host.close()  # the host lives as long as the test


def decide(qtbot: QtBot, face: KeepingFace, record: str, choice: str, **fields: str) -> None:
    face.review(record)
    form = face.form
    assert form is not None
    form.control_of("decision").set_value(choice)
    for name, text in fields.items():
        form.control_of(name).setText(text)
    with qtbot.waitSignal(form.saved):
        form.submit()
    qtbot.waitUntil(lambda: not face.shell.tasks.busy)


def test_a_record_is_reviewed_and_then_erased(
    qtbot: QtBot, face: KeepingFace, cases: list[str], centre: Centre
) -> None:
    assert not face.erase.isVisible()
    decide(qtbot, face, cases[0], "erase")
    qtbot.waitUntil(face.erase.isVisible)
    told: list[str] = []
    face.shell.told.connect(lambda notice: told.append(notice.sentence))
    face.ask_erase()
    form = face.form
    assert form is not None
    with qtbot.waitSignal(form.saved):
        form.submit()
    qtbot.waitUntil(lambda: len(face._kept.due) == 2 and len(face._kept.log) == 1)
    assert len(told) == 1
    assert face.banner is not None, "the record file is still to be written anew, and it is said"
    with qtbot.waitSignal(face.shell.lock_asked):
        face.banner.chosen.emit("lock")
    assert not face.erase.isVisible()


def test_a_hold_is_set_and_released(qtbot: QtBot, face: KeepingFace, cases: list[str]) -> None:
    decide(qtbot, face, cases[1], "hold", reason="재판에 필요합니다")
    qtbot.waitUntil(lambda: len(face._kept.holds) == 1)
    face.view.set_value("held")
    face._fill()
    assert face.stack.currentWidget() is face.rows["held"]
    face._act()
    qtbot.waitUntil(lambda: not face._kept.holds)
    assert face.stack.currentWidget() is face.none["held"]


def test_keeping_longer_without_a_reason_stays_at_its_field(qtbot: QtBot, face: KeepingFace, cases: list[str]) -> None:
    face.review(cases[2])
    form = face.form
    assert form is not None
    form.control_of("decision").set_value("keep")
    form.submit()
    qtbot.waitUntil(lambda: bool(form.error("reason")))
    form.leave()


def test_any_closed_case_can_be_looked_up(qtbot: QtBot, face: KeepingFace, cases: list[str]) -> None:
    face.number.setText(face._kept.due[0].title)
    face.look_up()
    qtbot.waitUntil(lambda: face.form is not None)
    assert face.form is not None
    face.form.leave()
    refused: list[object] = []
    face.shell.told.connect(refused.append)
    face.number.setText("26-B-9999")
    face.look_up()
    qtbot.waitUntil(lambda: bool(refused))


def test_the_certificate_waits_for_the_file_and_is_then_written(
    qtbot: QtBot, cases: list[str], centre: Centre, open_shell: Opened, tmp_path: Path
) -> None:
    desk = centre.open("manager")
    desk.retention.decide(cases[0], "erase")
    erasure.erase(desk.home, desk.keys, desk.retention, [cases[0]], "period_over")
    desk.close()
    shell = open_shell("manager")
    paper = tmp_path / "paper.pdf"
    face = KeepingFace(shell, lambda _window, _name: paper)
    qtbot.addWidget(face)
    face.reload()
    qtbot.waitUntil(lambda: len(face._kept.log) == 1)
    assert face.banner is None, "opening the centre wrote the file anew"
    face.certify(face._kept.log[0].id)
    qtbot.waitUntil(paper.exists, timeout=10_000)
    qtbot.waitUntil(lambda: not shell.tasks.busy)


def backup_face(qtbot: QtBot, shell: Shell, stick: Path) -> BackupFace:
    face = BackupFace(shell, lambda: (sticks.Stick(stick, "STICK", 12 << 30),))
    qtbot.addWidget(face)
    face.show()
    face.reload()
    qtbot.waitUntil(lambda: bool(face.folder.text()))
    return face


def test_a_stick_that_is_there_takes_the_backup_by_one_press(
    qtbot: QtBot, cases: list[str], manager_shell: Shell, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    face = backup_face(qtbot, manager_shell, tmp_path / "stick")
    told: list[object] = []
    manager_shell.told.connect(told.append)
    face.make.click()
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert len(backups.of(tmp_path / "stick")) == 1
    qtbot.waitUntil(lambda: len(face._kept.copies) == 1)
    told.clear()
    face.try_out.click()
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    qtbot.waitUntil(lambda: face._kept.drilled > 0)
    face.gone.click()
    qtbot.waitUntil(lambda: face._kept.copies == ())


def test_stopping_says_so_and_the_next_press_goes_on(
    qtbot: QtBot, cases: list[str], manager_shell: Shell, centre: Centre, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    face = backup_face(qtbot, manager_shell, tmp_path / "stick")
    told: list[object] = []
    manager_shell.told.connect(told.append)
    face.make.click()
    face.stop.click()
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert backups.of(tmp_path / "stick") == ()
    assert face.make.isEnabled()
    told.clear()
    face.make.click()
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert len(backups.of(tmp_path / "stick")) == 1
    qtbot.waitUntil(lambda: not manager_shell.tasks.busy)


@pytest.mark.parametrize(("days", "reminded"), [(None, True), (8, True), (6, False)])
def test_after_a_week_the_manager_is_reminded(
    qtbot: QtBot, cases: list[str], centre: Centre, open_shell: Opened, days: int | None, reminded: bool
) -> None:
    if days is not None:
        desk = centre.open("manager")
        desk.office.set(backups.LAST_BACKUP, str(now() - days * 86_400_000))
        desk.close()
    shell, shown = open_shell("manager"), list[Banner]()
    reminder = BackupReminder(shell, shown.append, lambda: True)
    reminder.start()
    qtbot.waitUntil(lambda: not shell.tasks.busy)
    assert bool(shown) is reminded
    if shown:
        with qtbot.waitSignal(shell.went) as went:
            shown[0].chosen.emit("make")
        assert went.args == ["office", "backup"]


def test_a_counsellor_is_not_reminded(qtbot: QtBot, shell: Shell) -> None:
    shown: list[Banner] = []
    BackupReminder(shell, shown.append, lambda: True).start()
    assert not shell.tasks.busy
    assert shown == []

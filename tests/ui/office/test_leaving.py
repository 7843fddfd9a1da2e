"""Cases leave by the window and are taken in by it: counted first, asked once, stopped at will, and told in the register."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import Centre
from ui.application import Shell
from ui.kit.dialogs import Dialog
from ui.kit.form import LineEdit
from ui.kit.secret import NotedSecret
from ui.office.arriving import ArrivingSection
from ui.office.leaving import Leaving


def quiet(qtbot: QtBot, shell: Shell) -> None:
    qtbot.waitUntil(lambda: not shell.tasks.busy, timeout=25_000)


@pytest.fixture
def cases(centre: Centre) -> Centre:
    with closing(centre.open("counsellor")) as desk:
        for alias in ("파란우산", "달맞이"):
            case = desk.cases.open_case(alias).value
            desk.cases.add_note(case.id, "첫 통화", "놀이터 옆 길로 다니기로 했습니다.")
    return centre


class Chosen:
    """A save dialog that answers at once."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, Path()

    def __call__(self, _window: QWidget, suggested: str) -> Path:
        self.path = self.folder / suggested
        return self.path


@pytest.fixture
def chosen(tmp_path: Path) -> Chosen:
    return Chosen(tmp_path)


@pytest.fixture
def section(qtbot: QtBot, cases: Centre, open_shell: Callable[[str], Shell], chosen: Chosen) -> Leaving:
    made = Leaving(open_shell("manager"), chosen)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    made.reload()
    quiet(qtbot, made.shell)
    return made


def fill(section: Leaving) -> None:
    section.recipient.setText("맞는 상담소")
    section.reason.setText("센터를 옮기게 되어 함께 옮김")


def test_what_would_leave_is_counted_before_anything_is_written(section: Leaving, qtbot: QtBot) -> None:
    assert section.count.text().startswith("사례 2건")
    section.which.choose(2)
    section.year.setText("1999")
    quiet(qtbot, section.shell)
    assert section.count.text().startswith("사례 0건")
    section.which.choose(3)
    section.case.setText("없는 번호")
    quiet(qtbot, section.shell)
    assert "없는 번호" in section.count.text()


def test_only_what_is_asked_for_stands_there(section: Leaving) -> None:
    rows = section.form
    assert rows.control("year").isHidden() or not rows.control("year").isVisible()
    assert not section.plain_reason.isVisible()
    section.form_of.choose(2)
    section.lock.choose(2)
    assert section.plain_reason.isVisible()
    section.form_of.choose(1)
    assert not section.lock.isVisible()
    assert not section.plain


def test_nothing_is_written_without_recipient_and_reason(section: Leaving, chosen: Chosen, qtbot: QtBot) -> None:
    section.write.click()
    assert section.form.error("recipient")
    section.recipient.setText("맞는 상담소")
    section.write.click()
    assert section.form.error("reason")
    quiet(qtbot, section.shell)
    assert chosen.path == Path()


def test_what_was_being_written_is_there_again_after_a_lock(section: Leaving, qtbot: QtBot) -> None:
    section.which.choose(2)
    section.year.setText("2025")
    fill(section)
    assert section._unfinished is not None
    section._unfinished.keep()
    quiet(qtbot, section.shell)
    again = Leaving(section.shell)
    qtbot.addWidget(again)
    again.show()
    again.reload()
    qtbot.waitUntil(lambda: again.recipient.text() == "맞는 상담소", timeout=5_000)
    assert (again.which.value(), again.year.text()) == ("year", "2025")


def test_a_file_for_another_gyeot_is_written_told_and_taken_in(
    section: Leaving, chosen: Chosen, qtbot: QtBot, cases: Centre
) -> None:
    fill(section)
    qtbot.keyClick(section.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    section.write.click()
    quiet(qtbot, section.shell)
    assert chosen.path.suffix == ".gyeot"
    assert chosen.path.is_file()
    assert section.made is not None
    passphrase = section.made.findChild(LineEdit)
    assert passphrase is not None
    key = passphrase.text()
    shown_when_asked(section.made, qtbot, key)
    section.made.leave()
    assert section.recipient.text() == ""
    (row,) = section.copies.item_model().items()
    assert (row.title, row.done) == ("맞는 상담소", False)
    section.gone.click()
    quiet(qtbot, section.shell)
    assert section.copies.item_model().items()[0].done

    arriving = ArrivingSection(section.shell)
    qtbot.addWidget(arriving)
    arriving.resize(1000, 640)
    arriving.show()
    arriving.take.click()
    assert arriving.form.error("file")
    arriving.file.set_path(chosen.path)
    arriving.passphrase.setText(key)
    arriving.take.click()
    quiet(qtbot, section.shell)
    assert arriving.asking is not None
    arriving.asking.buttons["take"].click()
    quiet(qtbot, section.shell)
    assert arriving.answer.text().startswith("사례 0건이")
    assert "2건은 이미" in arriving.answer.text()


def test_an_open_file_without_a_lock_takes_a_reason_and_shows_no_passphrase(
    section: Leaving, chosen: Chosen, qtbot: QtBot
) -> None:
    fill(section)
    section.form_of.choose(2)
    section.lock.choose(2)
    section.write.click()
    quiet(qtbot, section.shell)
    assert section.form.error("plain_reason")
    section.plain_reason.setText("받는 곳이 잠긴 파일을 열지 못함")
    section.write.click()
    quiet(qtbot, section.shell)
    assert section.made is None
    with zipfile.ZipFile(chosen.path) as archive:
        assert json.loads(archive.read("manifest.json"))["format"] == 1


def test_a_stop_leaves_no_file_and_no_line(section: Leaving, chosen: Chosen, qtbot: QtBot) -> None:
    fill(section)
    begin = section._begin

    def stopped_at_once() -> None:
        begin()
        section.stop.click()

    section._begin = stopped_at_once  # type: ignore[method-assign] # a person could not press sooner
    section.write.click()
    quiet(qtbot, section.shell)
    assert list(chosen.folder.glob("*.gyeot")) + list(chosen.folder.glob(".*partial")) == []
    assert section.copies.item_model().items() == ()
    assert section.write.isEnabled()


def test_files_that_are_none_and_wrong_passphrases_are_said_by_the_field(
    section: Leaving, chosen: Chosen, qtbot: QtBot, cases: Centre, tmp_path: Path
) -> None:
    arriving = ArrivingSection(section.shell)
    qtbot.addWidget(arriving)
    arriving.show()
    arriving.file.set_path(tmp_path / "nothing.gyeot")
    arriving.take.click()
    quiet(qtbot, section.shell)
    assert "nothing.gyeot" in arriving.form.error("file")
    refused: list[object] = []
    section.shell.refuse = refused.append  # type: ignore[method-assign, assignment] # what the window would show
    (tmp_path / "some.gyeot").write_bytes(b"GYEOTEX1" + bytes(40))
    arriving.file.set_path(tmp_path / "some.gyeot")
    arriving.take.click()
    quiet(qtbot, section.shell)
    assert len(refused) == 1
    assert arriving.take.isEnabled()


def test_a_counsellor_sees_only_that_nothing_may_leave(
    qtbot: QtBot, cases: Centre, open_shell: Callable[[str], Shell]
) -> None:
    made = Leaving(open_shell("counsellor"))
    qtbot.addWidget(made)
    made.show()
    made.reload()
    quiet(qtbot, made.shell)
    assert "책임자" in made.count.text()


def shown_when_asked(dialog: Dialog, qtbot: QtBot, key: str) -> None:
    """Dots first, and nothing to copy; one key shows it and hides it again."""
    field = dialog.findChild(NotedSecret)
    assert field is not None
    assert field.isReadOnly()
    assert key not in field.displayText()
    assert dialog.window().focusWidget() is field.show_it
    qtbot.keyClick(field.show_it, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    assert field.displayText() == key
    qtbot.keyClick(field.show_it, Qt.Key.Key_Space)
    assert key not in field.displayText()

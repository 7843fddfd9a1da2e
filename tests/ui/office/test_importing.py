"""Office › Import and leave: a table becomes cases step by step, by keyboard alone, and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from ui.application import Shell
from ui.kit.rows import Row
from ui.kit.table import Table
from ui.office import OfficePage
from ui.office.importing import ImportingFace
from ui.office.importing_faults import Line
from ui.office.importing_kept import left
from ui.office.importing_start import TableField
from ui.office.importing_steps import TakingIn

TEXT = "사례번호,별칭,접수일,성별,연락처,관계\n1,새벽길,2024-01-02,여성,010-1111-2222,그 사람\n2,산들길,2024-13-02,여성,01011112222,그 사람\n3,강변길,2024-03-02,여성,,\n"


@pytest.fixture
def page(qtbot: QtBot, manager_shell: Shell) -> OfficePage:
    made = OfficePage(manager_shell)
    qtbot.addWidget(made)
    made.resize(1290, 736)
    made.show()
    made.activateWindow()
    made.arrive("importing")
    quiet(qtbot, manager_shell)
    return made


@pytest.fixture
def steps(page: OfficePage) -> TakingIn:
    face = page.faces["importing"]
    assert isinstance(face, ImportingFace)
    return face.taking


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "옛 기록.csv"
    path.write_bytes(TEXT.encode("cp949"))
    return path


def quiet(qtbot: QtBot, shell: Shell) -> None:
    qtbot.waitUntil(lambda: not shell.tasks.busy, timeout=20_000)


def press(qtbot: QtBot, key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key where the focus is."""
    target = QApplication.focusWidget()
    assert target is not None
    qtbot.keyClick(target, key, with_)


def enter(qtbot: QtBot, shell: Shell) -> None:
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    quiet(qtbot, shell)


def asked(qtbot: QtBot, shell: Shell, ask: Callable[[Desk], Any]) -> Any:
    found: list[Any] = []
    shell.tasks.read(shell, ask, found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=10_000)
    return found[0]


def to_columns(qtbot: QtBot, steps: TakingIn, file: Path) -> None:
    steps.start.file.setFocus()
    QApplication.clipboard().setText(str(file))
    press(qtbot, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    enter(qtbot, steps.shell)
    assert steps.currentWidget() is steps.columns, steps.start.form.error("file")


def lines(table: Table) -> list[tuple[int, str, str]]:
    found = [table.lazy().row(at) for at in range(table.lazy().rowCount())]
    return [(one.fault.row, one.fault.kind, one.decision) for one in found if isinstance(one, Line)]


def test_a_table_becomes_cases_by_keyboard_alone_and_the_import_is_undone(
    qtbot: QtBot, steps: TakingIn, file: Path
) -> None:
    told: list[str] = []
    steps.shell.told.connect(lambda notice: told.append(notice.sentence))
    to_columns(qtbot, steps, file)
    assert "CP949" in steps.columns.told.text()
    first = steps.columns.rows.item_model().items()[1]
    assert (first.title, first.id) == ("그 사람", "word relation 그 사람")
    press(qtbot, Qt.Key.Key_Return)
    dialog = steps.dialog
    assert dialog is not None
    dialog.control_of("choice").setFocus()
    for _step in range(2):
        press(qtbot, Qt.Key.Key_Down)
    enter(qtbot, steps.shell)
    assert steps.fitting.values == {"relation": {"그 사람": "former_partner"}}
    steps.columns.rows.setFocus()
    enter(qtbot, steps.shell)
    assert steps.currentWidget() is steps.faults
    assert lines(steps.faults.table) == [(3, "day", ""), (3, "missing", ""), (3, "double", "")]
    assert not steps.faults.take.isEnabled()
    press(qtbot, Qt.Key.Key_2)
    assert lines(steps.faults.table)[0] == (3, "day", "cell")
    press(qtbot, Qt.Key.Key_1)
    assert "2건" in steps.faults.told.text()
    assert steps.faults.take.isEnabled()
    enter(qtbot, steps.shell)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    quiet(qtbot, steps.shell)
    assert "2건" in told[-1]
    assert steps.currentWidget() is steps.start
    assert asked(qtbot, steps.shell, lambda desk: desk.cases.total()) == 2
    (row,) = steps.start.before.item_model().items()
    assert isinstance(row, Row)
    assert row.state == "들임"
    steps.start.undo.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(told) == 2, timeout=20_000)
    quiet(qtbot, steps.shell)
    assert asked(qtbot, steps.shell, lambda desk: desk.cases.total()) == 0
    assert not steps.start.undo.isEnabled()


def test_a_mended_file_is_read_again_and_what_was_decided_holds(qtbot: QtBot, steps: TakingIn, file: Path) -> None:
    to_columns(qtbot, steps, file)
    enter(qtbot, steps.shell)
    steps.faults.decide("cell")
    text = TEXT.replace("2024-13-02", "2024-12-02").replace("그 사람", "지인")
    file.write_bytes(text.encode())
    steps.faults.read_again.click()
    quiet(qtbot, steps.shell)
    qtbot.waitUntil(lambda: lines(steps.faults.table) == [(3, "double", "")], timeout=10_000)
    assert steps.table is not None
    assert steps.table.encoding == "utf-8"


def test_a_lock_costs_nothing_of_what_was_decided(
    qtbot: QtBot, page: OfficePage, steps: TakingIn, file: Path, manager_shell: Shell
) -> None:
    to_columns(qtbot, steps, file)
    steps.fitting = steps.fitting.with_value("relation", "그 사람", "former_partner")
    enter(qtbot, steps.shell)
    press(qtbot, Qt.Key.Key_2)
    said = lines(steps.faults.table)
    assert said[0] == (3, "day", "cell")
    qtbot.waitUntil(lambda: asked(qtbot, manager_shell, left) is not None, timeout=5_000)
    page.hide()

    again = OfficePage(manager_shell)  # as after a lock: a window made anew
    qtbot.addWidget(again)
    again.resize(1290, 736)
    again.show()
    again.activateWindow()
    again.arrive("importing")
    quiet(qtbot, manager_shell)
    face = again.faces["importing"]
    assert isinstance(face, ImportingFace)
    taking = face.taking
    assert taking.start.file.line.text() == str(file)
    taking.start.file.setFocus()
    enter(qtbot, manager_shell)
    assert taking.currentWidget() is taking.columns
    assert "정해 두신" in taking.columns.told.text()
    assert taking.fitting.values == {"relation": {"그 사람": "former_partner"}}
    taking.columns.rows.setFocus()
    enter(qtbot, manager_shell)
    assert lines(taking.faults.table) == said
    taking.faults.decide("row")
    assert taking.faults.take.isEnabled()
    taking.faults.take.click()
    qtbot.waitUntil(lambda: taking.currentWidget() is taking.start, timeout=20_000)
    quiet(qtbot, manager_shell)
    assert asked(qtbot, manager_shell, left) is None


def test_another_file_brings_nothing_of_the_first(
    qtbot: QtBot, steps: TakingIn, file: Path, manager_shell: Shell
) -> None:
    to_columns(qtbot, steps, file)
    enter(qtbot, steps.shell)
    press(qtbot, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: asked(qtbot, manager_shell, left) is not None, timeout=5_000)
    found = asked(qtbot, manager_shell, left)
    table = steps.table
    assert table is not None
    assert found.fits(table) == steps.fitting
    assert found.fits(replace(table, sha256="0" * 64)) is None
    assert found.fits(replace(table, headings=tuple(reversed(table.headings[1:])))) is None
    assert found.decisions == steps.faults.decisions


def test_one_decision_may_settle_all_that_are_alike(qtbot: QtBot, steps: TakingIn, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("별칭,접수일,성별\n" + "".join(f"사람{n},2024-01-02,암탉\n" for n in range(40)), "utf-8")
    to_columns(qtbot, steps, path)
    steps.columns.rows.setFocus()
    enter(qtbot, steps.shell)
    assert "40" in steps.faults.left.text()
    steps.faults.reach.set_value("all")
    press(qtbot, Qt.Key.Key_2)
    assert {decision for _row, _kind, decision in lines(steps.faults.table)} == {"cell"}
    assert steps.faults.take.isEnabled()


def test_a_column_goes_elsewhere_and_is_remembered_for_the_next_file(qtbot: QtBot, steps: TakingIn, file: Path) -> None:
    file.write_text("별칭,접수일,말\n새벽길,2024-01-02,처음 오심\n", "utf-8")
    to_columns(qtbot, steps, file)
    steps.columns.rows.choose("column 말")
    press(qtbot, Qt.Key.Key_Return)
    dialog = steps.dialog
    assert dialog is not None
    dialog.control_of("choice").set_value("note_text")
    dialog.submit()
    quiet(qtbot, steps.shell)
    enter(qtbot, steps.shell)
    enter(qtbot, steps.shell)
    qtbot.waitUntil(lambda: steps.currentWidget() is steps.start, timeout=20_000)
    quiet(qtbot, steps.shell)
    assert [row.alias for row in asked(qtbot, steps.shell, lambda desk: desk.cases.find("처음 오심"))] == ["새벽길"]
    file.write_text("별칭,말,접수일\n산들길,둘째 말,2024-01-05\n", "utf-8")
    to_columns(qtbot, steps, file)
    assert steps.fitting.columns["말"] == "note_text"
    assert "전에 쓴 제목" in steps.columns.told.text()


def test_a_wrong_guess_is_overridden(qtbot: QtBot, steps: TakingIn, file: Path) -> None:
    to_columns(qtbot, steps, file)
    steps.columns.read_otherwise.click()
    dialog = steps.dialog
    assert dialog is not None
    dialog.control_of("encoding").set_value("utf-8")
    dialog.submit()
    quiet(qtbot, steps.shell)
    assert "UTF-8" in steps.columns.problem.text()
    assert steps.columns.problem.isVisible()


def test_what_cannot_be_read_is_said_at_the_field(qtbot: QtBot, steps: TakingIn, tmp_path: Path) -> None:
    steps.start.look.click()
    assert steps.start.form.error("file")
    for name, data in (("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), ("b.csv", b"")):
        (tmp_path / name).write_bytes(data)
        steps.start.file.set_path(tmp_path / name)
        steps.start.look.click()
        quiet(qtbot, steps.shell)
        assert "들이지 않았습니다" in steps.start.form.error("file")
    assert steps.currentWidget() is steps.start


def test_a_writing_that_is_stopped_says_how_to_go_on(qtbot: QtBot, steps: TakingIn, tmp_path: Path) -> None:
    told: list[str] = []
    steps.shell.told.connect(lambda notice: told.append(notice.sentence))
    path = tmp_path / "many.csv"
    path.write_text("별칭,접수일\n" + "".join(f"사람 {n}번,2024-01-02\n" for n in range(90)), "utf-8")
    to_columns(qtbot, steps, path)
    steps.columns.check.click()
    quiet(qtbot, steps.shell)
    steps.faults.take.click()
    steps.writing.stop.click()
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    quiet(qtbot, steps.shell)
    assert "이어" in told[0]
    assert steps.start.before.item_model().items()[0].state == "도중에 멈춤"
    before = asked(qtbot, steps.shell, lambda desk: desk.cases.total())
    assert before < 90
    to_columns(qtbot, steps, path)
    steps.columns.check.click()
    quiet(qtbot, steps.shell)
    steps.faults.take.click()
    qtbot.waitUntil(lambda: len(told) == 2, timeout=20_000)
    quiet(qtbot, steps.shell)
    assert asked(qtbot, steps.shell, lambda desk: desk.cases.total()) == 90
    assert len(steps.start.before.item_model().items()) == 1


def test_a_counsellor_has_no_such_section(qtbot: QtBot, shell: Shell) -> None:
    page = OfficePage(shell)
    qtbot.addWidget(page)
    assert "importing" not in page.faces


def test_the_file_is_chosen_in_a_dialog_of_ours(
    qtbot: QtBot, steps: TakingIn, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.office.importing_start.choose_table", lambda *_asked: str(file))
    field = steps.start.file
    assert isinstance(field, TableField)
    field.button.click()
    assert field.path() == file

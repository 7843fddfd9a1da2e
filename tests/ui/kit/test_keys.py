"""The hands stay on the keys: strips, rail, forks, palette, dialogs, notes and the mirror by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.kit import gallery
from ui.kit.banner import UndoBanner, Verb
from ui.kit.buttons import Button
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.dialogs import Dialog
from ui.kit.form import Form, LineEdit
from ui.kit.mirror import Mirror
from ui.kit.mirror_cells import CheckLine
from ui.kit.notes_edit import NoteLine, NotesEdit
from ui.kit.palette import Answer, Command, CommandPalette, initials, matches
from ui.kit.rows import Row, Rows
from ui.kit.table import Column, Table
from ui.kit.tabs import Tabs

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


Key = Qt.Key


_standing: list[QWidget] = []


@pytest.fixture(autouse=True)
def struck() -> Iterator[None]:
    """Windows live as long as their test; qtbot itself holds them only weakly."""
    yield
    _standing.clear()


def stage(qtbot: QtBot, *things: QWidget) -> QWidget:
    """A window with the things one below the other, shown and active."""
    window = QWidget()
    window.resize(900, 600)
    column = QVBoxLayout(window)
    for thing in things:
        column.addWidget(thing)
    qtbot.addWidget(window)
    _standing.append(window)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)


CHOICES = [("self", "본인"), ("family", "가족"), ("friend", "친구"), ("police", "경찰")]


def test_a_strip_is_one_stop_steered_by_digits_and_arrows(qtbot: QtBot) -> None:
    strip, after = ChoiceStrip(CHOICES, "who"), QLineEdit()
    stage(qtbot, strip, after)
    strip.setFocus()
    with qtbot.waitSignal(strip.chosen) as chosen:
        press(qtbot, Key.Key_3)
    assert chosen.args == ["friend"]
    press(qtbot, Key.Key_Right)
    assert strip.value() == "police"
    press(qtbot, Key.Key_Right)
    assert strip.value() == "self"
    press(qtbot, Key.Key_Tab)
    assert after.hasFocus()
    strip.setFocus()
    press(qtbot, Key.Key_Delete)
    assert strip.value() == ""


def test_a_multiple_strip_keeps_what_was_chosen(qtbot: QtBot) -> None:
    strip = ChoiceStrip(CHOICES, "signs", multi=True)
    stage(qtbot, strip)
    strip.setFocus()
    press(qtbot, Key.Key_1)
    press(qtbot, Key.Key_4)
    press(qtbot, Key.Key_Left)
    assert strip.values() == ("self", "police")
    press(qtbot, Key.Key_Space)
    assert strip.values() == ("self", "friend", "police")
    strip.set_values(("family",))
    assert strip.values() == ("family",)


def test_the_rail_moves_by_arrows_and_opens_by_key(qtbot: QtBot) -> None:
    rail = gallery.rail("today")
    stage(qtbot, rail)
    with qtbot.waitSignal(rail.chosen) as chosen:
        press(qtbot, Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert chosen.args == ["cases"]
    first = rail.findChildren(QWidget)[0]
    first.setFocus()
    press(qtbot, Key.Key_Down)
    press(qtbot, Key.Key_Return)
    assert rail.chosen_id() in {"today", "contacts"}
    with qtbot.waitSignal(rail.hide_asked):
        press(qtbot, Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


def test_forks_take_digits_here_and_ctrl_digits_from_the_notes(qtbot: QtBot) -> None:
    forks, pad = gallery.forks(), QLineEdit()
    stage(qtbot, pad, forks)
    pad.setFocus()
    press(qtbot, Key.Key_2)
    assert pad.text() == "2"
    with qtbot.waitSignal(forks.chosen) as chosen:
        press(qtbot, Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert chosen.args == ["hurt"]
    assert "Ctrl 2" in forks.ways()[1].accessibleDescription()
    forks.ways()[0].setFocus()
    with qtbot.waitSignal(forks.chosen) as chosen:
        press(qtbot, Key.Key_3)
    assert chosen.args == ["last"]
    with qtbot.waitSignal(forks.chosen) as chosen:
        press(qtbot, Key.Key_Return)
    assert chosen.args == ["none"]
    assert "Ctrl" not in forks.ways()[1].accessibleDescription()


def test_jumps_answer_to_their_function_keys(qtbot: QtBot) -> None:
    bar, pad = gallery.jumps(), QLineEdit()
    stage(qtbot, bar, pad)
    pad.setFocus()
    with qtbot.waitSignal(bar.chosen) as chosen:
        press(qtbot, Key.Key_F6)
    assert chosen.args == ["SUI"]


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
def test_a_button_binds_the_key_on_its_cap(qtbot: QtBot, key: Qt.Key) -> None:
    button, pad = Button("연락 마치기", "primary", "Ctrl+Enter"), QLineEdit()
    stage(qtbot, button, pad)
    pad.setFocus()
    with qtbot.waitSignal(button.clicked):
        press(qtbot, key, Qt.KeyboardModifier.ControlModifier)


def test_the_palette_finds_by_initials_and_opens_by_enter(qtbot: QtBot) -> None:
    window = stage(qtbot, QLineEdit())
    palette = CommandPalette(window, gallery.commands()).start()
    assert palette.field.hasFocus()
    palette.field.setText("ㅈㄱㅈ")
    assert palette.results.current_id() == "lock"
    with qtbot.waitSignal(palette.chosen) as chosen:
        press(qtbot, Key.Key_Return)
    assert chosen.args == ["lock"]


def test_the_palette_drops_late_answers(qtbot: QtBot) -> None:
    window = stage(qtbot, QLineEdit())
    waiting: list[tuple[str, Answer]] = []
    palette = CommandPalette(window, (), lambda query, answer: waiting.append((query, answer))).start()
    palette.field.setText("a")
    qtbot.waitUntil(lambda: len(waiting) == 1)
    palette.field.setText("ab")
    qtbot.waitUntil(lambda: len(waiting) == 2)
    waiting[1][1]([Command("new", "g", "new")])
    waiting[0][1]([Command("old", "g", "old")])
    assert palette.results.current_id() == "new"


def test_initials_of_korean() -> None:
    assert initials("파란우산 A") == "ㅍㄹㅇㅅ A"
    assert matches(Command("c", "g", "파란우산"), "ㄹㅇ")
    assert not matches(Command("c", "g", "파란우산"), "ㅅㅇ")


def test_a_dialog_holds_the_focus_and_the_keys(qtbot: QtBot) -> None:
    behind = Button("뒤", key="Ctrl+Enter")
    lock = Button("잠그기", key="Ctrl+L")
    window = stage(qtbot, behind, lock)
    pressed: list[str] = []
    behind.clicked.connect(lambda: pressed.append("behind"))
    lock.clicked.connect(lambda: pressed.append("lock"))
    verbs = [Verb("erase", "지우기", kind="danger"), Verb("keep", "그대로 두기", safe=True)]
    dialog = Dialog(window, "지울까요?", "되돌릴 수 없습니다.", verbs).ask()
    assert dialog.buttons["keep"].hasFocus()
    press(qtbot, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert pressed == ["lock"]
    press(qtbot, Key.Key_Tab)
    assert dialog.buttons["erase"].hasFocus()
    press(qtbot, Key.Key_Tab)
    assert dialog.buttons["keep"].hasFocus()
    with qtbot.waitSignal(dialog.chosen) as chosen:
        press(qtbot, Key.Key_Return)
    assert chosen.args == ["keep"]


def test_escape_leaves_a_dialog_without_choosing(qtbot: QtBot) -> None:
    pad = QLineEdit()
    window = stage(qtbot, pad)
    pad.setFocus()
    dialog = Dialog(window, "?", verbs=[Verb("go", "가기", safe=True)]).ask()
    with qtbot.assertNotEmitted(dialog.chosen), qtbot.waitSignal(dialog.left):
        press(qtbot, Key.Key_Escape)
    assert pad.hasFocus()


def test_notes_stamp_each_paragraph_when_it_is_begun(qtbot: QtBot) -> None:
    times = iter(["10:01", "10:02", "10:03"])
    pad = NotesEdit("notes", now=lambda: next(times))
    stage(qtbot, pad)
    pad.setFocus()
    QTest.keyClicks(pad, "one")
    press(qtbot, Key.Key_Return)
    press(qtbot, Key.Key_Return)
    QTest.keyClicks(pad, "two")
    assert pad.lines() == (NoteLine("10:01", "one"), NoteLine("10:02", "two"))
    pad.add_line("신호: 집에 옴")
    assert pad.lines()[2] == NoteLine("10:03", "신호: 집에 옴")
    saved = pad.lines()
    pad.set_lines(saved)
    assert pad.lines() == saved


def test_undo_and_redo_in_the_notes_bring_the_first_time_back(qtbot: QtBot) -> None:
    times = iter(["10:00"])  # asking for a second time would fail
    pad = NotesEdit("notes", now=lambda: next(times))
    stage(qtbot, pad)
    pad.setFocus()
    QTest.keyClicks(pad, "word")
    while pad.document().isUndoAvailable():
        pad.undo()
    assert pad.lines() == ()
    while pad.document().isRedoAvailable():
        pad.redo()
    assert pad.lines() == (NoteLine("10:00", "word"),)


def test_what_is_to_do_is_ticked_by_space(qtbot: QtBot) -> None:
    mirror = Mirror()
    mirror.show_sides(*gallery.sides())
    stage(qtbot, mirror)
    lines = [line for line in mirror.findChildren(CheckLine) if line.isVisible()]
    assert len(lines) == 8
    lines[1].setFocus()
    with qtbot.waitSignal(mirror.ticked) as ticked:
        press(qtbot, Key.Key_Space)
    assert ticked.args == ["victim", 1, True]


def test_one_side_of_the_mirror_stands_alone(qtbot: QtBot) -> None:
    mirror = Mirror(docked=True)
    mirror.show_sides(*gallery.sides())
    stage(qtbot, mirror)
    mirror.set_mode("other")
    assert len([line for line in mirror.findChildren(CheckLine) if line.isVisible()]) == 4


def test_rows_open_by_enter_and_tick_by_space(qtbot: QtBot) -> None:
    rows = Rows("tasks", height=56)
    rows.show_rows([Row("1", "one", check=False), Row("2", "two", check=True)])
    stage(qtbot, rows)
    rows.setFocus()
    press(qtbot, Key.Key_Down)
    with qtbot.waitSignal(rows.ticked) as ticked:
        press(qtbot, Key.Key_Space)
    assert ticked.args == ["2", False]
    with qtbot.waitSignal(rows.opened) as opened:
        press(qtbot, Key.Key_Return)
    assert opened.args == ["2"]


def test_a_table_opens_the_row_at_the_cursor(qtbot: QtBot) -> None:
    table = Table("numbers", [Column("n", "N", lambda row: row)])
    table.show_all(list(range(50)))
    stage(qtbot, table)
    table.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, Key.Key_Down)
    with qtbot.waitSignal(table.opened) as opened:
        press(qtbot, Key.Key_Return)
    assert opened.args == [1]
    assert table.current_row() == 1


def test_tabs_move_by_arrows(qtbot: QtBot) -> None:
    tabs = Tabs([("a", "A"), ("b", "B")], "tabs")
    stage(qtbot, tabs)
    tabs.setFocus()
    press(qtbot, Key.Key_Right)
    assert tabs.current() == "b"


def test_a_form_points_at_the_wrong_field_and_keeps_the_words(qtbot: QtBot) -> None:
    form = Form()
    day = LineEdit("2027-02-30")
    form.add("day", "이 날부터", day, "D", "켜져 있지 않으면 다음에 켤 때 씁니다.")
    other = LineEdit()
    form.add("other", "다른 칸", other, "O")
    stage(qtbot, form)
    other.setFocus()
    form.set_error("day", "2027년 2월은 28일까지입니다. 날짜를 고쳐 주세요.")
    assert day.hasFocus()
    assert day.text() == "2027-02-30"
    assert day.property("bad") is True
    assert "28일" in day.accessibleDescription()
    form.clear_errors()
    assert form.error("day") == ""
    press(qtbot, Key.Key_O, Qt.KeyboardModifier.AltModifier)
    assert other.hasFocus()


def test_the_undo_banner_undoes_once_or_goes(qtbot: QtBot) -> None:
    banner = UndoBanner("마쳤습니다")
    window = stage(qtbot, banner)
    window.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.setFocus()
    with qtbot.waitSignal(banner.undone):
        press(qtbot, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    quick = UndoBanner("마쳤습니다", seconds=0)
    qtbot.addWidget(quick)
    with qtbot.waitSignal(quick.gone):
        pass

"""A long text is put into a field in bounded pieces; whatever happens meanwhile, all of it stands there once, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.contacts import Draft
from tests.ui.conftest import settle
from ui.application import Shell
from ui.cases.note_pad import NotePad
from ui.cases.reading import draft_id
from ui.forms.dialog import TextArea
from ui.kit import pouring
from ui.kit.notes_edit import NoteLine, NotesEdit

LINES = "".join(f"{at}번째 줄. 오늘은 이렇게 말씀하셨다.\r\n" for at in range(3_000))
"""Some 75,000 letters."""
KEPT = LINES.replace("\r\n", "\n")
LONG = "가나다라 " * 38_000
Pad = NotesEdit | TextArea


class Meter:
    """What a pad was given at a time."""

    def __init__(self, pad: Pad, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pieces: list[int] = []
        put = pad._pouring._put

        def weighed(cursor: QTextCursor, text: str) -> None:
            self.pieces.append(len(text) + pouring._LINE * text.count("\n"))
            put(cursor, text)

        monkeypatch.setattr(pad._pouring, "_put", weighed)


@pytest.fixture(params=[lambda: NotesEdit("메모", lambda: "09:30"), lambda: TextArea("")], ids=["notes", "area"])
def pad(qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[Pad]:
    host = QWidget()
    qtbot.addWidget(host)
    column, made = QVBoxLayout(host), request.param()
    column.addWidget(made)
    column.addWidget(QLineEdit())
    host.show()
    host.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    yield made
    host.close()


def beside(pad: Pad) -> QLineEdit:
    (line,) = pad.window().findChildren(QLineEdit)
    return line


def paste(pad: Pad, text: str) -> None:
    source = QMimeData()
    source.setText(text)
    pad.insertFromMimeData(source)


def shown(pad: Pad) -> str:
    """What stands there by now; asking the pad itself would put in the rest."""
    return super(TextArea, pad).toPlainText() if isinstance(pad, TextArea) else pad.toPlainText()


@pytest.mark.parametrize("text", [LINES, LONG, "\n" * 30_000], ids=["lines", "long", "empty lines"])
def test_a_long_paste_comes_in_bounded_pieces_and_is_whole(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, pad: Pad, text: str
) -> None:
    meter = Meter(pad, monkeypatch)
    paste(pad, text)
    assert len(shown(pad)) < len(text) / 5
    qtbot.waitUntil(lambda: not pad._pouring.running)
    assert max(meter.pieces) <= pouring.PIECE
    there = shown(pad)
    assert (there.replace("\n", "") == text) if text is LONG else there == text.replace("\r\n", "\n")
    pad.undo()
    assert shown(pad) == "", "it was pasted in one step"
    pad.redo()
    assert shown(pad) == there


def test_a_short_paste_stands_there_at_once(pad: Pad) -> None:
    paste(pad, "짧은 글\r\n둘째 줄")
    assert not pad._pouring.running
    assert shown(pad) == "짧은 글\n둘째 줄"
    pad.undo()
    assert shown(pad) == ""


def test_keys_and_syllables_land_behind_what_is_still_coming(qtbot: QtBot, pad: Pad) -> None:
    QTest.keyClicks(pad, "vor ")
    paste(pad, LINES)
    QTest.keyClicks(pad, "ab")
    syllable = QInputMethodEvent("", [])
    syllable.setCommitString("가")
    QApplication.sendEvent(pad, syllable)
    QTest.keyClick(pad, Qt.Key.Key_Backspace)
    QTest.keyClicks(pad, "c")
    assert "ab" not in shown(pad), "they wait"
    qtbot.waitUntil(lambda: not pad._pouring.running)
    assert shown(pad) == f"vor {KEPT}abc"


def test_a_second_paste_and_a_tab_keep_their_order(qtbot: QtBot, pad: Pad) -> None:
    line = beside(pad)
    QGuiApplication.clipboard().setText(LINES)
    QTest.keySequence(pad, "Ctrl+V")
    QTest.keySequence(pad, "Ctrl+V")
    QTest.keyClicks(pad, "x")
    QTest.keyClick(pad, Qt.Key.Key_Tab)
    QTest.keyClicks(pad, "y")
    qtbot.waitUntil(lambda: line.text() == "y")
    assert shown(pad) == f"{KEPT}{KEPT}x"
    QGuiApplication.clipboard().clear()


def test_whoever_leaves_the_field_leaves_it_whole(pad: Pad) -> None:
    paste(pad, LINES)
    QTest.keyClicks(pad, "x")
    beside(pad).setFocus()
    assert shown(pad) == f"{KEPT}x"


def test_what_is_marked_goes_for_it_and_what_stands_behind_stays(qtbot: QtBot, pad: Pad) -> None:
    paste(pad, "앞 weg 뒤")
    cursor = pad.textCursor()
    cursor.setPosition(2)
    cursor.setPosition(5, QTextCursor.MoveMode.KeepAnchor)
    pad.setTextCursor(cursor)
    paste(pad, LINES)
    qtbot.waitUntil(lambda: not pad._pouring.running)
    assert shown(pad) == f"앞 {KEPT} 뒤"
    pad.undo()
    assert shown(pad) == "앞 weg 뒤"


@pytest.mark.parametrize(
    "read", [lambda pad: pad.lines(), lambda pad: pad.add_line("표지"), lambda pad: pad.set_lines(())]
)
def test_notes_are_read_and_changed_as_a_whole(qtbot: QtBot, read: Callable[[NotesEdit], object]) -> None:
    pad = NotesEdit("메모", lambda: "09:30")
    qtbot.addWidget(pad)
    paste(pad, LINES)
    found = read(pad)
    assert not pad._pouring.running
    if found is not None:
        assert found == tuple(NoteLine("09:30", line) for line in KEPT.splitlines())
    else:
        assert shown(pad) in (f"{KEPT}표지", "")


def test_pasted_in_front_of_a_line_the_times_stay_as_they_were(qtbot: QtBot) -> None:
    pad = NotesEdit("메모", lambda: "09:30")
    qtbot.addWidget(pad)
    pad.set_lines((NoteLine("08:00", "처음"),))
    pad.moveCursor(QTextCursor.MoveOperation.Start)
    paste(pad, "앞에\n")
    assert [line.stamp for line in pad.lines()] == ["08:00", "08:00"]
    pad.moveCursor(QTextCursor.MoveOperation.End)
    paste(pad, "\n뒤에")
    assert pad.lines()[-1] == NoteLine("09:30", "뒤에")


def test_a_lock_in_the_middle_keeps_the_whole_note(qtbot: QtBot, shell: Shell) -> None:
    case: list[str] = []
    note = NotePad(shell)
    qtbot.addWidget(note)
    shell.tasks.write(note, lambda desk: desk.cases.open_case("민들레"), lambda made: case.append(made.id))
    qtbot.waitUntil(lambda: bool(case))
    note.show_case(case[0], None)
    note.begin()
    paste(note.text, LINES)
    QTest.keyClicks(note.text, "x")
    note.keep()  # as the page does before a lock
    settle(qtbot, shell.tasks)
    ident, kept = draft_id(case[0], shell.who.user), list[Draft | None]()
    shell.tasks.read(note, lambda desk: desk.contacts.draft(ident), kept.append)
    qtbot.waitUntil(lambda: bool(kept))
    again = NotePad(shell)
    qtbot.addWidget(again)
    again.show_case(case[0], kept[0])
    assert "\n".join(line.text for line in again.text.lines()) == f"{KEPT}x"

"""A call from the first key to the last, without a mouse; and nothing that was typed is ever lost."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.cases import SafeCard
from app.changes import Changes, Done
from app.contacts import Contact
from app.desk import Desk
from ui.application import Shell
from ui.contacts import ContactsPage
from ui.contacts.caret import caret
from ui.contacts.chooser import CaseChooser
from ui.contacts.ending import AliasDialog, Ways
from ui.kit.overlay import Overlay
from ui.notices import Notice

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says it of every window

Key, Mod = Qt.Key, Qt.KeyboardModifier
CTRL_SHIFT = Mod.ControlModifier | Mod.ShiftModifier


class Sitting:
    """A contacts page in a window of its own, and what it told the shell."""

    def __init__(self, qtbot: QtBot, shell: Shell) -> None:
        self.qtbot, self.shell = qtbot, shell
        self.went: list[tuple[str, object]] = []
        self.told: list[Notice] = []
        self.running: list[Contact | None] = []
        shell.went.connect(lambda place, what: self.went.append((place, what)))
        shell.told.connect(self.told.append)
        shell.contact_changed.connect(self.running.append)
        self.page = ContactsPage(shell)
        qtbot.addWidget(self.page)
        shell.tasks.changed.connect(self._changed)
        self.page.resize(1290, 736)
        self.page.show()
        self.page.activateWindow()
        qtbot.waitUntil(self.page.isActiveWindow)

    def _changed(self, changes: Changes) -> None:
        if isValid(self.page) and changes & self.page.watches:  # what is saved as it closes is told after it is gone
            self.page.reload()

    def rest(self) -> None:
        """Wait until nothing is asked any more."""
        self.qtbot.waitUntil(lambda: not self.shell.tasks.busy, timeout=8_000)

    def take(self) -> str:
        self.page.arrive("take")
        before = self.page.running.contact()
        self.qtbot.waitUntil(lambda: self.page.running.contact() not in (None, before), timeout=8_000)
        self.rest()
        found = self.page.running.contact()
        assert found is not None
        return found.id

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Mod.NoModifier) -> None:
        """A key to whatever has the focus, as a hand would press it."""
        widget = self.page.window().focusWidget() or self.page
        QTest.keyClick(widget, key, modifier)

    def write(self, text: str) -> None:
        pad = self.page.running.pad
        for line in text.split("\n"):
            if pad.document().toPlainText():
                self.key(Key.Key_Return)
            event = QInputMethodEvent()
            event.setCommitString(line)
            QApplication.sendEvent(pad, event)

    def read(self, ask: Callable[[Desk], Any]) -> Any:
        found: list[Any] = []
        self.shell.tasks.read(self.page, ask, found.append)
        self.qtbot.waitUntil(lambda: bool(found), timeout=8_000)
        return found[0]

    def do(self, ask: Callable[[Desk], Done[Any]]) -> Any:
        found: list[Any] = []
        self.shell.tasks.write(self.page, ask, found.append)
        self.qtbot.waitUntil(lambda: bool(found), timeout=8_000)
        self.rest()
        return found[0]

    def contact(self, contact_id: str) -> Contact:
        found = self.read(lambda desk: desk.contacts.get(contact_id))
        assert isinstance(found, Contact)
        return found

    def note(self, contact_id: str) -> str:
        return self.contact(contact_id).note or ""

    def overlay(self) -> Overlay:
        found = [one for one in self.page.window().findChildren(Overlay) if one.isVisible()]
        assert len(found) == 1
        return found[0]


@pytest.fixture
def sitting(qtbot: QtBot, shell: Shell) -> Sitting:
    return Sitting(qtbot, shell)


def compose(widget: QWidget, syllable: str) -> None:
    QApplication.sendEvent(widget, QInputMethodEvent(syllable, []))


def test_a_call_by_keys_alone_finished_without_a_case(sitting: Sitting) -> None:
    contact_id = sitting.take()
    face = sitting.page.running
    assert face.pad.hasFocus()
    sitting.write("말없이 끊음.\n다시 걸려 오지 않음.")
    sitting.key(Key.Key_5, CTRL_SHIFT)
    face.form.strips["channel"].setFocus()
    sitting.key(Key.Key_1)
    face.form.strips["kind"].setFocus()
    sitting.key(Key.Key_3)
    sitting.key(Key.Key_Return, Mod.ControlModifier)
    assert isinstance(sitting.page.window().focusWidget(), Ways)
    sitting.key(Key.Key_Return)  # silent calls end without a case
    sitting.qtbot.waitUntil(lambda: sitting.running[-1] is None)
    sitting.rest()
    found = sitting.contact(contact_id)
    assert (found.state, found.kind, found.case_id, found.signs) == ("closed", "silent", None, ("home_entry",))
    assert found.note is not None
    lines = found.note.splitlines()
    assert lines[0].endswith("말없이 끊음.")
    assert lines[1].endswith("다시 걸려 오지 않음.")
    assert "이번 주 집이나 문 앞에 왔다" in lines[2]
    assert all(line[2] == ":" for line in lines)
    told = sitting.told[-1]
    assert told.act is not None
    told.act()
    sitting.rest()
    assert sitting.contact(contact_id).running


def test_a_syllable_that_is_composed_is_kept_and_not_yet_written(sitting: Sitting) -> None:
    contact_id = sitting.take()
    face = sitting.page.running
    sitting.write("집 앞에")
    compose(face.pad, "와")
    assert face.written().note.endswith("집 앞에와")
    assert face.pad.toPlainText() == "집 앞에"
    sitting.qtbot.waitUntil(
        lambda: "집 앞에와" in str(sitting.read(lambda desk: desk.contacts.draft(contact_id))), timeout=2_500
    )
    assert sitting.page.running.saved_line.text().startswith("암호화해 저장함")


def test_a_call_becomes_a_case_under_a_name_that_is_asked_for(sitting: Sitting) -> None:
    contact_id = sitting.take()
    face = sitting.page.running
    sitting.write("무서워서 전화했다고 함.")
    sitting.key(Key.Key_1, CTRL_SHIFT)
    sitting.key(Key.Key_1, Mod.ControlModifier)
    asked = sitting.overlay()
    assert isinstance(asked, AliasDialog)
    sitting.key(Key.Key_Return, Mod.ControlModifier)
    assert asked.form.error("alias")
    asked.alias.insert("Moonrise")
    sitting.key(Key.Key_Return)
    sitting.qtbot.waitUntil(lambda: bool(sitting.went))
    sitting.rest()
    closed = sitting.contact(contact_id)
    assert (closed.state, sitting.went[-1]) == ("closed", ("cases", closed.case_id))
    case = sitting.read(lambda desk: desk.cases.get(str(closed.case_id)))
    assert (case.survivor.alias, case.risk) == ("Moonrise", "critical")
    assert "무서워서" in (closed.note or "")
    assert face.contact() is None


def test_parking_keeps_words_and_caret_and_another_call_can_come(sitting: Sitting) -> None:
    first = sitting.take()
    face = sitting.page.running
    sitting.write("첫 줄\n둘째 줄")
    sitting.key(Key.Key_Up)
    place = caret(face.pad)
    second = sitting.take()
    assert sitting.contact(first).state == "parked"
    assert face.pad.toPlainText() == ""
    sitting.write("다른 전화")
    sitting.key(Key.Key_R, Mod.ControlModifier)
    sitting.qtbot.waitUntil(lambda: face.contact() is not None and face.contact().id == first)  # type: ignore[union-attr]  # asked before
    sitting.rest()
    assert (face.pad.toPlainText(), caret(face.pad)) == ("첫 줄\n둘째 줄", place)
    assert sitting.note(second).endswith("다른 전화")
    sitting.key(Key.Key_F3)
    sitting.qtbot.waitUntil(lambda: sitting.running[-1] is None)
    sitting.rest()
    assert sitting.contact(first).state == "parked"
    assert sitting.page.list.rows.current_id() == first
    sitting.key(Key.Key_Return)
    sitting.qtbot.waitUntil(lambda: face.contact() is not None)
    sitting.rest()
    assert sitting.contact(first).running


def test_what_is_typed_while_a_contact_is_put_away_goes_into_it(sitting: Sitting) -> None:
    contact_id = sitting.take()
    sitting.write("마지막")
    sitting.key(Key.Key_3, Mod.ControlModifier)
    sitting.write("한 줄 더")  # before the answer to the finishing came
    sitting.qtbot.waitUntil(lambda: sitting.running[-1] is None)
    sitting.rest()
    assert sitting.contact(contact_id).state == "closed"
    assert sitting.note(contact_id).endswith("한 줄 더")
    assert sitting.read(lambda desk: desk.contacts.drafts()) == ()


def test_leaving_the_page_and_coming_back_changes_nothing(sitting: Sitting) -> None:
    contact_id = sitting.take()
    face = sitting.page.running
    sitting.write("적던 글")
    sitting.key(Key.Key_Left)
    place = caret(face.pad)
    sitting.page.leave()
    sitting.rest()
    assert sitting.note(contact_id).endswith("적던 글")
    sitting.page.arrive(None)
    sitting.rest()
    assert (face.pad.toPlainText(), caret(face.pad)) == ("적던 글", place)
    assert face.pad.hasFocus()


def test_after_a_crash_the_contact_is_there_with_words_and_caret(
    qtbot: QtBot, open_shell: Callable[[str], Shell]
) -> None:
    shell = open_shell("counsellor")
    before = Sitting(qtbot, shell)
    contact_id = before.take()
    before.write("첫 줄\n둘째 줄")
    before.key(Key.Key_Up)
    place = caret(before.page.running.pad)
    with qtbot.waitSignal(before.page.running.keeper.saved, timeout=2_000):
        pass  # only the draft: nobody left the page, nothing was flushed
    before.rest()
    assert before.note(contact_id) == ""
    before.page.running.keeper.blockSignals(True)
    shell.tasks.close()
    after = Sitting(qtbot, open_shell("counsellor"))
    after.page.arrive(None)
    qtbot.waitUntil(lambda: after.page.running.contact() is not None, timeout=8_000)
    after.rest()
    face = after.page.running
    assert face.contact().id == contact_id  # type: ignore[union-attr]  # waited for above
    assert (face.pad.toPlainText(), caret(face.pad)) == ("첫 줄\n둘째 줄", place)
    face.flush()
    after.rest()
    assert after.note(contact_id).splitlines()[1].endswith("둘째 줄")


def test_doubles_appear_while_a_name_is_composed_and_the_other_side_stays_covered(sitting: Sitting) -> None:
    def prepare(desk: Desk) -> Done[Any]:
        same = desk.cases.open_case("파란우산").value
        desk.cases.set_safe_card(SafeCard(same.id, "may_call", number="010-0000-1234", code_word="단풍"))
        other = desk.cases.open_case("비밀").value
        desk.cases.set_other_party(other.id, name="김하나", phone="010-0000-9876")
        return Done((same.id, other.id), Changes.NONE)

    same, other = sitting.do(prepare)
    sitting.take()
    face = sitting.page.running
    assert face.safe.accessibleName().startswith("전화하지 마세요")
    face.form.alias.setFocus()
    event = QInputMethodEvent("란", [])
    event.setCommitString("파")
    QApplication.sendEvent(face.form.alias, event)
    sitting.qtbot.waitUntil(lambda: [one.case_id for one in face.alike.same()] == [same])
    assert "지금 전화할 수 있습니다" in face.safe.accessibleName()
    assert "단풍" not in face.safe.accessibleName()
    sitting.key(Key.Key_J, Mod.ControlModifier)
    assert "단풍" in face.safe.accessibleName()
    face.form.phone.setText("010-0000-9876")
    sitting.qtbot.waitUntil(lambda: face.alike.ask.isVisible())
    words = " ".join(one.accessibleName() for one in face.alike.findChildren(QWidget))
    assert "비밀" not in words
    face.alike.ask.setFocus()
    sitting.key(Key.Key_Space)
    sitting.qtbot.waitUntil(lambda: bool(sitting.told))
    tasks = sitting.read(lambda desk: desk.agenda.waiting(("todo",), role="manager"))
    assert [(task.owner, task.case_id) for task in tasks] == [("manager", other)]


def test_a_contact_joins_a_case_later_and_leaves_it_again(sitting: Sitting) -> None:
    def prepare(desk: Desk) -> Done[Any]:
        call = desk.contacts.take(alias="솔방울").value
        desk.contacts.close(call.id)
        desk.cases.open_case("달맞이")
        return Done((call.id, desk.cases.open_case("솔방울").value.id), Changes.CONTACTS)

    contact_id, case_id = sitting.do(prepare)
    sitting.page.arrive(None)
    sitting.rest()
    sitting.key(Key.Key_B, Mod.ControlModifier)
    chooser = sitting.overlay()
    assert isinstance(chooser, CaseChooser)
    compose(chooser.search, "솔")
    sitting.qtbot.waitUntil(lambda: chooser.rows.current_id() == case_id)
    chooser.search.keyPressEvent(_enter())
    sitting.qtbot.waitUntil(lambda: bool(sitting.told))
    sitting.rest()
    assert sitting.contact(contact_id).case_id == case_id
    undo = sitting.told[-1].act
    assert undo is not None
    undo()
    sitting.rest()
    assert sitting.contact(contact_id).case_id is None


def _enter() -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, Key.Key_Return, Mod.NoModifier)


def test_the_list_is_read_in_pages_and_found_while_composing(sitting: Sitting) -> None:
    def prepare(desk: Desk) -> Done[Any]:
        for at in range(230):
            call = desk.contacts.take(started_at=1_000_000_000_000 + at * 60_000, alias="달맞이" if at == 3 else None)
            desk.contacts.close(call.value.id)
        return Done("made", Changes.NONE)

    found: list[object] = [sitting.do(lambda desk: (prepare(desk), Done(1, Changes.NONE))[1])]
    assert found
    sitting.page.arrive(None)
    list_ = sitting.page.list
    sitting.qtbot.waitUntil(lambda: list_.model.rowCount() == 200)
    list_.rows.scrollToBottom()
    sitting.qtbot.waitUntil(lambda: list_.model.rowCount() == 230)
    list_.search.setFocus()
    compose(list_.search, "달")
    sitting.qtbot.waitUntil(lambda: list_.model.rowCount() == 1)
    assert list_.search.text() == ""


def test_everything_that_takes_the_focus_has_a_name(sitting: Sitting) -> None:
    sitting.take()
    nameless = [
        type(one).__name__
        for one in sitting.page.findChildren(QWidget)
        if one.isVisible() and one.focusPolicy() != Qt.FocusPolicy.NoFocus and not one.accessibleName()
    ]
    assert nameless == []


_watch: list[Callable[[str], None]] = []


def _hook(event: str, _arguments: object) -> None:
    if _watch and (event == "open" or event.startswith("sqlite3.")):
        _watch[0](event)


sys.addaudithook(_hook)


@pytest.fixture
def gui_thread_events() -> Iterator[list[str]]:
    """Files and databases the GUI thread opens while the test runs."""
    seen: list[str] = []
    here = threading.get_ident()
    _watch.append(lambda event: seen.append(event) if threading.get_ident() == here else None)
    yield seen
    _watch.clear()


def test_the_gui_thread_opens_nothing(sitting: Sitting, gui_thread_events: list[str]) -> None:
    contact_id = sitting.take()
    gui_thread_events.clear()  # drawings and lists were read once, on the first show
    sitting.write("가나다")
    sitting.key(Key.Key_6, CTRL_SHIFT)
    sitting.page.leave()
    sitting.rest()
    sitting.page.arrive(contact_id)
    sitting.rest()
    assert gui_thread_events == []

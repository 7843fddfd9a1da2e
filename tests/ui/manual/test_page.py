"""The manual's page on a real desk: a walk by keys, pause and crash, values kept, the end in a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.changes import Changes, Done
from app.desk import Desk
from app.kinds import Compartment
from app.manual import Library, SessionState, law_cards
from ui.application import Guide, Shell
from ui.kit.buttons import Button
from ui.kit.dialogs import Dialog
from ui.kit.mirror_cells import CheckLine
from ui.manual import ManualPage
from ui.manual.choice import TreeChoice
from ui.manual.ending import EndForm
from ui.manual.search import SearchBox

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> ManualPage:
    made = ManualPage(shell)
    qtbot.addWidget(made)
    show(qtbot, made)
    return made


def show(qtbot: QtBot, page: QWidget) -> None:
    page.setMinimumSize(1, 1)
    page.resize(1290, 736)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()


def ask(qtbot: QtBot, shell: Shell, work: Callable) -> object:  # type: ignore[type-arg] # any question to the desk
    found: list[object] = []
    shell.tasks.read(shell, work, found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5_000)
    return found[0]


def begin(qtbot: QtBot, shell: Shell, page: ManualPage, alias: str = "파란우산") -> str:
    made: list[str] = []
    shell.tasks.write(shell, lambda desk: desk.cases.open_case(alias), lambda case: made.append(case.id))
    qtbot.waitUntil(lambda: bool(made))
    page.arrive(Guide(case_id=made[0], pack="dating-violence"))
    qtbot.waitUntil(lambda: stands(page) == "A1")
    return made[0]


def stands(page: ManualPage) -> str:
    return page.keeper.around.state.step if page.keeper.around else ""


def press(
    qtbot: QtBot, page: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    qtbot.keyClick(QApplication.focusWidget() or page, key, modifier)


def go(qtbot: QtBot, page: ManualPage, key: Qt.Key, to: str, modifier: Qt.KeyboardModifier = CTRL) -> None:
    press(qtbot, page, key, modifier)
    qtbot.waitUntil(lambda: stands(page) == to, timeout=3_000)


def state_of(qtbot: QtBot, shell: Shell, ident: str) -> SessionState:
    found = ask(qtbot, shell, lambda desk: desk.manual.state(ident))
    assert isinstance(found, SessionState)
    return found


def dialog_of(qtbot: QtBot, page: ManualPage) -> Dialog:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in page.findChildren(Dialog)), timeout=3_000)
    return next(one for one in page.findChildren(Dialog) if one.isVisible())


def test_a_walk_by_keys_ends_in_the_case(qtbot: QtBot, shell: Shell, page: ManualPage) -> None:
    case_id = begin(qtbot, shell, page)
    none = Qt.KeyboardModifier.NoModifier
    go(qtbot, page, Qt.Key.Key_Return, "A2", none)
    go(qtbot, page, Qt.Key.Key_F5, "EMG", none)
    assert "A2" in page.guided.head._place.text()
    go(qtbot, page, Qt.Key.Key_Return, "A2", none)
    go(qtbot, page, Qt.Key.Key_2, "MED", none)
    go(qtbot, page, Qt.Key.Key_Left, "A2")
    page.guided.case.notes.setFocus()
    qtbot.keyClicks(page.guided.case.notes, "arm")
    go(qtbot, page, Qt.Key.Key_1, "EMG")
    go(qtbot, page, Qt.Key.Key_Return, "A2")
    session = page.keeper.session_id
    press(qtbot, page, Qt.Key.Key_Return, CTRL | SHIFT)
    dialog = dialog_of(qtbot, page)
    form = dialog.findChild(EndForm)
    assert form is not None
    assert "arm" in form.preview.text()
    with qtbot.waitSignal(shell.went, timeout=5_000) as went:
        press(qtbot, page, Qt.Key.Key_Return, CTRL)
    assert went.args == ["cases", case_id]
    state = state_of(qtbot, shell, session)
    assert state.trail.filed_in == case_id
    assert [answer.branch for answer in state.answers] == ["weapon"]
    tasks = ask(qtbot, shell, lambda desk: desk.agenda.of_case(case_id))
    assert len(tasks) == 1  # type: ignore[arg-type] # a tuple of tasks
    assert ask(qtbot, shell, lambda desk: desk.contacts.draft(session)) is None


def test_ticks_and_values_are_kept(qtbot: QtBot, shell: Shell, page: ManualPage) -> None:
    begin(qtbot, shell, page)
    go(qtbot, page, Qt.Key.Key_Return, "A2", Qt.KeyboardModifier.NoModifier)
    lines = page.guided.view.findChildren
    qtbot.waitUntil(lambda: any(one.isVisible() for one in lines(CheckLine)), timeout=3_000)
    line = next(one for one in lines(CheckLine) if one.isVisible())
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Space)
    form = page.guided.case.form
    receipt = form.control("police-receipt")
    receipt.setFocus()
    qtbot.keyClicks(receipt, "7781")
    with qtbot.waitSignal(page.keeper.record_kept, timeout=2_000):
        pass
    state = state_of(qtbot, shell, page.keeper.session_id)
    assert state.trail.records == {"police-receipt": "7781"}
    assert {(tick.step, tick.audience, tick.item) for tick in state.ticks} == {("A2", "victim", 0)}


def test_a_wrong_value_is_said_at_its_field(qtbot: QtBot, shell: Shell, page: ManualPage) -> None:
    begin(qtbot, shell, page)
    go(qtbot, page, Qt.Key.Key_F9, "PRIV", Qt.KeyboardModifier.NoModifier)
    form = page.guided.case.form
    day = form.control("next-contact-on")
    assert isinstance(day, QLineEdit)
    day.setFocus()
    qtbot.keyClicks(day, "2027-02-30")
    qtbot.waitUntil(lambda: bool(form.error("next-contact-on")), timeout=3_000)
    assert day.text() == "2027-02-30"
    assert state_of(qtbot, shell, page.keeper.session_id).trail.records == {}
    day.selectAll()
    qtbot.keyClicks(day, "2999-02-28")
    qtbot.waitUntil(lambda: not form.error("next-contact-on"), timeout=3_000)


def test_a_crash_loses_nothing(qtbot: QtBot, shell: Shell, page: ManualPage) -> None:
    case_id = begin(qtbot, shell, page)
    go(qtbot, page, Qt.Key.Key_Return, "A2", Qt.KeyboardModifier.NoModifier)
    page.guided.case.notes.setFocus()
    qtbot.keyClicks(page.guided.case.notes, "kept")
    with qtbot.waitSignal(page.notes.saved, timeout=2_000):
        pass
    session = page.keeper.session_id
    page.hide()
    again = ManualPage(shell)  # as if the process had died: nothing was paused, nothing written on leaving
    qtbot.addWidget(again)
    show(qtbot, again)
    again.arrive(Guide(case_id=case_id))
    qtbot.waitUntil(lambda: again.doors.banner is not None, timeout=3_000)
    press(qtbot, again, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: stands(again) == "A2", timeout=3_000)
    assert again.keeper.session_id == session
    assert again.guided.case.notes.toPlainText() == "kept"


def test_a_manual_that_changed_meanwhile_is_gone_on_with_on_coming_back(
    qtbot: QtBot, shell: Shell, page: ManualPage
) -> None:
    begin(qtbot, shell, page)
    session, told = page.keeper.session_id, list[str]()
    shell.told.connect(lambda notice: told.append(notice.sentence))

    def began_with_another(desk: Desk) -> Done[None]:
        casework = desk.database(Compartment.CASEWORK)
        with casework.atomic():
            casework.change("manual_session", session, {"pack_version": "0.9.0", "pack_hash": "another"})
        return Done(None, Changes.NONE)

    shell.tasks.write(page, began_with_another)
    qtbot.waitUntil(lambda: bool(state_of(qtbot, shell, session).notice), timeout=3_000)
    page.leave()
    with qtbot.waitSignal(page.keeper.opened, timeout=3_000):
        page.arrive(None)
    assert any("0.9.0" in one for one in told)
    page.keeper.take("default")
    qtbot.waitUntil(lambda: stands(page) == "A2", timeout=3_000)
    assert state_of(qtbot, shell, session).notice == ""


def test_a_session_whose_manual_was_taken_away_hides_no_other(qtbot: QtBot, shell: Shell, page: ManualPage) -> None:
    case_id = begin(qtbot, shell, page)

    def orphan(desk: Desk) -> Done[SessionState]:
        return desk.manual.start(replace(desk.library.pack("dating-violence"), id="gone", start="Z1"), case_id)

    shell.tasks.write(page, orphan, lambda _state: page.pause())
    qtbot.waitUntil(lambda: page.doors.rows.item_model().rowCount() == 2, timeout=3_000)


def test_pause_and_go_on(qtbot: QtBot, shell: Shell, page: ManualPage) -> None:
    begin(qtbot, shell, page)
    go(qtbot, page, Qt.Key.Key_Return, "A2", Qt.KeyboardModifier.NoModifier)
    session = page.keeper.session_id
    press(qtbot, page, Qt.Key.Key_F3)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.doors, timeout=3_000)
    assert state_of(qtbot, shell, session).paused
    qtbot.waitUntil(lambda: page.doors.rows.hasFocus(), timeout=3_000)
    qtbot.keyClick(page.doors.rows, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stands(page) == "A2", timeout=3_000)
    assert not state_of(qtbot, shell, session).paused


def test_a_case_opens_the_manual_of_its_main_type(qtbot: QtBot, shell: Shell, page: ManualPage) -> None:
    made: list[str] = []

    def open_case(desk: Desk) -> Done[str]:
        case = desk.cases.open_case("물푸레").value
        desk.cases.set_incident(case.id, ["dating_physical"])
        return Done(case.id, Changes.CASES)

    shell.tasks.write(shell, open_case, made.append)
    qtbot.waitUntil(lambda: bool(made))
    page.arrive(Guide(case_id=made[0]))
    qtbot.waitUntil(lambda: stands(page) == "A1", timeout=3_000)


def test_going_over_to_another_manual_and_back(qtbot: QtBot, shell: Shell, page: ManualPage) -> None:
    begin(qtbot, shell, page)
    go(qtbot, page, Qt.Key.Key_Return, "A2")
    press(qtbot, page, Qt.Key.Key_M, CTRL)
    dialog = dialog_of(qtbot, page)
    choice = dialog.findChild(TreeChoice)
    assert choice is not None
    qtbot.keyClick(choice.rows, Qt.Key.Key_2)  # the third of all manuals: the one that is open is not offered
    qtbot.waitUntil(lambda: stands(page) == "C1", timeout=3_000)
    assert page.keeper.around is not None
    assert page.keeper.around.pack.id == "stalking"
    go(qtbot, page, Qt.Key.Key_F5, "EMG", Qt.KeyboardModifier.NoModifier)
    page.keeper.take("return")
    qtbot.waitUntil(lambda: stands(page) == "C1", timeout=3_000)
    page.keeper.take("return")
    qtbot.waitUntil(lambda: stands(page) == "A2", timeout=3_000)
    assert page.keeper.around.pack.id == "dating-violence"


def test_a_contact_chooses_its_manual_and_goes_on_without_a_question(
    qtbot: QtBot, shell: Shell, page: ManualPage
) -> None:
    made: list[str] = []
    shell.tasks.write(shell, lambda desk: desk.contacts.take(alias="은행나무"), lambda one: made.append(one.id))
    qtbot.waitUntil(lambda: bool(made))
    page.arrive(Guide(contact_id=made[0]))
    qtbot.waitUntil(lambda: page.doors.choice.rows.item_model().rowCount() == 4, timeout=3_000)
    assert QApplication.focusWidget() is page.doors.choice.rows
    press(qtbot, page, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: stands(page) == "A1", timeout=3_000)
    session = page.keeper.session_id
    assert page.guided.form == "call"
    assert page.guided.dock.isVisible()
    assert page.guided.dock.width() == 424
    page.arrive(Guide(contact_id=made[0]))
    qtbot.waitUntil(lambda: stands(page) == "A1" and page.keeper.session_id == session, timeout=3_000)
    go(qtbot, page, Qt.Key.Key_F5, "EMG", Qt.KeyboardModifier.NoModifier)
    page.finish()
    dialog = dialog_of(qtbot, page)
    form = dialog.findChild(EndForm)
    assert form is not None
    assert form.alias.text() == "은행나무"
    form.alias.clear()
    dialog.buttons["finish"].click()
    qtbot.waitUntil(lambda: bool(form.form.error("alias")), timeout=3_000)
    form.alias.setText("은행나무")
    with qtbot.waitSignal(shell.went, timeout=5_000) as went:
        dialog.buttons["finish"].click()
    assert ask(qtbot, shell, lambda desk: desk.contacts.get(made[0]).case_id) == went.args[1]


def test_a_jump_key_works_from_the_moment_a_step_stands_there(qtbot: QtBot, shell: Shell, page: ManualPage) -> None:
    made: list[str] = []
    shell.tasks.write(shell, lambda desk: desk.contacts.take(alias="은행나무"), lambda one: made.append(one.id))
    qtbot.waitUntil(lambda: bool(made))
    page.keeper.opened.connect(lambda _around: press(qtbot, page, Qt.Key.Key_F5))
    page.arrive(Guide(contact_id=made[0], pack="dating-violence"))
    qtbot.waitUntil(lambda: stands(page) == "EMG", timeout=3_000)


def test_the_tools_of_the_head_answer_to_their_keys_beside_a_call(qtbot: QtBot, shell: Shell, page: ManualPage) -> None:
    made: list[str] = []
    shell.tasks.write(shell, lambda desk: desk.contacts.take(alias="은행나무"), lambda one: made.append(one.id))
    qtbot.waitUntil(lambda: bool(made))
    page.arrive(Guide(contact_id=made[0], pack="dating-violence"))
    qtbot.waitUntil(lambda: stands(page) == "A1", timeout=3_000)
    assert not page.guided.head.isVisible()
    press(qtbot, page, Qt.Key.Key_B, CTRL)
    qtbot.waitUntil(lambda: page.marks.steps == ("A1",), timeout=3_000)
    press(qtbot, page, Qt.Key.Key_M, CTRL)
    assert dialog_of(qtbot, page).findChild(TreeChoice) is not None


def test_a_session_whose_manual_is_gone_can_be_ended_at_the_doors(
    qtbot: QtBot, shell: Shell, page: ManualPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(qtbot, shell, page)
    session = page.keeper.session_id
    page.pause()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.doors, timeout=3_000)
    held = Library.held
    monkeypatch.setattr(
        Library, "held", lambda library: {k: v for k, v in held(library).items() if k != "dating-violence"}
    )

    def look_again(desk: Desk) -> Done[bool]:
        desk.library.refresh()
        return Done(True, Changes.NONE)

    ask(qtbot, shell, look_again)
    shell.tasks.write(shell, look_again, lambda _done: None)
    page.doors.resumed.emit(session)
    qtbot.waitUntil(lambda: page.doors.banner is not None and page.doors.banner.isVisible(), timeout=3_000)
    page.doors.banner.findChildren(Button)[0].click()  # type: ignore[union-attr] # it was waited for
    qtbot.waitUntil(lambda: state_of(qtbot, shell, session).trail.state == "ended", timeout=3_000)


def test_going_on_after_the_dialog(qtbot: QtBot, shell: Shell, page: ManualPage) -> None:
    begin(qtbot, shell, page)
    go(qtbot, page, Qt.Key.Key_F9, "PRIV", Qt.KeyboardModifier.NoModifier)
    page.keeper.take("call-later")  # leads to the end
    dialog = dialog_of(qtbot, page)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not page.keeper.around.state.trail.at_end, timeout=3_000)  # type: ignore[union-attr] # it runs
    assert stands(page) == "PRIV"
    assert page.keeper.around is not None
    assert page.keeper.around.state.answers == ()


def test_a_search_reads_and_leaves_the_path(qtbot: QtBot, shell: Shell, page: ManualPage) -> None:
    begin(qtbot, shell, page)
    press(qtbot, page, Qt.Key.Key_F, CTRL)
    box = dialog_of(qtbot, page).findChild(SearchBox)
    assert box is not None
    box.line.setText("흉기")
    assert box.rows.item_model().rowCount() > 0
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    peek = dialog_of(qtbot, page)
    assert stands(page) == "A1"
    qtbot.keyClick(peek, Qt.Key.Key_Escape)
    assert stands(page) == "A1"


def test_a_card_leads_on_and_back(qtbot: QtBot, shell: Shell, page: ManualPage) -> None:
    begin(qtbot, shell, page)
    for step in ("A2", "A3", "A4", "A5"):
        go(qtbot, page, Qt.Key.Key_Return, step, Qt.KeyboardModifier.NoModifier)
    page.keeper.take("lived-as-couple")
    qtbot.waitUntil(lambda: stands(page) == "card:domestic-violence-measures", timeout=3_000)
    go(qtbot, page, Qt.Key.Key_Return, "A5", Qt.KeyboardModifier.NoModifier)


def test_a_law_card_that_is_not_in_force_says_so(qtbot: QtBot, shell: Shell, page: ManualPage) -> None:
    begin(qtbot, shell, page)
    while stands(page) != "A10":
        before = stands(page)
        page.keeper.take("default")
        qtbot.waitUntil(lambda before=before: stands(page) != before)  # type: ignore[misc] # bound at once
    card = law_cards()["stalking-protection-order-17-5"]
    assert card.title["ko"] in page.guided.view.law_line.text()
    assert "4월 22일" in page.guided.view.law_line.text()
    page.guided.view.open_link(f"law:{card.id}")
    shown = " ".join(
        label.text()
        for label in dialog_of(qtbot, page).findChildren(QWidget)
        if hasattr(label, "text") and isinstance(label.text(), str)
    )
    assert card.source in shown


def test_nothing_that_takes_the_focus_is_nameless(qtbot: QtBot, shell: Shell, page: ManualPage) -> None:
    begin(qtbot, shell, page)
    for step in ("A1", "A2", "A3"):
        for widget in page.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.focusProxy() is None:
                assert widget.accessibleName(), f"{step} {widget}"
        page.keeper.take("default")
        qtbot.waitUntil(lambda step=step: stands(page) != step)  # type: ignore[misc] # bound at once
    assert isinstance(page.guided.path, QAbstractItemView)

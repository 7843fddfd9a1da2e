"""A rehearsal by keys from the list of calls to looking back: no desk, no database, nothing written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import app.store
import ui.manual.rehearsal
from app.errors import BadInput
from app.manual import Library
from app.paths import cache
from ui.application import Guide, Shell
from ui.kit.buttons import Button
from ui.kit.dialogs import Dialog
from ui.kit.empty import ErrorState
from ui.kit.jump_bar import JumpBar
from ui.kit.mirror_cells import CheckLine
from ui.manual import ManualPage
from ui.manual.rehearsal import RehearsalPage
from ui.tasks import Tasks

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier

_written: list[str] = []
_watching: list[bool] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook stays for good, so it is set once and listens only while a test asks."""
    if _watching and event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        _written.append(str(arguments[0]))


sys.addaudithook(_watch)


@pytest.fixture
def nothing_written(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No database may be opened, and no file outside the cache of the texts be written."""

    def refuse(*_any: object, **_named: object) -> None:
        raise AssertionError("a rehearsal opened a database")

    monkeypatch.setattr(app.store.Database, "open", refuse)
    monkeypatch.setattr(app.store.Database, "create", refuse)
    Library().packs()
    _written.clear()
    _watching.append(True)
    yield
    _watching.clear()
    assert [path for path in _written if not path.startswith(str(cache()))] == []


@pytest.fixture
def page(qtbot: QtBot, nothing_written: None) -> RehearsalPage:
    tasks = Tasks()
    made = RehearsalPage(tasks)
    qtbot.addWidget(made)
    tasks.setParent(made)
    show(qtbot, made)
    qtbot.waitUntil(lambda: bool(made.choice.rows.current_id()), timeout=5_000)
    assert not tasks.is_open
    return made


def show(qtbot: QtBot, widget: QWidget) -> None:
    widget.resize(1290, 736)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()


def press(qtbot: QtBot, page: QWidget, *keys: Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget() or page, key, modifier)


def begin(qtbot: QtBot, page: RehearsalPage, ident: str) -> None:
    page.choice.rows.choose(ident)
    page.activateWindow()  # a window of the test before may have taken the focus with it
    qtbot.waitUntil(page.choice.rows.hasFocus, timeout=2_000)
    press(qtbot, page, Key.Key_Return)
    assert page.walk.scenario.id == ident
    qtbot.waitUntil(page.walking.view.findChildren(JumpBar)[-1].isVisible, timeout=2_000)


def hear_out(qtbot: QtBot, page: RehearsalPage, key: Key = Key.Key_Space) -> tuple[str, ...]:
    for _line in page.walk.lines[1:]:
        press(qtbot, page, key)
    return page.walking.panel.lines.shown()


def view(page: RehearsalPage) -> QWidget | None:
    return page.stack.currentWidget()


# -- by keys alone -------------------------------------------------------------------------------


def test_a_whole_call_is_walked_by_keys_to_looking_back(qtbot: QtBot, page: RehearsalPage) -> None:
    begin(qtbot, page, "stalking-doorbell")
    assert (view(page), page.step) == (page.walking, "C1")
    said = page.walk.scenario.says("C1")
    assert page.walking.panel.lines.shown() == said[:1]
    assert hear_out(qtbot, page) == said
    press(qtbot, page, Key.Key_F5)
    assert page.step == "EMG"
    assert hear_out(qtbot, page, Key.Key_Down) == page.walk.scenario.says("EMG")
    for step in ("C1", "C2", "C3", "C4", "C5"):
        press(qtbot, page, Key.Key_Return)
        hear_out(qtbot, page)
        assert page.step == step
    press(qtbot, page, Key.Key_1)  # the red flag: a meeting is planned
    hear_out(qtbot, page)
    assert page.step == "C7"
    assert page.walking.panel.turn.text()
    press(qtbot, page, Key.Key_Return)
    assert view(page) is page.debrief
    assert page.walk.trail.at_end
    found = page.debrief.shown
    assert found is not None
    assert [moment.outcome for moment in found.moments] == ["noticed", "noticed"]
    assert found.unheard == ()


def test_looking_back_scrolls_repeats_and_leaves_by_keys(qtbot: QtBot, page: RehearsalPage) -> None:
    page.resize(1290, 420)
    begin(qtbot, page, "stalking-doorbell")
    press(qtbot, page, Key.Key_F5, Key.Key_Escape)
    assert view(page) is page.debrief
    bar = page.debrief.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0, timeout=2_000)
    press(qtbot, page, Key.Key_Down)
    assert bar.value() > 0
    press(qtbot, page, Key.Key_Return, modifier=CTRL)
    assert (view(page), page.step) == (page.walking, "C1")
    assert len(page.walk.trail.path) == 1
    press(qtbot, page, Key.Key_Escape)  # nothing was done yet: straight back to the calls
    assert view(page) is page.choice
    with qtbot.waitSignal(page.left, timeout=1_000):
        press(qtbot, page, Key.Key_Escape)


def test_what_was_said_and_done_is_ticked_by_keys(qtbot: QtBot, page: RehearsalPage) -> None:
    begin(qtbot, page, "dating-no-marks")
    press(qtbot, page, Key.Key_Tab)
    first = page.walking.panel.checks()[0]
    assert first.hasFocus()
    press(qtbot, page, Key.Key_Space)
    assert first.isChecked()
    assert page.walk.heard_here == 1  # Space ticked, it did not bring the next line
    press(qtbot, page, Key.Key_Backtab, Key.Key_Down)
    assert page.walk.heard_here == 2
    done = page.walking.view.mirror.findChildren(CheckLine)[0]
    done.setFocus()
    press(qtbot, page, Key.Key_Space, Key.Key_Return)
    assert page.step == "A2"
    assert page.walking.panel.lines.hasFocus()
    press(qtbot, page, Key.Key_Left, modifier=CTRL)
    assert page.step == "A1"
    assert page.walking.panel.checks()[0].isChecked()
    press(qtbot, page, Key.Key_Escape)
    assert page.debrief.shown is not None
    spoken = page.debrief.shown.spoken[0]
    assert (len(spoken.said), len(spoken.done)) == (1, 1)


def test_ways_and_jumps_work_with_the_focus_on_the_caller(qtbot: QtBot, page: RehearsalPage) -> None:
    begin(qtbot, page, "dating-no-marks")
    press(qtbot, page, Key.Key_Return, Key.Key_2)
    assert page.step == "MED"
    press(qtbot, page, Key.Key_F8)
    assert page.step == "MIN"
    press(qtbot, page, Key.Key_Return, Key.Key_Return)
    assert page.step == "A2"
    assert page.walking.panel.lines.hasFocus()


# -- what is in sight ----------------------------------------------------------------------------


def test_the_mark_stands_on_every_page(qtbot: QtBot, page: RehearsalPage) -> None:
    for size in ((1290, 736), (1290, 658), (1000, 736), (760, 700)):
        page.resize(*size)
        page.begin("dating-no-marks")
        qtbot.waitUntil(lambda: _whole(page, page.walking.panel.notice), timeout=2_000)
        page.step_out()
    assert "기록되지 않습니다" in page.walking.panel.notice.accessibleName()


def _whole(page: QWidget, notice: QWidget) -> bool:
    """Whether all of it can be seen."""
    inside = page.rect().contains(notice.mapTo(page, notice.rect().bottomRight()))
    return inside and notice.visibleRegion().boundingRect().size() == notice.size()


def test_the_card_tells_what_a_call_touches_on_before_it_begins(page: RehearsalPage) -> None:
    for call in page.stage.calls:
        page.choice.rows.choose(call.id)
        assert page.choice._note.text() == call.note
        assert page.choice._about.text() == call.about
    assert len(page.stage.calls) >= 12


def test_a_third_person_is_met_with_their_own_words(qtbot: QtBot, page: RehearsalPage) -> None:
    begin(qtbot, page, "workplace-next-desk")
    said = page.walk.step.words("ko", "reporter").say
    assert [check.accessibleName().strip("“”") for check in page.walking.panel.checks()] == list(said)
    assert page.walking.view.mirror.mode() == "other"
    page.walking.head.audience.set_value("organisation")
    page.walking.head.audience.chosen.emit("organisation")
    offered = page.walk.step.words("ko", "organisation").say
    assert [check.accessibleName().strip("“”") for check in page.walking.panel.checks()] == list(offered)
    page.step_out()
    begin(qtbot, page, "dating-no-marks")
    assert page.walking.view.mirror.mode() == "both"


def test_where_the_caller_has_no_words_one_can_still_go_on(qtbot: QtBot, page: RehearsalPage) -> None:
    begin(qtbot, page, "dating-no-marks")
    press(qtbot, page, Key.Key_F6, Key.Key_Space)
    assert page.walk.lines == ()
    assert page.walking.panel.lines.shown()
    press(qtbot, page, Key.Key_Return)
    assert page.step == "A1"


def test_a_way_that_leads_nowhere_is_told_and_the_walk_stands(qtbot: QtBot, page: RehearsalPage) -> None:
    begin(qtbot, page, "dating-no-marks")
    page.walking.view.taken.emit("not-a-way")
    assert page.step == "A1"
    assert page.walking.panel.turn.isVisible()
    assert page.walking.panel.turn.text()


def test_looking_at_another_step_leaves_the_path_and_escape_closes_only_that(qtbot: QtBot, page: RehearsalPage) -> None:
    begin(qtbot, page, "dating-no-marks")
    page.look_at("A5")
    dialog = page.findChild(Dialog)
    assert dialog is not None
    press(qtbot, page, Key.Key_Escape)
    qtbot.waitUntil(lambda: page.findChild(Dialog) is None, timeout=2_000)
    assert (view(page), page.step) == (page.walking, "A1")


def test_calls_that_cannot_be_read_are_told_and_left(
    qtbot: QtBot, nothing_written: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise BadInput("가짜.yaml 3번째 줄")

    monkeypatch.setattr(ui.manual.rehearsal, "scenarios", refuse)
    tasks = Tasks()
    made = RehearsalPage(tasks)
    qtbot.addWidget(made)
    tasks.setParent(made)
    show(qtbot, made)
    qtbot.waitUntil(lambda: isinstance(view(made), ErrorState), timeout=5_000)
    with qtbot.waitSignal(made.left, timeout=1_000):
        press(qtbot, made, Key.Key_Escape)


# -- the doors that lead here --------------------------------------------------------------------


def open_rehearsal(qtbot: QtBot, manual: ManualPage, inside: QWidget) -> RehearsalPage:
    button = next(one for one in inside.findChildren(Button) if one.word() == "통화 연습")
    assert button.isVisible()
    button.click()
    rehearsal = manual.rehearsing.page
    assert rehearsal is not None
    assert manual.stack.currentWidget() is rehearsal
    qtbot.waitUntil(lambda: bool(rehearsal.choice.rows.current_id()), timeout=5_000)
    return rehearsal


def test_a_counsellor_comes_from_the_doors_and_writes_nothing(qtbot: QtBot, shell: Shell) -> None:
    changed: list[object] = []
    shell.tasks.changed.connect(changed.append)
    manual = ManualPage(shell)
    qtbot.addWidget(manual)
    show(qtbot, manual)
    manual.arrive(None)
    rehearsal = open_rehearsal(qtbot, manual, manual.doors)
    begin(qtbot, rehearsal, "digital-until-nine")
    press(qtbot, manual, Key.Key_Return, Key.Key_F5, Key.Key_Escape, Key.Key_Escape, Key.Key_Escape)
    assert manual.stack.currentWidget() is manual.doors
    assert manual.keeper.around is None
    qtbot.waitUntil(lambda: not shell.tasks.busy)
    assert changed == []


def test_a_trainer_without_a_casework_key_comes_from_reading(qtbot: QtBot, open_shell: Callable[[str], Shell]) -> None:
    manual = ManualPage(open_shell("trainer"))
    qtbot.addWidget(manual)
    show(qtbot, manual)
    manual.arrive(Guide())
    assert manual.reading is not None
    reading = manual.reading
    qtbot.waitUntil(lambda: reading.step == "A1", timeout=5_000)
    rehearsal = open_rehearsal(qtbot, manual, reading)
    begin(qtbot, rehearsal, "workplace-moved-away")
    assert rehearsal.step == "D1"
    press(qtbot, manual, Key.Key_Escape, Key.Key_Escape)
    assert manual.stack.currentWidget() is reading

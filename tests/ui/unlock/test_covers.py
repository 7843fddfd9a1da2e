"""Mask, quick hide, the warning before the lock, and another passphrase."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.clock import now
from app.errors import CannotUnlock
from app.vault import FLOOR, unlock
from tests.conftest import PASSPHRASE, Centre
from tests.ui.unlock.conftest import nameless, press, show, type_in, typed
from ui.office.passphrase import ChangePassphrase
from ui.tasks import Tasks
from ui.unlock import LockWarning, MaskPage, QuickHide

Key = Qt.Key
NEW = "another quiet evening under trees"


def test_the_mask_shows_times_and_any_key_reveals(qtbot: QtBot) -> None:
    mask = MaskPage()
    mask.show_times(now() - 1_450_000, None, now() + 90_000)
    show(qtbot, mask)
    facts = dict(mask.facts())
    assert facts["Contact timer"].startswith("24:1")
    assert facts["Until the lock"] in ("01:30", "01:29")
    assert "Last saved" not in facts
    QTest.keyClick(mask, Key.Key_Shift)
    with qtbot.waitSignal(mask.revealed):
        press(Key.Key_A)
    with qtbot.waitSignal(mask.revealed):
        QTest.mouseClick(mask, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))


def test_the_timer_goes_on_under_the_mask(qtbot: QtBot) -> None:
    mask = MaskPage()
    mask.show_times(now() - 5_900, None, None)
    show(qtbot, mask)
    before = mask.facts()
    qtbot.waitUntil(lambda: mask.facts() != before, timeout=3_000)


def test_a_shortcut_elsewhere_does_not_take_the_key_from_the_mask(qtbot: QtBot) -> None:
    window = QWidget()
    mask = MaskPage(window)
    other, locks = QShortcut(QKeySequence("F4"), window), QShortcut(QKeySequence("Ctrl+L"), window)
    gone: list[str] = []
    other.activated.connect(lambda: gone.append("manual"))
    locks.activated.connect(lambda: gone.append("lock"))
    show(qtbot, window)
    mask.setFocus()
    with qtbot.waitSignal(mask.revealed):
        press(Key.Key_F4)
    press(Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert gone == ["lock"]


def test_quick_hide_says_nothing_and_comes_back_by_the_chord(qtbot: QtBot) -> None:
    window = QWidget()
    page = QuickHide(window)
    QShortcut(QKeySequence("Ctrl+Q"), window).activated.connect(lambda: pytest.fail("the page has the chord"))
    show(qtbot, window)
    page.setFocus()
    assert page.windowTitle() == "Schedule"
    assert page.findChildren(QLabel) == []
    with qtbot.waitSignal(page.back):
        press(Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(page.back):
        press(Key.Key_Escape)


def test_the_warning_counts_down(qtbot: QtBot) -> None:
    warning = LockWarning(seconds=3, second_ms=20)
    show(qtbot, warning, 1290, 80)
    assert "3 seconds" in warning.accessibleName()
    qtbot.waitUntil(lambda: warning.left == 0)
    assert nameless(warning) == []
    with qtbot.waitSignal(warning.stayed):
        warning.chosen.emit("stay")
    with qtbot.waitSignal(warning.lock_wanted):
        warning.chosen.emit("lock")


@pytest.fixture
def dialog(qtbot: QtBot, tasks: Tasks, centre: Centre) -> Iterator[ChangePassphrase]:
    window = QWidget()
    made = ChangePassphrase(window, tasks, centre.home, centre.unlock("counsellor"), FLOOR)
    show(qtbot, window)
    made.ask()
    yield made
    window.close()


def fill(dialog: ChangePassphrase, old: str, new: str, again: str) -> None:
    for field, text in ((dialog.old, old), (dialog.new, new), (dialog.again, again)):
        field.setFocus()
        type_in(text)


def test_another_passphrase_by_keys(qtbot: QtBot, centre: Centre, dialog: ChangePassphrase) -> None:
    assert nameless(dialog) == []
    fill(dialog, PASSPHRASE, NEW, NEW)
    with qtbot.waitSignal(dialog.changed, timeout=20_000) as ways:
        press(Key.Key_Return)
        assert typed(dialog).strip() == ""
    assert ways.args == [2]
    user, second = centre.users["counsellor"], centre.second("counsellor")
    assert unlock(centre.home, user, NEW, second).user == user
    with pytest.raises(CannotUnlock):
        unlock(centre.home, user, PASSPHRASE, second)


def test_a_wrong_old_passphrase_changes_nothing(qtbot: QtBot, centre: Centre, dialog: ChangePassphrase) -> None:
    fill(dialog, "not the old one", NEW, NEW)
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: bool(dialog.form.error("old")), timeout=20_000)
    assert centre.unlock("counsellor")
    press(Key.Key_Escape)


def test_a_weak_or_different_one_is_said_at_once(dialog: ChangePassphrase) -> None:
    fill(dialog, PASSPHRASE, NEW, NEW[:-1])
    press(Key.Key_Return)
    assert "differ" in dialog.form.error("again")
    dialog.new.take()
    dialog.again.take()
    press(Key.Key_Return)
    assert "too short" in dialog.form.error("passphrase")
    dialog.leave()

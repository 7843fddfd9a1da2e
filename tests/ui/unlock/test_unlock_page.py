"""Unlocking by keys alone, and every way it can be refused, each in its place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.vault import Holding, Keys, Kind, add_slot
from tests.conftest import PASSPHRASE, Centre
from tests.keystores import NAMES, KeyStore
from tests.ui.unlock.conftest import nameless, press, show, type_in, typed
from ui.tasks import Tasks
from ui.unlock import UnlockPage
from ui.unlock.patience import Patience

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
COPIES = ("slots.bin", "slots.bin.1", "slots.bin.2", "slots.bin.3")


def opened(qtbot: QtBot, tasks: Tasks, centre: Centre, who: str = "counsellor", **more: object) -> UnlockPage:
    page = UnlockPage(tasks, **more)  # type: ignore[arg-type] # a test hands on what it was given
    show(qtbot, page)
    with qtbot.waitSignal(page.shown):
        page.open(centre.home, centre.users[who], key_file=centre.key_files[who])
    return page


def refused(qtbot: QtBot, page: UnlockPage, passphrase: str = PASSPHRASE) -> tuple[str, str]:
    page.form.passphrase.setFocus()
    type_in(passphrase)
    with qtbot.waitSignal(page.refused, timeout=20_000) as said:
        press(Key.Key_Return)
    assert said.args is not None
    return said.args[0], said.args[1]


def test_keys_alone_open_it(qtbot: QtBot, tasks: Tasks, centre: Centre) -> None:
    page = opened(qtbot, tasks, centre)
    assert QApplication.focusWidget() is page.form.passphrase
    type_in(PASSPHRASE)
    with qtbot.waitSignal(page.unlocked, timeout=20_000) as got:
        press(Key.Key_Return)
        assert page.busy
        assert not page.form.act.isEnabled()
    assert got.args is not None
    assert isinstance(got.args[0], Keys)
    assert got.args[0].user == centre.users["counsellor"]
    assert PASSPHRASE not in typed(page)
    held = page.take_holding()
    assert held is not None
    held.close()


def test_another_name_is_chosen_by_keys_and_has_its_own_key_file(qtbot: QtBot, tasks: Tasks, centre: Centre) -> None:
    page = opened(qtbot, tasks, centre)
    page.form.names.setFocus()
    press(Key.Key_Down)
    assert page.form.names.currentText() == "다온 · Trainer"
    assert page.form.typed_key_file() is None
    press(Key.Key_Tab)
    type_in(str(centre.key_files["trainer"]))
    press(Key.Key_Tab)
    press(Key.Key_Tab)
    assert QApplication.focusWidget() is page.form.passphrase
    type_in(PASSPHRASE)
    with qtbot.waitSignal(page.unlocked, timeout=20_000) as got:
        press(Key.Key_Return)
    assert got.args is not None
    assert got.args[0].user == centre.users["trainer"]


def test_a_wrong_passphrase_is_said_at_the_passphrase(qtbot: QtBot, tasks: Tasks, centre: Centre) -> None:
    page = opened(qtbot, tasks, centre)
    row, sentence = refused(qtbot, page, "not this one at all")
    assert (row, sentence) == (
        "passphrase",
        "The passphrase does not match. Check the Korean input state and try again.",
    )
    assert page.form.error("passphrase") == sentence
    assert QApplication.focusWidget() is page.form.passphrase
    assert "not this one" not in typed(page)
    type_in(PASSPHRASE)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        press(Key.Key_Return)


def test_a_missing_key_file_is_said_at_the_key_file(qtbot: QtBot, tasks: Tasks, centre: Centre, tmp_path: Path) -> None:
    page = opened(qtbot, tasks, centre)
    page.form.key_file.set_path(tmp_path / "unplugged" / "mine.key")
    row, sentence = refused(qtbot, page)
    assert row == "keyfile"
    assert "was not found" in sentence
    assert "USB stick" in page.form.error("keyfile")
    assert PASSPHRASE not in typed(page)


def test_nothing_is_asked_of_the_vault_without_a_key_file_or_passphrase(
    qtbot: QtBot, tasks: Tasks, centre: Centre
) -> None:
    page = opened(qtbot, tasks, centre)
    press(Key.Key_Return)
    assert page.form.error("passphrase")
    page.form.key_file.set_path(None)
    press(Key.Key_Return)
    assert page.form.error("keyfile")
    assert not tasks.busy


def test_a_printed_code_that_is_mistyped(qtbot: QtBot, tasks: Tasks, centre: Centre) -> None:
    page = opened(qtbot, tasks, centre)
    page.form._others[Kind.PAPER].setFocus()
    press(Key.Key_Return)
    assert QApplication.focusWidget() is page.form.code
    type_in("AAAAA-BBBBB")
    row, _sentence = refused(qtbot, page)
    assert row == "paper"
    assert page.form.error("paper")
    page.form._others[Kind.KEYFILE].click()
    assert page.form.code.text() == ""


@pytest.mark.parametrize("name", ["slots.bin", "manifest.json"])
def test_damaged_files_are_said_and_the_manual_stays(qtbot: QtBot, tasks: Tasks, centre: Centre, name: str) -> None:
    for copy in centre.home.glob(f"{name}*"):
        broken = bytearray(copy.read_bytes())
        broken[len(broken) // 2] ^= 0xFF
        copy.write_bytes(broken)
    page = UnlockPage(tasks)
    show(qtbot, page)
    with qtbot.waitSignal(page.refused) as said:
        page.open(centre.home)
    assert said.args is not None
    assert "damaged" in said.args[1]
    assert "backup" in said.args[1]
    assert not page.form.passphrase.isVisible()
    with qtbot.waitSignal(page.other_centre_wanted):
        page.form.ways_out[1].setFocus()
        press(Key.Key_Return)
    with qtbot.waitSignal(page.manual_wanted):
        press(Key.Key_M, CONTROL)


def test_one_damaged_copy_opens_with_a_word(qtbot: QtBot, tasks: Tasks, centre: Centre) -> None:
    path = centre.home / "slots.bin"
    path.write_bytes(path.read_bytes()[:-3] + b"xyz")
    page = opened(qtbot, tasks, centre)
    assert "newest whole copy was used" in " ".join(
        child.accessibleName() for child in page.form.children() if hasattr(child, "accessibleName")
    )
    type_in(PASSPHRASE)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        press(Key.Key_Return)


def test_a_newer_centre_and_no_centre(qtbot: QtBot, tasks: Tasks, centre: Centre, tmp_path: Path) -> None:
    page = UnlockPage(tasks)
    show(qtbot, page)
    (tmp_path / "empty").mkdir()
    with qtbot.waitSignal(page.refused) as said:
        page.open(tmp_path / "empty")
    assert said.args is not None
    assert "There is no centre" in said.args[1]
    later = bytearray((centre.home / "slots.bin").read_bytes())
    later[10:12] = (9).to_bytes(2, "big")
    later[-32:] = hashlib.sha256(later[:-32]).digest()
    (centre.home / "slots.bin").write_bytes(later)
    with qtbot.waitSignal(page.refused) as said:
        page.open(centre.home)
    assert said.args is not None
    assert "newer Gyeot" in said.args[1]


def test_another_process_has_the_centre(qtbot: QtBot, tasks: Tasks, centre: Centre) -> None:
    page = opened(qtbot, tasks, centre)
    with Holding(centre.home):
        row, sentence = refused(qtbot, page)
    assert row == "page"
    assert "already open" in sentence
    type_in(PASSPHRASE)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        press(Key.Key_Return)


@pytest.fixture
def store() -> Iterator[KeyStore]:
    before = keyring.get_keyring()
    made = KeyStore()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_the_key_store_is_taken_by_itself(qtbot: QtBot, tasks: Tasks, centre: Centre, store: KeyStore) -> None:
    keys = centre.unlock("counsellor")
    add_slot(centre.home, keys, PASSPHRASE, Kind.DEVICE, allowed=NAMES)
    page = opened(qtbot, tasks, centre, allowed=NAMES)
    assert page.form.way() is Kind.DEVICE
    assert page.form.computer.note() == "Key kept here"
    assert not page.form.key_file.isVisible()
    type_in(PASSPHRASE)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        press(Key.Key_Return)


def test_a_key_store_that_lost_its_key_leads_to_the_key_file(
    qtbot: QtBot, tasks: Tasks, centre: Centre, store: KeyStore
) -> None:
    add_slot(centre.home, centre.unlock("counsellor"), PASSPHRASE, Kind.DEVICE, allowed=NAMES)
    page = opened(qtbot, tasks, centre, allowed=NAMES)
    store.kept.clear()
    row, sentence = refused(qtbot, page)
    assert row == "device"
    assert "key file or printed code" in sentence
    page.form._others[Kind.KEYFILE].click()
    assert page.form.key_file.isVisible()


def test_without_a_key_store_the_key_file_comes_first(
    qtbot: QtBot, tasks: Tasks, centre: Centre, store: KeyStore
) -> None:
    add_slot(centre.home, centre.unlock("counsellor"), PASSPHRASE, Kind.DEVICE, allowed=NAMES)
    page = opened(qtbot, tasks, centre)
    assert page.form.way() is Kind.KEYFILE
    page.form._others[Kind.DEVICE].click()
    row, sentence = refused(qtbot, page)
    assert row == "device"
    assert "no key store" in sentence


def test_waits_grow_and_end() -> None:
    patience = Patience()
    assert [patience.wrong() for _try in range(12)] == [0, 0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60]
    patience.right()
    assert patience.wrong() == 0


def test_after_five_wrong_tries_one_waits_and_goes_on(qtbot: QtBot, tasks: Tasks, centre: Centre) -> None:
    page = opened(qtbot, tasks, centre, second_ms=30)
    for _try in range(4):
        refused(qtbot, page, "wrong again and again")
        assert page.waiting == 0
    refused(qtbot, page, "wrong again and again")
    assert page.waiting == 2
    assert "2 seconds" in page.form.error("passphrase")
    press(Key.Key_Return)
    assert not page.busy
    qtbot.waitUntil(lambda: page.waiting == 0)
    assert page.form.act.isEnabled()
    type_in(PASSPHRASE)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        press(Key.Key_Return)


def test_how_it_is_typed_is_said(qtbot: QtBot, tasks: Tasks, centre: Centre) -> None:
    page = opened(qtbot, tasks, centre)
    type_in("gks")
    assert "Latin letters" in page.form.passphrase.state()
    type_in("한")
    assert "in Korean" in page.form.passphrase.state()
    page.form.passphrase.eye.click()
    assert page.form.passphrase.displayText() == "gks한"
    assert page.form.passphrase.take() == "gks한"
    assert page.form.passphrase.displayText() == ""
    assert not page.form.passphrase.isUndoAvailable()


def test_every_stop_has_a_name_and_the_language_changes_live(qtbot: QtBot, tasks: Tasks, centre: Centre) -> None:
    page = opened(qtbot, tasks, centre)
    assert nameless(page) == []
    with qtbot.waitSignal(page.language_changed) as said:
        page.languages.setFocus()
        press(Key.Key_Left)
    assert said.args == ["ko"]
    assert page.form.act.word() == "잠금 열기"
    assert page.form.user() == centre.users["counsellor"]
    assert page.form.typed_key_file() == centre.key_files["counsellor"]
    assert nameless(page) == []
    with qtbot.waitSignal(page.other_centre_wanted):
        page.form.computer.setFocus()
        press(Key.Key_Return)


def test_the_gui_stays_alive_while_keys_are_derived(qtbot: QtBot, tasks: Tasks, centre: Centre) -> None:
    page = opened(qtbot, tasks, centre)
    type_in(PASSPHRASE)
    turns: list[bool] = []
    beat = QTimer()
    beat.timeout.connect(lambda: turns.append(page.busy))
    beat.start(5)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        press(Key.Key_Return)
    beat.stop()
    assert turns.count(True) >= 5

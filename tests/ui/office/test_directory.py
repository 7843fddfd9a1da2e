"""The directory's page: what may be told is seen at once, anybody rings, managers keep the entries, losses show."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.changes import Changes
from app.clock import today
from app.errors import Refusal
from ui.application import Shell
from ui.kit import icons
from ui.notices import Notice
from ui.office import OfficePage
from ui.office.directory import DirectoryFace

Opener = Callable[[str], Shell]


class Bench:
    """The office in a window, reloading as the real window makes it."""

    def __init__(self, qtbot: QtBot, shell: Shell) -> None:
        icons.load()
        self.qtbot, self.shell = qtbot, shell
        self.told: list[Notice] = []
        shell.told.connect(self.told.append)
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(1290, 736)
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        self.page = OfficePage(shell)
        column.addWidget(self.page)
        shell.tasks.changed.connect(self._reload)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitExposed(self.window)
        self.page.arrive("directory")
        found = self.page.faces["directory"]
        assert isinstance(found, DirectoryFace)
        self.face = found
        self.quiet()

    def _reload(self, changes: Changes) -> None:
        if self.page.watches & changes:
            self.page.reload()

    def quiet(self) -> None:
        self.qtbot.waitUntil(lambda: not self.shell.tasks.busy, timeout=15_000)

    def ids(self) -> list[str]:
        return [row.id for row in self.face.list.item_model().items()]

    def row(self, entry_id: str) -> str:
        """All words of one row."""
        return str(next(row.spoken() for row in self.face.list.item_model().items() if row.id == entry_id))

    def press(self, widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(widget, key, held)
        self.quiet()

    def save(self) -> None:
        assert self.face.form is not None
        self.face.form.submit()
        self.quiet()


@pytest.fixture
def kept(qtbot: QtBot, manager_shell: Shell) -> Bench:
    return Bench(qtbot, manager_shell)


@pytest.fixture
def used(qtbot: QtBot, shell: Shell) -> Bench:
    return Bench(qtbot, shell)


def test_how_each_number_stands_is_said_in_words(used: Bench) -> None:
    assert len(used.ids()) > 30
    assert "늘 그대로인 번호" in used.row("hotline-1366")
    assert "아직 확인 전" in used.row("legal-aid-132")
    assert "번호 없음" in used.row("cybercrime-ecrm")


def test_the_model_behaves(used: Bench, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(used.face.list.item_model())


def test_anybody_notes_by_key_that_they_rang_and_takes_it_back(used: Bench) -> None:
    face = used.face
    face.list.choose("legal-aid-132")
    face.list.setFocus()
    used.press(face.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert f"{today().month}월 {today().day}일 확인" in used.row("legal-aid-132")
    assert face.list.current_id() == "legal-aid-132"
    act = used.told[-1].act
    assert act is not None
    act()
    used.quiet()
    assert "아직 확인 전" in used.row("legal-aid-132")


def test_a_click_or_enter_on_a_row_notes_nothing(used: Bench) -> None:
    face = used.face
    face.list.choose("legal-aid-132")
    used.press(face.list, Qt.Key.Key_Return)
    used.qtbot.mouseClick(face.list.viewport(), Qt.MouseButton.LeftButton, pos=face.list.viewport().rect().center())
    used.quiet()
    assert "확인 전" in used.row("legal-aid-132")
    assert used.told == []


def test_the_button_says_what_was_done_and_is_not_there_where_nothing_waits(used: Bench) -> None:
    said = {"cybercrime-ecrm": "오늘 확인했습니다", "ksvrc": "오늘 걸어 보니 맞습니다"}
    for entry_id in ("cybercrime-ecrm", "police-112", "ksvrc"):
        used.face.list.choose(entry_id)
        assert used.face.card.check.isVisible() is (entry_id in said)
        assert used.face.card.check.word() == said.get(entry_id, used.face.card.check.word())


def test_what_has_no_number_is_looked_up_by_the_same_key(used: Bench) -> None:
    face = used.face
    face.list.choose("cybercrime-ecrm")
    assert "누가 확인할 때까지는" in face.card.caution.text()
    face.list.setFocus()
    used.press(face.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert f"{today().month}월 {today().day}일 확인" in used.row("cybercrime-ecrm")
    assert used.told[-1].sentence == "오늘 확인했다고 적었습니다."
    assert not face.card.caution.isVisible()
    act = used.told[-1].act
    assert act is not None
    act()
    used.quiet()
    assert "아직 확인 전" in used.row("cybercrime-ecrm")


def test_filters_count_what_they_show_and_the_cursor_goes_on(used: Bench) -> None:
    face = used.face
    face.filter.choose(2)
    before = used.ids()
    assert "police-112" not in before
    assert "cybercrime-ecrm" in before
    first, second = before[:2]
    face.list.choose(first)
    face.card.check.click()
    used.quiet()
    assert first not in used.ids()
    assert face.list.current_id() == second
    assert face.filter.value() == "check"
    face.filter.choose(3)
    assert first in used.ids()


@pytest.mark.parametrize("query", ["법률구조", "legal aid", "132", "ㅂㄹㄱㅈ"])
def test_a_service_is_found_by_name_number_and_initials(used: Bench, query: str) -> None:
    used.face.finder.setText(query)
    assert "legal-aid-132" in used.ids()
    assert len(used.ids()) < 5


def test_what_is_not_found_says_so_and_leads_back(used: Bench) -> None:
    face = used.face
    face.finder.setText("없는 곳")
    assert face.stack.currentWidget() is face.none
    assert not face.card.isVisible()
    face.none.chosen.emit("all")
    assert len(used.ids()) > 30


def test_a_directory_that_cannot_be_read_says_so(used: Bench) -> None:
    used.face._failed(Refusal("읽지 못했습니다."))
    assert used.face.stack.currentWidget() is used.face.wrong
    used.face.wrong.chosen.emit("again")
    used.quiet()
    assert used.face.stack.currentWidget() is used.face.list


def test_only_managers_are_offered_changes(used: Bench) -> None:
    used.face.list.choose("ksvrc")
    assert not used.face.add.isVisible()
    assert not used.face.card.edit.isVisible()
    assert not used.face.card.retire.isVisible()


def test_a_manager_adds_a_service_and_lands_on_it(kept: Bench) -> None:
    kept.face.list.setFocus()
    kept.press(kept.face.list, Qt.Key.Key_N)
    form = kept.face.form
    assert form is not None
    kept.save()
    assert form.error("name_ko")
    form.control_of("name_ko").setText("마을 법률 상담")
    form.control_of("number").setText("02-0000-0101")
    form.control_of("source").setText("구청 안내지")
    kept.save()
    assert "02-0000-0101" in kept.row(kept.face.list.current_id())
    assert kept.face.list.current_id() == kept.ids()[-1]


def test_another_number_waits_for_a_call(kept: Bench) -> None:
    face = kept.face
    face.list.choose("ksvrc")
    face.card.check.click()
    kept.quiet()
    face.card.edit.click()
    assert face.form is not None
    face.form.control_of("number").setText("02-0000-5801")
    kept.save()
    assert "02-0000-5801" in kept.row("ksvrc")
    assert "아직 확인 전" in kept.row("ksvrc")


def test_a_service_is_retired_and_brought_back(kept: Bench) -> None:
    face = kept.face
    face.list.choose("ksvrc")
    face.card.retire.click()
    kept.quiet()
    assert "ksvrc" not in kept.ids()
    face.filter.choose(4)
    assert kept.ids() == ["ksvrc"]
    act = kept.told[-1].act
    assert act is not None
    act()
    kept.quiet()
    assert kept.ids() == []
    face.filter.choose(1)
    assert "ksvrc" in kept.ids()


def test_a_manager_sees_what_was_left_out_and_sorts_by_it(kept: Bench) -> None:
    for ids in (("ksvrc", "youth-1388"), ("youth-1388",)):
        kept.shell.tasks.write(kept.window, lambda desk, ids=ids: desk.directory.note_lost(ids))  # type: ignore[misc]  # mypy cannot name a lambda with a default
    kept.quiet()
    kept.face.order.set_value("loss")
    kept.face.order.changed.emit()
    assert kept.ids()[:2] == ["youth-1388", "ksvrc"]
    assert "인쇄물 2건에서 빠짐" in kept.row("youth-1388")
    kept.face.list.choose("youth-1388")
    assert "인쇄물 2건에서 빠짐" in kept.face.card.loss.text()


def test_in_a_narrow_window_the_card_stands_below(used: Bench) -> None:
    used.window.resize(900, 640)
    used.face.list.choose("ksvrc")
    used.qtbot.waitUntil(lambda: used.face.card.y() > used.face.stack.y())
    assert used.face.card.width() > 500

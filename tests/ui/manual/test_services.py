"""The directory beside the manual: every service is found by its name, its number, or what it is for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.manual import directory
from ui.kit import icons
from ui.kit.dialogs import Dialog
from ui.manual.services import ServiceBox, ask_services


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    icons.load()
    made = QWidget()
    made.resize(1290, 736)
    qtbot.addWidget(made)
    made.show()
    return made


def ids(box: ServiceBox) -> list[str]:
    return [str(row.id) for row in box.rows.item_model().items()]


def test_the_numbers_that_never_change_stand_first(window: QWidget) -> None:
    box = ask_services(window, directory())
    first = [directory()[one].number for one in ids(box)[:3]]
    assert first == ["112", "119", "1366"]
    assert len(ids(box)) == len(directory())


@pytest.mark.parametrize("typed", ["1366 서울", "서울센터", "Seoul Centre"])
def test_a_service_is_found_by_any_of_its_words(window: QWidget, typed: str) -> None:
    box = ask_services(window, directory())
    box.line.setText(typed)
    assert any("1366" in str(dict(directory()[one].name)) for one in ids(box))
    assert len(ids(box)) < len(directory())


def test_nothing_found_is_said(window: QWidget) -> None:
    box = ask_services(window, directory())
    box.line.setText("없는 기관입니다")
    assert ids(box) == []
    assert box.empty.isVisible()


def test_enter_opens_the_card_and_closing_it_leads_back(window: QWidget, qtbot: QtBot) -> None:
    box = ask_services(window, directory())
    box.line.setText("119")
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    open_ones = [one for one in window.findChildren(Dialog) if one.isVisible()]
    assert [isinstance(one.content, ServiceBox) for one in open_ones] == [False]
    open_ones[0].leave()
    again = [one.content for one in window.findChildren(Dialog) if one.isVisible()]
    assert len(again) == 1
    assert isinstance(again[0], ServiceBox)
    assert again[0].line.text() == "119"

"""Where there is no room side by side: heads and columns go below each other, and keys reach what the wheel reaches."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.columns import ONE_BELOW, TwoColumns
from ui.kit.dialogs import Dialog
from ui.kit.label import FieldName, Label
from ui.kit.page import Column, PageHead


def shown(qtbot: QtBot, widget: QWidget, wide: int, high: int) -> None:
    qtbot.addWidget(widget)
    widget.resize(wide, high)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


def test_the_acts_of_a_head_stand_below_its_words_where_both_have_no_room(qtbot: QtBot) -> None:
    host = QWidget()
    head = PageHead("2026년 11월 24일 화요일", "오늘은 약속이 없습니다.")
    act = Button("아주 긴 이름의 할 일 하나", "primary", "Ctrl+Enter")
    head.add_act(act)
    down = QVBoxLayout(host)
    down.setContentsMargins(0, 0, 0, 0)
    down.addWidget(head)
    down.addStretch(1)
    shown(qtbot, host, 1000, 300)
    assert act.x() > head.title.x() + head.title.width()
    host.resize(400, 300)
    qtbot.waitUntil(lambda: act.y() > head.title.y() + head.title.height())
    assert act.x() == head.title.x()
    assert head.minimumSizeHint().width() <= 400


def test_columns_below_each_other_are_as_high_as_what_stands_in_them(qtbot: QtBot) -> None:
    columns = []
    for name in ("왼쪽", "오른쪽"):
        column = Column(name)
        for _row in range(8):
            label = Label(name)
            label.setFixedHeight(60)
            column.add(label)
        column.end()
        columns.append(column)
    both = TwoColumns()
    both.fill(columns[0], columns[1])
    shown(qtbot, both, ONE_BELOW + 100, 300)
    assert both.minimumSizeHint().height() < 300
    assert columns[1].y() == columns[0].y()
    both.resize(ONE_BELOW - 100, 300)
    qtbot.waitUntil(lambda: both.minimumSizeHint().height() >= 2 * 8 * 60)
    qtbot.waitUntil(lambda: columns[1].y() > columns[0].y())


def test_the_letter_of_a_name_leads_to_a_strip(qtbot: QtBot) -> None:
    host = QWidget()
    down = QVBoxLayout(host)
    strip, other = ChoiceStrip([("a", "하나"), ("b", "둘")], "무엇"), Button("다른 것")
    strip.set_value("a")
    down.addWidget(FieldName("무엇", "W", strip))
    down.addWidget(strip)
    down.addWidget(other)
    shown(qtbot, host, 400, 200)
    other.setFocus()
    qtbot.keyClick(other, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert strip.isAncestorOf(focus)


def test_a_dialog_higher_than_the_window_is_read_by_keys(qtbot: QtBot) -> None:
    window, content = QWidget(), Label("긴 글")
    shown(qtbot, window, 683, 384)
    content.setFixedHeight(900)
    dialog = Dialog(window, "많은 글", "", [Verb("leave", "닫기", "Esc", safe=True)], content)
    dialog.ask()
    at_the_end = dialog.panel.y()
    qtbot.keyClick(dialog.buttons["leave"], Qt.Key.Key_PageUp)
    assert at_the_end < dialog.panel.y()
    qtbot.keyClick(dialog.buttons["leave"], Qt.Key.Key_Home)
    assert dialog.panel.y() > 0
    qtbot.keyClick(dialog.buttons["leave"], Qt.Key.Key_End)
    assert dialog.panel.y() <= at_the_end
    dialog.leave()

"""Today tells whom one may call, opens by Enter, ticks off by Space, and shows what a crash left behind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.cases import SafeCard
from app.changes import Changes, Done
from app.clock import now, today
from app.contacts import Contact
from app.desk import Desk
from app.flows.today import Overview
from ui.application import Shell
from ui.notices import Notice
from ui.today import TodayPage
from ui.today.words import due_word, elapsed, greeting

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says it of every window


def fill(desk: Desk) -> Done[str]:
    case = desk.cases.open_case("파란우산").value
    unset = desk.cases.open_case("달맞이").value
    desk.cases.set_safe_card(SafeCard(case.id, "may_call", number="010-0000-1234", we_are="도서관"))
    at = now()
    desk.agenda.add("두 번째 만남", "appointment", case_id=case.id, due_on=today(), due_at=at, place="상담실 1")
    for one in (case, unset):
        desk.agenda.add("안부 전화", "call_back", case_id=one.id, due_on=today())
    desk.agenda.add("잠정조치 연장", "deadline", case_id=unset.id, due_on=today() + timedelta(days=1))
    parked = desk.contacts.take(started_at=at - 120_000, alias="솔방울").value
    desk.contacts.keep_draft(parked.id, "contact", "{}", parked.id)
    running = desk.contacts.take(started_at=at - 65_000).value
    desk.contacts.attach(running.id, case.id)
    return Done(case.id, Changes.TASKS)


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> TodayPage:
    made = TodayPage(shell)
    qtbot.addWidget(made)
    shell.tasks.changed.connect(lambda changes: made.reload() if changes & made.watches else None)
    made.resize(1290, 736)
    made.show()
    return made


def test_the_day_is_told_in_rows_and_one_sentence(qtbot: QtBot, shell: Shell, page: TodayPage) -> None:
    opened: list[str] = []
    shell.tasks.write(page, fill, opened.append)
    qtbot.waitUntil(lambda: page.day.calls.count() == 2, timeout=8_000)
    appointment = page.day.appointments.rows.item_model().items()[0]
    assert appointment.title == "파란우산"
    assert appointment.tag.startswith("통화 중 01:0")
    calls = {row.title: row for row in page.day.calls.rows.item_model().items()}
    assert calls["파란우산"].state == "지금 전화할 수 있습니다"
    assert "도서관" in calls["파란우산"].second
    assert calls["달맞이"].state == "안전한 연락이 정해지지 않음"
    assert calls["달맞이"].state_tone != "danger"
    assert page.day.deadlines.rows.item_model().items()[0].lead == "내일"
    assert page._head.subtitle.text() == (
        "가온 님, 오늘 약속은 한 건입니다. 지금 한 통이 이어지고 있습니다. 한 통을 잠시 두었습니다."
    )
    assert [row.title[6:] for row in page.day.drafts.rows.item_model().items()] == ["연락, 솔방울"]


def test_enter_opens_and_space_ticks_and_undo_takes_back(qtbot: QtBot, shell: Shell, page: TodayPage) -> None:
    went: list[tuple[str, object]] = []
    told: list[Notice] = []
    opened: list[str] = []
    shell.went.connect(lambda place, what: went.append((place, what)))
    shell.told.connect(told.append)
    shell.tasks.write(page, fill, opened.append)
    qtbot.waitUntil(lambda: page.day.appointments.count() == 1, timeout=8_000)
    rows = page.day.appointments.rows
    rows.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert went == [("cases", opened[0])]
    QTest.keyClick(rows, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: rows.item_model().items()[0].done, timeout=8_000)
    assert told[-1].act is not None
    told[-1].act()
    qtbot.waitUntil(lambda: not rows.item_model().items()[0].done, timeout=8_000)
    page.day.drafts.rows.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(page.day.drafts.rows, Qt.Key.Key_Return)
    assert went[-1][0] == "contacts"


def test_what_is_written_in_this_sitting_is_no_survivor(qtbot: QtBot, shell: Shell, page: TodayPage) -> None:
    contacts: list[Contact] = []

    def take(desk: Desk) -> Done[Contact]:
        call = desk.contacts.take().value
        desk.contacts.keep_draft(call.id, "contact", "{}", call.id)
        return Done(call, Changes.CONTACTS)

    shell.tasks.write(page, take, contacts.append)
    qtbot.waitUntil(lambda: page.day.drafts.count() == 1, timeout=8_000)
    shell.contact_changed.emit(contacts[0])
    page.reload()
    qtbot.waitUntil(lambda: page.day.drafts.count() == 0, timeout=8_000)


def test_an_empty_day_says_so_and_every_stop_has_a_name(qtbot: QtBot, shell: Shell, page: TodayPage) -> None:
    page.arrive()
    qtbot.waitUntil(lambda: not shell.tasks.busy, timeout=8_000)
    assert "오늘은 약속이 없습니다" in page._head.subtitle.text()
    assert not page.day.drafts.isVisible()
    nameless = [
        one
        for one in page.findChildren(QWidget)
        if one.isVisible() and one.focusPolicy() != Qt.FocusPolicy.NoFocus and not one.accessibleName()
    ]
    assert nameless == []


def test_words_of_time() -> None:
    day = date(2026, 11, 24)
    assert due_word("2026-11-25", day) == ("내일", "high")
    assert due_word("2026-11-27", day) == ("3일 뒤", "text2")
    assert due_word("2026-11-20", day) == ("11월 20일부터", "danger")
    assert due_word("2026-12-02", day)[0] == "12월 2일"
    call = Contact("1", 1_000_000, "phone", "running", "u")
    assert (elapsed(call, 1_000_000 + 768_000), elapsed(call, 1_000_000 + 3_768_000)) == ("12:48", "1:02:48")
    assert greeting("가온", Overview(day)) == "가온 님, 오늘은 약속이 없습니다."

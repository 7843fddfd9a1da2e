"""The end of a shift on the screen: ticked and sent, taken over item by item, and seen as numbers by a manager."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.changes import Changes, Done
from app.clock import now, today
from app.desk import Desk
from app.flows import shift
from tests.conftest import Centre
from ui.application import Place, Shell
from ui.kit.rows import Row, Rows
from ui.notices import Notice
from ui.today import NumbersPage, TodayPage

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says it of every window


def fill(desk: Desk) -> Done[str]:
    case = desk.cases.open_case("파란우산").value
    desk.safety.answer(case.id, {"choking": "yes"})
    desk.agenda.add("안부 전화", "call_back", case_id=case.id, due_on=today())
    parked = desk.contacts.take(alias="솔방울").value
    desk.contacts.park(parked.id)
    return Done(case.id, Changes.TASKS | Changes.CASES)


def shown(qtbot: QtBot, shell: Shell, page: Place) -> None:
    qtbot.addWidget(page)
    shell.tasks.changed.connect(lambda changes: page.reload() if changes & page.watches else None)
    page.resize(1290, 736)
    page.show()


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> TodayPage:
    made = TodayPage(shell)
    shown(qtbot, shell, made)
    return made


def rows(page: TodayPage) -> list[Row]:
    found = [row for group in page.shift.groups.values() for row in group.rows.item_model().items()]
    return [row for row in found if isinstance(row, Row)]


def test_everything_open_stands_on_one_screen_and_is_ticked(qtbot: QtBot, shell: Shell, page: TodayPage) -> None:
    opened: list[str] = []
    shell.tasks.write(page, fill, opened.append)
    page.arrive("shift")
    qtbot.waitUntil(lambda: len(rows(page)) == 3, timeout=8_000)
    assert all(row.check for row in rows(page))
    assert "3" in page.shift.send.word()
    call = page.shift.groups["call_back"].rows
    call.setFocus(Qt.FocusReason.TabFocusReason)
    call.choose(rows(page)[0].id)
    QTest.keyClick(call, Qt.Key.Key_Space)
    assert not rows(page)[0].check
    assert "2" in page.shift.send.word()
    nameless = [
        one
        for one in page.findChildren(QWidget)
        if one.isVisible() and one.focusPolicy() != Qt.FocusPolicy.NoFocus and not one.accessibleName()
    ]
    assert nameless == []


def test_a_word_is_kept_and_goes_with_its_thing(qtbot: QtBot, shell: Shell, page: TodayPage) -> None:
    opened: list[str] = []
    shell.tasks.write(page, fill, opened.append)
    page.arrive("shift")
    qtbot.waitUntil(lambda: len(rows(page)) == 3, timeout=8_000)
    page.shift._say(rows(page)[0].id)
    assert page.shift.form is not None
    page.shift.form.control_of("words").setPlainText("아홉 시 넘어서만")
    page.shift.form.submit()
    qtbot.waitUntil(lambda: "아홉 시 넘어서만" in rows(page)[0].second, timeout=8_000)
    page.shift.hand_over()
    sent: list[object] = []
    qtbot.waitUntil(lambda: page.shift.sent.count() == 3, timeout=8_000)
    shell.tasks.read(page, lambda desk: desk.shift.from_me(), sent.append)
    qtbot.waitUntil(lambda: bool(sent), timeout=8_000)
    items = {one.kind: one for one in sent[0]}  # type: ignore[attr-defined] # what the desk answered
    assert items["call_back"].words == "아홉 시 넘어서만"
    assert page.shift._words == {}


def test_what_was_handed_is_taken_over_by_space_and_left_by_a_verb(
    qtbot: QtBot, centre: Centre, open_shell: Callable[[str], Shell]
) -> None:
    desk = centre.open("counsellor")
    fill(desk)
    shift.hand_over(desk, tuple(one.offer for one in shift.gather(desk)), None)
    desk.close()
    shell = open_shell("manager")
    page = TodayPage(shell)
    shown(qtbot, shell, page)
    told: list[Notice] = []
    shell.told.connect(told.append)
    page.arrive()
    qtbot.waitUntil(lambda: page.day.handed.count() == 3, timeout=8_000)
    assert page.day.left.count() == 1
    page.day._open_left(page.day.day.left[0].user)
    qtbot.waitUntil(lambda: page.day.question is not None, timeout=8_000)
    assert page.day.question is not None
    (things,) = page.day.question.findChildren(Rows)
    assert {one.title for one in things.item_model().items() if isinstance(one, Row)} == {
        "안부 전화",
        "파란우산",
        "솔방울",
    }
    page.day.question.leave()
    line = page.day.handed.rows
    line.setFocus(Qt.FocusReason.TabFocusReason)
    line.choose(next(row.id for row in line.item_model().items() if row.title == "안부 전화"))
    QTest.keyClick(line, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.day.handed.count() == 2 and page.day.calls.count() == 1, timeout=8_000)
    assert "가온" in told[-1].sentence
    page.show_view("shift")
    qtbot.waitUntil(lambda: page.shift.for_me.count() == 2, timeout=8_000)
    page.shift._ask(page.shift.found.for_me[0].id)
    assert page.shift.question is not None
    page.shift.question.buttons["decline"].click()
    qtbot.waitUntil(lambda: page.shift.for_me.count() == 1, timeout=8_000)


def test_a_manager_without_the_right_sees_numbers_only(
    qtbot: QtBot, centre: Centre, open_shell: Callable[[str], Shell]
) -> None:
    desk = centre.open("counsellor")
    case = desk.cases.get(fill(desk).value)
    shift.hand_over(desk, tuple(one.offer for one in shift.gather(desk)), None)
    desk.close()
    shell = open_shell("manager")
    page = NumbersPage(shell)
    shown(qtbot, shell, page)
    page.arrive()
    qtbot.waitUntil(lambda: page.left.count() == 1, timeout=8_000)
    said = page.left.rows.item_model().items()[0].spoken()
    assert "3건" in said
    assert case.number in said
    assert "파란우산" not in said


def test_a_manager_without_the_right_sees_copies_that_should_be_back(
    qtbot: QtBot, centre: Centre, open_shell: Callable[[str], Shell]
) -> None:
    desk = centre.open("counsellor")
    meeting = desk.conferences.plan(today().isoformat(), "세 사례", return_by=today().isoformat()).value
    inside = desk.conferences.put_insider(meeting.id, desk.keys.user).value
    desk.conferences.enter_copy(meeting.id, "c1", inside.id, 1, 1, None)
    desk.conferences.mirror()
    desk.close()
    page = NumbersPage(open_shell("manager"))
    shown(qtbot, page.shell, page)
    page.arrive()
    qtbot.waitUntil(lambda: page.copies.count() == 1, timeout=8_000)
    said = page.copies.rows.item_model().items()[0].spoken()
    assert "상담원 1" in said or centre.users["counsellor"] not in said
    assert "세 사례" not in said


def test_whoever_is_not_back_is_seen_and_comes_back_by_space(qtbot: QtBot, shell: Shell, page: TodayPage) -> None:
    def out(desk: Desk) -> Done[None]:
        from app.agenda import Booking

        start = now() - 7_200_000
        booking = Booking(
            "경찰서 동행", desk.keys.user, start, start + 3_600_000, kind="accompaniment", place="종로경찰서"
        )
        task = desk.appointments.book(booking).value
        desk.appointments.leave(task.id, start)
        return Done(None, Changes.TASKS)

    shell.tasks.write(page, out)
    qtbot.waitUntil(lambda: page.day.out.count() == 1, timeout=8_000)
    row = page.day.out.rows.item_model().items()[0]
    assert row.state_tone == "danger"
    assert "돌아오지 않음" in row.state
    page.day.out.rows.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(page.day.out.rows, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not page.day.out.isVisible(), timeout=8_000)


def test_the_week_names_days_and_holidays_and_masks_a_colleagues_person(
    qtbot: QtBot, shell: Shell, page: TodayPage, centre: Centre
) -> None:
    from datetime import date

    from app.agenda import Booking
    from ui.today.week import Week, read_week

    def book(desk: Desk) -> Done[str]:
        case = desk.cases.open_case("파란우산").value
        other = centre.users["manager"]
        desk.appointments.book(Booking("만남", other, now(), case_id=case.id))
        return Done(case.number, Changes.TASKS)

    numbers: list[str] = []
    found: list[Week] = []
    shell.tasks.write(page, book, numbers.append)
    page.arrive("week")
    page.week.whose.set_value("all")
    page.week.ask()
    qtbot.waitUntil(lambda: any(numbers) and len(page.week.week.tasks) == 1, timeout=8_000)
    (row,) = (one for one in page.week.rows.item_model().items() if isinstance(one, Row))
    assert numbers[0] in row.spoken()
    assert "파란우산" not in row.spoken()
    shell.tasks.read(page, lambda desk: read_week(desk, date(2026, 9, 21), True), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=8_000)
    page.week.show_week(found[0])
    heads = [one.title for one in page.week.rows.item_model().items() if not isinstance(one, Row)]
    assert len(heads) == 7
    assert any("추석" in one for one in heads)

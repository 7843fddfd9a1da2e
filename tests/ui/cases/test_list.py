"""The list of cases: opened by keyboard, searched while composing, paged while it is looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from app.desk import Desk
from tests.ui.cases.conftest import Bench
from ui.cases import reading
from ui.cases.reading import PAGE


def compose(bench: Bench, text: str) -> None:
    """What an input method shows while a syllable is not finished."""
    QApplication.sendEvent(bench.page.list.search, QInputMethodEvent(text, []))
    bench.quiet()


def names(bench: Bench) -> list[str]:
    table = bench.page.list.table.lazy()
    return [table.row(at).row.alias for at in range(table.rowCount())]


def test_enter_opens_the_case_at_the_cursor(bench: Bench) -> None:
    bench.new_case("느티나무")
    bench.new_case("파란우산")
    bench.page.arrive(None)
    bench.quiet()
    table = bench.page.list.table
    bench.qtbot.waitUntil(table.hasFocus)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    bench.quiet()
    assert bench.page.stack.currentWidget() is bench.page.view
    assert bench.page.view.head.title.text() == "느티나무"
    QTest.keyClick(bench.page.view.sections, Qt.Key.Key_Escape)
    bench.quiet()
    assert bench.page.stack.currentWidget() is bench.page.list


def test_first_consonants_find_before_the_syllable_is_finished(bench: Bench) -> None:
    bench.new_case("느티나무")
    bench.new_case("파란우산")
    bench.page.arrive(None)
    bench.quiet()
    compose(bench, "ㅍㄹ")
    assert bench.page.list.search.text() == ""
    assert names(bench) == ["파란우산"]
    compose(bench, "느ㅌ")
    assert names(bench) == ["느티나무"]
    compose(bench, "없는말")
    assert bench.page.list.stack.currentWidget() is bench.page.list.nothing


def test_the_end_of_a_phone_number_finds(bench: Bench) -> None:
    case = bench.new_case("느티나무")
    bench.new_case("파란우산")
    bench.write(lambda desk: desk.cases.set_person(case.id, phone="010-0000-4321"))
    bench.page.arrive(None)
    bench.quiet()
    QTest.keyClicks(bench.page.list.search, "4321")
    bench.quiet()
    assert names(bench) == ["느티나무"]


def test_closed_cases_stand_behind_their_status(bench: Bench) -> None:
    case = bench.new_case("느티나무")
    bench.new_case("파란우산")
    bench.write(lambda desk: desk.cases.close(case.id, "supported"))
    bench.page.arrive(None)
    bench.quiet()
    assert names(bench) == ["파란우산"]
    bench.page.list.status.set_value("closed")
    bench.page.list.reload()
    bench.quiet()
    assert names(bench) == ["느티나무"]


def test_pages_come_by_their_keys(bench: Bench) -> None:
    def many(desk: Desk) -> object:
        for number in range(PAGE + 60):
            done = desk.cases.open_case(f"사람{number:03}", at=1_700_000_000_000 + number)
        return done

    bench.write(many)
    bench.page.arrive(None)
    bench.quiet()
    table = bench.page.list.table
    assert table.lazy().rowCount() == PAGE + 60
    assert str(PAGE + 60) in bench.page.list.head.subtitle.text()
    table.scrollToBottom()
    table.lazy().row(PAGE + 59)
    bench.quiet()
    assert table.lazy().row(PAGE + 59).row.alias == "사람000"
    assert table.lazy().row(PAGE).row.alias == "사람059"


def test_the_later_page_begins_where_the_earlier_one_ends(bench: Bench) -> None:
    for name in ("하나", "둘", "셋"):
        bench.new_case(name)
    first = bench.ask(lambda desk: reading.first_page(desk, None))
    rest = bench.ask(lambda desk: reading.later_page(desk, None, first[0].row, 1))
    assert [one.row.alias for one in rest] == [first[2].row.alias]
    assert first[0].who == "가온"


def test_nothing_yet_says_what_to_do(bench: Bench) -> None:
    bench.page.arrive(None)
    bench.quiet()
    assert bench.page.list.stack.currentWidget() is bench.page.list.none
    case = bench.new_case()
    bench.write(lambda desk: desk.cases.close(case.id, "supported"))
    bench.page.arrive(None)
    bench.quiet()
    assert bench.page.list.stack.currentWidget() is bench.page.list.elsewhere
    QTest.keyClicks(bench.page.list.search, "26-B")
    bench.quiet()
    assert "1" in bench.page.list.head.subtitle.text()


def test_a_new_case_is_opened_by_its_alias(bench: Bench) -> None:
    bench.page.arrive("new")
    bench.quiet()
    form = bench.page.opening
    assert form is not None
    form.submit()
    bench.quiet()
    assert form.error("alias")
    assert form.isVisible()
    QTest.keyClicks(form.alias, "moon")
    QTest.keyClick(form.alias, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    bench.quiet()
    assert bench.page.view.head.title.text() == "moon"
    assert bench.page.view.strip.contact().verdict == "unset"


def test_the_model_keeps_its_promises(bench: Bench) -> None:
    QAbstractItemModelTester(bench.page.list.table.lazy(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    bench.new_case("느티나무")
    bench.page.arrive(None)
    bench.quiet()
    assert names(bench) == ["느티나무"]

"""Taking a report down in a window: told once, the code read aloud and repeated, kept; nothing of the code stays."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.flows import report_by_phone
from app.kinds import Compartment
from tests.app.inbox.test_inbox import officers
from tests.ui.inbox.test_inbox_page import Bench, bench
from ui.contacts import ContactsPage
from ui.contacts.ending import REPORT
from ui.inbox.code import CodeDialog
from ui.inbox.taking_down import TAKE_DOWN
from ui.inbox.thread import warnings

__all__ = ["bench", "officers"]
WORDS = "전화로 들은 이야기입니다"


def tell(bench: Bench, door: str, **values: str) -> None:
    """Through the door and the questions, to the code."""
    bench.page.arrive(TAKE_DOWN)
    way = bench.page.taking
    assert way.door is not None
    way.door.buttons[door].click()
    bench.quiet()
    assert way.form is not None
    way.form.control_of("text").setPlainText(values.pop("text", WORDS))
    for name, value in values.items():
        way.form.control_of(name).set_value(value)
    way.form.submit()
    bench.quiet()


def code(bench: Bench) -> CodeDialog:
    found = bench.page.taking.code
    assert found is not None
    return found


def say_back(bench: Bench, shown: CodeDialog) -> None:
    for at, field in shown.said.items():
        field.setText(report_by_phone.parts(shown.code)[at])
    shown.buttons["keep"].click()
    bench.quiet()


def test_what_a_caller_tells_is_kept_with_a_code_that_was_repeated(bench: Bench) -> None:
    tell(bench, "victim", came_by="visit", safe="near")
    shown = code(bench)
    shown.buttons["keep"].click()
    assert shown.form.error(str(min(shown.said))), "two parts are said back first"
    assert bench.ask(lambda desk: desk.inbox.number()) == 0
    say_back(bench, shown)
    (line,) = bench.ask(lambda desk: desk.inbox.threads())
    assert (line.came_by, line.coded, line.head.words if line.head else "") == ("visit", True, WORDS)
    assert WORDS in bench.shown()
    assert bench.page.taking.code is None
    held = bench.ask(lambda desk: str(desk.database(Compartment.CASEWORK).rows("SELECT * FROM draft")))
    assert shown.code not in held
    assert WORDS not in held
    assert bench.page.view.buttons["answer"].isVisible(), "the caller reads answers with the code"


def test_going_back_from_the_code_finds_every_word_again(bench: Bench, qtbot: object) -> None:
    tell(bench, "victim")
    bench.qtbot.keyClick(code(bench), Qt.Key.Key_Escape)
    form = bench.page.taking.form
    assert form is not None
    assert form.isVisible()
    assert form.control_of("text").text() == WORDS
    assert bench.ask(lambda desk: desk.inbox.number()) == 0


def test_a_third_person_gets_a_second_code_and_is_asked_no_name(bench: Bench) -> None:
    tell(bench, "third")
    first = code(bench)
    form = bench.page.taking.form
    assert form is not None
    assert not {"name", "alias", "victim"} & set(form.form.fields())
    say_back(bench, first)
    second = code(bench)
    assert second is not first
    second.buttons["other"].click()
    second = code(bench)
    assert second.code.isdigit()
    say_back(bench, second)
    (line,) = bench.ask(lambda desk: desk.inbox.threads())
    assert line.handover


@pytest.mark.parametrize("door", ["victim", "third"])
def test_nothing_told_is_refused_at_its_field(bench: Bench, door: str) -> None:
    tell(bench, door, text=" ")
    form = bench.page.taking.form
    assert form is not None
    assert form.error("text")
    line, sight = form.form.line_below("text"), form._scroll.viewport()
    bench.qtbot.waitUntil(lambda: sight.rect().contains(line.mapTo(sight, line.rect().bottomLeft())), timeout=5_000)
    assert bench.page.taking.code is None


def test_a_door_whose_reports_one_does_not_open_is_refused_before_a_code(bench: Bench) -> None:
    tell(bench, "public")
    form = bench.page.taking.form
    assert form is not None
    assert "담당자에게" in form.error()


def test_a_colleague_whom_a_caller_names_is_held_back_until_somebody_decides(bench: Bench) -> None:
    tell(bench, "victim", text="미루 팀장이 그랬습니다")
    say_back(bench, code(bench))
    said = [sentence for _tone, _title, sentence in warnings(bench.page.view.opened)]  # type: ignore[arg-type]  # it was just opened
    assert any("미루" in sentence for sentence in said)
    bench.press("Ctrl+Shift+D")
    form = bench.page.form
    assert form is not None
    form.control_of("verdict").set_value("let_in")
    form.submit()
    bench.quiet()
    assert form.error("reason"), "why they may read it is written down"
    form.control_of("reason").setPlainText("이름이 같은 다른 사람입니다")
    form.submit()
    bench.quiet()
    assert not bench.page.view.buttons["named"].isVisible()
    (line,) = bench.ask(lambda desk: desk.inbox.threads())
    assert [one.state for one in bench.ask(lambda desk: desk.matching.of(line.id))] == ["let_in"]


def test_what_is_told_in_a_running_contact_is_tied_to_it_by_its_number_alone(bench: Bench) -> None:
    running = bench.write(lambda desk: desk.contacts.take("phone"))
    tell(bench, "victim")
    bench.write(lambda desk: desk.contacts.take("phone"))
    say_back(bench, code(bench))
    (line,) = bench.ask(lambda desk: desk.inbox.threads())
    assert bench.ask(lambda desk: desk.taking_down.in_contact(running.id)) == (line.id,), (
        "not to the call that came later"
    )
    rows = bench.ask(lambda desk: desk.database(Compartment.CASEWORK).rows("SELECT * FROM report_told"))
    assert [dict(row) for row in rows] == [{"id": line.id, "contact_id": running.id}]


def test_finishing_the_contact_offers_what_was_taken_down_in_it(bench: Bench) -> None:
    running = bench.write(lambda desk: desk.contacts.take("phone"))
    tell(bench, "victim")
    say_back(bench, code(bench))
    (line,) = bench.ask(lambda desk: desk.inbox.threads())
    page = ContactsPage(bench.shell)
    bench.qtbot.addWidget(page)
    page.show()
    page.arrive(running.id)
    bench.quiet()
    rows = {row.id: row for row in page.running.ways.item_model().items()}
    assert line.id[:4].upper() in rows[REPORT].title
    assert WORDS not in str(rows)
    page.running.ended.emit(REPORT)
    bench.quiet()
    assert bench.ask(lambda desk: desk.contacts.get(running.id)).state == "closed"
    assert bench.went[-1] == ("inbox", line.id)
    page.arrive(running.id)
    bench.quiet()
    assert [row.id for row in page.running.ways.item_model().items()] == [REPORT], "and it leads there later, too"


def test_without_a_report_a_contact_ends_as_ever(bench: Bench) -> None:
    running = bench.write(lambda desk: desk.contacts.take("phone"))
    page = ContactsPage(bench.shell)
    bench.qtbot.addWidget(page)
    page.show()
    page.arrive(running.id)
    bench.quiet()
    assert REPORT not in {row.id for row in page.running.ways.item_model().items()}

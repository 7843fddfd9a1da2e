"""The deletion work of a case: pasting many addresses, acts on many, one address, and nothing that opens."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.cases import Case
from tests.ui.cases.conftest import Bench
from ui.cases.deletion import DeletionSection
from ui.cases.forms.addresses import AddressForm, PasteForm
from ui.cases.forms.deletion import AnswerForm, AskForm, LookForm, MandateForm
from ui.notices import Notice

FORTY = "\n".join(f"https://board{at % 4}.example.com/post/{at}" for at in range(40))


class Work:
    """A digital case with its section in front."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.case: Case = bench.new_case()
        bench.write(lambda desk: desk.cases.set_incident(self.case.id, ("distribution",)))
        bench.show(self.case)
        bench.page.view.sections.choose("deletion")
        bench.quiet()
        section = bench.page.view.column("deletion")
        assert isinstance(section, DeletionSection)
        self.section = section

    def paste(self, text: str) -> PasteForm:
        self.section.buttons["paste"].click()
        form = self.bench.form()
        assert isinstance(form, PasteForm)
        form.urls.setPlainText(text)
        form.submit()
        self.bench.quiet()
        return form

    def shown(self, what: str) -> None:
        self.section.filter.set_value(what)
        self.section.ask()
        self.bench.quiet()

    def urls(self) -> list[str]:
        lazy = self.section.table.lazy()
        return [lazy.row(at).url for at in range(lazy.rowCount())]


@pytest.fixture
def work(bench: Bench) -> Work:
    return Work(bench)


def test_forty_addresses_are_pasted_and_stand_in_the_list(work: Work) -> None:
    work.paste(FORTY + "\n" + FORTY.splitlines()[0])
    assert len(work.urls()) == 40
    assert "40" in work.bench.told[-1]
    assert "40" in work.section.sums.text()
    assert work.section.warning.isVisible()


def test_bad_lines_are_named_and_stay_in_the_field(work: Work) -> None:
    form = work.paste("https://a.example.com/1\n단체방에 있음\nhttps://a.example.com/2")
    assert form.isVisible()
    assert form.urls.written() == "단체방에 있음"
    assert "2" in form.error("urls")
    assert len(work.urls()) == 2
    form.urls.setPlainText("https://a.example.com/3")
    form.submit()
    work.bench.quiet()
    assert len(work.urls()) == 3


def test_nothing_typed_is_lost_when_the_window_goes(work: Work) -> None:
    work.section.buttons["paste"].click()
    form = work.bench.form()
    assert isinstance(form, PasteForm)
    form.urls.setPlainText("https://a.example.com/1")
    assert form._unfinished is not None
    form._unfinished.keep()
    work.bench.quiet()
    form.hide()
    work.section.paste()
    work.bench.quiet()
    again = work.bench.form()
    assert isinstance(again, PasteForm)
    assert again.urls.written() == "https://a.example.com/1"


def test_acts_are_for_the_marked_or_for_all_that_is_shown(work: Work) -> None:
    work.paste(FORTY)
    table = work.section.table
    table.setFocus()
    table.setCurrentIndex(table.lazy().index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Space)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert len(table.marked) == 2
    work.section.buttons["ask"].click()
    form = work.bench.form()
    assert isinstance(form, AskForm)
    form.route.set_value("reviewer")
    work.bench.save()
    work.shown("asked")
    assert len(work.urls()) == 2
    work.shown("found")
    assert len(work.urls()) == 38
    work.section.buttons["ask"].click()
    work.bench.save()
    counts = work.bench.ask(lambda desk: desk.deletion.counts(work.case.id))
    assert (counts.states, counts.requests) == ({"asked": 40}, {"reviewer": 2, "support_centre": 38})


def test_answers_and_looks_move_the_list(work: Work) -> None:
    work.paste(FORTY)
    assert not work.section.buttons["answer"].isEnabled()
    work.section.buttons["ask"].click()
    work.bench.save()
    work.section.buttons["answer"].click()
    form = work.bench.form()
    assert isinstance(form, AnswerForm)
    work.bench.save()
    assert form.error("answer")
    form.answer.set_value("removed")
    work.bench.save()
    work.shown("down")
    assert len(work.urls()) == 40
    work.section.buttons["look"].click()
    look = work.bench.form()
    assert isinstance(look, LookForm)
    look.result.set_value("there")
    look.way.set_value("listing")
    look.day_field.setText("2026-13-40")
    work.bench.save()
    assert look.error("day")
    look.day_field.setText("")
    work.bench.save()
    work.shown("back")
    assert len(work.urls()) == 40


def test_one_address_shows_its_course_and_where_it_came_again(work: Work) -> None:
    work.paste("https://a.example.com/1")
    work.section.buttons["ask"].click()
    work.bench.save()
    table = work.section.table
    table.setCurrentIndex(table.lazy().index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    work.bench.quiet()
    form = work.bench.form()
    assert isinstance(form, AddressForm)
    assert form.url.isReadOnly()
    assert form.course.item_model().rowCount() == 1
    form.came_again.click()
    again = work.bench.form()
    assert isinstance(again, PasteForm)
    again.urls.setPlainText("https://b.example.com/9")
    again.submit()
    work.bench.quiet()
    [first, _second] = work.bench.ask(lambda desk: desk.deletion.page(work.case.id))
    whole = work.bench.ask(lambda desk: desk.deletion.whole(first.id))
    assert [one.url for one in whole.again] == ["https://b.example.com/9"]


def test_a_mistake_is_taken_out_and_comes_back(work: Work) -> None:
    notes: list[Notice] = []
    work.bench.shell.told.connect(notes.append)
    work.paste("https://a.example.com/1")
    table = work.section.table
    table.setCurrentIndex(table.lazy().index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    work.bench.quiet()
    form = work.bench.form()
    assert isinstance(form, AddressForm)
    form.take_out.click()
    work.bench.quiet()
    assert work.urls() == []
    assert notes[-1].act is not None
    notes[-1].act()
    work.bench.quiet()
    assert work.urls() == ["https://a.example.com/1"]


def test_what_is_set_aside_is_taken_up_again(work: Work) -> None:
    work.paste(FORTY)
    assert not work.section.buttons["take_up"].isVisible()
    work.section.buttons["aside"].click()
    form = work.bench.form()
    work.bench.save()
    assert form.error("why")
    form.control_of("why").setPlainText("본인이 더 원하지 않음")
    work.bench.save()
    work.shown("left")
    assert len(work.urls()) == 40
    assert not work.section.buttons["aside"].isVisible()
    work.section.buttons["take_up"].click()
    work.bench.quiet()
    assert work.bench.ask(lambda desk: desk.deletion.counts(work.case.id)).states == {"found": 40}


def test_an_agents_paper_is_asked_for(work: Work) -> None:
    work.section.mandate()
    form = work.bench.form()
    assert isinstance(form, MandateForm)
    form.asked_by.set_value("agent")
    assert form.paper.value() == "missing"
    work.bench.save()
    assert form.error("name")
    form.name.setText("이모")
    form.paper.set_value("seen")
    work.bench.save()
    [one] = work.bench.ask(lambda desk: desk.deletion.mandates(work.case.id))
    assert (one.asked_by, one.name, one.paper) == ("agent", "이모", "seen")
    work.paste("https://a.example.com/1")
    assert not work.section.warning.isVisible()


def test_ten_thousand_lines_do_not_stop_the_window(work: Work) -> None:
    text = "\n".join(f"https://s{at}.example.com/p/{at}" for at in range(10_000))
    work.section.buttons["paste"].click()
    form = work.bench.form()
    assert isinstance(form, PasteForm)
    form.urls.setPlainText(text)
    parts: list[float] = []
    show = form.progress.set_part

    def shown(part: float) -> None:
        parts.append(part)
        show(part)

    form.progress.set_part = shown  # type: ignore[method-assign]  # what was shown
    form.submit()
    assert form.progress.isVisible()
    work.bench.quiet()
    assert max(parts) == 1.0
    assert work.section.table.lazy().rowCount() == 10_000
    assert work.section.table.lazy().row(9_999) is None, "its page is only now asked for"
    work.bench.quiet()
    assert work.section.table.lazy().row(9_999).url == "https://s9999.example.com/p/9999"


def test_what_was_written_before_one_left_is_shown(work: Work) -> None:
    work.section.buttons["paste"].click()
    form = work.bench.form()
    assert isinstance(form, PasteForm)
    form.urls.setPlainText("\n".join(f"https://s{at}.example.com/" for at in range(2_000)))
    form.submit()
    work.bench.qtbot.waitUntil(lambda: form._writing and form.progress.bar.part > 0, timeout=10_000)
    form.leave()
    work.bench.quiet()
    written = work.bench.ask(lambda desk: desk.deletion.total(work.case.id))
    assert 0 < written <= 2_000
    assert work.section.table.lazy().rowCount() == written

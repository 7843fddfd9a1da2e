"""The history in the window: who changed what, old beside new, and the way back by keys alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.cases import Case, SafeCard
from app.i18n import _
from app.recordfields import fields
from tests.ui.cases.conftest import Bench
from ui.cases.changes import field_word
from ui.cases.forms.note import NoteForm
from ui.cases.history import ChangeView
from ui.cases.sections import ChangesSection
from ui.kit.banner import Banner
from ui.kit.dialogs import Dialog
from ui.kit.label import Label
from ui.notices import Notice

Key = Qt.Key


class History:
    """The section of changes as hands use it."""

    def __init__(self, bench: Bench, case: Case) -> None:
        self.bench = bench
        self.notices: list[Notice] = []
        bench.shell.told.connect(self.notices.append)
        bench.show(case)
        bench.page.view.sections.choose("changes")
        bench.quiet()
        column = bench.page.view.column("changes")
        assert isinstance(column, ChangesSection)
        self.column = column

    def lines(self) -> list[str]:
        model = self.column.lines.rows.model()
        return [str(model.index(at, 0).data()) for at in range(model.rowCount())]

    def open(self, words: str) -> Dialog:
        """Go to a line by the arrow and open it by Enter."""
        rows = self.column.lines.rows
        rows.setFocus()
        at = next(place for place, line in enumerate(self.lines()) if words in line)
        rows.setCurrentIndex(rows.model().index(at, 0))
        QTest.keyClick(rows, Key.Key_Return)
        self.bench.quiet()
        return self.dialogs()[-1]

    def dialogs(self) -> list[Dialog]:
        return [one for one in self.bench.window.findChildren(Dialog) if one.isVisible()]

    def press(self, key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.bench.window, key, modifier)
        self.bench.quiet()


def texts(widget: QWidget) -> str:
    """Every word that stands in it."""
    return "\n".join(one.text() for one in widget.findChildren(Label))


def test_a_value_is_put_back_and_forth_by_keys(bench: Bench) -> None:
    case = bench.new_case("파란우산")
    bench.write(lambda desk: desk.cases.set_person(case.id, alias="초록우산"))
    history = History(bench, case)
    dialog = history.open("파란우산")
    view = dialog.content
    assert isinstance(view, ChangeView)
    assert "파란우산" in texts(view)
    assert "초록우산" in texts(view)
    history.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert bench.ask(lambda desk: desk.cases.get(case.id)).survivor.alias == "파란우산"
    assert history.dialogs() == []
    notice = history.notices[-1]
    assert notice.act is not None
    notice.act()
    bench.quiet()
    assert bench.ask(lambda desk: desk.cases.get(case.id)).survivor.alias == "초록우산"
    assert sum("우산" in line for line in history.lines()) >= 3, "each way is a change of its own"


def test_a_line_that_moved_on_offers_no_way_back(bench: Bench) -> None:
    case = bench.new_case()
    bench.write(lambda desk: desk.cases.set_person(case.id, alias="가람"))
    bench.write(lambda desk: desk.cases.set_person(case.id, alias="나루"))
    history = History(bench, case)
    dialog = history.open("파란우산")
    assert set(dialog.buttons) == {"leave"}
    assert dialog.content is not None
    assert dialog.content.findChildren(Banner)
    history.press(Key.Key_Escape)
    assert "restore" in history.open("나루").buttons


def test_what_moves_while_the_dialog_stands_is_refused_in_words(bench: Bench) -> None:
    case = bench.new_case()
    bench.write(lambda desk: desk.cases.set_person(case.id, alias="가람"))
    history = History(bench, case)
    refused: list[object] = []
    bench.shell.tasks.refused.connect(refused.append)
    dialog = history.open("파란우산")
    bench.write(lambda desk: desk.cases.set_person(case.id, alias="나루"))
    dialog.buttons["restore"].click()
    bench.quiet()
    assert [type(one).__name__ for one in refused] == ["Conflict"]
    assert bench.ask(lambda desk: desk.cases.get(case.id)).survivor.alias == "나루"


def test_the_code_word_stays_masked_and_still_goes_back(bench: Bench) -> None:
    case = bench.new_case()
    bench.write(lambda desk: desk.cases.set_safe_card(SafeCard(case.id, "do_not_call", code_word="은행나무")))
    bench.write(lambda desk: desk.cases.set_safe_card(SafeCard(case.id, "do_not_call", code_word="단풍나무")))
    history = History(bench, case)
    assert not any("나무" in line for line in history.lines())
    dialog = history.open(field_word("code_word"))
    assert "나무" not in texts(dialog)
    dialog.buttons["restore"].click()
    bench.quiet()
    card_now = bench.ask(lambda desk: desk.cases.safe_card(case.id))
    assert card_now is not None
    assert card_now.code_word == "은행나무"


def test_what_was_taken_out_comes_back_and_goes_again(bench: Bench) -> None:
    case = bench.new_case()
    bench.write(lambda desk: desk.cases.record(case.id, {"safe-time": "점심"}))
    bench.write(lambda desk: desk.cases.record(case.id, {"safe-time": ""}))
    history = History(bench, case)
    history.open(_("taken out")).buttons["restore"].click()
    bench.quiet()
    assert bench.ask(lambda desk: desk.cases.recorded(case.id)) == {"safe-time": "점심"}
    act = history.notices[-1].act
    assert act is not None
    act()
    bench.quiet()
    assert bench.ask(lambda desk: desk.cases.recorded(case.id)) == {}


def test_changes_are_narrowed_to_one_kind_of_record(bench: Bench) -> None:
    case = bench.new_case()
    bench.write(lambda desk: desk.cases.set_person(case.id, alias="가람"))
    bench.write(lambda desk: desk.cases.set_safe_card(SafeCard(case.id, "do_not_call")))
    history = History(bench, case)
    every = len(history.lines())
    history.column.filter.set_value("safe_contact")
    history.column.filter.changed.emit()
    bench.quiet()
    assert 1 < len(history.lines()) < every
    assert not any("가람" in line for line in history.lines())


def test_a_note_is_corrected_and_its_first_words_put_back(bench: Bench) -> None:
    case = bench.new_case()
    bench.write(lambda desk: desk.cases.add_note(case.id, "통화", "처음 적은 말\n둘째 줄"))
    bench.show(case)
    timeline = bench.page.view.timeline
    ident = next(one.id for one in bench.page.view.file.events if one.kind == "note")  # type: ignore[union-attr] # a case is shown
    timeline.opened.emit(f"note:{ident}")
    form = bench.form()
    assert isinstance(form, NoteForm)
    form.body.setPlainText("처음 적은 말\n고친 둘째 줄")
    bench.save()
    history = History(bench, case)
    assert any("둘째 줄 → 고친 둘째 줄" in line for line in history.lines()), "the line that differs is shown"
    history.open("고친 둘째 줄").buttons["restore"].click()
    bench.quiet()
    events = bench.ask(lambda desk: desk.cases.timeline(case.id))
    assert next(one.body for one in events if one.kind == "note") == "처음 적은 말\n둘째 줄"


def test_a_line_of_the_manuals_record_names_the_field_and_says_the_choice(bench: Bench) -> None:
    case = bench.new_case()
    asked = next(one for one in fields().values() if one.kind == "choice" and len(one.choices) > 1)
    first, second = asked.choices[0][0], asked.choices[1][0]
    bench.write(lambda desk: desk.cases.record(case.id, {asked.id: first}))
    bench.write(lambda desk: desk.cases.record(case.id, {asked.id: second}))
    history = History(bench, case)
    assert any(
        f"· {asked.label}" in line and f"{asked.shown(first)} → {asked.shown(second)}" in line
        for line in history.lines()
    )
    bench.write(lambda desk: desk.cases.record(case.id, {asked.id: ""}))
    assert any(f"· {asked.label}" in line for line in history.lines()), "named also after it was taken out"
    dialog = history.open(_("taken out"))
    assert f"{asked.label}: {asked.shown(second)}" in texts(dialog)
    assert field_word("value") not in texts(dialog)

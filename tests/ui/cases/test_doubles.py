"""Two records of one person, and a colleague's case: asked why, side by side, put together, taken apart."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.cases import Case
from tests.conftest import Centre
from tests.ui.cases.conftest import Bench
from ui.application import Shell
from ui.cases.forms.merging import ApartForm, MergeForm, OtherRecordForm
from ui.forms.sight import SightDialog, others_case
from ui.kit import icons


def theirs(centre: Centre, alias: str = "느티나무", phone: str = "010-1111-2222") -> Case:
    """A case of the manager's own."""
    desk = centre.open("manager")
    case = desk.cases.open_case(alias, phone=phone).value
    desk.cases.add_note(case.id, "메모", "가로등 없는 골목")
    desk.close()
    return case


def seat(qtbot: QtBot, open_shell: Callable[[str], Shell]) -> Bench:
    icons.load()
    return Bench(qtbot, open_shell("counsellor"))


def test_a_colleagues_case_is_a_number_until_a_key_says_why(
    qtbot: QtBot, centre: Centre, open_shell: Callable[[str], Shell]
) -> None:
    case = theirs(centre)
    bench = seat(qtbot, open_shell)
    bench.page.arrive()
    bench.quiet()
    row = bench.page.list.table.lazy().row(0)
    assert row is not None
    assert bench.page.list.table.lazy().index(0, 0).data() == others_case()
    bench.page.list.search.setText("느티나무")
    bench.quiet()
    assert bench.page.list.table.lazy().index(0, 0).data() == others_case()
    bench.page.open_case(row.row.id)
    bench.quiet()
    dialog = bench.page.sight
    assert isinstance(dialog, SightDialog)
    assert not bench.page._shows_case()
    QTest.keyClick(dialog.rows, Qt.Key.Key_2)
    bench.quiet()
    assert bench.page._shows_case()
    (entry,) = [one for one in bench.ask(lambda desk: desk.trail()) if one.kind == "case_sight"]
    assert entry.facts == {"case": case.id, "why": "standing_in"}
    bench.page.show_list()
    bench.page.open_case(case.id)
    bench.quiet()
    assert bench.page._shows_case()


def test_leaving_it_covered_writes_nothing(qtbot: QtBot, centre: Centre, open_shell: Callable[[str], Shell]) -> None:
    case = theirs(centre)
    bench = seat(qtbot, open_shell)
    bench.page.arrive(case.number)
    bench.quiet()
    assert isinstance(bench.page.sight, SightDialog)
    QTest.keyClick(bench.page.sight.rows, Qt.Key.Key_Escape)
    bench.quiet()
    assert not bench.page._shows_case()
    assert not any(one.kind == "case_sight" for one in bench.ask(lambda desk: desk.trail()))


def test_two_records_are_put_together_field_by_field_and_taken_apart(bench: Bench) -> None:
    one, other = bench.new_case("파란우산"), bench.new_case("파란우산2")
    bench.write(lambda desk: desk.cases.set_person(one.id, phone="010-1111-2222"))
    bench.write(lambda desk: desk.cases.set_person(other.id, phone="010-1111-3333"))
    bench.write(lambda desk: desk.cases.add_note(other.id, "메모", "가로등 없는 골목"))
    bench.show(one)
    bench.page.view.acts.doubles.look()
    bench.quiet()
    form = bench.form()
    assert isinstance(form, OtherRecordForm)
    assert form.which.value() == other.id
    form.number.setText(one.number)
    bench.save()
    assert form.error("gone")
    form.number.setText("")
    bench.save()
    form = bench.form()
    assert isinstance(form, MergeForm)
    assert set(form.chosen_values) == {"alias", "phone"}
    form.chosen_values["phone"].set_value("there")
    bench.save()
    assert form.error("reason")
    form.reason.setPlainText("같은 사람이 번호를 바꿈")
    bench.save()
    merged = bench.ask(lambda desk: desk.cases.get(one.id)).survivor
    assert (merged.alias, merged.phone) == ("파란우산", "010-1111-3333")
    assert bench.ask(lambda desk: desk.cases.get(other.id)).status == "duplicate"
    (merge,) = bench.ask(lambda desk: desk.merging.of_case(one.id))
    bench.show(other)
    bench.page.view.standing.banners[0].chosen.emit("go")
    assert bench.went[-1] == ("cases", one.id)
    bench.show(one)
    bench.page.view.acts.doubles.open(merge.id)
    form = bench.form()
    assert isinstance(form, ApartForm)
    bench.save()
    assert bench.ask(lambda desk: desk.cases.get(one.id)).survivor.phone == "010-1111-2222"
    assert bench.ask(lambda desk: desk.cases.get(other.id)).status == "open"


def test_a_colleagues_record_is_asked_for_before_it_is_compared(
    qtbot: QtBot, centre: Centre, open_shell: Callable[[str], Shell]
) -> None:
    case = theirs(centre, "파란우산", "010-1111-2222")
    bench = seat(qtbot, open_shell)
    mine = bench.new_case("파란우산")
    bench.show(mine)
    bench.page.view.acts.doubles.look()
    bench.quiet()
    form = bench.form()
    assert isinstance(form, OtherRecordForm)
    assert others_case() in form.which.currentText()
    bench.save()
    dialog = bench.page.view.acts.form
    assert isinstance(dialog, SightDialog)
    dialog.give("same_person")
    bench.quiet()
    assert isinstance(bench.form(), MergeForm)
    assert bench.ask(lambda desk: desk.sight.sees(case.id))

"""Going into a sealed case and out again: both desks change, and nothing of one side is shown on the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from tests.app.walls.conftest import fill
from tests.conftest import PASSPHRASE, Centre
from ui.application import Shell
from ui.cases.forms.sealing import SealForm
from ui.cases.page import CasesPage
from ui.floor import Floor
from ui.forms.two_people import TwoPeople
from ui.kit import icons


class Seat:
    """A floor over a real centre, and what a person does on it."""

    def __init__(self, qtbot: QtBot, shell: Shell) -> None:
        self.qtbot, self.shell = qtbot, shell
        self.told: list[str] = []
        shell.told.connect(lambda notice: self.told.append(notice.sentence))
        self.floor = Floor(shell)
        self.floor.resize(1366, 768)
        qtbot.addWidget(self.floor)
        self.floor.show()
        self.floor.start()
        self.quiet()

    def quiet(self) -> None:
        self.qtbot.waitUntil(lambda: not self.shell.tasks.busy, timeout=15_000)

    def ask(self, work: Callable[[Desk], Any]) -> Any:
        found: list[Any] = []
        self.shell.tasks.read(self.floor, work, found.append)
        self.quiet()
        return found[0]

    def write(self, work: Callable[[Desk], Any]) -> Any:
        found: list[Any] = []
        self.shell.tasks.write(self.floor, work, found.append)
        self.quiet()
        return found[0]

    def go(self, place: str, argument: object = None) -> None:
        self.shell.go(place, argument)
        self.quiet()

    @property
    def cases(self) -> CasesPage:
        page = self.floor.page("cases")
        assert isinstance(page, CasesPage)
        return page


@pytest.fixture
def case_id(centre: Centre) -> str:
    desk = centre.open()
    made = fill(desk).id
    desk.cases.open_case("곁에 있는 사람")
    desk.close()
    return made


@pytest.fixture
def seat(qtbot: QtBot, case_id: str, shell: Shell) -> Seat:
    icons.load()
    return Seat(qtbot, shell)


def seal(seat: Seat, centre: Centre, case_id: str, *names: str) -> str:
    people = [centre.users[name] for name in names]
    return str(seat.write(lambda desk: desk.sealed.seal(case_id, people, "가까운 사람이 여기서 일함")).id)


def test_the_form_seals_and_undo_brings_it_back(seat: Seat, case_id: str) -> None:
    seat.go("cases", case_id)
    seat.cases.view.acts.seal()
    seat.quiet()
    form = seat.cases.view.acts.form
    assert isinstance(form, SealForm)
    assert form.people.values() == (seat.shell.who.user,)
    form.reason.setPlainText("가까운 사람이 여기서 일함")
    form.submit()
    seat.quiet()
    assert seat.ask(lambda desk: desk.cases.total()) == 1
    assert "26-B-0001" in seat.told[-1]
    assert seat.cases.here() == ""


def test_inside_everything_is_the_case_and_outside_nothing(seat: Seat, centre: Centre, case_id: str) -> None:
    ident = seal(seat, centre, case_id, "counsellor")
    seat.go("cases")
    seat.shell.sealed_asked.emit(ident)
    seat.quiet()
    assert seat.floor.room.inside
    assert seat.floor.room.line.isVisible()
    assert seat.cases.here() == case_id
    assert seat.cases.view.head.title.text() == "파란우산별명"
    assert seat.ask(lambda desk: desk.cases.total()) == 1
    seat.write(lambda desk: desk.cases.add_note(case_id, "안", "벽안의글"))
    QTest.keyClick(seat.floor, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    seat.quiet()
    assert (seat.floor.room.inside, seat.floor.room.line.isVisible()) == (False, False)
    assert seat.ask(lambda desk: desk.cases.find("벽안의글")) == ()
    assert seat.ask(lambda desk: [one.alias for one in desk.cases.page()]) == ["곁에 있는 사람"]
    assert seat.cases.here() == ""


def test_what_is_about_the_whole_centre_stays_outside(seat: Seat, centre: Centre, case_id: str) -> None:
    ident = seal(seat, centre, case_id, "counsellor")
    seat.shell.sealed_asked.emit(ident)
    seat.quiet()
    seat.go("office")
    assert seat.floor.place == "cases"
    assert len(seat.told) == 1


def test_a_new_call_is_taken_outside(seat: Seat, centre: Centre, case_id: str) -> None:
    ident = seal(seat, centre, case_id, "counsellor")
    seat.shell.sealed_asked.emit(ident)
    seat.quiet()
    seat.go("manual")
    seat.floor._take()
    seat.quiet()
    assert not seat.floor.room.inside
    assert seat.floor.place == "contacts"
    assert [one.state for one in seat.ask(lambda desk: desk.contacts.open_ones())] == ["running"]


def test_the_lock_brings_back_into_the_case(
    qtbot: QtBot, seat: Seat, centre: Centre, case_id: str, open_shell: Callable[[str], Shell]
) -> None:
    ident = seal(seat, centre, case_id, "counsellor")
    seat.shell.sealed_asked.emit(ident)
    seat.quiet()
    seat.go("cases", case_id)
    seat.floor.leave()
    seat.floor.remember_place()
    seat.quiet()
    seat.shell.tasks.close()
    again = Seat(qtbot, open_shell("counsellor"))
    qtbot.waitUntil(lambda: again.floor.room.inside, timeout=10_000)
    again.quiet()
    assert again.cases.here() == case_id
    assert again.cases.view.head.title.text() == "파란우산별명"


def test_others_see_a_number(qtbot: QtBot, seat: Seat, centre: Centre, case_id: str) -> None:
    seal(seat, centre, case_id, "manager")
    seat.go("cases")
    seat.cases.list.status.set_value("sealed")
    seat.cases.list.reload()
    seat.quiet()
    (row,) = seat.cases.list.sealed.rows.item_model().items()
    assert row.title == "26-B-0001"
    assert "파란우산" not in row.spoken()
    assert not row.state
    seat.cases.list.sealed.rows.opened.emit(row.id)
    assert set(seat.cases.list.sealed.form.buttons) == {"leave"}  # type: ignore[union-attr] # it stands open
    seat.shell.sealed_asked.emit(row.id)
    seat.quiet()
    assert not seat.floor.room.inside
    assert seat.told, "who may not go in is told why"


def test_a_sealed_number_is_found_as_a_number(seat: Seat, centre: Centre, case_id: str) -> None:
    seal(seat, centre, case_id, "manager")
    seat.go("cases")
    seat.cases.list.search.setText("26-b-0001")
    seat.cases.list.reload()
    seat.quiet()
    assert seat.cases.list.stack.currentWidget() is seat.cases.list.sealed


def test_two_people_open_what_one_must_not(
    qtbot: QtBot, seat: Seat, centre: Centre, case_id: str, open_shell: Callable[[str], Shell]
) -> None:
    seal(seat, centre, case_id, "counsellor")
    seat.shell.tasks.close()
    manager = Seat(qtbot, open_shell("manager"))
    manager.go("cases")
    listing = manager.cases.list
    listing.status.set_value("sealed")
    listing.reload()
    manager.quiet()
    (row,) = listing.sealed.rows.item_model().items()
    listing.sealed.rows.opened.emit(row.id)
    dialog = listing.sealed.form
    assert dialog is not None
    assert "two" in dialog.buttons
    dialog.buttons["two"].click()
    manager.quiet()
    form = listing.sealed.form
    assert isinstance(form, TwoPeople)
    form.control_of("reason").setPlainText("담당자가 쓰러져 오늘 안에 연락해야 함")
    form.control_of("second_passphrase").setText(PASSPHRASE)
    form.control_of("second_second").setText(str(centre.key_files["manager2"]))
    form.submit()
    qtbot.waitUntil(lambda: manager.floor.room.inside, timeout=20_000)
    manager.quiet()
    assert manager.cases.view.head.title.text() == "파란우산별명"
    manager.floor.room.come_out()
    manager.quiet()
    kinds = [one.kind for one in manager.ask(lambda desk: desk.audit.entries(limit=2))]
    assert kinds == ["sealed_opened_by_two", "glass_broken"]

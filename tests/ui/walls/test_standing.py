"""What waits above a case: a colleague who may be a party, and a hand-over; and the teams in the office."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.conftest import Centre
from tests.ui.walls.test_room import Seat
from ui.application import Shell
from ui.cases.forms.hand_over import AT_ONCE, HandOverForm
from ui.cases.forms.sealing import SealForm
from ui.contacts import ContactsPage
from ui.kit import icons
from ui.office.page import OfficePage
from ui.office.teams import TeamForm, TeamsFace


@pytest.fixture
def seat(qtbot: QtBot, open_shell: Callable[[str], Shell]) -> Seat:
    icons.load()
    return Seat(qtbot, open_shell("manager"))


def test_a_colleague_is_recognised_and_left_out_of_the_seal(seat: Seat, centre: Centre) -> None:
    case = seat.write(lambda desk: desk.cases.open_case("파란우산"))
    seat.go("cases", case.id)
    assert seat.cases.view.standing.banners == []
    seat.write(lambda desk: desk.cases.set_other_party(case.id, name="미 루"))
    seat.qtbot.waitUntil(lambda: len(seat.cases.view.standing.banners) == 1, timeout=5_000)
    seat.quiet()
    assert "미루" in seat.cases.view.standing.banners[0].accessibleName()
    seat.cases.view.standing._decide("seal")
    seat.quiet()
    form = seat.cases.view.acts.form
    assert isinstance(form, SealForm)
    assert centre.users["manager2"] not in form.people._buttons
    form.reason.setPlainText("동료가 상대방일 수 있음")
    form.submit()
    seat.quiet()
    (sealed,) = seat.ask(lambda desk: desk.sealed.listed())
    assert (sealed.number, sealed.holders) == (case.number, 1)


def test_somebody_else_is_said_once(seat: Seat) -> None:
    case = seat.write(lambda desk: desk.cases.open_case("미루"))
    seat.go("cases", case.id)
    seat.qtbot.waitUntil(lambda: len(seat.cases.view.standing.banners) == 1, timeout=5_000)
    seat.quiet()
    seat.cases.view.standing._decide("other")
    seat.qtbot.waitUntil(lambda: not seat.cases.view.standing.banners, timeout=5_000)
    seat.quiet()
    assert [one.state for one in seat.ask(lambda desk: desk.sealed.of_case(case.id))] == ["dismissed"]


def test_a_call_from_a_colleague_asks_what_to_do(seat: Seat) -> None:
    seat.go("contacts", "take")
    page = seat.floor.page("contacts")
    assert isinstance(page, ContactsPage)
    page.running.form.alias.setText("미루")
    seat.quiet()
    page._end("alone")
    seat.quiet()
    assert page.asked is not None
    assert set(page.asked.buttons) == {"later", "other", "seal"}
    page.asked.chosen.emit("seal")
    seat.qtbot.waitUntil(lambda: seat.floor.place == "cases", timeout=5_000)
    seat.qtbot.waitUntil(lambda: isinstance(seat.cases.view.acts.form, SealForm), timeout=5_000)


def test_hand_over_and_take_it_back(seat: Seat, centre: Centre) -> None:
    case = seat.write(lambda desk: desk.cases.open_case("느티나무"))
    seat.go("cases", case.id)
    seat.cases.view.acts.hand_over()
    form = seat.cases.view.acts.form
    assert isinstance(form, HandOverForm)
    form.to.set_value(centre.users["counsellor"])
    form.submit()
    seat.quiet()
    assert form.error("note"), "the next person is told something"
    form.note.setPlainText("법원에 낼 것이 있습니다")
    form.submit()
    seat.quiet()
    (banner,) = seat.cases.view.standing.banners
    assert "가온" in banner.accessibleName()
    banner.chosen.emit("withdraw")
    seat.quiet()
    assert seat.cases.view.standing.banners == []
    assert seat.ask(lambda desk: desk.cases.get(case.id)).assigned_to == centre.users["manager"]


def test_a_manager_assigns_at_once(seat: Seat, centre: Centre) -> None:
    case = seat.write(lambda desk: desk.cases.open_case("느티나무"))
    seat.go("cases", case.id)
    seat.cases.view.acts.hand_over()
    form = seat.cases.view.acts.form
    assert isinstance(form, HandOverForm)
    assert form.how is not None
    form.to.set_value(centre.users["counsellor"])
    form.how.set_value(AT_ONCE)
    form.submit()
    seat.quiet()
    assert seat.ask(lambda desk: desk.cases.get(case.id)).assigned_to == centre.users["counsellor"]


def test_teams_in_the_office(seat: Seat, centre: Centre) -> None:
    seat.go("office", "teams")
    page = seat.floor.page("office")
    assert isinstance(page, OfficePage)
    face = page.faces["teams"]
    assert isinstance(face, TeamsFace)
    face._template("special")
    seat.quiet()
    (row,) = face.rows.item_model().items()
    face.rows.opened.emit(row.id)
    form = face.form
    assert isinstance(form, TeamForm)
    form.members.set_values((centre.users["counsellor"],))
    form.leads.set_values((centre.users["manager"],))
    form.submit()
    seat.quiet()
    (team,) = seat.ask(lambda desk: desk.teams.all())
    assert set(team.members) == {centre.users["counsellor"], centre.users["manager"]}
    assert team.leads == {centre.users["manager"]}
    face.numbers.opened.emit(centre.users["trainer"])
    face.form.control_of("phone").setText("010-2222-3333")  # type: ignore[union-attr] # it stands open
    face.form.submit()  # type: ignore[union-attr]
    seat.quiet()
    assert {one.phone for one in seat.ask(lambda desk: desk.office.staff())} == {None, "010-2222-3333"}

"""Thoughts of death lead to the page of the manual at once, whatever session there is."""

from __future__ import annotations

from app.desk import Desk
from app.flows.suicide_steps import to_suicide_steps


def test_a_new_session_stands_there_and_an_open_one_goes_there(desk: Desk) -> None:
    case = desk.cases.open_case("파란우산").value
    desk.cases.set_incident(case.id, ["distribution_fear"])
    first = to_suicide_steps(desk, case.id).value
    assert (first.step, first.session.pack) == ("SUI", "digital-sex-crime")
    desk.manual.return_(first.id)
    desk.manual.pause(first.id)
    again = to_suicide_steps(desk, case.id).value
    assert (again.id, again.step, again.paused) == (first.id, "SUI", False)


def test_a_case_of_no_known_kind_has_its_page_too(desk: Desk) -> None:
    case = desk.cases.open_case("파란우산").value
    assert to_suicide_steps(desk, case.id).value.step == "SUI"

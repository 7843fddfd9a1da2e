"""Managers learn as a number that reports name every officer, and go from there to whom they name; of content nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.clock import today
from app.flows.today import bring_up, reports
from app.kinds import Compartment
from app.office import REPORT_RELAY
from tests.app.inbox.test_inbox import Reporter, bundle, officers, opened
from tests.conftest import Centre
from ui.application import Shell
from ui.today import NumbersPage, lines

__all__ = ["officers"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says it of every window
WORDS = "가온과 미루가 그랬습니다"


@pytest.fixture
def named(officers: Centre) -> Centre:
    """A centre with one report that names both officers."""
    with closing(officers.open("manager")) as manager:
        manager.office.set(REPORT_RELAY, "joined")
    with closing(officers.open()) as desk:
        desk.arrivals.carry_in([Reporter(desk.keys.centre_id[:16], bundle(desk)).says(WORDS)])
        assert opened(desk) == 0
    return officers


def test_a_manager_who_opens_no_cases_sees_the_number_and_goes_to_the_people(
    qtbot: QtBot, named: Centre, open_shell: Callable[[str], Shell]
) -> None:
    shell = open_shell("manager")
    went: list[tuple[str, object]] = []
    shell.went.connect(lambda place, what: went.append((place, what)))
    page = NumbersPage(shell)
    qtbot.addWidget(page)
    page.show()
    page.arrive()
    qtbot.waitUntil(lambda: page.reports.count() == 1, timeout=8_000)
    said = page.reports.rows.item_model().items()[0].spoken()
    assert "1" in said
    assert not {"가온", "미루"} & set(said.split())
    page.reports.rows.setFocus()
    qtbot.keyClick(page.reports.rows, Qt.Key.Key_Return)
    assert went == [("office", "people")]


def test_a_named_manager_who_is_an_officer_learns_no_more_than_the_number(named: Centre) -> None:
    with closing(named.open("manager2")) as desk:
        found = reports(desk, today())
        assert found is not None
        assert found.wanted == 1
        (row,) = [one for one in lines.reports(found) if one.id == lines.WANTED]
        assert (row.state, row.title) == ("1", "담당자 모두의 이름이 나오는 신고")
        assert desk.inbox.threads()[0].head is None
    with closing(named.open()) as desk:
        found = reports(desk, today())
        assert found is not None
        assert found.wanted == 0, "whoever is no manager names nobody"


def test_the_first_look_of_a_day_mends_the_number(named: Centre) -> None:
    with closing(named.open()) as desk:
        desk.officers_wanted.keep(0)
        bring_up(desk)
        assert desk.officers_wanted.count() == 1
        office = desk.database(Compartment.OFFICE)
        assert WORDS not in str(office.rows("SELECT * FROM officers_wanted"))
        assert len(office.rows("SELECT * FROM officers_wanted")) == 1

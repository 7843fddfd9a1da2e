"""How one comes to the duties: from a case, from the manual and anywhere by the palette; and the law card over the page."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.cases import Case
from app.manual import law_cards
from ui.application import Guide, Shell
from ui.cases import CasesPage
from ui.duties import DutiesPage
from ui.floor import Floor
from ui.kit import icons
from ui.kit.dialogs import Dialog


class House:
    """The unlocked floor of a counsellor, with a case."""

    def __init__(self, qtbot: QtBot, shell: Shell) -> None:
        icons.load()
        self.qtbot, self.shell = qtbot, shell
        self.floor = Floor(shell)
        qtbot.addWidget(self.floor)
        self.floor.resize(1366, 768)
        self.floor.show()
        self.floor.activateWindow()
        qtbot.waitExposed(self.floor)
        made: list[Case] = []
        shell.tasks.write(self.floor, lambda desk: desk.cases.open_case("파란우산"), made.append)
        self.quiet()
        self.case = made[0]

    def quiet(self) -> None:
        self.qtbot.waitUntil(lambda: not self.shell.tasks.busy, timeout=15_000)

    def go(self, place: str, argument: object = None) -> None:
        self.shell.go(place, argument)
        self.quiet()

    def command(self) -> None:
        """What the palette does when somebody chooses the duties."""
        commands = [one for one in self.floor._commands() if one.id == "duties"]
        assert len(commands) == 1
        self.floor._obey(commands[0].id)
        self.quiet()

    @property
    def duties(self) -> DutiesPage:
        page = self.floor.stack.currentWidget()
        assert isinstance(page, DutiesPage)
        return page


@pytest.fixture
def house(qtbot: QtBot, shell: Shell) -> House:
    return House(qtbot, shell)


def test_from_a_case_and_back(house: House) -> None:
    house.go("cases", house.case.id)
    page = house.floor.stack.currentWidget()
    assert isinstance(page, CasesPage)
    page.view.acts.duties()
    house.quiet()
    assert house.duties.here() == house.case.id
    assert house.floor.rail.chosen_id() == "cases"
    house.duties.back.click()
    house.quiet()
    assert house.floor.place == "cases"
    assert page.here() == house.case.id


def test_by_the_palette_it_keeps_the_case_in_front(house: House) -> None:
    house.go("cases", house.case.id)
    house.command()
    assert house.duties.here() == house.case.id
    house.command()
    assert house.duties.here() == house.case.id


def test_by_the_palette_from_the_manual_it_finds_the_session_s_case(house: House) -> None:
    house.go("manual", Guide(case_id=house.case.id))
    house.quiet()
    session = house.floor.page("manual").here()
    if not session:  # it asked first which tree: the session is begun as the page would
        made: list[str] = []
        house.shell.tasks.write(
            house.floor, lambda desk: desk.manual.start("dating-violence", house.case.id), lambda s: made.append(s.id)
        )
        house.quiet()
        house.go("manual", Guide(session_id=made[0]))
        house.quiet()
    house.command()
    assert house.duties.here() == house.case.id


def test_from_elsewhere_it_opens_without_a_case(house: House) -> None:
    house.go("today")
    house.command()
    assert house.duties.here() == ""
    assert house.duties.list.item_model().rowCount() > 10


def test_it_stands_not_in_the_rail(house: House) -> None:
    assert "duties" in house.floor.places()
    assert "duties" not in house.floor.rail._buttons


def test_a_law_card_opens_over_the_page(house: House) -> None:
    house.go("duties")
    card = law_cards()["pipa-urgent"]
    house.go("law", card)
    dialogs = [one for one in house.floor.findChildren(Dialog) if one.isVisible()]
    assert len(dialogs) == 1
    assert house.floor.place == "duties"
    dialogs[0].leave()

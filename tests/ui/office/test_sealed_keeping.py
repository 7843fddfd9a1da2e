"""Sealed cases in the review: a number and a month, then a form whose verb says what it does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.clock import today
from app.flows import keeping
from app.retention import COUNSELLING
from tests.conftest import PASSPHRASE, Centre
from ui.application import Shell
from ui.forms.two_people import TwoPeople
from ui.kit import icons
from ui.kit.rows import Head
from ui.notices import of_doubts
from ui.office import OfficePage
from ui.office.keeping import KeepingFace
from ui.office.sealed_keeping import PREFIX, SealedForm


@pytest.fixture
def sealed(centre: Centre) -> dict[str, str]:
    """Two sealed cases whose time is over: the manager's, and one that is sealed for the counsellor only."""
    desk = centre.open("manager")
    keeping.set_period(desk.office, desk.keys.centre_type, COUNSELLING, "P3Y")
    desk.close()
    desk, found = centre.open("counsellor"), {}
    for name in ("manager", "counsellor"):
        case = desk.cases.open_case("봉인될이", opened_on=today() - timedelta(days=1300)).value
        desk.cases.close(case.id, "supported", on=today() - timedelta(days=1200))
        users = [centre.users["counsellor"], *([centre.users["manager"]] if name == "manager" else [])]
        wall = desk.sealed.seal(case.id, users, "직원의 가족입니다").value
        desk.sealed.open(wall.id).close()
        found[name] = wall.id
    desk.close()
    return found


@pytest.fixture
def face(qtbot: QtBot, sealed: dict[str, str], manager_shell: Shell) -> KeepingFace:
    icons.load()
    page = OfficePage(manager_shell)
    qtbot.addWidget(page)
    page.resize(1290, 736)
    page.show()
    page.arrive("keeping")
    found = page.faces["keeping"]
    assert isinstance(found, KeepingFace)
    qtbot.waitUntil(lambda: len(found._kept.sealed) == 2, timeout=10_000)
    found.page = page  # type: ignore[attr-defined] # keeps it alive as long as the test
    return found


def asked(qtbot: QtBot, face: KeepingFace, kind: type[QWidget]) -> Any:
    qtbot.waitUntil(lambda: isinstance(face.sealed_look.asked, kind), timeout=15_000)
    return face.sealed_look.asked


def test_a_number_and_a_month_stand_in_the_review(face: KeepingFace) -> None:
    items = face.rows["due"].item_model().items()
    assert [one.title for one in items if isinstance(one, Head)] == ["봉인 사례"]
    said = " ".join(one.spoken() for one in items)
    assert "봉인될이" not in said
    assert said.count("기간이 끝남") == 2


def test_a_holder_erases_it_as_a_whole(qtbot: QtBot, face: KeepingFace, sealed: dict[str, str]) -> None:
    face.review(PREFIX + sealed["manager"])
    form = asked(qtbot, face, SealedForm)
    form.submit()
    assert form.error("decision")
    form.decision.set_value("erase")
    form._fit_rows()
    assert "지우기" in form.buttons["save"].accessibleName()
    form.submit()
    qtbot.waitUntil(lambda: [one.id for one in face._kept.sealed] == [sealed["counsellor"]], timeout=15_000)
    assert len(face._kept.log) == 1


def test_two_people_keep_one_of_others_longer(
    qtbot: QtBot, face: KeepingFace, sealed: dict[str, str], centre: Centre
) -> None:
    face.review(PREFIX + sealed["counsellor"])
    two = asked(qtbot, face, TwoPeople)
    two.control_of("reason").setPlainText("보관 기한이 끝나 두 책임자가 함께 살핍니다")
    two.control_of("second_user").set_value(centre.users["manager2"])
    two.control_of("second_passphrase").setText(PASSPHRASE)
    two.control_of("second_second").setText(str(centre.key_files["manager2"]))
    two.submit()
    form = asked(qtbot, face, SealedForm)
    form.decision.set_value("keep")
    form._fit_rows()
    form.submit()
    qtbot.waitUntil(lambda: bool(form.error("reason")), timeout=15_000)
    form.control_of("reason").setText("재판이 남았습니다")
    form.control_of("until").setText((today() + timedelta(days=500)).isoformat())
    form.submit()
    qtbot.waitUntil(lambda: [one.id for one in face._kept.sealed] == [sealed["manager"]], timeout=15_000)
    assert face._kept.log == ()


def test_doubts_are_a_heading_with_what_is_shared_said_once() -> None:
    one = "The records “casework” are older. Compare them."
    both = of_doubts(f"{one} The records “office” are older. Compare them.", None)
    assert both.title
    assert both.sentence == "The records “casework” are older. The records “office” are older. Compare them."
    looked: list[str] = []
    alone = of_doubts(one, lambda: looked.append("x"))
    assert (alone.sentence, bool(alone.verb)) == (one, True)

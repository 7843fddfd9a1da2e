"""The people of the centre: what they are in law is said by a manager, and shown to all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.conftest import Centre
from ui.application import Shell
from ui.kit import icons
from ui.office import OfficePage
from ui.office.people import PeopleFace


@pytest.fixture
def pages() -> list[OfficePage]:
    """Keeps the pages of a test alive."""
    return []


def face_of(qtbot: QtBot, shell: Shell, pages: list[OfficePage]) -> PeopleFace:
    icons.load()
    page = OfficePage(shell)
    pages.append(page)
    qtbot.addWidget(page)
    page.resize(1290, 736)
    page.show()
    page.arrive("people")
    face = page.faces["people"]
    assert isinstance(face, PeopleFace)
    qtbot.waitUntil(lambda: face.rows.item_model().rowCount() == 4, timeout=10_000)
    return face


def row(face: PeopleFace, user: str) -> str:
    return str(next(one.spoken() for one in face.rows.item_model().items() if one.id == user))


def test_a_manager_says_what_somebody_is_in_law(
    qtbot: QtBot, manager_shell: Shell, centre: Centre, pages: list[OfficePage]
) -> None:
    face, user = face_of(qtbot, manager_shell, pages), centre.users["counsellor"]
    assert "상담원(등록 종사자)" in row(face, user)
    face.rows.opened.emit(user)
    assert face.form is not None
    assert face.form.status.value() == "counsellor"
    face.form.status.set_value("intern")
    face.form.submit()
    qtbot.waitUntil(lambda: not manager_shell.tasks.busy, timeout=10_000)
    face.reload()
    qtbot.waitUntil(lambda: "실습생" in row(face, user), timeout=10_000)


@pytest.mark.parametrize("name", ["counsellor", "trainer"])
def test_others_read_it_only(
    qtbot: QtBot, open_shell: Callable[[str], Shell], centre: Centre, pages: list[OfficePage], name: str
) -> None:
    face = face_of(qtbot, open_shell(name), pages)
    face.rows.opened.emit(centre.users["counsellor"])
    assert face.form is None

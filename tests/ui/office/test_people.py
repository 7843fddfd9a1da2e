"""The people of the centre: taken on, changed, removed by a manager; what they open is shown to all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.errors import CannotUnlock
from app.vault import SecondSecret, unlock
from tests.conftest import PASSPHRASE, Centre
from ui.application import Shell
from ui.forms.two_people import TwoPeople
from ui.kit import icons
from ui.kit.dialogs import Dialog
from ui.office import OfficePage
from ui.office.people import PeopleFace
from ui.office.people_forms import AgainForm, NewPersonForm, RemoveForm
from ui.office.people_sheets import SheetsDialog


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


def done(qtbot: QtBot, face: PeopleFace, kind: type[QWidget]) -> Any:
    """Wait until the face asks for this next."""
    qtbot.waitUntil(lambda: isinstance(face.asked, kind), timeout=15_000)
    return face.asked


def test_somebody_new_is_taken_on_and_gets_their_sheets(
    qtbot: QtBot, manager_shell: Shell, centre: Centre, pages: list[OfficePage], tmp_path: Path
) -> None:
    face = face_of(qtbot, manager_shell, pages)
    face.add.click()
    form = done(qtbot, face, NewPersonForm)
    form.submit()
    assert form.error("passphrase") or form.error()
    form.control_of("name").setText("새로온")
    form.where.set_value("away")
    form._show_ways()
    form.control_of("folder").setText(str(tmp_path))
    form.submit()
    sheets = done(qtbot, face, SheetsDialog)
    assert [paper.title for paper in sheets.papers] == ["인쇄한 코드", "처음 쓰는 암호문"]
    qtbot.keyClick(sheets, Qt.Key.Key_Escape)
    assert sheets.isVisible()  # codes that exist nowhere else are not thrown away by a key
    starting, code = sheets.papers[1].code, sheets.papers[0].code
    unlock(centre.home, "새로온", starting, SecondSecret.paper(code)).close()
    assert len(list(tmp_path.glob("gyeot-*.key"))) == 1
    asked: list[bool] = []
    manager_shell.lock_asked.connect(lambda: asked.append(True))
    sheets.buttons["done"].click()
    qtbot.waitUntil(lambda: "lock" in face.asked.buttons, timeout=5_000)  # type: ignore[union-attr]  # a dialog by now
    lock = face.asked
    assert isinstance(lock, Dialog)
    lock.buttons["lock"].click()
    assert asked == [True]
    qtbot.waitUntil(lambda: face.rows.item_model().rowCount() == 5, timeout=10_000)


def test_another_role_moves_what_somebody_opens(
    qtbot: QtBot, manager_shell: Shell, centre: Centre, pages: list[OfficePage]
) -> None:
    face, user = face_of(qtbot, manager_shell, pages), centre.users["manager2"]
    face.rows.opened.emit(user)
    assert face.form is not None
    face.form.rights.set_values(())
    face.form.submit()
    done(qtbot, face, Dialog)
    qtbot.waitUntil(lambda: "사례는 열지 못합니다" in row(face, user), timeout=10_000)
    qtbot.waitUntil(lambda: face.waiting.isVisible(), timeout=5_000)


def test_leaving_asks_for_a_trustee_where_one_manager_is_left(
    qtbot: QtBot, manager_shell: Shell, centre: Centre, pages: list[OfficePage]
) -> None:
    face, user = face_of(qtbot, manager_shell, pages), centre.users["manager2"]
    face.rows.opened.emit(user)
    assert face.form is not None
    face.form.acts["remove"].click()
    form = done(qtbot, face, RemoveForm)
    form.submit()
    qtbot.waitUntil(lambda: bool(form.error("trustee")), timeout=10_000)
    form.control_of("trustee").setText("바깥 신뢰인")
    form.submit()
    sheets = done(qtbot, face, SheetsDialog)
    assert [paper.title for paper in sheets.papers] == ["복구 열쇠의 반쪽"]
    sheets.buttons["done"].click()
    qtbot.waitUntil(lambda: face.rows.item_model().rowCount() == 3, timeout=10_000)


def test_a_lost_passphrase_goes_through_two_people(
    qtbot: QtBot, manager_shell: Shell, centre: Centre, pages: list[OfficePage]
) -> None:
    face, user = face_of(qtbot, manager_shell, pages), centre.users["counsellor"]
    face.rows.opened.emit(user)
    assert face.form is not None
    face.form.acts["reset"].click()
    two = done(qtbot, face, TwoPeople)
    two.control_of("second_passphrase").setText(PASSPHRASE)
    two.control_of("second_second").setText(str(centre.key_files["manager2"]))
    two.submit()
    form = done(qtbot, face, AgainForm)
    form.where.set_value("away")
    form.second.set_value("paper")
    form.submit()
    sheets = done(qtbot, face, SheetsDialog)
    code, starting = (paper.code for paper in sheets.papers)
    unlock(centre.home, user, starting, SecondSecret.paper(code)).close()
    with pytest.raises(CannotUnlock):
        centre.unlock("counsellor")
    sheets.buttons["done"].click()


def test_one_does_not_take_from_oneself(
    qtbot: QtBot, manager_shell: Shell, centre: Centre, pages: list[OfficePage]
) -> None:
    face = face_of(qtbot, manager_shell, pages)
    face.rows.opened.emit(centre.users["manager"])
    assert face.form is not None
    shown = {ident for ident, button in face.form.acts.items() if button.isVisibleTo(face.form)}
    assert shown == {"theft"}
    face.form.role.set_value("trainer")
    face.form.submit()
    form = face.form
    qtbot.waitUntil(lambda: bool(form.error()), timeout=10_000)

"""From a case to the managers and out of the house: the export form, the list, reading, a locked file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.documents import Profile, Recipient, Wish
from app.flows import submitting
from app.kinds import Compartment, Right, Role
from tests.conftest import Centre
from ui.application import Shell
from ui.forms.made import MadeDialog
from ui.kit.label import Label
from ui.kit.preview import PreviewDialog
from ui.office import OfficePage, submitted
from ui.office.submitted import SubmittedFace


def quiet(qtbot: QtBot, shell: Shell) -> None:
    qtbot.waitUntil(lambda: not shell.tasks.busy, timeout=25_000)


@pytest.fixture
def handed(centre: Centre) -> Centre:
    with closing(centre.open("manager")) as desk:
        desk.people.change(centre.users["manager2"], Role.MANAGER, frozenset[Right]())
    with closing(centre.open("counsellor")) as desk:
        case = desk.cases.open_case("파란우산").value
        submitting.submit(desk, case.id, Wish(Profile.FULL, Recipient("책임자")), "회의 전에 봐 주세요")
    return centre


@pytest.fixture
def page(qtbot: QtBot, handed: Centre, open_shell: Callable[[str], Shell]) -> OfficePage:
    shell = open_shell("manager2")
    assert Compartment.CASEWORK not in shell.who.opens
    page = OfficePage(shell)
    qtbot.addWidget(page)
    page.resize(1290, 736)
    page.show()
    page.arrive("submitted")
    quiet(qtbot, shell)
    return page


@pytest.fixture
def face(page: OfficePage) -> SubmittedFace:
    found = page.faces["submitted"]
    assert isinstance(found, SubmittedFace)
    return found


def test_the_list_says_who_handed_what_over_and_whether_it_was_read(face: SubmittedFace) -> None:
    (row,) = face.rows.item_model().items()
    assert "26-B-0001" in row.title
    assert "가온" in row.second
    assert row.state == "아직 읽지 않음"


def test_enter_reads_it_with_the_note_above_the_pages(qtbot: QtBot, face: SubmittedFace) -> None:
    qtbot.keyClick(face.rows, Qt.Key.Key_Return)
    quiet(qtbot, face.shell)
    assert isinstance(face.dialog, PreviewDialog)
    assert "회의 전에 봐 주세요" in [one.text() for one in face.dialog.findChildren(Label)]
    face.reload()
    quiet(qtbot, face.shell)
    assert face.rows.item_model().items()[0].state == "미루 읽음"


def test_it_leaves_under_a_passphrase_that_is_shown_once(
    qtbot: QtBot, face: SubmittedFace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.pdf"
    monkeypatch.setattr(submitted, "ask_path", lambda _window, _name: target)
    face.take.click()
    quiet(qtbot, face.shell)
    assert isinstance(face.dialog, MadeDialog)
    assert b"/Encrypt" in target.read_bytes()


def test_an_empty_list_says_how_a_paper_gets_here(qtbot: QtBot, face: SubmittedFace) -> None:
    face.drop.click()
    quiet(qtbot, face.shell)
    face.reload()
    quiet(qtbot, face.shell)
    assert face.none.isVisible()
    assert not face.look.isVisible()


def test_a_counsellor_has_no_such_section(qtbot: QtBot, shell: Shell) -> None:
    page = OfficePage(shell)
    qtbot.addWidget(page)
    assert "submitted" not in page.faces

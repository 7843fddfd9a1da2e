"""How one gets in: a computer is named, a way in is added and taken away, and managers see which there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import keyring
import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.vault import Kind, SecondSecret, unlock
from tests.conftest import PASSPHRASE, Centre
from tests.keystores import NAMES, KeyStore
from ui.application import Shell, Who
from ui.floor import Floor
from ui.forms.naming import NameForm
from ui.kit import icons
from ui.kit.dialogs import Dialog
from ui.office import OfficePage
from ui.office.my_ways import AddWayForm, MyWays
from ui.office.myself import MyselfFace
from ui.office.people_sheets import SheetsDialog
from ui.tasks import Tasks


@pytest.fixture
def mine(qtbot: QtBot, shell: Shell) -> Iterator[MyWays]:
    icons.load()
    page = OfficePage(shell)
    qtbot.addWidget(page)
    page.resize(1290, 736)
    page.show()
    page.arrive("myself")
    face = page.faces["myself"]
    assert isinstance(face, MyselfFace)
    qtbot.waitUntil(lambda: face.ways.rows.item_model().rowCount() == 2, timeout=10_000)
    yield face.ways
    page.close()


def asked(qtbot: QtBot, ways: MyWays, kind: type[QWidget]) -> Any:
    qtbot.waitUntil(lambda: isinstance(ways.asked, kind), timeout=15_000)
    return ways.asked


def spoken(ways: MyWays) -> list[str]:
    return [str(one.spoken()) for one in ways.rows.item_model().items()]


def test_a_key_file_gets_a_name_and_a_code_is_shown_once(qtbot: QtBot, mine: MyWays, centre: Centre) -> None:
    assert any("지금 쓰는 중" in one for one in spoken(mine))
    assert mine.name.isVisible()
    mine.name.click()
    form = asked(qtbot, mine, NameForm)
    form.control_of("name").setText("파란 막대")
    form.submit()
    qtbot.waitUntil(lambda: any("파란 막대" in one for one in spoken(mine)), timeout=10_000)
    mine.add.click()
    more = asked(qtbot, mine, AddWayForm)
    more.kind.set_value(Kind.PAPER.value)
    more.submit()
    assert more.error("passphrase")
    more.passphrase.setText("이것은 아닙니다")
    more.submit()
    qtbot.waitUntil(lambda: bool(more.error("passphrase")) and more.buttons["save"].isEnabled(), timeout=15_000)
    more.passphrase.setText(PASSPHRASE)
    more.submit()
    sheets = asked(qtbot, mine, SheetsDialog)
    code = sheets.papers[0].code
    qtbot.waitUntil(lambda: mine.rows.item_model().rowCount() == 3, timeout=10_000)
    unlock(centre.home, centre.users["counsellor"], PASSPHRASE, SecondSecret.paper(code)).close()


def test_the_folder_of_a_key_file_is_chosen(
    qtbot: QtBot, mine: MyWays, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_given: str(tmp_path))
    mine.add.click()
    form = asked(qtbot, mine, AddWayForm)
    form.kind.set_value(Kind.KEYFILE.value)
    form.passphrase.setText(PASSPHRASE)
    form.submit()
    qtbot.waitUntil(lambda: bool(form.error("folder")), timeout=15_000)
    form.folder.button.click()
    assert form.folder.text() == str(tmp_path)
    form.submit()
    qtbot.waitUntil(lambda: mine.rows.item_model().rowCount() == 3, timeout=15_000)
    assert len(list(tmp_path.glob("*.key"))) == 1


def test_one_is_taken_away_after_a_question_and_the_last_one_stays(qtbot: QtBot, mine: MyWays) -> None:
    paper = next(one for one in mine._ways if one.kind is Kind.PAPER)
    mine.rows.choose(paper.id)
    assert not mine.name.isVisible(), "a printed code has no name"
    mine.remove.click()
    dialog = asked(qtbot, mine, Dialog)
    dialog.buttons["remove"].click()
    qtbot.waitUntil(lambda: mine.rows.item_model().rowCount() == 1, timeout=10_000)
    assert not mine.remove.isVisible()


@pytest.fixture
def on_a_computer(qtbot: QtBot, centre: Centre, store: KeyStore) -> Iterator[Callable[[], Floor]]:
    """Opens the floor as the counsellor, whose second secret is in this computer's key store."""
    with closing(centre.open()) as desk:
        desk.ways.add(PASSPHRASE, Kind.DEVICE, allowed=NAMES)
    opened: list[Tasks] = []

    def enter() -> Floor:
        tasks = Tasks()
        opened.append(tasks)
        keys = unlock(centre.home, centre.users["counsellor"], PASSPHRASE, SecondSecret.device(NAMES))
        shell = Shell(tasks, Who.of(keys))
        done: list[Desk] = []
        tasks.open(shell, lambda: Desk.open(centre.home, keys), done.append, lambda problem: pytest.fail(str(problem)))
        qtbot.waitUntil(lambda: bool(done), timeout=10_000)
        floor = Floor(shell)
        floor.resize(1366, 768)
        qtbot.addWidget(floor)
        floor.show()
        floor.start()
        qtbot.waitUntil(lambda: not tasks.busy, timeout=15_000)
        return floor

    yield enter
    for tasks in opened:
        tasks.close()


@pytest.fixture
def store() -> Iterator[KeyStore]:
    before, made = keyring.get_keyring(), KeyStore()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_a_computer_is_asked_for_its_name_once(qtbot: QtBot, on_a_computer: Callable[[], Floor]) -> None:
    floor = on_a_computer()
    banner = floor.naming.banner
    assert banner is not None
    banner.chosen.emit("name")
    form = floor.naming.form
    assert form is not None
    assert form.control_of("name").text() == "", "the computer's own name is taken only where somebody asks for it"
    form.control_of("name").setText("접수대")
    form.submit()
    qtbot.waitUntil(lambda: not floor.shell.tasks.busy, timeout=10_000)
    floor.shell.tasks.close()
    again = on_a_computer()
    assert again.naming.banner is None
    found: list[Any] = []
    again.shell.tasks.read(again, lambda desk: desk.ways.mine(), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=10_000)
    assert [one.name for one in found[0] if one.here] == ["접수대"]

"""The manuals' place: what is here, installing from a stick, keys by fingerprint, back to the old version, who read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.changes import Changes
from app.desk import Desk
from app.manual import signing
from tests.conftest import Centre
from tests.releases import Release, release
from ui.application import Shell
from ui.forms.changed import ToldList
from ui.kit import icons
from ui.kit.dialogs import Dialog
from ui.kit.rows import Rows
from ui.office import OfficePage
from ui.office.manuals import ManualsFace
from ui.office.manuals_keys import PinDialog

Opener = Callable[[str], Shell]


class Bench:
    """The office in a window, reloading as the real window makes it."""

    def __init__(self, qtbot: QtBot, shell: Shell) -> None:
        icons.load()
        self.qtbot, self.shell = qtbot, shell
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(1290, 736)
        column = QVBoxLayout(self.window)
        self.page = OfficePage(shell)
        column.addWidget(self.page)
        shell.tasks.changed.connect(self._reload)
        self.window.show()
        self.page.arrive("manuals")
        self.quiet()

    def _reload(self, changes: Changes) -> None:
        if self.page.watches & changes:
            self.page.reload()

    @property
    def face(self) -> ManualsFace:
        face = self.page.faces["manuals"]
        assert isinstance(face, ManualsFace)
        return face

    def quiet(self) -> None:
        self.qtbot.waitUntil(lambda: not self.shell.tasks.busy, timeout=20_000)

    def dialog(self) -> Dialog:
        found = [one for one in self.window.findChildren(Dialog) if one.isVisible()]
        assert found
        return found[-1]

    def said(self) -> str:
        return self.face.result.accessibleName() if self.face.result else ""

    def states(self) -> dict[str, str]:
        rows = [one for one in self.face.list.item_model().items() if one.selectable()]
        return {f"{one.title}": one.state for one in rows if one.id.startswith("stalking-")}


@pytest.fixture
def stick(tmp_path: Path) -> Release:
    return release(tmp_path)


@pytest.fixture
def manager(qtbot: QtBot, open_shell: Opener) -> Bench:
    return Bench(qtbot, open_shell("manager"))


def pinned(bench: Bench, stick: Release) -> None:
    spoken = signing.fingerprint(stick.public)
    bench.shell.tasks.write(bench.page, lambda desk: desk.holdings.trust.pin(stick.public, spoken, "서울시"))
    bench.quiet()


def test_every_manual_stands_there_with_its_version_and_origin(qtbot: QtBot, manager: Bench) -> None:
    rows = manager.face.list.item_model().items()
    assert sum(one.selectable() for one in rows) == 5
    assert all("프로그램과 함께" in one.second for one in rows if one.selectable())
    assert all("검토" in one.second for one in rows if one.selectable())
    assert manager.face.card.isVisible()
    assert not manager.face.card.changed.isVisible(), "there is no older version to compare with"
    ModelTester(None).check(manager.face.list.model())


def test_a_stick_is_verified_installed_and_told(manager: Bench, stick: Release) -> None:
    pinned(manager, stick)
    face = manager.face
    face.install_from(stick.file)
    assert not face.install.isEnabled()
    assert face.busy.isVisible()
    manager.quiet()
    assert face.install.isEnabled()
    assert stick.version in manager.said()
    assert "서울시" in manager.said()
    assert manager.states()[f"{stick.version} 버전"] == "쓰는 중"
    assert list(manager.states().values()) == ["쓰는 중", "보관 중"]
    dialog = manager.dialog()
    told = dialog.content
    assert isinstance(told, ToldList)
    assert "C1 단계의 새 첫 줄" in " ".join(one.spoken() for one in told.item_model().items())
    ModelTester(None).check(told.model())
    dialog.buttons["read"].click()
    manager.quiet()
    assert face.list.current_id().startswith(f"stalking-{stick.version}")
    read, waiting = (label.text() for label in face.card.readers)
    assert "이음" in read
    assert {"가온", "다온", "미루"} <= set(waiting.replace(",", " ").replace(":", " ").split())


def test_an_unknown_key_is_refused_and_then_pinned_by_its_fingerprint(
    qtbot: QtBot, manager: Bench, stick: Release
) -> None:
    face = manager.face
    face.install_from(stick.file)
    manager.quiet()
    assert signing.fingerprint(stick.public) in manager.said()
    assert "그대로" in manager.said()
    assert list(manager.states().values()) == ["쓰는 중"]
    face.pin_from(stick.public_file)
    manager.quiet()
    dialog = manager.dialog()
    assert isinstance(dialog, PinDialog)
    assert dialog.fingerprint.text().split() == signing.fingerprint(stick.public).split()
    dialog.buttons["pin"].click()
    manager.quiet()
    assert dialog.form.error("holder"), "whose key it is has to be said"
    dialog.holder.setText("서울시")
    dialog.buttons["pin"].click()
    manager.quiet()
    face.install_from(stick.file)
    manager.quiet()
    assert list(manager.states().values()) == ["쓰는 중", "보관 중"]
    manager.dialog().leave()
    face.show_keys()
    listed = manager.dialog().findChildren(Rows)[0]
    assert [one.title for one in listed.item_model().items()] == ["서울시"]
    listed.choose(signing.fingerprint(stick.public))
    manager.dialog().buttons["unpin"].click()
    manager.quiet()
    assert face._kept.keys == ()


@pytest.mark.parametrize("name", ["none.gyeot", "letter.gyeot"])
def test_what_is_no_manual_is_refused_in_words(manager: Bench, tmp_path: Path, name: str) -> None:
    (tmp_path / "letter.gyeot").write_text("편지입니다.", "utf-8")
    manager.face.install_from(tmp_path / name)
    manager.quiet()
    assert manager.said().endswith("지금 쓰는 매뉴얼은 그대로입니다.")
    assert manager.face.install.isEnabled()


def test_back_to_the_version_before_and_on_again(manager: Bench, stick: Release) -> None:
    pinned(manager, stick)
    face = manager.face
    face.install_from(stick.file)
    manager.quiet()
    manager.dialog().leave()
    old = next(one for one in face._kept.volumes if one.pack.id == "stalking" and not one.in_use)
    face.list.choose(old.id)
    assert face.card.use.isVisible()
    face.card.use.click()
    manager.quiet()
    assert list(manager.states().values()) == ["새 버전, 쓰지 않음", "쓰는 중"]
    assert face.list.current_id() == old.id
    face.list.choose(f"stalking-{stick.version}-{face._kept.volumes[0].pack.hash[:8]}")
    new = next(one for one in face._kept.volumes if one.pack.version == stick.version)
    face.list.choose(new.id)
    face.card.changed.click()
    manager.quiet()
    assert set(manager.dialog().buttons) == {"close"}
    manager.dialog().leave()
    face.card.use.click()
    manager.quiet()
    assert list(manager.states().values()) == ["쓰는 중", "보관 중"]


def test_a_counsellor_reads_and_decides_nothing(qtbot: QtBot, open_shell: Opener) -> None:
    bench = Bench(qtbot, open_shell("counsellor"))
    face = bench.face
    assert sum(one.selectable() for one in face.list.item_model().items()) == 5
    assert not face.install.isVisible()
    assert not face.keys.isVisible()
    assert not face.card.use.isVisible()


def test_what_was_altered_on_the_disk_is_not_used(qtbot: QtBot, manager: Bench, stick: Release, centre: Centre) -> None:
    pinned(manager, stick)
    manager.face.install_from(stick.file)
    manager.quiet()
    manager.dialog().leave()
    sheet = centre.home / "manuals" / f"stalking-{stick.version}" / "ko" / "C1.md"
    sheet.write_text(sheet.read_text("utf-8").replace("새 첫 줄", "나쁜 줄"), "utf-8")
    desk = Desk.open(centre.home, centre.unlock("manager")).reader()
    assert desk.library.held()["stalking"].version != stick.version
    assert any("stalking-99" in one for one in desk.library.problems())
    desk.close()

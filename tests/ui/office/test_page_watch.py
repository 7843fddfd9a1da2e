"""The page watch and the offline switch in the window, beside a real relay that serves a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app import settings
from app.inbox import Look
from tests.conftest import Centre
from tests.relay.running import RunningRelay
from tests.relay.test_page_watch import again, channel, published, serve, sign
from tests.relay.test_report_round import joined
from ui.application import Shell
from ui.floor import Floor
from ui.forms.watching import PageWatching
from ui.kit import icons
from ui.kit.dialogs import Dialog
from ui.notices import Notice
from ui.office.page_watch import WatchPart
from ui.today import TodayPage

__all__ = ["again", "channel", "joined", "published"]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "person"))


def placed(qtbot: QtBot, widget: QWidget) -> QWidget:
    icons.load()
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1290, 736)
    QVBoxLayout(window).addWidget(widget)
    window.show()
    qtbot.waitExposed(window)
    return window


def quiet(qtbot: QtBot, shell: Shell) -> None:
    qtbot.waitUntil(lambda: not shell.tasks.busy and not PageWatching.of(shell).busy, timeout=15_000)


def test_a_manager_lets_the_page_stand_and_hears_when_it_is_another(
    qtbot: QtBot, published: Centre, open_shell: Callable[[str], Shell], channel: RunningRelay, tmp_path: Path
) -> None:
    shell = open_shell("manager")
    told: list[Notice] = []
    shell.told.connect(told.append)
    part = WatchPart(shell)
    _window = placed(qtbot, part)
    part.reload()
    quiet(qtbot, shell)
    assert not part.look.isVisible(), "there is nothing to compare with yet"
    part.sign.click()
    quiet(qtbot, shell)
    assert isinstance(part.asked, Dialog)
    assert "모르는 페이지" in part.asked.panel.accessibleDescription() + part.asked.accessibleName() + _words(
        part.asked
    )
    part.asked.buttons["sign"].click()
    quiet(qtbot, shell)
    part.look.click()
    quiet(qtbot, shell)
    assert told[-1].sentence == "신고 페이지는 서명한 그대로입니다."
    assert not part.found.isVisible()
    serve(channel, tmp_path / "page", "main.js", b"another\n")
    part.look.click()
    quiet(qtbot, shell)
    assert told[-1].tone == "danger"
    assert "main.js" in told[-1].sentence
    qtbot.waitUntil(lambda: part.found.isVisible() and "main.js" in part.found.text(), timeout=5_000)
    channel.stop()
    part.look.click()
    quiet(qtbot, shell)
    assert "main.js" in part.found.text(), "silence takes nothing back"
    channel.start()


def _words(dialog: Dialog) -> str:
    from ui.kit.label import Label

    return " ".join(label.text() for label in dialog.findChildren(Label))


def test_today_says_so_and_offline_nothing_is_asked(
    qtbot: QtBot, published: Centre, open_shell: Callable[[str], Shell], channel: RunningRelay, tmp_path: Path
) -> None:
    sign(published)
    serve(channel, tmp_path / "page", "main.js", b"another\n")
    shell = open_shell("counsellor")
    went: list[tuple[str, object]] = []
    shell.went.connect(lambda place, what: went.append((place, what)))
    floor = Floor(shell)
    _window = placed(qtbot, floor)
    quiet(qtbot, shell)
    floor._set_status()
    quiet(qtbot, shell)
    assert floor.status._items[0].id == "connection"
    floor.connection.ask(floor)
    assert floor.connection.asked is not None
    floor.connection.asked.buttons["switch"].click()
    quiet(qtbot, shell)
    assert floor.connection.offline
    assert settings.load().offline
    assert floor.status._items[0].text == "연결 없이 일하는 중"
    PageWatching.of(shell).look()
    quiet(qtbot, shell)
    looks: list[Look] = []
    shell.tasks.read(floor, lambda desk: desk.page_watch.last, looks.append)
    quiet(qtbot, shell)
    assert looks[0].found == (), "nothing was fetched"
    floor.connection.switch(False)
    quiet(qtbot, shell)
    PageWatching.of(shell).look(asked=True)
    quiet(qtbot, shell)
    page = TodayPage(shell)
    _other = placed(qtbot, page)
    page.reload()
    quiet(qtbot, shell)
    (row,) = page.day.reports.rows.item_model().items()
    assert row.title == "신고 페이지가 다릅니다"
    page.day.reports.rows.opened.emit(row.id)
    assert went[-1] == ("office", "report-page")

"""Every window of ours asks the system to be left out of screenshots; where it cannot, that is said in words."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from app.vault import at_rest
from app.vault.at_rest import Computer
from app.vault.devices import AtRest
from tests.conftest import Centre
from tests.ui.test_window import enter, own_folder, window  # fixtures
from ui.cases.preview import PreviewDialog
from ui.kit import capture, platform
from ui.kit.computer import ComputerCheck
from ui.kit.findings import Findings
from ui.kit.label import IconLabel
from ui.kit.platform import Capture
from ui.tasks import Tasks
from ui.window import Window

__all__ = ["own_folder", "window"]


class Asked:
    """Stands where the system is asked, and remembers for which windows."""

    def __init__(self, answer: Capture) -> None:
        self.answer = answer
        self.handles: list[int] = []

    def __call__(self, handle: int, surface: str) -> Capture:
        assert surface == QApplication.platformName()
        self.handles.append(handle)
        return self.answer


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    recorder = Asked(Capture.ASKED)
    monkeypatch.setattr(platform, "keep_out_of_captures", recorder)
    return recorder


@pytest.mark.skipif(sys.platform != "linux", reason="says what Linux cannot do")
def test_linux_knows_no_such_request(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    assert capture.ask(widget) is Capture.NOT_AVAILABLE
    for surface in ("xcb", "wayland", "windows", "cocoa"):
        assert platform.keep_out_of_captures(int(widget.winId()), surface) is Capture.NOT_AVAILABLE


def test_the_window_asks_before_it_is_shown(asked: Asked, window: Window) -> None:
    assert set(asked.handles) == {int(window.winId())}
    window.hide()
    asked.handles.clear()
    window.show()
    assert set(asked.handles) == {int(window.winId())}


def test_a_paper_that_is_looked_at_stands_in_a_window_that_asked(
    asked: Asked, window: Window, centre: Centre, tmp_path: Path
) -> None:
    enter(window, centre, "counsellor", tmp_path)
    preview = PreviewDialog(window, [])
    preview.ask()
    assert preview.isVisible()
    assert preview.window() is window
    assert set(asked.handles) == {int(window.winId())}
    preview.leave()


def test_what_opens_a_window_of_its_own_asks_too(asked: Asked, window: Window, qtbot: QtBot) -> None:
    dialog = QDialog(window)
    qtbot.addWidget(dialog)
    dialog.show()
    assert asked.handles[-1] == int(dialog.winId()) != int(window.winId())
    dialog.close()


# -- in words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_answer_has_its_own_whole_sentence(language: i18n.Language) -> None:
    i18n.set_language(language)
    said = [capture.finding(state) for state in Capture]
    assert len({one.sentence for one in said}) == len({one.word for one in said}) == len(Capture)
    assert all(one.sentence.endswith(".") for one in said)


def test_the_check_says_disk_swap_and_screen(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, asked: Asked) -> None:
    asked.answer = Capture.REFUSED
    monkeypatch.setattr(at_rest, "look", lambda _home: Computer(AtRest.ENCRYPTED, AtRest.OPEN))
    tasks = Tasks()
    check = ComputerCheck(tasks)
    qtbot.addWidget(check)
    check.look(Path("anywhere"))
    qtbot.waitUntil(lambda: len(check.findings()) == 3)
    assert [one.tone for one in check.findings()] == ["fine", "act", "act"]
    assert [one.sentence for one in check.findings()] == [
        at_rest.disk_sentence(AtRest.ENCRYPTED),
        at_rest.swap_sentence(AtRest.OPEN),
        capture.finding(Capture.REFUSED).sentence,
    ]
    check.show_findings(check.findings()[:1])
    QApplication.processEvents()
    assert [one.text() for one in check.findChildren(IconLabel) if one.isVisibleTo(check)] == [
        at_rest.word(AtRest.ENCRYPTED)
    ]
    tasks.close()


def test_nothing_is_said_before_anybody_looked(qtbot: QtBot) -> None:
    card = Findings()
    qtbot.addWidget(card)
    assert card.findings() == ()

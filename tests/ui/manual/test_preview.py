"""The preview shows a folder as it is read, again after each save, and leads from a finding to its step."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app import i18n
from app.paths import resource
from ui.__main__ import main
from ui.kit import icons
from ui.manual.faults import Fault
from ui.manual.preview import PreviewWindow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(resource("manuals", "stalking"), tmp_path / "글"))


def settled(qtbot: QtBot, window: PreviewWindow) -> None:
    qtbot.waitUntil(lambda: window.look is not None and not window.tasks.busy, timeout=20_000)


@pytest.fixture
def window(qtbot: QtBot, folder: Path) -> PreviewWindow:
    icons.load()
    made = PreviewWindow(folder)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.read, timeout=20_000):
        made.show()
    settled(qtbot, made)
    return made


def edit(path: Path, before: str, after: str) -> None:
    """Save as an editor does: a new file takes the place of the old one."""
    text = path.read_text("utf-8")
    assert before in text
    fresh = path.with_suffix(".swp")
    fresh.write_text(text.replace(before, after, 1), "utf-8")
    fresh.replace(path)


def faults(window: PreviewWindow) -> list[Fault]:
    return [one for one in window.faults.item_model().items() if one.finding.severity == "error"]


def test_it_opens_at_the_manual_of_the_folder(window: PreviewWindow) -> None:
    assert (window.pages.pack.id, window.pages.step) == ("stalking", "C1")
    assert faults(window) == []
    ModelTester(None).check(window.faults.model())


def test_a_save_is_shown_at_the_same_step(qtbot: QtBot, window: PreviewWindow, folder: Path) -> None:
    window.pages.go_to("C2")
    with qtbot.waitSignal(window.read, timeout=20_000):
        edit(folder / "ko" / "C2.md", "### ask\n", "### ask\n정말 새로 쓴 물음인가요? ")
    assert window.pages.step == "C2"
    assert "정말 새로 쓴 물음" in window.pages.pack.steps["C2"].words("ko", "victim").ask
    assert "정말 새로 쓴 물음" in window.pages.view.mirror._sides["victim"].ask


def test_a_second_save_of_the_same_file_is_seen_too(qtbot: QtBot, window: PreviewWindow, folder: Path) -> None:
    for number in (1, 2):
        with qtbot.waitSignal(window.read, timeout=20_000):
            edit(folder / "ko" / "C1.md", "title: ", f"title: {number} ")
    assert window.pages.pack.steps["C1"].title("ko").startswith("2 1 ")


def test_a_fault_names_file_and_line_and_leads_to_its_step(qtbot: QtBot, window: PreviewWindow, folder: Path) -> None:
    with qtbot.waitSignal(window.read, timeout=20_000):
        edit(folder / "ko" / "C3.md", "### say\n- ", "### say\n- 안녕하세요! ")
    (fault,) = faults(window)
    lines = (folder / "ko" / "C3.md").read_text("utf-8").split("\n")
    assert fault.finding.where == f"ko/C3.md:{lines.index('### say') + 2}"
    window.faults.opened.emit(fault.id)
    assert window.pages.step == "C3"


def test_a_file_that_cannot_be_read_keeps_the_last_pages(qtbot: QtBot, window: PreviewWindow, folder: Path) -> None:
    with qtbot.waitSignal(window.read, timeout=20_000):
        edit(folder / "ko" / "C2.md", "### avoid", "### evade")
    assert window.stale.isVisible()
    assert len(faults(window)) == 1
    assert window.pages.step == "C1"
    with qtbot.waitSignal(window.read, timeout=20_000):
        edit(folder / "ko" / "C2.md", "### evade", "### avoid")
    assert not window.stale.isVisible()
    assert faults(window) == []


def test_a_step_that_went_leads_back_to_the_start(qtbot: QtBot, window: PreviewWindow, folder: Path) -> None:
    window.pages.go_to("C2")
    with qtbot.waitSignal(window.read, timeout=20_000):
        text = (folder / "pack.yaml").read_text("utf-8")
        start, rest = text.index("  C2:\n"), text.index("  C3:\n")
        edit(folder / "pack.yaml", text[start:rest], "")
    assert window.pages.step == "C1"
    assert faults(window)


def test_a_new_and_a_missing_file_are_noticed(qtbot: QtBot, window: PreviewWindow, folder: Path) -> None:
    with qtbot.waitSignal(window.read, timeout=20_000):
        (folder / "en" / "C4.md").unlink()
    assert "en/C4.md:1" in [one.finding.where for one in faults(window)]
    with qtbot.waitSignal(window.read, timeout=20_000):
        shutil.copy(resource("manuals", "stalking", "en", "C4.md"), folder / "en" / "C4.md")
    assert faults(window) == []


def test_the_other_language_is_one_press_away(qtbot: QtBot, window: PreviewWindow) -> None:
    window.pages.go_to("C5")
    window.set_language("en")
    settled(qtbot, window)
    assert i18n.language() == "en"
    assert window.pages.step == "C5"
    title = window.pages.pack.steps["C5"].title("en")
    assert title in window.pages.head.title.text()


def test_what_is_shared_can_be_looked_at(qtbot: QtBot, tmp_path: Path) -> None:
    shared = next(path.parent for path in resource("manuals").glob("*/pack.yaml") if not _starts(path))
    copied = Path(shutil.copytree(shared, tmp_path / "shared"))
    made = PreviewWindow(copied)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.read, timeout=20_000):
        made.show()
    with qtbot.waitSignal(made.read, timeout=20_000):
        edit(copied / "ko" / "EMG.md", "title: ", "title: 새 ")
    made.pages.go_to("EMG")
    assert made.pages.pack.steps["EMG"].title("ko").startswith("새 ")


def _starts(path: Path) -> bool:
    return "\nstart:" in path.read_text("utf-8")


def test_wrong_words_are_refused_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ["manual", "preview"],
        ["manual", "preview", str(tmp_path)],
        ["--lang", "fr", "manual", "preview", "x"],
    ):
        assert main(words) == 2
        assert capsys.readouterr().err.strip().endswith((".", "다."))


def test_a_folder_that_cannot_be_read_at_first_says_so_beside_what_was_found(qtbot: QtBot, folder: Path) -> None:
    edit(folder / "ko" / "C2.md", "### avoid", "### avoidd")
    window = PreviewWindow(folder)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.read, timeout=20_000):
        window.show()
    settled(qtbot, window)
    assert faults(window)
    assert window.nothing.isVisible()
    assert not window.pages.isVisible()
    with qtbot.waitSignal(window.read, timeout=20_000):
        edit(folder / "ko" / "C2.md", "### avoidd", "### avoid")
    assert not window.nothing.isVisible()
    assert window.pages.isVisible()

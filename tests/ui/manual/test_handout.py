"""The dialog for hand-outs and books: chosen steps, what is left out in words, a file or a print, never unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.documents import handouts, make_book
from app.errors import NoRoom
from app.manual import Pack, read
from ui.application import Shell
from ui.kit.form import HelpLine
from ui.kit.label import IconLabel
from ui.manual.handout_form import HandoutForm
from ui.manual.handout_made import MadeHandout


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read("dating-violence")


@pytest.fixture
def open_form(qtbot: QtBot, shell: Shell, pack: Pack, tmp_path: Path) -> Callable[..., HandoutForm]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1290, 736)
    window.show()

    def form(*steps: str, case_id: str | None = None, printer: QPrinter | None = None) -> HandoutForm:
        made = HandoutForm(
            window, shell, pack, steps, case_id, "단풍", lambda _window, _name: tmp_path / "paper.pdf",
            lambda _window: printer,
        )  # fmt: skip
        made.ask(made.form.steps)
        settle(qtbot, shell)
        return made

    return form


def settle(qtbot: QtBot, shell: Shell) -> None:
    qtbot.waitUntil(lambda: not shell.tasks.busy, timeout=20_000)


def left_out(form: HandoutForm) -> str:
    """What stands under the steps."""
    row = form.form.steps.parentWidget()
    assert row is not None
    return row.findChildren(HelpLine)[0].text()


def ask(qtbot: QtBot, shell: Shell, work: Callable[..., Any]) -> Any:
    found: list[Any] = []
    shell.tasks.read(shell, work, found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5_000)
    return found[0]


def test_the_path_is_chosen_and_what_gets_lost_stands_in_words(
    qtbot: QtBot, shell: Shell, open_form: Callable[..., HandoutForm]
) -> None:
    form = open_form("A1", "A2", "nowhere")
    assert form.form.steps.values() == ("A1", "A2")
    assert "1366 서울센터" in left_out(form)
    form.form.steps.set_values(())
    form.form.steps.changed.emit()
    settle(qtbot, shell)
    assert left_out(form) == ""


def test_a_locked_file_opens_with_the_passphrase_shown_once(
    qtbot: QtBot, shell: Shell, open_form: Callable[..., HandoutForm], tmp_path: Path
) -> None:
    form = open_form("A8")
    form.buttons["save"].click()
    settle(qtbot, shell)
    assert isinstance(form.made, MadeHandout)
    reader = PdfReader(tmp_path / "paper.pdf")
    assert reader.is_encrypted
    assert reader.decrypt(form.made.shown.text())
    entry = ask(qtbot, shell, lambda desk: desk.audit.entries(kind="handout_given"))[0]
    assert (entry.facts["steps"], entry.facts["encrypted"]) == (["A8"], True)


def test_nothing_is_made_without_steps_or_without_a_reason(
    qtbot: QtBot, shell: Shell, open_form: Callable[..., HandoutForm], tmp_path: Path
) -> None:
    form = open_form()
    form.buttons["save"].click()
    assert form.form.error("steps")
    form.form.steps.set_values(("A8",))
    form.form.lock.set_value("plain")
    form.form.lock.changed.emit()
    form.buttons["save"].click()
    assert form.form.error("plain_reason")
    settle(qtbot, shell)
    assert list(tmp_path.glob("*.pdf")) == []


def test_for_a_case_it_is_asked_whether_paper_is_safe(
    qtbot: QtBot, shell: Shell, open_form: Callable[..., HandoutForm], tmp_path: Path
) -> None:
    made: list[str] = []
    shell.tasks.write(shell, lambda desk: desk.cases.open_case("단풍"), lambda case: made.append(case.id))
    qtbot.waitUntil(lambda: bool(made))
    form = open_form("A8", case_id=made[0])
    assert form.card is not None
    assert [one.text() for one in form.card.findChildren(IconLabel)] == ["이분께 연락할 때: 전화하지 마세요"]
    assert form._column.body.indexOf(form.card) == 0
    form.buttons["save"].click()
    assert form.form.error("safe_to_take")
    form.form.safe.set_value("no")
    form.form.finder.setText("함께 사는 사람")
    form.buttons["save"].click()
    settle(qtbot, shell)
    assert form.form.error("safety")
    assert not (tmp_path / "paper.pdf").exists()
    form.form.safe.set_value("yes")
    form.buttons["save"].click()
    settle(qtbot, shell)
    copies = ask(qtbot, shell, lambda desk: desk.documents.copies(made[0]))
    assert [(one.profile, one.recipient, one.encrypted) for one in copies] == [("handout", "단풍", True)]


def test_without_the_card_nothing_of_a_case_is_made(
    qtbot: QtBot, shell: Shell, open_form: Callable[..., HandoutForm], tmp_path: Path
) -> None:
    made: list[str] = []
    shell.tasks.write(shell, lambda desk: desk.cases.open_case("단풍"), lambda case: made.append(case.id))
    qtbot.waitUntil(lambda: bool(made))
    form = open_form("A8", case_id=made[0])
    form.card = None
    form.form.safe.set_value("yes")
    form.form.finder.setText("아무도 없음")
    form.buttons["save"].click()
    settle(qtbot, shell)
    assert "안전한 연락 카드" in form.problem.text()
    assert not (tmp_path / "paper.pdf").exists()


def test_what_is_typed_is_kept_while_a_book_is_drawn(
    qtbot: QtBot, shell: Shell, open_form: Callable[..., HandoutForm], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing, go_on = Event(), Event()

    def slow(*given: Any) -> Any:
        drawing.set()
        go_on.wait(20)
        return make_book(*given)

    monkeypatch.setattr(handouts, "make_book", slow)
    form = open_form("A1")
    form.form.kind.set_value("book")
    form.form.kind.changed.emit()
    form.buttons["save"].click()
    qtbot.waitUntil(drawing.is_set, timeout=20_000)
    kept: list[str] = []
    shell.tasks.write(shell, lambda desk: desk.cases.open_case("단풍"), lambda case: kept.append(case.id))
    qtbot.waitUntil(lambda: bool(kept), timeout=20_000)
    assert not (tmp_path / "paper.pdf").exists()
    go_on.set()
    settle(qtbot, shell)
    assert (tmp_path / "paper.pdf").exists()


def test_it_is_looked_at_and_printed_inside_the_application(
    qtbot: QtBot, shell: Shell, open_form: Callable[..., HandoutForm], tmp_path: Path
) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    form = open_form("A8", printer=printer)
    told: list[str] = []
    shell.told.connect(lambda notice: told.append(notice.sentence))
    form.form.shape.set_value("discreet")
    form.form.shape.changed.emit()
    form.buttons["look"].click()
    settle(qtbot, shell)
    form.preview.buttons["print"].click()
    settle(qtbot, shell)
    assert told == ["안내지를 프린터로 보냈습니다."]
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == 1


def test_a_whole_book_is_one_choice_away(
    qtbot: QtBot, shell: Shell, open_form: Callable[..., HandoutForm], tmp_path: Path
) -> None:
    form = open_form("A1")
    form.form.kind.set_value("book")
    form.form.kind.changed.emit()
    form.form.side.set_value("police")
    form.buttons["save"].click()
    settle(qtbot, shell)
    reader = PdfReader(tmp_path / "paper.pdf")
    assert not reader.is_encrypted
    assert len(reader.pages) > 20


def test_a_refusal_is_in_sight_wherever_one_has_scrolled(
    qtbot: QtBot, shell: Shell, open_form: Callable[..., HandoutForm]
) -> None:
    form = open_form("A1")
    for place in (0, form._column.verticalScrollBar().maximum()):
        form._column.verticalScrollBar().setValue(place)
        form._refused(NoRoom("Nothing was written."))
        settle(qtbot, shell)
        qtbot.waitUntil(lambda: form.problem.isVisible() and form.problem.height() > 0)
        assert form.problem.visibleRegion().boundingRect().height() == form.problem.height()
        assert form.buttons["save"].isVisible()

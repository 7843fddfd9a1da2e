"""Attachments in a window: a line each, said to be something before anything else, then evidence, or gone unopened."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from time import sleep
from typing import cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.changes import Changes, Done
from app.desk import Desk
from app.flows import report_to_case
from app.flows.report_files import Bringing
from tests.app.inbox.test_attachments import LETTER, PHOTO, SMALL, Sender, on_disk, sends
from tests.app.inbox.test_inbox import bundle, officers
from tests.conftest import Centre
from tests.ui.inbox.test_inbox_page import Bench
from ui.application import Shell
from ui.inbox.files import FilesDialog, StateForm, TakeForm

__all__ = ["officers"]


@pytest.fixture
def bench(qtbot: QtBot, officers: Centre, open_shell: Callable[[str], Shell]) -> Bench:
    with closing(officers.open()) as desk:
        reporter = Sender(desk.keys.centre_id[:16], bundle(desk))
    return Bench(qtbot, open_shell("counsellor"), reporter)


def arrive(bench: Bench, *files: tuple[str, bytes], upto: int = 999, view_of: int | None = None) -> None:
    sender = cast(Sender, bench.reporter)

    def came(desk: Desk) -> Done[None]:
        sends(desk, sender, *files, upto=upto, view_of=view_of)
        return Done(None, Changes.INBOX)

    bench.write(came)
    bench.page.open(sender.thread.mailbox)
    bench.quiet()


def dialog(bench: Bench) -> FilesDialog:
    bench.press("Ctrl+Shift+F")
    assert isinstance(bench.page.asked, FilesDialog)
    return bench.page.asked


def case(bench: Bench) -> str:
    thread = bench.reporter.thread.mailbox
    return bench.write(lambda desk: report_to_case.draft(desk, thread, "파랑")).case_id


def state(bench: Bench, kind: str, words: str = "") -> StateForm:
    dialog(bench).buttons["state"].click()
    form = bench.page.form
    assert isinstance(form, StateForm)
    form.kind.set_value(kind)
    form.said.setPlainText(words)
    form.submit()
    bench.quiet()
    return form


def test_each_attachment_is_a_line_with_what_is_here_and_what_is_not_stated(bench: Bench) -> None:
    arrive(bench, ("편지.txt", LETTER), ("문 앞.jpg", PHOTO), ("문 앞.jpg", SMALL), upto=4, view_of=1)
    shown = bench.shown()
    assert "편지.txt" in shown
    assert "아직 밝히지 않음" in shown
    assert "2조각 가운데 1조각 도착" in shown
    assert "촬영 정보를 뺀 사본" in shown
    assert shown.count("문 앞.jpg") == 1, "the copy belongs to its original"
    asked = dialog(bench)
    assert asked.rows.model().rowCount() == 2
    assert not asked.buttons["take"].isEnabled()
    bench.qtbot.keyClick(asked.rows, Qt.Key.Key_Return)
    assert asked.buttons["state"].hasFocus(), "Enter leads on, and opens nothing"


def test_a_thread_without_attachments_offers_none(bench: Bench) -> None:
    bench.arrive(bench.reporter.says("글만 있습니다"))
    bench.open()
    assert not bench.page.view.buttons["files"].isVisible()


def test_stated_by_keyboard_and_taken_into_the_evidence_of_its_case(bench: Bench) -> None:
    arrive(bench, ("편지.txt", LETTER))
    form = state(bench, "other")
    assert "적어 주세요" in form.error("words")
    form.said.setPlainText("가계부라고 적음")
    form.submit()
    bench.quiet()
    assert "밝혔음" in bench.shown()
    assert not dialog(bench).buttons["take"].isEnabled(), "it is no case yet"
    bench.qtbot.keyClick(bench.page.asked, Qt.Key.Key_Escape)
    case_id = case(bench)
    dialog(bench).buttons["take"].click()
    form_ = bench.page.form
    assert isinstance(form_, TakeForm)
    form_.submit()
    bench.quiet()
    bench.qtbot.waitUntil(lambda: "증거에 있음" in bench.shown(), timeout=10_000)
    (item,) = bench.ask(lambda desk: desk.evidence.items(case_id))
    assert (item.size, item.stated) == (len(LETTER), "from_report")
    assert "증거" in bench.told[-1].sentence


def test_what_may_hold_a_sexual_image_is_asked_once_more_and_goes_unopened(bench: Bench) -> None:
    arrive(bench, ("사진.jpg", PHOTO))
    form = state(bench, "sexual")
    assert "한 번 더" in form.error("kind")
    assert bench.ask(on_disk), "one press erases nothing"
    form.submit()
    bench.quiet()
    assert "보관하지 않음" in bench.shown()
    assert bench.ask(on_disk) == []
    assert not dialog(bench).buttons["state"].isEnabled()


def test_a_stop_and_what_does_not_fit_are_sentences_and_nothing_is_lost(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(bench, ("편지.txt", LETTER))
    state(bench, "letter")
    case_id = case(bench)
    dialog(bench).buttons["take"].click()
    form = bench.page.form
    assert isinstance(form, TakeForm)
    whole = Bringing.seal

    def slow(bringing: Bringing, tell: Callable[[float], None], stopped: Callable[[], bool]) -> object:
        while not stopped():
            sleep(0.01)
        return whole(bringing, tell, stopped)

    with monkeypatch.context() as waiting:
        waiting.setattr(Bringing, "seal", slow)
        form.submit()
        bench.qtbot.waitUntil(form.progress.isVisible, timeout=9_000)
        form.buttons["leave"].click()
        assert "멈추었습니다" in form.error()
        bench.quiet()
    assert bench.ask(lambda desk: desk.evidence.items(case_id)) == ()
    first = bench.ask(on_disk)[0]
    first.write_bytes(bytes(first.stat().st_size))
    form.submit()
    bench.qtbot.waitUntil(lambda: "알린 것과 맞지 않습니다" in form.error(), timeout=9_000)
    bench.quiet()
    assert "알린 것과 맞지 않음" in bench.shown()
    assert bench.ask(lambda desk: desk.evidence.items(case_id)) == ()

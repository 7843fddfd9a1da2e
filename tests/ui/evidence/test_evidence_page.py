"""The evidence of a case in the window: taking in with a stop, looking through the child, stopping, handing over."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.evidence import Reference, Stated
from tests.app.evidence.conftest import WORDS, picture, recording, take_in
from tests.conftest import Centre
from ui.application import Shell
from ui.evidence import EvidencePage
from ui.evidence.leaving import HandOverForm, LeftDialog
from ui.evidence.refer import ReferForm
from ui.evidence.stopped import StoppedDialog
from ui.evidence.take_in import TakeInForm
from ui.forms.looking import LookDialog


def settled(qtbot: QtBot, shell: Shell, done: Callable[[], bool] = lambda: True) -> None:
    qtbot.waitUntil(lambda: not shell.tasks.busy and done(), timeout=15_000)


def ask(qtbot: QtBot, shell: Shell, work: Callable[[Desk], Any]) -> Any:
    found: list[Any] = []
    shell.tasks.read(shell, work, found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=15_000)
    return found[0]


@pytest.fixture
def cases(centre: Centre, tmp_path: Path) -> dict[str, str]:
    """A case with a talk and a picture, a digital one, and an empty one; made before the window opens."""
    desk = centre.open()
    ids = {}
    for name, types in (("full", ("stalking",)), ("digital", ("deepfake",)), ("empty", ())):
        ids[name] = desk.cases.open_case(name).value.id
        if types:
            desk.cases.set_incident(ids[name], types)
    talk, shot = tmp_path / "대화.txt", tmp_path / "사진.jpg"
    talk.write_text(WORDS, "utf-8")
    shot.write_bytes(picture())
    ids["talk"] = take_in(desk, ids["full"], talk, title="문자 대화").id
    ids["shot"] = take_in(desk, ids["full"], shot, title="문 앞 사진").id
    desk.close()
    return ids


@pytest.fixture
def page(qtbot: QtBot, cases: dict[str, str], shell: Shell) -> Iterator[EvidencePage]:
    host = QWidget()
    host.resize(1290, 736)
    found = EvidencePage(shell, host)
    found.resize(1290, 736)
    qtbot.addWidget(host)
    host.show()
    shell.tasks.changed.connect(
        lambda changes: found.reload() if found.watches & changes else None
    )  # as the window does
    yield found
    del host


def arrive(qtbot: QtBot, page: EvidencePage, case_id: str) -> None:
    page.arrive(case_id)
    settled(qtbot, page.shell, lambda: page.shelf is not None and page.shelf.case.id == case_id)


def test_the_list_and_the_chain_are_shown(qtbot: QtBot, page: EvidencePage, cases: dict[str, str]) -> None:
    arrive(qtbot, page, cases["full"])
    assert page.list.item_model().rowCount() == 2
    page.list.choose(cases["talk"])
    assert page.detail.title.text() == "문자 대화"
    assert page.detail.chain.item_model().rowCount() == 1
    assert page.digital.isHidden()
    arrive(qtbot, page, cases["digital"])
    assert not page.digital.isHidden()
    arrive(qtbot, page, cases["empty"])
    assert page.stack.currentWidget() is page.none


def test_a_file_is_taken_in_from_the_form(
    qtbot: QtBot, page: EvidencePage, cases: dict[str, str], tmp_path: Path
) -> None:
    arrive(qtbot, page, cases["empty"])
    page.choose_file = lambda _window: tmp_path / "대화.txt"
    page.bring()
    form = page.form
    assert isinstance(form, TakeInForm)
    form.submit()
    assert form.error("title"), "what it is has to be said"
    form.title.setText("메신저")
    form.submit()
    settled(qtbot, page.shell, lambda: page.shelf is not None and len(page.shelf.items) == 1)
    assert page.detail.title.text() == "메신저"


def test_a_picture_in_a_digital_case_is_refused_at_the_form_and_nothing_is_left(
    qtbot: QtBot, page: EvidencePage, cases: dict[str, str], tmp_path: Path
) -> None:
    arrive(qtbot, page, cases["digital"])
    page.choose_file = lambda _window: tmp_path / "사진.jpg"
    page.bring()
    form = page.form
    assert isinstance(form, TakeInForm)
    form.title.setText("화면")
    form.stated.set_value(Stated.NO_SEXUAL_IMAGE)
    form.submit()
    settled(qtbot, page.shell, lambda: bool(form.error()))
    assert not form.running
    assert form.title.text() == "화면", "what was typed is still there"
    assert form.buttons["save"].isEnabled()
    home = ask(qtbot, page.shell, lambda desk: desk.home)
    assert len(list((home / "evidence").rglob("*.ev1"))) == 2, "the two of the other case"


def test_a_stop_while_sealing_takes_nothing_in(
    qtbot: QtBot, page: EvidencePage, cases: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.evidence import Intake

    call = tmp_path / "call.wav"
    call.write_bytes(recording() + bytes(3 << 20))
    arrive(qtbot, page, cases["empty"])
    page.choose_file = lambda _window: call
    page.bring()
    form = page.form
    assert isinstance(form, TakeInForm)
    form.title.setText("통화")
    reached, go_on = threading.Event(), threading.Event()
    seal = Intake.seal

    def slowly(intake: Intake, source: Path, progress: Any, stopped: Any) -> Any:
        def told(part: float) -> None:
            progress(part)
            reached.set()
            assert go_on.wait(10)

        return seal(intake, source, told, stopped)

    monkeypatch.setattr(Intake, "seal", slowly)
    form.submit()
    qtbot.waitUntil(lambda: reached.is_set() and not form.progress.isHidden(), timeout=10_000)
    form._obey("leave")
    go_on.set()
    settled(qtbot, page.shell)
    assert form.error()
    assert form.isVisible()
    assert ask(qtbot, page.shell, lambda desk: desk.evidence.items(cases["empty"])) == ()
    home = ask(qtbot, page.shell, lambda desk: desk.home)
    assert len(list((home / "evidence").rglob("*.*"))) == 2


def test_looking_shows_pixels_and_stopping_takes_them_away_and_names_whom_to_ask(
    qtbot: QtBot, page: EvidencePage, cases: dict[str, str]
) -> None:
    arrive(qtbot, page, cases["full"])
    page.list.choose(cases["shot"])
    page.look(cases["shot"])
    settled(qtbot, page.shell, lambda: isinstance(page.form, LookDialog))
    look = page.form
    assert isinstance(look, LookDialog)
    qtbot.waitUntil(lambda: not look.picture.pixmap().isNull(), timeout=15_000)
    assert len({look.picture.pixmap().toImage().pixel(x, 20) for x in range(60)}) > 10, "a picture, not a plain ground"
    qtbot.keyClick(look, Qt.Key.Key_S)
    look.buttons["stop"].click()
    assert look.picture.pixmap().isNull(), "gone before anything else happens"
    settled(qtbot, page.shell, lambda: isinstance(page.form, StoppedDialog))
    stopped = page.form
    assert isinstance(stopped, StoppedDialog)
    assert {row.id for row in stopped.whom.item_model().items()} == {"hotline-1366", "d4u-center", "police-112"}  # fmt: skip
    stopped.leave()
    settled(qtbot, page.shell, lambda: page.shelf is not None and page.shelf.item(cases["shot"]).stopped)  # type: ignore[union-attr]  # it is there
    page.list.choose(cases["shot"])
    assert page.detail.acts["look"].isHidden()
    assert not page.detail.acts["release"].isHidden()
    page.look(cases["shot"])
    settled(qtbot, page.shell)
    assert page.form is stopped, "it does not open any more"


def test_a_text_is_read_as_plain_letters(qtbot: QtBot, page: EvidencePage, cases: dict[str, str]) -> None:
    arrive(qtbot, page, cases["full"])
    page.look(cases["talk"])
    settled(qtbot, page.shell, lambda: isinstance(page.form, LookDialog))
    look = page.form
    assert isinstance(look, LookDialog)
    qtbot.waitUntil(lambda: WORDS[:20] in look.letters.toPlainText(), timeout=15_000)
    look.leave()
    assert look.letters.toPlainText() == ""
    lines = ask(qtbot, page.shell, lambda desk: desk.evidence.custody(cases["talk"]))
    assert [line.act for line in lines] == ["taken_in", "looked_at"]


def test_a_reference_is_written_down(qtbot: QtBot, page: EvidencePage, cases: dict[str, str]) -> None:
    arrive(qtbot, page, cases["digital"])
    page.write_reference()
    form = page.form
    assert isinstance(form, ReferForm)
    form.title.setText("게시물")
    form.url.setText("https://example.invalid/1")
    form.seen_on.setText("2026-11-20")
    form.seen_time.setText("25:00")
    form.submit()
    assert form.error("seen_time")
    form.seen_time.setText("21:30")
    form.submit()
    settled(qtbot, page.shell, lambda: page.shelf is not None and len(page.shelf.items) == 1)
    assert page.detail.title.text() == "게시물"


def test_handing_over_gives_a_file_and_its_passphrase_once(
    qtbot: QtBot, page: EvidencePage, cases: dict[str, str], tmp_path: Path
) -> None:
    import pyrage

    arrive(qtbot, page, cases["full"])
    page.choose_path = lambda _window, _name: tmp_path / "out.age"
    page.act("hand_over", cases["talk"])
    form = page.form
    assert isinstance(form, HandOverForm)
    form.submit()
    assert form.error("recipient")
    form.recipient.setText("경찰서")
    form.submit()
    settled(qtbot, page.shell, lambda: isinstance(page.form, LeftDialog))
    left = page.form
    assert isinstance(left, LeftDialog)
    assert pyrage.passphrase.decrypt((tmp_path / "out.age").read_bytes(), form.passphrase)
    assert form.passphrase in {field.text() for field in left.fields.values()}


def test_checking_reads_to_the_end_and_writes_it_down(qtbot: QtBot, page: EvidencePage, cases: dict[str, str]) -> None:
    arrive(qtbot, page, cases["full"])
    told: list[str] = []
    page.shell.told.connect(lambda notice: told.append(notice.sentence))
    page.act("check", cases["talk"])
    settled(qtbot, page.shell, lambda: bool(told))
    assert ask(qtbot, page.shell, lambda desk: desk.evidence.custody(cases["talk"]))[-1].detail == "same"


def test_whoever_lacks_the_key_is_told_why(
    qtbot: QtBot, cases: dict[str, str], open_shell: Callable[[str], Shell]
) -> None:
    shell = open_shell("manager")
    page = EvidencePage(shell)
    qtbot.addWidget(page)
    arrive(qtbot, page, cases["full"])
    assert page.take_in.isHidden()
    page.list.choose(cases["talk"])
    assert page.detail.acts["look"].isHidden()
    assert page.detail.told.text()
    assert not page.detail.acts["sheet"].isHidden()


def test_every_control_has_a_name(qtbot: QtBot, page: EvidencePage, cases: dict[str, str]) -> None:
    arrive(qtbot, page, cases["full"])
    nameless = [
        type(one).__name__
        for one in page.findChildren(QWidget)
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus and one.isVisibleTo(page) and not (one.accessibleName() or getattr(one, "text", lambda: "")())
    ]  # fmt: skip
    assert nameless == []
    assert not QImage(page.grab().toImage()).isNull()


def test_a_reference_has_no_act_that_needs_a_file(
    qtbot: QtBot, centre: Centre, cases: dict[str, str], open_shell: Callable[[str], Shell]
) -> None:
    desk = centre.open()
    item = desk.evidence.refer(cases["digital"], Reference("게시물", url="x")).value
    desk.close()
    page = EvidencePage(open_shell("counsellor"))
    qtbot.addWidget(page)
    arrive(qtbot, page, cases["digital"])
    page.list.choose(item.id)
    shown = {name for name, button in page.detail.acts.items() if not button.isHidden()}
    assert shown == {"sheet"}

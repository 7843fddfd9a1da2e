"""A photo in a window: stated and taken into the register, looked at on the screen only, stopped or erased; late answers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.changes import Changes, Done
from app.desk import Desk
from tests.app.inbox.test_attachments import Sender, attachments, on_disk, sends
from tests.app.material.test_from_reports import entered, material_bundle, monitors
from tests.app.material.test_photos import PHOTO, files, taken
from tests.conftest import Centre
from tests.ui.inbox.test_material_page import Bench
from ui.application import Shell
from ui.forms.looking import LookDialog
from ui.inbox import MaterialPage
from ui.inbox.files import FilesDialog, StateForm
from ui.inbox.photo import PhotoForm
from ui.kit import icons
from ui.today import TodayPage

__all__ = ["monitors"]


@pytest.fixture
def sender(monitors: Centre) -> Sender:
    with closing(monitors.open()) as desk:
        return Sender(desk.keys.centre_id[:16], material_bundle(desk), door="public")


@pytest.fixture
def bench(qtbot: QtBot, sender: Sender, open_shell: Callable[[str], Shell]) -> Bench:
    return Bench(qtbot, open_shell("counsellor"), sender)


def asked(bench: Bench) -> FilesDialog:
    bench.place.reports.view.buttons["files"].click()
    found = bench.place.reports.asked
    assert isinstance(found, FilesDialog)
    return found


def arrive(bench: Bench, sender: Sender) -> None:
    def came(desk: Desk) -> Done[None]:
        sends(desk, sender, ("벽보.jpg", PHOTO), medium=("poster",))
        return Done(None, Changes.INBOX)

    bench.write(came)
    bench.go(sender.thread.mailbox)


def test_a_photo_is_stated_taken_into_the_register_and_looked_at_there(bench: Bench, sender: Sender) -> None:
    arrive(bench, sender)
    dialog = asked(bench)
    assert not dialog.buttons["photo"].isEnabled()
    assert "take" not in dialog.buttons, "what is public is no evidence of a case"
    dialog.buttons["state"].click()
    form = bench.place.reports.form
    assert isinstance(form, StateForm)
    form.kind.set_value("material")
    form.submit()
    bench.quiet()
    dialog = asked(bench)
    assert not dialog.buttons["photo"].isEnabled(), "the report has no entry yet"
    dialog.leave()
    entry = bench.write(lambda desk: Done(entered(desk, sender.thread.mailbox), Changes.MATERIAL))
    bench.place.reports.reload()
    bench.quiet()
    asked(bench).buttons["photo"].click()
    taking = bench.place.reports.form
    assert isinstance(taking, PhotoForm)
    taking.submit()
    bench.quiet()
    bench.qtbot.waitUntil(lambda: bool(bench.ask(lambda desk: files(desk.home))), timeout=10_000)
    assert bench.ask(lambda desk: attachments(desk, sender)[0].state) == "register"
    assert bench.ask(on_disk) == []
    bench.go(f"material:{entry}")
    assert "대장에 잠가 둠" in bench.shown()
    bench.press("사진 보기")
    look = bench.place.material.asked
    assert isinstance(look, LookDialog)
    bench.qtbot.waitUntil(lambda: not look.picture.pixmap().isNull(), timeout=15_000)
    assert len({look.picture.pixmap().toImage().pixel(x, 20) for x in range(60)}) > 10, "a picture, not a plain ground"
    look.buttons["stop"].click()
    assert look.picture.pixmap().isNull(), "gone before anything else happens"
    bench.quiet()
    assert bench.ask(lambda desk: files(desk.home)) == []
    assert bench.ask(lambda desk: desk.materials.get(entry).entry.attachment) is None
    assert not bench.place.material.view.buttons["look"].isVisibleTo(bench.place.material.view)


def test_a_photo_is_erased_unseen_after_a_question_only(bench: Bench, sender: Sender) -> None:
    entry = bench.write(lambda desk: Done(taken(desk, sender), Changes.MATERIAL))
    bench.go(f"material:{entry}")
    bench.press("사진 지우기")
    question = bench.place.material.asked
    assert question is not None
    question.buttons["keep"].click()
    bench.quiet()
    assert len(bench.ask(lambda desk: files(desk.home))) == 1
    bench.press("사진 지우기")
    question = bench.place.material.asked
    assert question is not None
    question.buttons["erase"].click()
    bench.quiet()
    assert bench.ask(lambda desk: files(desk.home)) == []
    assert "looked_at" not in str(bench.ask(lambda desk: [one.kind for one in desk.trail()]))


def test_who_opens_no_such_reports_sees_that_it_is_there_and_a_manager_what_is_late(
    qtbot: QtBot, monitors: Centre, sender: Sender, open_shell: Callable[[str], Shell]
) -> None:
    icons.load()
    with closing(monitors.open()) as desk:
        entry = taken(desk, sender)
        desk.materials.step(entry, "letter", day="2026-01-02", due_on="2026-01-20")
        desk.materials.close(desk.materials.write(medium="poster", title="옛것").value, "removed")
    shell = open_shell("manager")
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    register, today = MaterialPage(shell), TodayPage(shell)
    for page in (register, today):
        column.addWidget(page)
    window.show()
    register.arrive(entry)
    today.arrive()
    qtbot.waitUntil(lambda: not shell.tasks.busy, timeout=15_000)
    assert "대장에 잠가 둠" in register.view.text.toPlainText()
    for name in ("look", "no_photo"):
        assert not register.view.buttons[name].isVisibleTo(register.view)
    (row,) = today.day.reports.rows.item_model().items()
    assert (row.title, row.state) == ("늦어지는 기관의 답", "1")
    went: list[tuple[str, object]] = []
    shell.went.connect(lambda place, argument: went.append((place, argument)))
    today.day.reports.rows.opened.emit(row.id)
    assert went == [("material", None)], "this manager opens no reports, and reads the register by itself"

"""The register in a window: from a report to an entry, followed up, closed, answered; rounds, words to look for, lists."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.changes import Changes, Done
from app.desk import Desk
from app.flows import report_to_material
from app.kinds import Compartment
from app.material import Asked
from tests.app.inbox.test_inbox import Reporter
from tests.app.material.test_from_reports import WORDS, arrived, material_bundle, monitors
from tests.conftest import Centre
from ui.application import Shell
from ui.inbox import MaterialPage
from ui.inbox.place import MATERIAL, REPORTS, InboxPlace
from ui.kit import icons
from ui.kit.buttons import Button
from ui.notices import Notice

__all__ = ["monitors"]
T = TypeVar("T")


class Bench:
    """The inbox in a window, with a reporter outside."""

    def __init__(self, qtbot: QtBot, shell: Shell, reporter: Reporter) -> None:
        icons.load()
        self.qtbot, self.shell, self.reporter = qtbot, shell, reporter
        self.told: list[Notice] = []
        shell.told.connect(self.told.append)
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(1290, 690)
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        self.place = InboxPlace(shell)
        column.addWidget(self.place)
        shell.tasks.changed.connect(self._reload)
        shell.went.connect(lambda place, argument: self.place.arrive(argument) if place == "inbox" else None)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitExposed(self.window)

    def _reload(self, changes: Changes) -> None:
        if self.place.watches & changes:
            self.place.reload()

    def quiet(self) -> None:
        busy = self.place.reports.fetching
        self.qtbot.waitUntil(lambda: not self.shell.tasks.busy and not busy.busy, timeout=15_000)

    def write(self, work: Callable[[Desk], Done[T]]) -> T:
        found: list[T] = []
        self.shell.tasks.write(self.window, work, found.append)
        self.quiet()
        return found[0]

    def ask(self, work: Callable[[Desk], T]) -> T:
        found: list[T] = []
        self.shell.tasks.read(self.window, work, found.append)
        self.quiet()
        return found[0]

    def go(self, argument: str) -> None:
        self.place.arrive(argument)
        self.quiet()

    def press(self, name: str) -> None:
        button = next(one for one in self.window.findChildren(Button) if one.word() == name and one.isVisible())
        button.click()
        self.quiet()

    def fill(self, **values: Any) -> None:
        form = self.place.material.form
        assert form is not None
        for name, value in values.items():
            control = form.control_of(name)
            if isinstance(value, tuple):
                control.set_values(value)
            elif hasattr(control, "set_value"):
                control.set_value(value)
                if hasattr(control, "changed"):
                    control.changed.emit()
            else:
                control.setText(value)
        form.submit()
        self.quiet()

    def lines(self) -> list[tuple[str, str]]:
        return [(row.title, row.state) for row in self.place.material.list.model.items()]

    def shown(self) -> str:
        return self.place.material.view.text.toPlainText()


@pytest.fixture
def bench(qtbot: QtBot, monitors: Centre, open_shell: Callable[[str], Shell]) -> Bench:
    with closing(monitors.open()) as desk:
        reporter = Reporter(desk.keys.centre_id[:16], material_bundle(desk), door="public")
    return Bench(qtbot, open_shell("counsellor"), reporter)


def test_a_report_becomes_an_entry_is_followed_up_and_its_reporter_answered(bench: Bench, tmp_path: Path) -> None:
    thread = bench.write(lambda desk: Done(arrived(desk, bench.reporter), Changes.INBOX))
    bench.go(thread)
    bench.press("홍보물 대장에 올리기")
    assert bench.place.face == MATERIAL
    form = bench.place.material.form
    assert form is not None
    assert (form.control_of("agency").text(), form.control_of("medium").value()) == ("가나구청", "poster")
    form.submit()
    bench.quiet()
    assert form.error("title"), "what is missing is said at its field"
    bench.fill(title="여자라서 더 꼼꼼하게", kinds=("stereotype",), words="성별로 일을 나눔")
    assert bench.lines() == [("여자라서 더 꼼꼼하게", "접수")]
    assert WORDS not in bench.shown()
    bench.press("한 일 적기")
    bench.fill(kind="looked", words="아직 걸려 있음")
    bench.place.material._choose_path = lambda _window, name: tmp_path / name
    bench.press("기관에 보낼 편지")
    bench.fill(with_place="no")
    (paper,) = tmp_path.glob("*.pdf")
    assert paper.read_bytes().startswith(b"%PDF")
    assert bench.place.material.view.due.isVisibleTo(bench.place.material.view)
    bench.press("한 일 적기")
    bench.fill(words="내리겠다고 함")
    bench.press("마치기")
    bench.fill(outcome="removed")
    assert bench.lines() == [], "what is over is not among what is seen to"
    bench.press("알려 준 분께 답하기")
    bench.fill(text="구청이 내렸습니다.", last="yes")
    for word in ("아직 걸려 있음", "내리겠다고 함", "치움·내림", "알려 준 분께 답함"):
        assert word in bench.shown()
    bench.press("글타래로")
    assert bench.place.face == REPORTS
    assert "구청이 내렸습니다." in bench.place.reports.view.text.toPlainText()
    bench.press("대장의 자료로 가기")
    assert bench.place.face == MATERIAL
    assert bench.place.here().startswith(f"{MATERIAL}:")


def test_entries_are_found_by_words_and_folder_and_rounds_are_written_down(bench: Bench, tmp_path: Path) -> None:
    def fill(desk: Desk) -> Done[None]:
        with desk.database(Compartment.CASEWORK).atomic():
            for number in range(205):
                desk.materials.write(medium="leaflet", title=f"전단 {number}", agency=f"기관 {number % 2}")
        return Done(None, Changes.MATERIAL)

    bench.write(fill)
    bench.go(MATERIAL)
    page = bench.place.material
    QAbstractItemModelTester(page.list.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert len(bench.lines()) == 200
    page.list.model.fetchMore(page.list.rows.rootIndex())
    bench.quiet()
    assert len(bench.lines()) == 205
    page.list.words.setText("전단 204")
    bench.quiet()
    assert bench.lines() == [("전단 204", "접수")]
    page.list.words.clear()
    page.list.agencies.set_value("기관 1")
    bench.quiet()
    assert page.list.count == 102
    page._choose_path = lambda _window, name: tmp_path / name
    bench.press("CSV")
    (made,) = tmp_path.glob("*.csv")
    assert made.read_text("utf-8-sig").count("\n") == 103
    bench.press("점검 기록 적기")
    bench.fill(place="2호선 신촌역")
    page.list.folders.set_value("rounds")
    page.list.folders.changed.emit()
    bench.quiet()
    assert bench.lines() == [("2호선 신촌역", "찾은 것 없음")]
    page.list.rows.choose(page.list.model.items()[0].id)
    bench.qtbot.keyClick(page.list.rows, Qt.Key.Key_Return)
    bench.quiet()
    bench.fill(words="광고판과 화면")
    assert bench.ask(lambda desk: desk.materials.rounds())[0].words == "광고판과 화면"


def test_a_new_entry_by_keyboard_takes_along_how_a_known_agency_is_reached(bench: Bench) -> None:
    bench.write(
        lambda desk: desk.materials.write(medium="poster", title="하나", agency="가나구청", contact="홍보과 02-120")
    )
    bench.go(MATERIAL)
    bench.press("새 자료")
    form = bench.place.material.form
    assert form is not None
    form.control_of("known").set_value("0")
    assert form.control_of("contact").text() == "홍보과 02-120"
    bench.fill(medium="video", title="둘")
    found = bench.ask(lambda desk: [one.entry for one in desk.materials.page(Asked(words="둘"))])
    assert [(one.agency, one.contact) for one in found] == [("가나구청", "홍보과 02-120")]
    bench.press("고치기")
    bench.fill(urgency="at_once", place="")
    assert bench.ask(lambda desk: desk.materials.get(found[0].id).entry.urgency) == "at_once"


def test_who_opens_no_reports_writes_entries_too_and_is_offered_no_thread(
    qtbot: QtBot, bench: Bench, open_shell: Callable[[str], Shell]
) -> None:
    thread = bench.write(lambda desk: Done(arrived(desk, bench.reporter), Changes.INBOX))
    ident = bench.write(lambda desk: report_to_material.enter(desk, thread, medium="poster", title="하나"))
    bench.go(f"{MATERIAL}:{ident}")
    assert bench.place.material.view.buttons["tell"].isVisible()
    bench.shell.tasks.close()
    page = MaterialPage(open_shell("manager"))
    qtbot.addWidget(page)
    page.resize(1290, 690)
    page.show()
    page.arrive(ident)
    qtbot.waitUntil(lambda: not page.shell.tasks.busy, timeout=15_000)
    assert page.view.title.text() == "하나"
    assert not page.view.buttons["tell"].isVisible()
    assert not page.view.buttons["thread"].isVisible()
    assert page.view.buttons["step"].isVisible()

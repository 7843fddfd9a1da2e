"""The report page in the office: its key, months made and signed ahead, the sheet, the paper, joining by two fingerprints."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app import wire
from app.errors import BadInput
from app.flows import report_keys, report_paper
from app.flows.report_paper import read_phones
from app.kinds import Compartment
from app.relay import hosting
from tests.app.inbox.test_inbox import officers
from tests.conftest import Centre
from tests.relay.running import RunningRelay
from ui.application import Shell
from ui.floor import Floor
from ui.kit import icons
from ui.kit.dialogs import Dialog
from ui.office.people_sheets import SheetsDialog
from ui.office.report_page import ReportPageFace
from ui.office.report_page_forms import JoinForm, PaperForm, TryForm

__all__ = ["officers"]


class Bench:
    """The face in a window."""

    def __init__(self, qtbot: QtBot, shell: Shell, target: Path) -> None:
        icons.load()
        self.qtbot, self.shell = qtbot, shell
        self.told: list[str] = []
        shell.told.connect(lambda notice: self.told.append(notice.sentence))
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(1000, 690)
        self.face = ReportPageFace(shell, lambda _window, _name: target)
        QVBoxLayout(self.window).addWidget(self.face)
        shell.tasks.changed.connect(lambda _changes: self.face.reload())
        self.window.show()
        qtbot.waitExposed(self.window)
        self.face.reload()
        self.quiet()

    def quiet(self) -> None:
        self.qtbot.waitUntil(lambda: not self.shell.tasks.busy, timeout=15_000)

    def press(self, name: str) -> None:
        assert self.face.buttons[name].isVisible()
        self.face.buttons[name].click()
        self.quiet()

    def agree(self, verb: str = "do") -> None:
        assert isinstance(self.face.form, Dialog)
        self.face.form.buttons[verb].click()
        self.quiet()

    def seen(self) -> set[str]:
        return {name for name, button in self.face.buttons.items() if button.isVisible()}


@pytest.fixture
def bench(qtbot: QtBot, officers: Centre, open_shell: Callable[[str], Shell], tmp_path: Path) -> Bench:
    """A manager who is an officer too, since another officer opened the centre after that."""
    officers.open().close()
    return Bench(qtbot, open_shell("manager2"), tmp_path / "centre.json")


def test_from_nothing_to_a_signed_page_with_a_sheet_that_was_tried(bench: Bench) -> None:
    assert bench.seen() == {"begin", "ahead", "make"}
    bench.press("begin")
    bench.agree()
    assert "begin" not in bench.seen()
    assert "서명한 달이 없어" in bench.face.warning.accessibleName()
    bench.press("ahead")
    bench.press("sign")
    assert "복구 종이가 아직" in bench.face.warning.accessibleName()
    bench.press("make")
    bench.agree()
    sheets = bench.face.form
    assert isinstance(sheets, SheetsDialog)
    code = sheets.papers[0].code
    assert code
    sheets.leave()
    bench.press("sign")
    assert not bench.face.warning.isVisible()
    bench.press("try")
    form = bench.face.form
    assert isinstance(form, TryForm)
    form.code.setText("AAAA-BBBB")
    form.submit()
    bench.quiet()
    assert form.error("code")
    form.code.setText(code.lower())
    form.submit()
    bench.quiet()
    assert "코드가 맞습니다" in bench.told[-1]


def test_an_officer_makes_keys_and_signs_nothing(
    qtbot: QtBot, officers: Centre, open_shell: Callable[[str], Shell], tmp_path: Path
) -> None:
    bench = Bench(qtbot, open_shell("counsellor"), tmp_path / "x")
    assert bench.seen() == {"ahead"}
    assert "관리자가 만듭니다" in bench.face.warning.accessibleName()
    bench.press("ahead")
    assert f"{report_keys.MONTHS}개" in bench.told[-1]
    bench.press("ahead")
    assert "할 것이 없습니다" in bench.told[-1]


def test_a_planted_key_is_said_and_not_signed(bench: Bench, officers: Centre) -> None:
    bench.press("begin")
    bench.agree()
    bench.press("ahead")
    with closing(officers.open("trainer")) as desk:
        db = desk.database(Compartment.OFFICE)
        with db.atomic():
            db.insert("intake_key", {
                "id": "0" * 16, "role": "intake", "public": bytes(32), "begins": "2999-01-01", "not_after": "2999-02-14",
            })  # fmt: skip
    bench.press("sign")
    assert f"{report_keys.MONTHS}달" in bench.told[-1]
    assert "열쇠 1개는 신고 페이지에 서명하지" in bench.face.warning.accessibleName()
    assert bench.face.standing.made_until < "2999"


def test_the_paper_is_one_that_a_host_takes_and_a_line_without_a_number_is_named(bench: Bench, tmp_path: Path) -> None:
    bench.press("begin")
    bench.agree()
    bench.press("write")
    form = bench.face.form
    assert isinstance(form, PaperForm)
    form.hours.setPlainText("평일 오전 9시부터 저녁 6시까지")
    form.phones.setPlainText("여성긴급전화 1366\n상담소")
    form.submit()
    assert "상담소" in form.error("phones")
    form.phones.setPlainText("여성긴급전화 1366\n상담소 02-123-4567")
    form.submit()
    bench.quiet()
    document = (tmp_path / report_paper.FILE).read_bytes()
    told = json.loads(document)
    assert hosting._paper(document) == told
    assert [(one["name"]["ko"], one["number"]) for one in told["phones"]] == [
        ("여성긴급전화", "1366"), ("상담소", "02-123-4567"),
    ]  # fmt: skip
    assert told["practice"] is True


def test_a_relay_is_believed_only_after_both_fingerprints_were_read(bench: Bench, tmp_path: Path) -> None:
    running = RunningRelay(tmp_path / "relay").start()
    try:
        bench.press("begin")
        bench.agree()
        centre = bench.face.shell.who.centre
        assert centre
        ident: list[str] = []
        bench.shell.tasks.read(bench.window, lambda desk: desk.page_papers.centre, ident.append)
        bench.quiet()
        invited = hosting.invite(running.folder, ident[0])
        bench.press("join")
        form = bench.face.form
        assert isinstance(form, JoinForm)
        form.submit()
        assert form.error("relay")
        form.url.setText(running.url)
        form.code.setText(invited["code"])
        form.submit()
        bench.quiet()
        assert bench.face.standing.relay is None, "it answered, and is not believed yet"
        spoken = " ".join(one.accessibleName() for one in bench.face.form.findChildren(QWidget))  # type: ignore[union-attr]  # a dialog stands there
        assert invited["fingerprint"] in spoken
        assert hosting.enrolled(running.folder)[-1]["fingerprint"] in spoken
        bench.agree("join")
        assert isinstance(bench.face.standing.relay, wire.Card)
    finally:
        running.stop()


def test_keys_are_kept_ahead_by_themselves_once_the_page_has_a_key(officers: Centre) -> None:
    with closing(officers.open()) as desk:
        assert report_keys.keep_ahead(desk).value == 0, "no page, no keys"
    with closing(officers.open("manager")) as desk:
        desk.page_papers.begin()
        assert report_keys.keep_ahead(desk).value == 0, "this manager opens no reports"
    with closing(officers.open()) as desk:
        assert report_keys.keep_ahead(desk).value == report_keys.MONTHS
        assert desk.page_papers.signed_until() is None
    with closing(officers.open("manager")) as desk:
        assert report_keys.keep_ahead(desk).value == report_keys.MONTHS
        until = desk.page_papers.signed_until()
        assert until is not None
        assert not report_keys.near(until)
        assert report_keys.near(until, date.fromisoformat(until))
        assert report_keys.keep_ahead(desk).value == 0


def test_another_channels_reports_do_not_stand_before_ones_own(officers: Centre) -> None:
    with closing(officers.open()) as desk:
        db = desk.database(Compartment.CASEWORK)
        with db.atomic():
            for at, channel in enumerate((*["public-material"] * 3, "intake")):
                db.insert("report_thread", {
                    "id": f"t{at}", "channel": channel, "state": "sealed", "first_on": "2026-11-01", "last_on": "2026-11-01",
                })  # fmt: skip
                db.insert("report_message", {
                    "id": f"t{at}:in:1", "thread_id": f"t{at}", "direction": "in", "seq": 1, "number": at, "raw": b"x",
                    "day": "2026-11-01", "sha256": "x", "prev": "none", "state": "sealed", "at": 0,
                })  # fmt: skip
        assert [one.thread for one in desk.settling.pending(2)] == ["t3"]


def test_numbers_to_call_are_read_line_by_line() -> None:
    assert read_phones("경찰: 112\n\n상담소, 02 123 4567") == (("경찰", "112"), ("상담소", "02 123 4567"))
    for wrong in ("112", "상담소", "상담소 2월 3일"):
        with pytest.raises(BadInput):
            read_phones(wrong)


def test_the_door_stands_only_for_those_who_open_reports_and_counts_what_nobody_read(
    qtbot: QtBot, officers: Centre, open_shell: Callable[[str], Shell]
) -> None:
    with closing(officers.open()) as desk:
        db = desk.database(Compartment.CASEWORK)
        with db.atomic():
            row = {"channel": "intake", "state": "sealed", "first_on": "2026-11-01", "last_on": "2026-11-01"}
            db.insert("report_thread", {"id": "t1", **row})
    floor = Floor(open_shell("counsellor"))
    qtbot.addWidget(floor)
    assert "inbox" in floor.places()
    floor._count_reports()
    qtbot.waitUntil(lambda: floor.rail._buttons["inbox"].badge == 1, timeout=5_000)
    other = Floor(open_shell("manager"))
    qtbot.addWidget(other)
    assert "inbox" not in other.places(), "a manager who opens no reports has no door to them"
